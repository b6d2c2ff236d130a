/* simulator.c: a simulated host with guests, whose true states are known
 * SPDX-License-Identifier: MIT
 */
#include "sim/simulator.h"

#include <math.h>
#include <string.h>

#include "sim/sim-private.h"

/* A small experiment: one guest with two vCPUs on two CPUs, 100 ms. */
void
sim_config_init (SimConfig *config)
{
  *config = (SimConfig){
    .seed = 1,
    .n_guests = 1,
    .n_levels = 1,
    .n_vcpus = 2,
    .n_cpus = 2,
    .duration = 100 * GS_MSEC,
    .warmup = 20 * GS_MSEC,
    .epoch = G_GINT64_CONSTANT (1795396367000000000),
    .tcp = TRUE,
    .statedump = TRUE,
    .bulk_percent = 20,
    .with_truth = TRUE,
  };
}

/* The host, its guests, the guests of each of these, and so on. */
guint
sim_config_count_machines (const SimConfig *config)
{
  guint n = 1, n_on_level = 1;

  for (guint level = 0; level < config->n_levels; level++)
    {
      n_on_level *= config->n_guests;
      n += n_on_level;
    }
  return n;
}

gboolean
sim_chance (Sim *sim, double probability)
{
  return g_rand_double (sim->rand) < probability;
}

/* Any number in [@least, @most). */
gint64
sim_between (Sim *sim, gint64 least, gint64 most)
{
  return g_rand_int_range (sim->rand, least, most);
}

/* What the clock of @machine shows at @true_time. */
gint64
sim_result_clock (const SimResult *self, guint machine, gint64 true_time)
{
  const SimMachineInfo *info = &self->machines[machine];

  return true_time + info->offset + llrint (info->drift * (double) (true_time - self->epoch));
}

static void
sim_emit_one (SimCpu *cpu, CtfEvent *event)
{
  SimMachine *machine = cpu->machine;
  Sim *sim = machine->sim;
  const SimThread *thread = cpu->current;

  sim->now += 3 + g_rand_int (sim->rand) % 100;
  if (!sim->is_tracing)
    return;

  event->time = sim_result_clock (sim->result, machine->index, sim->now);
  event->cpu = cpu->number;
  event->tid = thread != NULL ? thread->tid : 0;
  event->pid = thread != NULL ? thread->pid : 0;
  event->comm = thread != NULL ? thread->comm : "swapper/0";
  sim_truth_context (cpu);
  if (machine->info->n_events++ == 0)
    machine->info->first = sim->now;
  machine->info->last = sim->now;
  sim->result->n_events++;
  if (sim->sink != NULL)
    sim->sink (machine->index, event, sim->sink_data);
}

/* @event happens on @cpu, a little later than what happened last; from then on
 * that is the present. What changes by it is to be said after that. */
void
sim_emit (SimCpu *cpu, CtfEvent *event)
{
  Sim *sim = cpu->machine->sim;
  guint percent = sim->config->bulk_percent;

  for (; percent > 0; percent -= MIN (percent, 100))
    if (g_rand_int (sim->rand) % 100 < percent)
      sim_emit_one (cpu, &(CtfEvent){ .kind = CTF_HRTIMER_CANCEL });
  sim_emit_one (cpu, event);
}

/* A thread more on @machine, asleep. Returns: (transfer none) */
SimThread *
sim_machine_add (SimMachine *machine, const char *comm, gint32 tid, gint32 pid, gint32 ppid)
{
  SimThread *thread = g_new0 (SimThread, 1);

  thread->machine = machine;
  thread->tid = tid;
  thread->pid = pid;
  thread->ppid = ppid;
  thread->prio = 120;
  thread->syscall = -1;
  thread->wake_up = -1;
  thread->run = SIM_SLEEPING;
  thread->cpu = &machine->cpus[machine->threads->len % machine->n_cpus];
  thread->wake_at = machine->sim->now + sim_between (machine->sim, 0, 3 * GS_MSEC);
  g_strlcpy (thread->comm, comm, sizeof thread->comm);
  g_ptr_array_add (machine->threads, thread);
  return thread;
}

/* What runs on every machine: some that compute, some that mostly wait. */
static void
sim_machine_add_usual_threads (SimMachine *machine)
{
  static const char *const names[] = { "hog", "iperf3", "bash", "sshd", "a,\"b\"" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    sim_machine_add (machine, names[i], 400 + 7 * i, 400 + 7 * i, 1);
  if (machine->sim->config->statedump)
    for (guint i = 0; i < machine->n_cpus; i++)
      {
        g_autofree char *name = g_strdup_printf ("kworker/%u:1", i);

        sim_machine_add (machine, name, 20 + i, 20 + i, 2)->is_kernel = TRUE;
      }
}

static void
sim_machine_init (Sim *sim, guint index)
{
  SimMachine *machine = &sim->machines[index];
  const SimConfig *config = sim->config;
  SimMachineInfo *info = &sim->result->machines[index];

  machine->sim = sim;
  machine->index = index;
  machine->info = info;
  machine->n_cpus = index == 0 ? config->n_cpus : config->n_vcpus;
  machine->threads = g_ptr_array_new_with_free_func (g_free);
  machine->next_tid = 3000;
  machine->seq = machine->host_seq = 0x10000000 * (index + 1);
  machine->counter = 100;
  machine->needs_dump = config->statedump;
  g_queue_init (&machine->packets);
  for (guint i = 0; i < machine->n_cpus; i++)
    {
      machine->cpus[i].machine = machine;
      machine->cpus[i].number = i;
      machine->cpus[i].next = sim->now + 1000;
      g_queue_init (&machine->cpus[i].queue);
    }

  if (index == 0)
    g_strlcpy (info->name, "host", sizeof info->name);
  else
    g_snprintf (info->name, sizeof info->name, "guest%u", index);
  info->host = index == 0 ? 0 : (index - 1) / config->n_guests;
  info->pid = index == 0 ? 0 : (gint32) (1000 + 100 * index);
  info->vm_uid = G_GUINT64_CONSTANT (0xce15a1b2c3d40000) + index;
  info->offset = config->offset * index;
  info->drift = config->drift_ppm * 1e-6 * index;
  sim_machine_add_usual_threads (machine);
}

/* The guest's QEMU process on its host, one thread a vCPU. */
static void
sim_machine_add_qemu (Sim *sim, SimMachine *guest)
{
  SimMachine *host = &sim->machines[guest->info->host];
  gint32 pid = guest->info->pid;

  sim_machine_add (host, "qemu-system-x86", pid, pid, 1);
  for (guint i = 0; i < guest->n_cpus; i++)
    {
      g_autofree char *name = g_strdup_printf ("CPU %u/KVM", i);
      SimVcpu *vcpu = &guest->vcpus[i];

      vcpu->thread = sim_machine_add (host, name, pid + 5 + i, pid, 1);
      vcpu->thread->vcpu = vcpu;
      vcpu->thread->syscall = ctf_syscall_number ("ioctl");
      vcpu->cpu = &guest->cpus[i];
      vcpu->cpu->vcpu = vcpu;
      vcpu->request = SIM_ASKS_HALT;
    }
}

/* The CPU that is the next to do something, and when. */
static SimCpu *
sim_find_next (Sim *sim, gint64 *time)
{
  SimCpu *next = NULL;

  *time = SIM_NEVER;
  for (guint i = 0; i < sim->result->n_machines; i++)
    for (guint j = 0; j < sim->machines[i].n_cpus; j++)
      {
        SimCpu *cpu = &sim->machines[i].cpus[j];
        gint64 due = MIN (cpu->next, cpu->in_irq || cpu->in_softirq ? SIM_NEVER : cpu->due);

        if (due < *time && sim_cpu_is_armed (cpu))
          {
            next = cpu;
            *time = due;
          }
      }
  return next;
}

static void
sim_run_until (Sim *sim, gint64 end)
{
  guint64 n_events = sim->config->n_events;
  gint64 time;

  while (sim->now < end && (n_events == 0 || sim->result->n_events < n_events))
    {
      SimCpu *cpu = sim_find_next (sim, &time);

      sim->now = MAX (sim->now, time);
      sim_cpu_step (cpu);
    }
}

static void
sim_clear (Sim *sim)
{
  for (guint i = 0; i < sim->result->n_machines; i++)
    {
      for (guint j = 0; j < sim->machines[i].n_cpus; j++)
        g_queue_clear (&sim->machines[i].cpus[j].queue);
      g_queue_clear_full (&sim->machines[i].packets, g_free);
      g_ptr_array_unref (sim->machines[i].threads);
    }
  g_rand_free (sim->rand);
  g_free (sim);
}

static void
sim_row_free (gpointer data)
{
  SimRow *row = data;

  g_array_unref (row->intervals);
  g_free (row);
}

/* Simulates what @config says; the same for the same @config. Each event goes
 * to @sink (nullable) when it happens. Returns: (transfer full) */
SimResult *
sim_run (const SimConfig *config, SimSink sink, gpointer user_data)
{
  Sim *sim = g_new0 (Sim, 1);
  SimResult *result = g_new0 (SimResult, 1);
  guint n_machines = sim_config_count_machines (config);

  g_assert (n_machines <= SIM_MAX_GUESTS + 1 && config->n_cpus >= 1 && config->n_cpus <= SIM_MAX_CPUS);
  g_assert (config->n_vcpus >= 1 && config->n_vcpus <= SIM_MAX_CPUS);
  result->rows = g_ptr_array_new_with_free_func (sim_row_free);
  result->losses = g_array_new (FALSE, FALSE, sizeof (SimLoss));
  result->wake_ups = g_array_new (FALSE, FALSE, sizeof (SimWakeUp));
  result->n_machines = n_machines;
  result->epoch = config->epoch;
  sim->config = config;
  sim->result = result;
  sim->sink = sink;
  sim->sink_data = user_data;
  sim->rand = g_rand_new_with_seed (config->seed);
  sim->now = config->epoch - config->warmup;

  for (guint i = 0; i < n_machines; i++)
    sim_machine_init (sim, i);
  for (guint i = 1; i < n_machines; i++)
    sim_machine_add_qemu (sim, &sim->machines[i]);
  for (guint i = 0; i < n_machines; i++)
    for (guint j = 0; j < sim->machines[i].n_cpus; j++)
      sim_cpu_find_due (&sim->machines[i].cpus[j]);

  sim_run_until (sim, config->epoch);
  sim->now = MAX (sim->now, config->epoch);
  sim->is_tracing = TRUE;
  sim_run_until (sim, config->epoch + config->duration);
  sim_truth_finish (sim);
  result->end = sim->now;
  sim_clear (sim);
  return result;
}

void
sim_result_free (SimResult *self)
{
  g_ptr_array_unref (self->rows);
  g_array_unref (self->losses);
  g_array_unref (self->wake_ups);
  g_free (self);
}
