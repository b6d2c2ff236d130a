/* gs-reader.c: all wanted events of one trace, by whoever reads its format
 * SPDX-License-Identifier: MIT
 */
#include "read/gs-reader.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "event/gs-event-counts.h"
#include "read/gs-trace-format.h"
#include "trace/gs-trace-stamp.h"

/**
 * gs_reader_new:
 * @trace: a usable trace
 * @names: where the names of the events are put
 * @n_threads: how many threads decode; 0 counts as 1. No more are started than
 *   are of use
 * @cancellable: (nullable): stops the threads and the consumer, within some
 *   milliseconds
 *
 * Starts reading at once.
 *
 * Returns: (transfer full): the reader; %NULL with @error set where the trace is
 *   not usable
 */
GsReader *
gs_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (trace != NULL, NULL);
  g_return_val_if_fail (names != NULL, NULL);

  if (!trace->usable)
    {
      g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, trace->reason);
      return NULL;
    }
  return trace->format->open (trace, names, n_threads, cancellable, error);
}

/**
 * gs_reader_get_source:
 *
 * Returns: (transfer none): the reader as an event source
 */
GsEventSource *
gs_reader_get_source (GsReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->parent;
}

/**
 * gs_reader_get_n_events:
 *
 * From any thread.
 *
 * Returns: how many events were decoded so far, wanted or not
 */
guint64
gs_reader_get_n_events (GsReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->klass->get_n_events (self);
}

/**
 * gs_reader_get_fraction:
 *
 * From any thread. Never goes back.
 *
 * Returns: how much of the trace's time was read, 0 to 1
 */
double
gs_reader_get_fraction (GsReader *self)
{
  GsSpan span;
  double done;

  g_return_val_if_fail (self != NULL, 0);

  if (atomic_load_explicit (&self->is_ended, memory_order_relaxed))
    return 1.0;
  span = self->trace->span;
  if (span.begin == GS_TIME_NONE || span.end <= span.begin)
    return 0.0;
  done = (double) (atomic_load_explicit (&self->last_time, memory_order_relaxed) - span.begin)
         / (double) gs_span_duration (span);
  return CLAMP (done, 0.0, 1.0);
}

/* --- The report --- */

/* The first part that changed tells for all. */
static void
gs_reader_warn_of_changes (GsReader *self, GsReaderReport *report, GPtrArray *warnings)
{
  for (guint i = 0; i < self->stamps->len; i++)
    {
      gboolean is_there;
      char *changed = gs_trace_stamp_dup_warning (g_ptr_array_index (self->stamps, i), self->trace->name, &is_there);

      if (changed == NULL)
        continue;
      report->has_changed = is_there;
      g_ptr_array_add (warnings, changed);
      break;
    }
}

/**
 * gs_reader_get_report:
 * @report: (out): what was met; its warnings are @self's, until it is asked again
 *
 * Once the source is at its end, from the thread that reads.
 */
void
gs_reader_get_report (GsReader *self, GsReaderReport *report)
{
  GPtrArray *warnings;

  g_return_if_fail (self != NULL);
  g_return_if_fail (report != NULL);

  *report = (GsReaderReport){ .span = { GS_TIME_NONE, GS_TIME_NONE } };
  warnings = g_ptr_array_new ();
  gs_reader_warn_of_changes (self, report, warnings);
  self->klass->get_report (self, report, warnings);
  g_ptr_array_add (warnings, NULL);
  g_strfreev (self->warnings);
  self->warnings = (GStrv) g_ptr_array_free (warnings, FALSE);
  report->warnings = self->warnings[0] != NULL ? self->warnings : NULL;
}

/* Makes the report's span hold @span, too; one without a begin is none. */
void
gs_reader_report_add_span (GsReaderReport *report, GsSpan span)
{
  if (report->span.begin == GS_TIME_NONE)
    report->span = span;
  else if (span.begin != GS_TIME_NONE)
    report->span = gs_span_unite (report->span, span);
}

void
gs_reader_warn_of_steps (const GsReader *self, const GsReaderReport *report, GPtrArray *warnings)
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

/* Adds what is in @said, but for what the trace said when it was opened. */
void
gs_reader_warn_anew (const GsReader *self, const GPtrArray *said, GPtrArray *warnings)
{
  for (guint i = 0; i < said->len; i++)
    {
      const char *warning = g_ptr_array_index (said, i);

      if (!g_strv_contains ((const char *const *) self->trace->warnings, warning))
        g_ptr_array_add (warnings, g_strdup (warning));
    }
}

/**
 * gs_reader_count_events:
 *
 * Once the source is at its end, from the thread that reads.
 *
 * Returns: (transfer full): how often each event occurred, wanted or not, by name
 */
GHashTable *
gs_reader_count_events (GsReader *self)
{
  GHashTable *counts;

  g_return_val_if_fail (self != NULL, NULL);

  counts = gs_event_counts_new ();
  self->klass->count_events (self, counts);
  return counts;
}

/* --- Beginning and end --- */

static gssize
gs_reader_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsReader *self = (GsReader *) source;
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

/* From any thread. */
static void
gs_reader_stop (GsReader *self)
{
  g_atomic_int_set (&self->stop, 1);
  self->klass->wake (self);
}

/* The cancellable's lock orders this after connecting and before freeing. */
static void
gs_reader_on_cancelled (GCancellable *cancellable, gpointer data)
{
  gs_lock_acquired (data);
  gs_reader_stop (data);
  gs_lock_releasing (data);
}

static void
gs_reader_end (GsEventSource *source)
{
  GsReader *self = (GsReader *) source;

  if (self->cancel_id != 0)
    {
      g_cancellable_disconnect (self->cancellable, self->cancel_id);
      gs_lock_acquired (self);
    }
  gs_reader_stop (self);
  g_clear_pointer (&self->merge, gs_event_source_free);
  self->klass->clear (self);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->stamps, g_ptr_array_unref);
  g_strfreev (self->warnings);
  gs_trace_unref (self->trace);
  g_free (self);
}

/**
 * gs_reader_init:
 * @self: filled with zeros
 *
 * Before an implementation does anything else; from then on gs_reader_free() ends it.
 */
void
gs_reader_init (GsReader *self, const GsReaderClass *klass, GsTrace *trace)
{
  static const GsEventSourceClass source_class = { gs_reader_next, gs_reader_end };

  self->parent.klass = &source_class;
  self->klass = klass;
  self->trace = gs_trace_ref (trace);
  self->stamps = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_stamp_free);
  for (guint i = 0; trace->parts[i] != NULL; i++)
    g_ptr_array_add (self->stamps, gs_trace_stamp_new (trace->parts[i]));
  atomic_init (&self->last_time, trace->span.begin);
}

/**
 * gs_reader_watch:
 * @cancellable: (nullable): stops @self from now on
 *
 * Once all is there that wake looks at.
 *
 * Returns: @self
 */
GsReader *
gs_reader_watch (GsReader *self, GCancellable *cancellable)
{
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      gs_lock_releasing (self);
      self->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (gs_reader_on_cancelled), self, NULL);
    }
  return self;
}

/**
 * gs_reader_free:
 * @self: (transfer full): the reader; its threads are stopped and waited for
 */
void
gs_reader_free (GsReader *self)
{
  g_return_if_fail (self != NULL);

  gs_event_source_free (&self->parent);
}
