/* gs-native-reader.c: all wanted events of one recording, decoded here
 * SPDX-License-Identifier: MIT
 *
 * Packets are decoded on any thread (gs-ctf-jobs), put together to streams
 * (gs-ctf-stitch), and these merged with the times in which a CPU was not
 * recorded (gs-ctf-coverage).
 */
#include "native/gs-native-reader.h"

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "event/gs-event-counts.h"
#include "event/gs-stream-merge.h"
#include "native/gs-ctf-coverage.h"
#include "native/gs-ctf-stitch.h"
#include "trace/gs-trace-stamp.h"

#define MERGE_EVENTS 256

/* The gaps as a source. */
typedef struct
{
  GsEventSource parent;
  GArray *events; /* of GsEvent */
  guint position;
} GsGapSource;

typedef struct
{
  GsReader parent;
  GsTrace *trace;
  GPtrArray *stamps; /* of GsTraceStamp, one a part, of before reading */
  GsCtfRecording *recording;
  GsCtfJobs *jobs;
  GPtrArray *stitches; /* of GsCtfStitch; owned by the merge */
  GsEventSource *merge;
  GCancellable *cancellable;
  gulong cancel_id;
  gint stop;                /* atomic */
  _Atomic gint64 last_time; /* of the events given out */
  _Atomic gboolean is_ended;
  GStrv warnings;
} GsNativeReader;

static gssize
gs_gap_source_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsGapSource *self = (GsGapSource *) source;
  gsize n = MIN (n_max, self->events->len - self->position);

  if (n > 0)
    memcpy (events, &g_array_index (self->events, GsEvent, self->position), n * sizeof *events);
  self->position += n;
  return n;
}

static void
gs_gap_source_free (GsEventSource *source)
{
  GsGapSource *self = (GsGapSource *) source;

  g_array_unref (self->events);
  g_free (self);
}

/* @events: (transfer full) */
static GsEventSource *
gs_gap_source_new (GArray *events)
{
  static const GsEventSourceClass klass = { gs_gap_source_next, gs_gap_source_free };
  GsGapSource *self = g_new0 (GsGapSource, 1);

  self->parent.klass = &klass;
  self->events = events;
  return &self->parent;
}

/* --- Reading --- */

/* From any thread. */
static void
gs_native_reader_stop (GsNativeReader *self)
{
  g_atomic_int_set (&self->stop, 1);
  if (self->jobs != NULL)
    gs_ctf_jobs_wake (self->jobs);
}

/* The cancellable's lock orders this after connecting and before freeing. */
static void
gs_native_reader_on_cancelled (GCancellable *cancellable, gpointer data)
{
  gs_lock_acquired (data);
  gs_native_reader_stop (data);
  gs_lock_releasing (data);
}

static gssize
gs_native_reader_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsNativeReader *self = (GsNativeReader *) source;
  gssize n = gs_event_source_next (self->merge, events, n_max, error);

  if (g_atomic_int_get (&self->stop) != 0)
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Reading was cancelled"));
      return -1;
    }
  if (n > 0)
    atomic_store_explicit (&self->last_time, events[n - 1].time, memory_order_relaxed);
  else if (n == 0)
    atomic_store_explicit (&self->is_ended, TRUE, memory_order_relaxed);
  return n;
}

static guint64
gs_native_reader_get_n_events (GsReader *reader)
{
  return gs_ctf_jobs_get_n_events (((GsNativeReader *) reader)->jobs);
}

static double
gs_native_reader_get_fraction (GsReader *reader)
{
  GsNativeReader *self = (GsNativeReader *) reader;
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

static void
gs_native_reader_add_stitch (const GsCtfStitch *stitch, GsReaderReport *report, GPtrArray *warnings)
{
  const GsStreamOrder *order = &stitch->state.order;

  report->n_events += stitch->n_events;
  report->n_lost += order->n_lost;
  report->n_lost_packets += stitch->n_lost_packets;
  report->n_steps_back += order->n_steps_back;
  report->largest_step_back = MAX (report->largest_step_back, order->largest_step_back);
  if (report->span.begin == GS_TIME_NONE)
    report->span = stitch->span;
  else if (stitch->span.begin != GS_TIME_NONE)
    report->span = gs_span_unite (report->span, stitch->span);
  for (guint i = 0; i < stitch->warnings->len; i++)
    g_ptr_array_add (warnings, g_strdup (g_ptr_array_index (stitch->warnings, i)));
}

static void
gs_native_reader_warn_of_changes (GsNativeReader *self, GsReaderReport *report, GPtrArray *warnings)
{
  for (guint i = 0; i < self->stamps->len; i++)
    {
      gboolean is_there;
      char *changed = gs_trace_stamp_dup_warning (g_ptr_array_index (self->stamps, i), self->trace->name, &is_there);

      if (changed == NULL)
        continue;
      report->has_changed |= is_there;
      g_ptr_array_insert (warnings, 0, changed);
      break;
    }
}

static void
gs_native_reader_get_report (GsReader *reader, GsReaderReport *report)
{
  GsNativeReader *self = (GsNativeReader *) reader;
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->stitches->len; i++)
    gs_native_reader_add_stitch (g_ptr_array_index (self->stitches, i), report, warnings);
  gs_reader_report_warn_of_steps (report, self->trace->name, warnings);
  gs_reader_report_warn_anew (self->trace, self->recording->warnings, warnings);
  gs_native_reader_warn_of_changes (self, report, warnings);
  gs_reader_report_keep (report, &self->warnings, warnings);
}

static GHashTable *
gs_native_reader_count_events (GsReader *reader)
{
  GHashTable *counts = gs_event_counts_new ();

  gs_ctf_jobs_count_events (((GsNativeReader *) reader)->jobs, counts);
  return counts;
}

/* --- Beginning and end --- */

static void
gs_native_reader_free (GsEventSource *source)
{
  GsNativeReader *self = (GsNativeReader *) source;

  if (self->cancellable != NULL && self->cancel_id != 0)
    {
      g_cancellable_disconnect (self->cancellable, self->cancel_id);
      gs_lock_acquired (self);
    }
  gs_native_reader_stop (self);
  g_clear_pointer (&self->merge, gs_event_source_free);
  g_clear_pointer (&self->stitches, g_ptr_array_unref);
  g_clear_pointer (&self->jobs, gs_ctf_jobs_free);
  g_clear_pointer (&self->recording, gs_ctf_recording_free);
  g_clear_pointer (&self->stamps, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  g_strfreev (self->warnings);
  gs_trace_unref (self->trace);
  g_free (self);
}

static void
gs_native_reader_start (GsNativeReader *self, GsNames *names, guint n_threads)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  self->jobs = gs_ctf_jobs_new (self->recording, names, MAX (n_threads, 1), &self->stop);
  g_ptr_array_add (sources, gs_gap_source_new (gs_ctf_coverage_find_gaps (self->recording, names, self->trace->span)));
  for (guint i = 0; i < self->recording->streams->len; i++)
    {
      GsCtfStitch *stitch = gs_ctf_stitch_new (self->recording, i, self->jobs, self->trace->span.end, &self->stop);

      g_ptr_array_add (self->stitches, stitch);
      g_ptr_array_add (sources, stitch);
    }
  self->merge = gs_stream_merge_new ((GsEventSource **) sources->pdata, sources->len, MERGE_EVENTS);
}

/**
 * gs_native_reader_new:
 *
 * Returns: (transfer full): see gs_reader_new()
 */
GsReader *
gs_native_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error)
{
  static const GsReaderClass klass = {
    { gs_native_reader_next, gs_native_reader_free },
    gs_native_reader_get_n_events,
    gs_native_reader_get_fraction,
    gs_native_reader_get_report,
    gs_native_reader_count_events,
  };
  const char *const *folders = (const char *const *) trace->parts;
  GsNativeReader *self = g_new0 (GsNativeReader, 1);

  self->parent.parent.klass = &klass.parent;
  self->trace = gs_trace_ref (trace);
  self->stamps = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_stamp_free);
  self->stitches = g_ptr_array_new ();
  atomic_init (&self->last_time, trace->span.begin);
  for (guint i = 0; folders[i] != NULL; i++)
    g_ptr_array_add (self->stamps, gs_trace_stamp_new (folders[i]));
  self->recording = gs_ctf_recording_new (folders, trace->name, names, &self->stop, error);
  if (self->recording == NULL)
    {
      gs_reader_free (&self->parent);
      return NULL;
    }
  gs_native_reader_start (self, names, n_threads);
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      gs_lock_releasing (self);
      self->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (gs_native_reader_on_cancelled), self, NULL);
    }
  return &self->parent;
}
