/* gs-dat-options.c: the options of a recording of trace-cmd
 * SPDX-License-Identifier: MIT
 *
 * What is too short to be one is passed over: all but where the events lie is a help, no more.
 */
#include "tracecmd/gs-dat-options.h"

#include <math.h>
#include <stdlib.h>

#define MOST_OFFSET (G_MAXINT64 / 4) /* ns: sums with it stay numbers */

static void
gs_dat_buffer_clear (gpointer data)
{
  GsDatBuffer *self = data;

  g_free (self->name);
  g_free (self->clock);
  g_array_unref (self->cpus);
}

void
gs_dat_options_init (GsDatOptions *self, GsDatFile *file)
{
  *self = (GsDatOptions){ .file = file };
  self->buffers = g_array_new (FALSE, FALSE, sizeof (GsDatBuffer));
  g_array_set_clear_func (self->buffers, gs_dat_buffer_clear);
}

void
gs_dat_options_clear (GsDatOptions *self)
{
  g_clear_pointer (&self->buffers, g_array_unref);
}

static void
gs_dat_options_set_text (char **text, const GsDatBytes *data)
{
  g_autofree char *copy = g_strndup ((const char *) data->data, data->size);

  g_free (*text);
  *text = g_strchomp (g_utf8_make_valid (copy, -1));
}

/**
 * gs_dat_options_take_clock:
 * @text: all clocks, the chosen one in brackets
 */
void
gs_dat_options_take_clock (GsDatOptions *self, const char *text, gsize length)
{
  const char *begin = memchr (text, '[', length);
  const char *end = begin != NULL ? memchr (begin, ']', length - (begin - text)) : NULL;

  if (end == NULL)
    return;
  g_free (self->file->clock);
  self->file->clock = g_strndup (begin + 1, end - begin - 1);
}

/* The kernel's statistics of one CPU; the main buffer's come first. */
static void
gs_dat_options_take_lost (GsDatOptions *self, const GsDatBytes *data)
{
  static const char *const counters[] = { "\noverrun:", "\ncommit overrun:", "\ndropped events:" };
  g_autofree char *text = g_strndup ((const char *) data->data, data->size);
  const char *cpu = strstr (text, "CPU:");
  gpointer key = cpu != NULL ? GUINT_TO_POINTER (strtoul (cpu + 4, NULL, 10)) : NULL;
  guint64 *n_lost;

  if (cpu == NULL || g_hash_table_contains (self->file->lost, key))
    return;
  n_lost = g_new0 (guint64, 1);
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    {
      const char *counter = strstr (text, counters[i]);

      if (counter != NULL)
        *n_lost += g_ascii_strtoull (counter + strlen (counters[i]), NULL, 10);
    }
  g_hash_table_insert (self->file->lost, key, n_lost);
}

static void
gs_dat_options_take_buffer (GsDatOptions *self, GsDatBytes *data)
{
  GsDatBuffer buffer = { gs_dat_bytes_take_number (data, 8), NULL, NULL, 0, NULL };
  const char *name = gs_dat_bytes_take_text (data);
  const char *clock = self->file->version > 6 ? gs_dat_bytes_take_text (data) : "";
  guint n_cpus = 0;

  if (name == NULL || clock == NULL)
    return;
  buffer.name = g_utf8_make_valid (name, -1);
  buffer.clock = g_strdup (clock);
  buffer.cpus = g_array_new (FALSE, FALSE, sizeof (GsDatCpuPlace));
  if (self->file->version > 6)
    {
      buffer.page_size = gs_dat_bytes_take_number (data, 4);
      n_cpus = gs_dat_bytes_take_number (data, 4);
    }
  for (guint i = 0; i < MIN (n_cpus, GS_DAT_MAX_CPUS); i++)
    {
      GsDatCpuPlace place = { gs_dat_bytes_take_number (data, 4), 0, 0 };

      place.offset = gs_dat_bytes_take_number (data, 8);
      place.n_bytes = gs_dat_bytes_take_number (data, 8);
      if (!data->is_short)
        g_array_append_val (buffer.cpus, place);
    }
  g_array_append_val (self->buffers, buffer);
}

static void
gs_dat_options_take_guest (GsDatOptions *self, GsDatBytes *data)
{
  const char *name = gs_dat_bytes_take_text (data);
  guint64 id = gs_dat_bytes_take_number (data, 8);
  guint n_cpus = gs_dat_bytes_take_number (data, 4);
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; i < MIN (n_cpus, GS_DAT_MAX_CPUS) && !data->is_short; i++)
    {
      guint cpu = gs_dat_bytes_take_number (data, 4);
      gint32 tid = gs_dat_bytes_take_number (data, 4);
      gint32 none = -1;

      if (data->is_short || cpu >= GS_DAT_MAX_CPUS)
        continue;
      while (tids->len <= cpu)
        g_array_append_val (tids, none);
      g_array_index (tids, gint32, cpu) = tid;
    }
  if (name != NULL && tids->len > 0)
    gs_recorder_facts_add_guest (self->file->recorder, id, name, g_steal_pointer (&tids));
}

/* Of one CPU: all times, then all offsets, then all scales. */
static void
gs_dat_options_take_cpu_shifts (GArray *shifts, GsDatBytes *data)
{
  guint n = gs_dat_bytes_take_number (data, 4);
  GsDatBytes times = gs_dat_bytes_take_part (data, 8 * (guint64) n);
  GsDatBytes offsets = gs_dat_bytes_take_part (data, 8 * (guint64) n);
  GsDatBytes scales = gs_dat_bytes_take_part (data, 8 * (guint64) n);

  for (guint i = 0; i < n && !data->is_short; i++)
    {
      GsRecordedShift shift = { gs_dat_bytes_take_number (&times, 8), gs_dat_bytes_take_number (&offsets, 8), 0.0 };

      shift.scale = (double) gs_dat_bytes_take_number (&scales, 8);
      g_array_append_val (shifts, shift);
    }
}

/* A scale's bits behind the point come last, for all CPUs; older versions have none. */
static void
gs_dat_options_take_shifts (GsDatOptions *self, GsDatBytes *data)
{
  GsRecorderFacts *recorder = self->file->recorder;
  guint64 host_id = gs_dat_bytes_take_number (data, 8);
  guint n_cpus = (gs_dat_bytes_take_number (data, 4), gs_dat_bytes_take_number (data, 4));

  for (guint i = 0; i < MIN (n_cpus, GS_DAT_MAX_CPUS) && !data->is_short; i++)
    {
      g_ptr_array_add (recorder->shifts, g_array_new (FALSE, FALSE, sizeof (GsRecordedShift)));
      gs_dat_options_take_cpu_shifts (g_ptr_array_index (recorder->shifts, i), data);
    }
  if (data->is_short)
    {
      g_ptr_array_set_size (recorder->shifts, 0);
      return;
    }
  recorder->host_id = host_id;
  for (guint i = 0; i < recorder->shifts->len; i++)
    {
      GArray *shifts = g_ptr_array_index (recorder->shifts, i);

      for (guint k = 0; k < shifts->len; k++)
        {
          guint64 n_bits = gs_dat_bytes_take_number (data, 8);
          GsRecordedShift *shift = &g_array_index (shifts, GsRecordedShift, k);

          shift->scale = shift->scale > 0.0 ? ldexp (shift->scale, -(int) MIN (n_bits, 64)) : 1.0;
        }
    }
}

/* A number as text. */
static gint64
gs_dat_options_get_number (const GsDatBytes *data)
{
  g_autofree char *text = g_strndup ((const char *) data->data, data->size);

  return g_ascii_strtoll (text, NULL, 0);
}

/* Returns: FALSE where no time can be so far off */
static gboolean
gs_dat_options_add_offset (GsDatFile *file, gint64 offset, gint64 ns)
{
  if (offset > MOST_OFFSET / ns || offset < -MOST_OFFSET / ns)
    return FALSE;
  file->offset = CLAMP (file->offset + offset * ns, -MOST_OFFSET, MOST_OFFSET);
  return TRUE;
}

static void
gs_dat_options_take_conversion (GsDatOptions *self, GsDatBytes *data)
{
  guint64 mult = gs_dat_bytes_take_number (data, 4);
  guint64 shift = gs_dat_bytes_take_number (data, 4);

  if (data->is_short || mult == 0 || shift > 63)
    return;
  self->file->mult = mult;
  self->file->shift = shift;
}

/**
 * gs_dat_options_take:
 * @id: any number
 * @data: what the option holds
 */
void
gs_dat_options_take (GsDatOptions *self, guint id, GsDatBytes data)
{
  GsDatFile *file = self->file;

  switch (id)
    {
    case GS_DAT_OPTION_DATE: /* µs */
      file->has_epoch = gs_dat_options_add_offset (file, gs_dat_options_get_number (&data), 1000);
      break;
    case GS_DAT_OPTION_OFFSET:
      gs_dat_options_add_offset (file, gs_dat_options_get_number (&data), 1);
      break;
    case GS_DAT_OPTION_CPUSTAT:
      gs_dat_options_take_lost (self, &data);
      break;
    case GS_DAT_OPTION_BUFFER:
      gs_dat_options_take_buffer (self, &data);
      break;
    case GS_DAT_OPTION_TRACECLOCK:
      gs_dat_options_take_clock (self, (const char *) data.data, data.size);
      break;
    case GS_DAT_OPTION_UNAME:
      gs_dat_options_set_text (&file->uname, &data);
      break;
    case GS_DAT_OPTION_VERSION:
      gs_dat_options_set_text (&file->writer, &data);
      break;
    case GS_DAT_OPTION_CPUCOUNT:
      file->n_cpus = gs_dat_bytes_take_number (&data, 4);
      file->n_cpus = MIN (file->n_cpus, GS_DAT_MAX_CPUS);
      break;
    case GS_DAT_OPTION_TRACEID:
      file->recorder->id = gs_dat_bytes_take_number (&data, 8);
      break;
    case GS_DAT_OPTION_TIME_SHIFT:
      gs_dat_options_take_shifts (self, &data);
      break;
    case GS_DAT_OPTION_GUEST:
      gs_dat_options_take_guest (self, &data);
      break;
    case GS_DAT_OPTION_TSC2NSEC:
      gs_dat_options_take_conversion (self, &data);
      break;
    case GS_DAT_OPTION_HEADER_INFO:
    case GS_DAT_OPTION_FTRACE_EVENTS:
    case GS_DAT_OPTION_EVENT_FORMATS:
    case GS_DAT_OPTION_CMDLINES:
      if (file->version > 6)
        self->sections[id] = gs_dat_bytes_take_number (&data, 8);
      break;
    default:
      break;
    }
}
