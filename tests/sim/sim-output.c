/* sim-output.c: a simulation's traces as folders, its truth as CSV
 * SPDX-License-Identifier: MIT
 */
#include "sim/simulator.h"

#include "base/gs-time.h"
#include "sim/ctf-layout.h"
#include "sim/sim-dat.h"

#define STEP_BACK_EVERY 1000 /* events */

#define LOSS_PER_EVENT 0.002

/* The first stream of a CPU: how it comes to lose events. */
typedef struct
{
  guint n_written;
  gint64 last;      /* clock time of the last event that was written */
  guint n_to_lose;  /* the next ones are lost */
  guint n_lost;     /* of the present loss */
  guint n_to_write; /* after a loss, before the packet ends */
  gint64 begin;
} SimStream;

typedef struct
{
  const SimConfig *config;
  CtfWriter *writers[SIM_MAX_GUESTS + 1];
  CtfOptions options[SIM_MAX_GUESTS + 1];
  SimStream streams[SIM_MAX_GUESTS + 1][SIM_MAX_CPUS];
  GArray *losses; /* of SimLoss */
  guint64 n_lost;
  GRand *rand;
  guint64 n_host_events;
} SimOutput;

static gint64
sim_output_get_true_time (const SimOutput *output, guint machine, gint64 time)
{
  return time - output->config->offset * machine;
}

/* The packet with the first events after a loss ends; it counts what was lost. */
static void
sim_output_end_loss (SimOutput *output, guint machine, guint cpu)
{
  SimStream *stream = &output->streams[machine][cpu];
  SimLoss loss = {
    machine,
    cpu,
    sim_output_get_true_time (output, machine, stream->begin),
    sim_output_get_true_time (output, machine, stream->last),
  };

  ctf_writer_lose (output->writers[machine], cpu, 0);
  g_array_append_val (output->losses, loss);
}

/* Returns: whether @event is lost */
static gboolean
sim_output_loses (SimOutput *output, guint machine, const CtfEvent *event)
{
  SimStream *stream = &output->streams[machine][event->cpu];
  gboolean is_late = event->time - output->config->offset * machine
                     > output->config->epoch + output->config->duration * 4 / 5;

  if (ctf_layout_channel (&output->options[machine], event->kind) != 0)
    return FALSE;
  if (stream->n_to_lose == 0 && stream->n_to_write == 0 && stream->n_written > 30 && !is_late
      && g_rand_double (output->rand) < LOSS_PER_EVENT)
    {
      ctf_writer_lose (output->writers[machine], event->cpu, 0);
      stream->begin = stream->last;
      stream->n_to_lose = g_rand_int_range (output->rand, 1, 40);
    }
  if (stream->n_to_lose > 0)
    {
      stream->n_to_lose = is_late ? 0 : stream->n_to_lose - 1;
      stream->n_lost++;
      output->n_lost++;
      return TRUE;
    }
  return FALSE;
}

/* To be called after an event of the CPU's first stream was written. */
static void
sim_output_keep (SimOutput *output, guint machine, const CtfEvent *event)
{
  SimStream *stream = &output->streams[machine][event->cpu];

  stream->last = event->time;
  stream->n_written++;
  if (stream->n_to_write > 0 && --stream->n_to_write == 0)
    sim_output_end_loss (output, machine, event->cpu);
}

static void
sim_output_add_to_stream (SimOutput *output, guint machine, const CtfEvent *event)
{
  SimStream *stream = &output->streams[machine][event->cpu];
  gboolean is_written = (output->options[machine].omit & CTF_KIND (event->kind)) == 0;
  gboolean is_first = ctf_layout_channel (&output->options[machine], event->kind) == 0;

  if (is_written && output->config->loses && sim_output_loses (output, machine, event))
    return;
  if (is_written && is_first && stream->n_lost > 0)
    {
      ctf_writer_lose (output->writers[machine], event->cpu, stream->n_lost);
      stream->n_lost = 0;
      stream->n_to_write = g_rand_int_range (output->rand, 1, 15);
    }
  ctf_writer_add (output->writers[machine], event);
  if (is_written && is_first)
    sim_output_keep (output, machine, event);
}

static void
sim_output_add (guint machine, const CtfEvent *event, gpointer user_data)
{
  SimOutput *output = user_data;
  CtfEvent copy;

  if (machine == 0 && output->config->steps_back && ++output->n_host_events % STEP_BACK_EVERY == 0
      && event->kind == CTF_HRTIMER_CANCEL)
    {
      copy = *event;
      copy.time -= 50 * GS_USEC;
      event = &copy;
    }
  sim_output_add_to_stream (output, machine, event);
}

static CtfWriter *
sim_output_open (SimOutput *output, guint machine, const char *folder, GError **error)
{
  const SimConfig *config = output->config;
  CtfOptions options = config->format;
  g_autofree char *name = machine == 0 ? g_strdup ("host") : g_strdup_printf ("guest%u", machine);
  g_autofree char *path = g_build_filename (folder, name, "kernel", NULL);

  options.hostname = name;
  options.kernel_release = config->old_kernel ? "4.4.0-210-generic" : "6.1.0-56-amd64";
  options.tracer_major = 2;
  options.tracer_minor = config->old_kernel ? 8 : 13;
  options.tracer_patch = 0;
  options.n_cpus = machine == 0 ? config->n_cpus : config->n_vcpus;
  options.clock_offset = config->epoch + config->offset * machine - 1000 * GS_SEC;
  options.with_tid |= config->contexts;
  options.with_pid = options.with_procname = config->contexts;
  if (config->vmsync == SIM_VMSYNC_NONE)
    options.omit |= CTF_KIND (CTF_VMSYNC_GH_GUEST) | CTF_KIND (CTF_VMSYNC_HG_GUEST);
  if (config->vmsync != SIM_VMSYNC_BOTH)
    options.omit |= CTF_KIND (CTF_VMSYNC_GH_HOST) | CTF_KIND (CTF_VMSYNC_HG_HOST);
  output->options[machine] = options;
  return ctf_writer_new (path, &options, error);
}

static SimResult *
sim_write_lttng (const SimConfig *config, const char *folder, GError **error)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (config->seed);
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (SimLoss));
  SimOutput output = { .config = config, .rand = rand, .losses = losses };
  SimResult *result = NULL;
  guint n_machines = sim_config_count_machines (config);
  gboolean is_good = TRUE;

  for (guint i = 0; is_good && i < n_machines; i++)
    {
      output.writers[i] = sim_output_open (&output, i, folder, error);
      is_good = output.writers[i] != NULL;
    }
  if (is_good)
    {
      result = sim_run (config, sim_output_add, &output);
      g_array_append_vals (result->losses, losses->data, losses->len);
      result->n_lost = output.n_lost;
      result->n_events -= output.n_lost;
    }
  for (guint i = 0; i < n_machines; i++)
    if (output.writers[i] != NULL && !ctf_writer_close (output.writers[i], is_good ? error : NULL))
      is_good = FALSE;
  if (!is_good)
    g_clear_pointer (&result, sim_result_free);
  return result;
}

/* Simulates what @config says and writes the machines' traces under @folder, as
 * LTTng does (MACHINE/kernel) or trace-cmd (MACHINE/trace.dat). Returns: (transfer full) (nullable) */
SimResult *
sim_write (const SimConfig *config, const char *folder, GError **error)
{
  if (config->as_trace_cmd)
    return sim_dat_write (config, folder, error);
  return sim_write_lttng (config, folder, error);
}

static const char *const vcpu_names[] = { "unknown", "idle", "running", "hypervisor", "preempted", "blocked" };
static const char *const thread_names[] = {
  "unknown", "wait-unknown", "wait-blocked", "wait-for-cpu", "exited", "usermode", "syscall", "interrupted",
};
static const char *const overlay_names[] = { "", "hypervisor", "preempted", "blocked" };
static const char *const cpu_names[] = {
  "unknown", "idle", "usermode", "syscall", "irq", "softirq", "guest", "hypervisor",
};

static char *
sim_quote (const char *text)
{
  g_autoptr (GString) quoted = g_string_new (text);

  if (strpbrk (text, ",\"\n\r") == NULL)
    return g_string_free (g_steal_pointer (&quoted), FALSE);
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_prepend_c (quoted, '"');
  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static void
sim_print_times (GString *csv, const SimInterval *interval)
{
  g_string_append_printf (csv, "%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",", interval->begin, interval->end);
}

static void
sim_print_interval (const SimResult *self, const SimRow *row, const SimInterval *interval, GString *csv)
{
  const char *machine = self->machines[row->machine].name;
  g_autofree char *comm = sim_quote (row->comm);

  switch (row->kind)
    {
    case GS_ROWS_VCPUS:
      g_string_append_printf (csv, "%s,%u,", machine, row->number);
      sim_print_times (csv, interval);
      g_string_append_printf (csv, "%s,%s,", vcpu_names[interval->state], vcpu_names[interval->aux]);
      if (interval->state == GS_VCPU_HYPERVISOR)
        g_string_append_printf (csv, "%u", interval->reason);
      break;
    case GS_ROWS_THREADS:
      g_string_append_printf (csv, "%s,%d,%s,", machine, row->tid, comm);
      sim_print_times (csv, interval);
      g_string_append_printf (csv, "%s,%s,", thread_names[interval->state], overlay_names[interval->aux]);
      if (interval->cpu != 0xffff)
        g_string_append_printf (csv, "%u", interval->cpu);
      break;
    default:
      g_string_append_printf (csv, "%s,%u,", machine, row->number);
      sim_print_times (csv, interval);
      g_string_append_printf (csv, "%s,", cpu_names[interval->state]);
      if (interval->tid >= 0)
        g_string_append_printf (csv, "%d", interval->tid);
      g_string_append (csv, ",,");
      if (interval->guest >= 0)
        g_string_append (csv, self->machines[interval->guest].name);
      g_string_append_c (csv, ',');
      if (interval->guest_tid >= 0)
        g_string_append_printf (csv, "%d", interval->guest_tid);
      break;
    }
  g_string_append_c (csv, '\n');
}

/* Appends the true intervals of all @rows as `guestscope analyze` prints its
 * own, but that the exit's reason is a number, and that columns with names
 * other than a thread's own are empty. */
void
sim_result_print (const SimResult *self, GsRows rows, GString *csv)
{
  static const char *const headers[GS_N_ROWS] = {
    "machine,vcpu,start_ns,end_ns,state,guest_state,cause\n",
    "machine,tid,comm,start_ns,end_ns,state,overlay,cpu\n",
    "machine,cpu,start_ns,end_ns,state,tid,comm,guest,guest_tid\n",
  };

  g_string_append (csv, headers[rows]);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (self->rows, i);

      for (guint j = 0; row->kind == rows && j < row->intervals->len; j++)
        sim_print_interval (self, row, &g_array_index (row->intervals, SimInterval, j), csv);
    }
}
