/* gs-native-reader.c: all wanted events of one recording, decoded here
 * SPDX-License-Identifier: MIT
 *
 * Packets are decoded on any thread (gs-ctf-jobs), put together to streams
 * (gs-ctf-stitch), and these merged with the times in which a CPU was not
 * recorded (gs-ctf-coverage).
 */
#include "native/gs-native-reader.h"

#include <glib/gi18n.h>
#include <string.h>

#include "event/gs-stream-merge.h"
#include "native/gs-ctf-coverage.h"
#include "native/gs-ctf-stitch.h"

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
  GsCtfRecording *recording;
  GsCtfJobs *jobs;
  GPtrArray *stitches; /* of GsCtfStitch; owned by the merge */
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

/* --- What a reader does --- */

static void
gs_native_reader_wake (GsReader *reader)
{
  GsNativeReader *self = (GsNativeReader *) reader;

  if (self->jobs != NULL)
    gs_ctf_jobs_wake (self->jobs);
}

static guint64
gs_native_reader_get_n_events (GsReader *reader)
{
  return gs_ctf_jobs_get_n_events (((GsNativeReader *) reader)->jobs);
}

static void
gs_native_reader_add_stitch (const GsCtfStitch *stitch, GsReaderReport *report, GPtrArray *warnings)
{
  const GsStreamOrder *order = &stitch->state.order;

  report->n_events += stitch->n_events;
  report->n_lost += order->n_lost;
  report->n_lost_packets += stitch->n_lost_packets;
  report->n_steps_back += order->n_steps_back;
  report->largest_step_back = MAX (report->largest_step_back, order->largest_step_back);
  gs_reader_report_add_span (report, stitch->span);
  for (guint i = 0; i < stitch->warnings->len; i++)
    g_ptr_array_add (warnings, g_strdup (g_ptr_array_index (stitch->warnings, i)));
}

static void
gs_native_reader_get_report (GsReader *reader, GsReaderReport *report, GPtrArray *warnings)
{
  GsNativeReader *self = (GsNativeReader *) reader;
  char *failure = gs_ctf_recording_dup_failure (self->recording);

  for (guint i = 0; i < self->stitches->len; i++)
    gs_native_reader_add_stitch (g_ptr_array_index (self->stitches, i), report, warnings);
  gs_reader_warn_of_steps (reader, report, warnings);
  gs_reader_warn_anew (reader, self->recording->warnings, warnings);
  if (failure != NULL)
    g_ptr_array_add (warnings, failure);
}

static void
gs_native_reader_count_events (GsReader *reader, GHashTable *counts)
{
  gs_ctf_jobs_count_events (((GsNativeReader *) reader)->jobs, counts);
}

/* --- Beginning and end --- */

static void
gs_native_reader_clear (GsReader *reader)
{
  GsNativeReader *self = (GsNativeReader *) reader;

  g_clear_pointer (&self->stitches, g_ptr_array_unref);
  g_clear_pointer (&self->jobs, gs_ctf_jobs_free);
  g_clear_pointer (&self->recording, gs_ctf_recording_free);
}

static void
gs_native_reader_start (GsNativeReader *self, GsNames *names, guint n_threads)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  GsReader *reader = &self->parent;
  GsSpan span = reader->trace->span;

  self->jobs = gs_ctf_jobs_new (self->recording, names, MAX (n_threads, 1), &reader->stop);
  g_ptr_array_add (sources, gs_gap_source_new (gs_ctf_coverage_find_gaps (self->recording, names, span)));
  for (guint i = 0; i < self->recording->streams->len; i++)
    {
      GsCtfStitch *stitch = gs_ctf_stitch_new (self->recording, i, self->jobs, span.end, &reader->stop);

      g_ptr_array_add (self->stitches, stitch);
      g_ptr_array_add (sources, stitch);
    }
  reader->merge = gs_stream_merge_new ((GsEventSource **) sources->pdata, sources->len, MERGE_EVENTS);
}

/* It could be read when it was found: its folder went away since, say. */
static void
gs_native_reader_explain (const GsTrace *trace, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *display = g_filename_display_name (trace->path);

  if (error == NULL || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  cause = g_steal_pointer (error);
  g_set_error (error, cause->domain, cause->code,
               _ ("%s: “%s” cannot be read, make it readable or copy it to where you may read it: %s"), trace->name,
               display, cause->message);
}

/**
 * gs_native_reader_new:
 *
 * Returns: (transfer full): see gs_reader_new()
 */
GsReader *
gs_native_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error)
{
  static const GsReaderClass klass = { gs_native_reader_get_n_events, gs_native_reader_wake,
                                       gs_native_reader_get_report, gs_native_reader_count_events,
                                       gs_native_reader_clear };
  GsNativeReader *self = g_new0 (GsNativeReader, 1);

  gs_reader_init (&self->parent, &klass, trace);
  self->stitches = g_ptr_array_new ();
  self->recording = gs_ctf_recording_new ((const char *const *) trace->parts, trace->name, names, &self->parent.stop,
                                          error);
  if (self->recording == NULL)
    {
      gs_native_reader_explain (trace, error);
      gs_reader_free (&self->parent);
      return NULL;
    }
  gs_native_reader_start (self, names, n_threads);
  return gs_reader_watch (&self->parent, cancellable);
}
