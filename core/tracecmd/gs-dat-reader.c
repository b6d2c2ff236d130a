/* gs-dat-reader.c: all wanted events of one recording of trace-cmd
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-reader.h"

#include <glib/gi18n.h>
#include <stdatomic.h>

#include "base/gs-lock.h"
#include "event/gs-event-counts.h"
#include "event/gs-stream-merge.h"
#include "trace/gs-trace-stamp.h"
#include "tracecmd/gs-dat-queue.h"
#include "tracecmd/gs-dat-recording.h"

#define MERGE_EVENTS 256

typedef struct
{
  GsReader parent;
  GsTrace *trace;
  GsNames *names;
  GsTraceStamp *stamp; /* of before reading */
  GsDatRecording recording;
  GsDatQueue *queue;
  GsEventSource *merge;
  GCancellable *cancellable;
  gulong cancel_id;
  gint stop;                /* atomic */
  _Atomic gint64 last_time; /* of the events given out */
  _Atomic gboolean is_ended;
  GStrv warnings;
} GsDatReader;

/* --- Reading --- */

/* The cancellable's lock orders this after connecting and before freeing. */
static void
gs_dat_reader_on_cancelled (GCancellable *cancellable, gpointer data)
{
  GsDatReader *self = data;

  gs_lock_acquired (self);
  g_atomic_int_set (&self->stop, 1);
  gs_dat_queue_wake (self->queue);
  gs_lock_releasing (self);
}

static gssize
gs_dat_reader_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsDatReader *self = (GsDatReader *) source;
  gssize n = gs_event_source_next (self->merge, events, n_max, error);

  if (g_atomic_int_get (&self->stop) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Reading was cancelled"));
      return -1;
    }
  if (n > 0)
    atomic_store_explicit (&self->last_time, events[n - 1].time, memory_order_relaxed);
  else
    atomic_store_explicit (&self->is_ended, TRUE, memory_order_relaxed);
  return n;
}

static guint64
gs_dat_reader_get_n_events (GsReader *reader)
{
  return gs_dat_queue_get_n_events (((GsDatReader *) reader)->queue);
}

static double
gs_dat_reader_get_fraction (GsReader *reader)
{
  GsDatReader *self = (GsDatReader *) reader;
  GsSpan span = self->trace->span;
  double done;

  if (atomic_load_explicit (&self->is_ended, memory_order_relaxed))
    return 1.0;
  if (span.begin == GS_TIME_NONE || span.end <= span.begin)
    return 0.0;
  done = (double) (atomic_load_explicit (&self->last_time, memory_order_relaxed) - span.begin)
         / (double) gs_span_duration (span);
  return CLAMP (done, 0.0, 1.0);
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
  if (report->span.begin == GS_TIME_NONE)
    report->span = stream->span;
  else if (stream->span.begin != GS_TIME_NONE)
    report->span = gs_span_unite (report->span, stream->span);
}

static void
gs_dat_reader_warn_of_steps (const GsDatReader *self, const GsReaderReport *report, GPtrArray *warnings)
{
  g_autofree char *times = g_strdup_printf ("%" G_GUINT64_FORMAT, report->n_steps_back);
  g_autofree char *largest = g_strdup_printf ("%" G_GINT64_FORMAT, report->largest_step_back);

  if (report->n_steps_back > 0)
    g_ptr_array_add (
        warnings,
        g_strdup_printf (
            _ ("%s: clocks of its CPUs went back (times: %s, by up to %s ns); they were held there, and everything was read"),
            self->trace->name, times, largest));
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
                           self->trace->name, pages, events));
    }
}

static void
gs_dat_reader_get_report (GsReader *reader, GsReaderReport *report)
{
  GsDatReader *self = (GsDatReader *) reader;
  GPtrArray *warnings = g_ptr_array_new ();
  gboolean is_there = FALSE;
  char *changed = gs_trace_stamp_dup_warning (self->stamp, self->trace->name, &is_there);

  for (guint i = 0; i < self->recording.streams->len; i++)
    gs_dat_reader_add_stream (self, g_ptr_array_index (self->recording.streams, i), report);
  if (changed != NULL)
    {
      report->has_changed = is_there;
      g_ptr_array_add (warnings, changed);
    }
  gs_dat_reader_warn_of_steps (self, report, warnings);
  gs_dat_reader_warn_of_damage (self, warnings);
  g_ptr_array_add (warnings, NULL);
  g_strfreev (self->warnings);
  self->warnings = (GStrv) g_ptr_array_free (warnings, FALSE);
  report->warnings = self->warnings[0] != NULL ? self->warnings : NULL;
}

static GHashTable *
gs_dat_reader_count_events (GsReader *reader)
{
  GsDatReader *self = (GsDatReader *) reader;
  GHashTable *counts = gs_event_counts_new ();

  for (guint i = 0; i < self->recording.streams->len; i++)
    {
      const GsDatStream *stream = g_ptr_array_index (self->recording.streams, i);

      for (guint k = 0; k < self->recording.programs->n_programs; k++)
        if (stream->counts[k] > 0 && gs_dat_file_get_class (self->recording.file, k) != NULL)
          gs_event_counts_add (counts, gs_dat_file_get_class (self->recording.file, k)->name, stream->counts[k]);
    }
  return counts;
}

/* --- Beginning and end --- */

static void
gs_dat_reader_free (GsEventSource *source)
{
  GsDatReader *self = (GsDatReader *) source;

  if (self->cancellable != NULL && self->cancel_id != 0)
    {
      g_cancellable_disconnect (self->cancellable, self->cancel_id);
      gs_lock_acquired (self);
    }
  g_atomic_int_set (&self->stop, 1);
  if (self->queue != NULL)
    gs_dat_queue_wake (self->queue);
  g_clear_pointer (&self->merge, gs_event_source_free);
  g_clear_pointer (&self->queue, gs_dat_queue_free);
  gs_dat_recording_clear (&self->recording);
  g_clear_pointer (&self->stamp, gs_trace_stamp_free);
  g_clear_object (&self->cancellable);
  g_strfreev (self->warnings);
  gs_names_unref (self->names);
  gs_trace_unref (self->trace);
  g_free (self);
}

static void
gs_dat_reader_start (GsDatReader *self, guint n_threads)
{
  GPtrArray *streams = self->recording.streams;
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  for (guint i = 0; i < streams->len; i++)
    ((GsDatStream *) g_ptr_array_index (streams, i))->trace_span = self->trace->span;
  self->queue = gs_dat_queue_new (streams, MAX (n_threads, 1), &self->stop);
  for (guint i = 0; i < streams->len; i++)
    g_ptr_array_add (sources, gs_dat_queue_open (self->queue, i));
  self->merge = gs_stream_merge_new ((GsEventSource **) sources->pdata, sources->len, MERGE_EVENTS);
}

/**
 * gs_dat_reader_new:
 *
 * Returns: (transfer full): see gs_reader_new()
 */
GsReader *
gs_dat_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error)
{
  static const GsReaderClass klass = {
    { gs_dat_reader_next, gs_dat_reader_free },
    gs_dat_reader_get_n_events,
    gs_dat_reader_get_fraction,
    gs_dat_reader_get_report,
    gs_dat_reader_count_events,
  };
  GsDatReader *self = g_new0 (GsDatReader, 1);

  self->parent.parent.klass = &klass.parent;
  self->trace = gs_trace_ref (trace);
  self->names = gs_names_ref (names);
  self->stamp = gs_trace_stamp_new (trace->path);
  atomic_init (&self->last_time, trace->span.begin);
  if (!gs_dat_recording_init (&self->recording, trace->parts[0], names, error))
    {
      g_prefix_error (error, "%s: ", trace->name);
      gs_reader_free (&self->parent);
      return NULL;
    }
  gs_dat_reader_start (self, n_threads);
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      gs_lock_releasing (self);
      self->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (gs_dat_reader_on_cancelled), self, NULL);
    }
  return &self->parent;
}
