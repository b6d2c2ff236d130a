/* sim-dat.c: a simulation's traces as files of trace-cmd
 * SPDX-License-Identifier: MIT
 */
#include "sim/sim-dat.h"

#include <glib/gstdio.h>

#include "base/gs-time.h"

#define FIRST_TRACE_ID 1000 /* the host's */
#define N_SAMPLES 5         /* of a guest's clock */

enum
{
  OPTION_TRACEID = 11,
  OPTION_TIME_SHIFT = 12,
  OPTION_GUEST = 13,
};

typedef struct
{
  const SimConfig *config;
  DatWriter *writers[SIM_MAX_GUESTS + 1];
} SimDat;

static gint64
sim_dat_get_clock_offset (const SimConfig *config, guint machine)
{
  return config->dat.clock_offset != 0 ? config->dat.clock_offset :
                                         config->epoch + config->offset * machine - 1000 * GS_SEC;
}

static void
sim_dat_open (SimDat *self, guint machine)
{
  DatOptions options = self->config->dat;
  g_autofree char *name = machine == 0 ? g_strdup ("host") : g_strdup_printf ("guest%u", machine);

  options.hostname = name;
  options.kernel_release = self->config->old_kernel ? "4.4.0-210-generic" : "6.1.0-56-amd64";
  options.n_cpus = machine == 0 ? self->config->n_cpus : self->config->n_vcpus;
  /* Each counts from when it was started. */
  if (options.clock_offset < 0)
    options.clock_offset = 0;
  else
    options.clock_offset = sim_dat_get_clock_offset (self->config, machine);
  self->writers[machine] = dat_writer_new (&options);
}

static void
sim_dat_add (guint machine, const CtfEvent *event, gpointer user_data)
{
  SimDat *self = user_data;

  dat_writer_add (self->writers[machine], event);
}

static void
sim_dat_put (GByteArray *bytes, guint64 number, guint n_bytes)
{
  number = GUINT64_TO_LE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, n_bytes);
}

/* Which of @host's threads are @guest's CPUs. */
static void
sim_dat_add_guest (const SimDat *self, const SimResult *result, guint guest)
{
  g_autoptr (GByteArray) option = g_byte_array_new ();
  const SimMachineInfo *info = &result->machines[guest];

  g_byte_array_append (option, (const guint8 *) info->name, strlen (info->name) + 1);
  sim_dat_put (option, FIRST_TRACE_ID + guest, 8);
  sim_dat_put (option, self->config->n_vcpus, 4);
  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      if (row->kind != GS_ROWS_VCPUS || row->machine != guest)
        continue;
      sim_dat_put (option, row->number, 4);
      sim_dat_put (option, row->tid, 4);
    }
  dat_writer_add_option (self->writers[info->host], OPTION_GUEST, option->data, option->len);
}

/* What is to be added to @guest's clock to have its host's. */
static void
sim_dat_add_shifts (const SimDat *self, const SimResult *result, guint guest)
{
  g_autoptr (GByteArray) option = g_byte_array_new ();
  guint host = result->machines[guest].host;
  gint64 zero = sim_dat_get_clock_offset (self->config, guest),
         host_zero = sim_dat_get_clock_offset (self->config, host);

  sim_dat_put (option, FIRST_TRACE_ID + host, 8);
  sim_dat_put (option, 0, 4);
  sim_dat_put (option, self->config->n_vcpus, 4);
  for (guint cpu = 0; cpu < self->config->n_vcpus; cpu++)
    {
      sim_dat_put (option, N_SAMPLES, 4);
      for (guint part = 0; part < 3; part++)
        for (guint i = 0; i < N_SAMPLES; i++)
          {
            gint64 time = result->epoch + (result->end - result->epoch) / N_SAMPLES * i;
            gint64 here = sim_result_clock (result, guest, time) - zero;
            gint64 there = sim_result_clock (result, host, time) - host_zero;

            sim_dat_put (option, part == 0 ? here : part == 1 ? there - here + self->config->clock_lie : 1, 8);
          }
    }
  dat_writer_add_option (self->writers[guest], OPTION_TIME_SHIFT, option->data, option->len);
}

static void
sim_dat_add_agent (const SimDat *self, const SimResult *result)
{
  for (guint i = 0; i < result->n_machines; i++)
    {
      guint64 id = GUINT64_TO_LE (FIRST_TRACE_ID + i);

      dat_writer_add_option (self->writers[i], OPTION_TRACEID, &id, sizeof id);
      if (i == 0)
        continue;
      sim_dat_add_guest (self, result, i);
      sim_dat_add_shifts (self, result, i);
    }
}

static gboolean
sim_dat_save (const SimDat *self, guint machine, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, "trace.dat", NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GBytes) file = dat_writer_finish (self->writers[machine]);

  g_mkdir_with_parents (parent, 0777);
  return g_file_set_contents (path, g_bytes_get_data (file, NULL), g_bytes_get_size (file), error);
}

/* As sim_write(). An agent needs the truth. */
SimResult *
sim_dat_write (const SimConfig *config, const char *folder, GError **error)
{
  SimDat self = { config };
  SimResult *result;
  guint n_machines = sim_config_count_machines (config);
  gboolean is_good = TRUE;

  for (guint i = 0; i < n_machines; i++)
    sim_dat_open (&self, i);
  result = sim_run (config, sim_dat_add, &self);
  if (config->with_agent)
    sim_dat_add_agent (&self, result);
  for (guint i = 0; i < n_machines; i++)
    {
      is_good = is_good && sim_dat_save (&self, i, folder, result->machines[i].name, error);
      dat_writer_free (self.writers[i]);
    }
  if (!is_good)
    g_clear_pointer (&result, sim_result_free);
  return result;
}
