/* gs-window-reading.c: an experiment on its way into a window
 * SPDX-License-Identifier: MIT
 *
 * gs-loader finds the traces, GsAnalysis reads them, both in the background.
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/gs-error.h"
#include "find/gs-trace-archive.h"
#include "window/gs-loader.h"
#include "wizard/gs-permit.h"

#define TICK_MS 100

void
gs_window_show_page (GsWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  gs_window_fit_soon (self, TRUE);
  gs_window_update_actions (self);
}

/* "62 % read (host 60 %, guest 66 %) · 1.9 M events/s · 12 s left" */
static char *
gs_window_format_progress (const GsProgress *progress)
{
  GString *text = g_string_new (NULL);
  guint n = MIN (progress->n_machines, GS_PROGRESS_MACHINES);

  g_string_append_printf (text, _ ("%.0f %% read"), 100.0 * progress->fraction);
  for (guint i = 0; progress->n_machines > 1 && i < n; i++)
    {
      g_string_append (text, i == 0 ? " (" : ", ");
      g_string_append_printf (text, _ ("%s %.0f %%"), progress->machines[i].name,
                              100.0 * progress->machines[i].fraction);
    }
  if (progress->n_machines > 1)
    g_string_append (text, progress->n_machines > n ? ", …)" : ")");
  g_string_append (text, " · ");
  if (progress->events_per_second >= 1e6)
    g_string_append_printf (text, _ ("%.1f M events/s"), progress->events_per_second / 1e6);
  else
    g_string_append_printf (text, _ ("%.0f k events/s"), progress->events_per_second / 1e3);
  if (progress->seconds_left >= 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("%.0f s left"), progress->seconds_left);
    }
  return g_string_free (text, FALSE);
}

/* Before there is anything to read. */
static void
gs_window_show_finding (GsWindow *self)
{
  double unpacked = gs_trace_archive_get_progress (self->cancellable);
  g_autofree char *text = unpacked >= 0 ? g_strdup_printf (_ ("Unpacking: %.0f %%"), floor (100.0 * unpacked)) :
                                          g_strdup (_ ("Looking for traces…"));

  gtk_progress_bar_set_text (self->progress_bar, text);
  if (unpacked >= 0)
    gtk_progress_bar_set_fraction (self->progress_bar, unpacked);
  else
    gtk_progress_bar_pulse (self->progress_bar);
}

static gboolean
gs_window_on_tick (gpointer user_data)
{
  GsWindow *self = user_data;
  g_autofree char *text = NULL;
  GsProgress progress;

  if (self->analysis == NULL)
    {
      gs_window_show_finding (self);
      return G_SOURCE_CONTINUE;
    }

  gs_analysis_get_progress (self->analysis, &progress);
  text = gs_window_format_progress (&progress);
  gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (progress.fraction, 0.0, 1.0));
  gtk_progress_bar_set_text (self->progress_bar, text);
  return G_SOURCE_CONTINUE;
}

static void
gs_window_set_reading (GsWindow *self, gboolean is_reading)
{
  if (is_reading && self->tick == 0)
    {
      gtk_progress_bar_set_fraction (self->progress_bar, 0.0);
      gtk_progress_bar_set_text (self->progress_bar, _ ("Looking for traces…"));
      self->tick = g_timeout_add (TICK_MS, gs_window_on_tick, self);
    }
  else if (!is_reading)
    g_clear_handle_id (&self->tick, g_source_remove);
  gtk_revealer_set_reveal_child (self->progress_revealer, is_reading);
  gs_window_update_actions (self);
}

static void
gs_window_on_changed (GsWindow *self)
{
  GsTimeline *timeline = gs_analysis_get_timeline (self->analysis);

  if (timeline == NULL || timeline == self->timeline)
    return;
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = gs_timeline_ref (timeline);
  /* Under rows that are being dragged, the time axis stands still. */
  if (self->shifted == NULL)
    {
      gs_session_set_has_no_dates (self->session, gs_timeline_get_clock_name (timeline) != NULL);
      gs_session_set_full (self->session, timeline->span);
    }
  gs_window_update_views (self);
  gs_status_bar_set_timeline (self->status_bar, timeline);
  gs_details_set_timeline (self->details, timeline);
  gs_window_update_actions (self);
  gs_window_clocks_changed (self);
}

static void
gs_window_on_finished (GsWindow *self, GError *error)
{
  gs_window_on_changed (self);
  gs_window_set_reading (self, FALSE);

  gs_window_tell_missing (self);
  gs_window_tell_warnings (self);

  if (error == NULL)
    {
      gs_window_restore_session (self);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gs_window_tell_with_action (self, GTK_MESSAGE_INFO,
                                  _ ("Reading was cancelled: the rows end where reading stopped."), _ ("Read Again"),
                                  "win.read-again");
    }
  else
    gs_window_tell_failure (self, error);
  if (self->timeline == NULL)
    gs_window_show_page (self, "welcome");
}

/* Lets go of the experiment and of all that runs for it. */
void
gs_window_forget (GsWindow *self)
{
  gs_window_forget_clocks (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->analysis != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->analysis, self);
      gs_analysis_cancel (self->analysis);
    }
  g_clear_object (&self->analysis);
  g_clear_pointer (&self->experiment, gs_experiment_free);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_handle_id (&self->tick, g_source_remove);
}

/**
 * gs_window_adopt:
 * @experiment: (transfer full): in place of the one at hand
 * @analysis: (transfer full) (nullable): of it, running or done; %NULL: to be started
 *
 * The session, with what is seen, goes on: see gs_window_load_session().
 */
void
gs_window_adopt (GsWindow *self, GsExperiment *experiment, GsAnalysis *analysis)
{
  gboolean is_started = analysis != NULL;

  gs_window_forget (self);
  self->experiment = experiment;
  gs_window_set_title (self);
  self->analysis = is_started ? analysis : gs_analysis_new (experiment);
  g_signal_connect_swapped (self->analysis, "changed", G_CALLBACK (gs_window_on_changed), self);
  g_signal_connect_swapped (self->analysis, "finished", G_CALLBACK (gs_window_on_finished), self);
  gs_window_show_page (self, "experiment");
  gtk_widget_grab_focus (GTK_WIDGET (gs_window_get_gantt (self)));
  if (!is_started)
    gs_analysis_start (self->analysis);
  gs_window_set_reading (self, gs_analysis_is_running (self->analysis));
  if (gs_analysis_is_running (self->analysis))
    gs_window_on_changed (self);
  else
    gs_window_on_finished (self, NULL);
}

static void
gs_window_on_permitted (GObject *object, const char *const *paths)
{
  gs_window_read ((gpointer) object, paths);
}

static void
gs_window_on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) unsaved = NULL;
  g_autoptr (GsExperiment) experiment = gs_loader_load_finish (result, &unsaved, &error);

  if (experiment != NULL && self->session == NULL) /* closed meanwhile */
    return;
  if (unsaved != NULL)
    {
      gs_window_adopt (self, g_steal_pointer (&unsaved), NULL);
      gs_window_load_session (self);
      gs_window_resume_changes (self, g_steal_pointer (&experiment));
    }
  else if (experiment != NULL)
    {
      gs_window_adopt (self, g_steal_pointer (&experiment), NULL);
      gs_window_load_session (self);
      gs_window_mark_saved (self, gs_experiment_copy (self->experiment));
    }
  else if (self->session == NULL)
    return;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gs_window_set_reading (self, FALSE);
      if (!gs_permit_ask (GTK_WINDOW (self), error, gs_loader_get_paths (result), gs_window_on_permitted,
                          G_OBJECT (self)))
        gs_window_tell (self, GTK_MESSAGE_ERROR, error->message);
    }
}

/* Ends what runs for the experiment at hand. What has been read of it stays on show. */
void
gs_window_cancel (GsWindow *self)
{
  if (self->analysis != NULL)
    gs_analysis_cancel (self->analysis);
  else
    {
      g_cancellable_cancel (self->cancellable);
      gs_window_set_reading (self, FALSE);
    }
}

/* See gs_window_open(). */
void
gs_window_read (GsWindow *self, const char *const *paths)
{
  gs_window_end_session (self);
  gs_window_forget (self);
  gs_window_forget_changes (self);
  gs_window_mark_saved (self, NULL);
  gs_window_note_paths (self, paths);
  gs_window_clear_messages (self);
  self->cancellable = g_cancellable_new ();
  gs_window_set_reading (self, TRUE);
  gs_loader_load_async (paths, self->cancellable, gs_window_on_loaded, g_object_ref (self));
}
