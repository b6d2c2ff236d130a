/* gs-dat-format.c: looks into a recording of trace-cmd
 * SPDX-License-Identifier: MIT
 *
 * Few events are decoded: the first and the last pages of each CPU, and for a host's sign some more.
 */
#include "tracecmd/gs-dat-format.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tracecmd/gs-dat-reader.h"
#include "tracecmd/gs-dat-recording.h"
#include "tracecmd/gs-dat-text.h"

#define HEAD_EVENTS 65536 /* that are looked at for what tells a host */

static gboolean
gs_dat_recognize (const char *path, char **problem)
{
  return gs_dat_file_is_one (path);
}

/* --- What the file says of itself --- */

/* "Linux HOST RELEASE MACHINE" */
static void
gs_dat_take_uname (const GsDatFile *file, GsTraceFacts *facts)
{
  g_auto (GStrv) words = g_strsplit (file->uname, " ", -1);
  guint n = g_strv_length (words);

  facts->hostname = g_strdup (n > 1 ? words[1] : "");
  facts->kernel_release = g_strdup (n > 2 ? words[2] : "");
}

static void
gs_dat_take_head (const GsDatRecording *recording, GsTraceFacts *facts)
{
  const GsDatFile *file = recording->file;
  g_auto (GStrv) version = g_strsplit (file->writer, " ", 2);

  gs_dat_take_uname (file, facts);
  facts->domain = g_strdup ("kernel");
  facts->tracer = version[0] != NULL && version[0][0] != '\0' ? g_strdup_printf ("trace-cmd %s", version[0]) :
                                                                g_strdup ("trace-cmd");
  facts->uuid = file->recorder->id != 0 ? g_strdup_printf ("%016" G_GINT64_MODIFIER "x", file->recorder->id) :
                                          g_strdup ("");
  facts->clock_uuid = g_strdup ("");
  facts->has_clock = strcmp (file->clock, "counter") != 0;
  facts->clock_name = file->has_epoch ? NULL : g_strdup (file->clock[0] != '\0' ? file->clock : "local");
  facts->recorder = gs_recorder_facts_ref (file->recorder);
  facts->recorder->ns_per_tick = gs_dat_clock_get_ns_per_tick (&recording->clock);
  facts->recorder->ns_offset = recording->clock.offset;
  for (guint i = 0; i < file->classes->len; i++)
    {
      const GsDatClass *klass = gs_dat_file_get_class (file, i);

      if (klass != NULL && !g_str_has_prefix (klass->name, "ftrace:"))
        g_ptr_array_add (facts->event_names, g_strdup (klass->name));
    }
}

static void
gs_dat_warn (const GsDatRecording *recording, const char *name, GPtrArray *warnings)
{
  const GsDatFile *file = recording->file;
  g_autoptr (GString) cut = g_string_new (NULL);

  for (guint i = 0; i < file->data->len; i++)
    if (((const GsDatData *) g_ptr_array_index (file->data, i))->is_cut)
      g_string_append_printf (cut, "%s%u", cut->len > 0 ? ", " : "",
                              ((const GsDatData *) g_ptr_array_index (file->data, i))->cpu);
  if (cut->len > 0)
    g_ptr_array_add (warnings,
                     g_strdup_printf (_ ("%s: the file ends before the events of all CPUs do (of CPUs %s some are "
                                         "missing); copy it again from the traced machine"),
                                      name, cut->str));
  for (guint i = 0; i < file->left_out->len; i++)
    g_ptr_array_add (warnings,
                     g_strdup_printf (_ ("%s: the buffer “%s” was recorded by another clock and left out; record "
                                         "all buffers with the same “-C”"),
                                      name, (const char *) g_ptr_array_index (file->left_out, i)));
  if (recording->clock.source == GS_DAT_CLOCK_UNKNOWN)
    g_ptr_array_add (warnings,
                     g_strdup_printf (_ ("%s: its clock (%s) counts cycles of an unknown frequency, so times are "
                                         "in cycles, not in nanoseconds; record with “-C mono”, or with "
                                         "“-e sched:sched_stat_runtime” too"),
                                      name, file->clock));
}

/* --- What the events say --- */

static void
gs_dat_take_stream (const GsDatStream *stream, GsTraceFacts *facts)
{
  facts->kinds |= stream->kinds;
  if (stream->span.begin != GS_TIME_NONE)
    facts->span = facts->span.begin == GS_TIME_NONE ? stream->span : gs_span_unite (facts->span, stream->span);
}

/* From its begin, until there was an event; more of them while @n_left events may be looked at; and the last ones. */
static void
gs_dat_look_at (const GsDatRecording *recording, const GsDatData *data, GsNames *names, guint64 n_left,
                GsTraceFacts *facts)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  g_autoptr (GsDatStream) head = gs_dat_stream_new (recording->programs, &recording->clock, data, names);

  while (head->n_events < n_left && gs_dat_stream_decode (head, events))
    g_array_set_size (events, 0);
  gs_dat_take_stream (head, facts);
  for (guint i = data->blocks->len; i-- > head->next_block;)
    {
      g_autoptr (GsDatStream) tail = gs_dat_stream_new (recording->programs, &recording->clock, data, names);

      tail->next_block = i;
      gs_dat_stream_decode (tail, events);
      g_array_set_size (events, 0);
      gs_dat_take_stream (tail, facts);
      if (tail->n_events > 0)
        break;
    }
}

static void
gs_dat_take_events (const GsDatRecording *recording, GsNames *names, gboolean is_close, GsTraceFacts *facts)
{
  const GPtrArray *data = recording->file->data;
  g_autoptr (GHashTable) cpus = g_hash_table_new (NULL, NULL);
  guint64 n_head = is_close ? HEAD_EVENTS : HEAD_EVENTS / 4;

  for (guint i = 0; i < data->len; i++)
    {
      const GsDatData *one = g_ptr_array_index (data, i);

      if (one->blocks->len == 0)
        continue;
      g_hash_table_add (cpus, GUINT_TO_POINTER (one->cpu));
      facts->n_streams++;
      gs_dat_look_at (recording, one, names, n_head / data->len + 1, facts);
    }
  facts->n_cpus = g_hash_table_size (cpus);
  facts->is_filled = facts->n_streams > 0;
  facts->n_bytes = recording->file->n_bytes;
}

static gboolean
gs_dat_describe (const char *path, const char *name, gboolean is_close, GsTraceFacts *facts, GError **error)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_auto (GsDatRecording) recording = { NULL };

  if (!gs_dat_recording_init (&recording, path, names, error))
    return FALSE;
  gs_dat_take_head (&recording, facts);
  gs_dat_take_events (&recording, names, is_close, facts);
  gs_dat_warn (&recording, name, facts->warnings);
  return TRUE;
}

const GsTraceFormat gs_dat_format = { "trace-cmd", gs_dat_recognize, gs_dat_describe, gs_dat_reader_new,
                                      gs_dat_text_new };
