/* gs-dat-reader.c: all wanted events of one recording of trace-cmd
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-reader.h"

#include <glib/gi18n.h>

#include "event/gs-event-counts.h"
#include "event/gs-stream-merge.h"
#include "tracecmd/gs-dat-queue.h"
#include "tracecmd/gs-dat-recording.h"

#define MERGE_EVENTS 256

typedef struct
{
  GsReader parent;
  GsNames *names;
  GsDatRecording recording;
  GsDatQueue *queue;
} GsDatReader;

static void
gs_dat_reader_wake (GsReader *reader)
{
  GsDatReader *self = (GsDatReader *) reader;

  if (self->queue != NULL)
    gs_dat_queue_wake (self->queue);
}

static guint64
gs_dat_reader_get_n_events (GsReader *reader)
{
  return gs_dat_queue_get_n_events (((GsDatReader *) reader)->queue);
}

/* --- The report --- */

/* What the kernel counted as lost on a CPU says more than the marks in its main buffer, where some have no number. */
static void
gs_dat_reader_add_stream (const GsDatReader *self, const GsDatStream *stream, GsReaderReport *report)
{
  const GsStreamOrder *order = &stream->order;
  const guint64 *n_counted = stream->data->buffer == 0 ? g_hash_table_lookup (self->recording.file->lost,
                                                                              GUINT_TO_POINTER (stream->data->cpu)) :
                                                         NULL;

  report->n_events += stream->n_events;
  report->n_lost += MAX (order->n_lost, n_counted != NULL ? *n_counted : 0);
  report->n_steps_back += order->n_steps_back;
  report->largest_step_back = MAX (report->largest_step_back, order->largest_step_back);
  gs_reader_report_add_span (report, stream->span);
}

static void
gs_dat_reader_warn_of_damage (const GsDatReader *self, GPtrArray *warnings)
{
  guint64 n_damaged = 0, n_unknown = 0;

  for (guint i = 0; i < self->recording.streams->len; i++)
    {
      const GsDatStream *stream = g_ptr_array_index (self->recording.streams, i);

      n_damaged += stream->n_damaged;
      n_unknown += stream->n_unknown;
    }
  if (n_damaged > 0 || n_unknown > 0)
    {
      g_autofree char *pages = g_strdup_printf ("%" G_GUINT64_FORMAT, n_damaged);
      g_autofree char *events = g_strdup_printf ("%" G_GUINT64_FORMAT, n_unknown);

      g_ptr_array_add (
          warnings,
          g_strdup_printf (_ ("%s: parts of the file are damaged and were left out (pages: %s, events of unknown "
                              "numbers: %s); copy it again from the traced machine"),
                           self->parent.trace->name, pages, events));
    }
}

static void
gs_dat_reader_get_report (GsReader *reader, GsReaderReport *report, GPtrArray *warnings)
{
  GsDatReader *self = (GsDatReader *) reader;

  for (guint i = 0; i < self->recording.streams->len; i++)
    gs_dat_reader_add_stream (self, g_ptr_array_index (self->recording.streams, i), report);
  gs_reader_warn_of_steps (reader, report, warnings);
  gs_dat_reader_warn_of_damage (self, warnings);
}

static void
gs_dat_reader_count_events (GsReader *reader, GHashTable *counts)
{
  GsDatReader *self = (GsDatReader *) reader;

  for (guint i = 0; i < self->recording.streams->len; i++)
    {
      const GsDatStream *stream = g_ptr_array_index (self->recording.streams, i);

      for (guint k = 0; k < self->recording.programs->n_programs; k++)
        if (stream->counts[k] > 0 && gs_dat_file_get_class (self->recording.file, k) != NULL)
          gs_event_counts_add (counts, gs_dat_file_get_class (self->recording.file, k)->name, stream->counts[k]);
    }
}

/* --- Beginning and end --- */

static void
gs_dat_reader_clear (GsReader *reader)
{
  GsDatReader *self = (GsDatReader *) reader;

  g_clear_pointer (&self->queue, gs_dat_queue_free);
  gs_dat_recording_clear (&self->recording);
  gs_names_unref (self->names);
}

static void
gs_dat_reader_start (GsDatReader *self, guint n_threads)
{
  GPtrArray *streams = self->recording.streams;
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  for (guint i = 0; i < streams->len; i++)
    ((GsDatStream *) g_ptr_array_index (streams, i))->trace_span = self->parent.trace->span;
  self->queue = gs_dat_queue_new (streams, MAX (n_threads, 1), &self->parent.stop);
  for (guint i = 0; i < streams->len; i++)
    g_ptr_array_add (sources, gs_dat_queue_open (self->queue, i));
  self->parent.merge = gs_stream_merge_new ((GsEventSource **) sources->pdata, sources->len, MERGE_EVENTS);
}

/**
 * gs_dat_reader_new:
 *
 * Returns: (transfer full): see gs_reader_new()
 */
GsReader *
gs_dat_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error)
{
  static const GsReaderClass klass = { gs_dat_reader_get_n_events, gs_dat_reader_wake, gs_dat_reader_get_report,
                                       gs_dat_reader_count_events, gs_dat_reader_clear };
  GsDatReader *self = g_new0 (GsDatReader, 1);

  gs_reader_init (&self->parent, &klass, trace);
  self->names = gs_names_ref (names);
  if (!gs_dat_recording_init (&self->recording, trace->parts[0], names, error))
    {
      g_prefix_error (error, "%s: ", trace->name);
      gs_reader_free (&self->parent);
      return NULL;
    }
  gs_dat_reader_start (self, n_threads);
  return gs_reader_watch (&self->parent, cancellable);
}
