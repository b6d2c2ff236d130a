/* gs-reader.c: all wanted events of one trace, by whoever reads its format
 * SPDX-License-Identifier: MIT
 */
#include "read/gs-reader.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "read/gs-trace-format.h"

static const GsReaderClass *
gs_reader_get_class (GsReader *self)
{
  return (const GsReaderClass *) self->parent.klass;
}

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

  return gs_reader_get_class (self)->get_n_events (self);
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
  g_return_val_if_fail (self != NULL, 0);

  return gs_reader_get_class (self)->get_fraction (self);
}

/**
 * gs_reader_get_report:
 * @report: (out): what was met; its warnings are @self's
 *
 * Once the source is at its end, from the thread that reads.
 */
void
gs_reader_get_report (GsReader *self, GsReaderReport *report)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (report != NULL);

  *report = (GsReaderReport){ .span = { GS_TIME_NONE, GS_TIME_NONE } };
  gs_reader_get_class (self)->get_report (self, report);
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
  g_return_val_if_fail (self != NULL, NULL);

  return gs_reader_get_class (self)->count_events (self);
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

/* @name: of the trace */
void
gs_reader_report_warn_of_steps (const GsReaderReport *report, const char *name, GPtrArray *warnings)
{
  g_autofree char *times = g_strdup_printf ("%" G_GUINT64_FORMAT, report->n_steps_back);
  g_autofree char *largest = g_strdup_printf ("%" G_GINT64_FORMAT, report->largest_step_back);

  if (report->n_steps_back > 0)
    g_ptr_array_add (
        warnings,
        g_strdup_printf (
            _ ("%s: clocks of its CPUs went back (times: %s, by up to %s ns); they were held there, and everything was read"),
            name, times, largest));
}

/* Adds what is in @said, but for what the trace said when it was opened. */
void
gs_reader_report_warn_anew (const GsTrace *trace, const GPtrArray *said, GPtrArray *warnings)
{
  for (guint i = 0; i < said->len; i++)
    {
      const char *warning = g_ptr_array_index (said, i);

      if (!g_strv_contains ((const char *const *) trace->warnings, warning))
        g_ptr_array_add (warnings, g_strdup (warning));
    }
}

/**
 * gs_reader_report_keep:
 * @kept: (inout): the reader's own, freed by it
 * @warnings: are copied there; the report has them, too
 */
void
gs_reader_report_keep (GsReaderReport *report, GStrv *kept, const GPtrArray *warnings)
{
  g_strfreev (*kept);
  *kept = warnings->len > 0 ? g_new0 (char *, warnings->len + 1) : NULL;
  for (guint i = 0; i < warnings->len; i++)
    (*kept)[i] = g_strdup (g_ptr_array_index (warnings, i));
  report->warnings = *kept;
}
