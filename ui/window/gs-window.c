/* gs-window.c: one experiment and its views
 * SPDX-License-Identifier: MIT
 *
 * The window reads nothing itself: gs-loader finds the traces, GsAnalysis reads
 * them, both in the background. Newer timelines replace older ones.
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "window/gs-loader.h"
#include "window/gs-shortcuts-window.h"

#define TICK_MS 100

/* What was done is read by then. */
#define NEWS_SECONDS 10

G_DEFINE_FINAL_TYPE (GsWindow, gs_window, GTK_TYPE_APPLICATION_WINDOW)

static void
gs_window_on_dismissed (GsWindow *self)
{
  if (gs_banner_is_empty (self->banner))
    gtk_revealer_set_reveal_child (self->banner_revealer, FALSE);
}

static gboolean
gs_window_end_news (gpointer user_data)
{
  GsWindow *self = user_data;

  self->news_timer = 0;
  gs_banner_remove (self->banner, self->news);
  gs_window_on_dismissed (self);
  return G_SOURCE_REMOVE;
}

/* Shows a message in the banner. One that only says what was done goes by itself. */
void
gs_window_tell (GsWindow *self, GtkMessageType type, const char *message)
{
  gs_banner_add (self->banner, type, message);
  gtk_revealer_set_reveal_child (self->banner_revealer, TRUE);
  if (type != GTK_MESSAGE_INFO)
    return;
  g_clear_handle_id (&self->news_timer, g_source_remove);
  g_free (self->news);
  self->news = g_strdup (message);
  self->news_timer = g_timeout_add_seconds (NEWS_SECONDS, gs_window_end_news, self);
}

static void
gs_window_show_page (GsWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  gs_window_fit_soon (self, TRUE);
  gs_window_update_actions (self);
}

/* "host 62 % · 1.9 M events/s · 12 s left" */
static char *
gs_window_format_progress (const GsProgress *progress)
{
  GString *text = g_string_new (NULL);

  if (progress->busiest != NULL)
    g_string_append_printf (text, _ ("%s %.0f %%"), progress->busiest, 100.0 * progress->busiest_fraction);
  else
    g_string_append_printf (text, _ ("%.0f %%"), 100.0 * progress->fraction);
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

static gboolean
gs_window_on_tick (gpointer user_data)
{
  GsWindow *self = user_data;
  g_autofree char *text = NULL;
  GsProgress progress;

  if (self->analysis == NULL)
    {
      gtk_progress_bar_pulse (self->progress_bar);
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

/* The session may have been restored. */
static void
gs_window_on_layout_changed (GsWindow *self)
{
  guint32 hidden[GS_N_ROWS];

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    hidden[rows] = gs_session_get_hidden_states (self->session, rows);
  if (self->legend != NULL)
    gs_legend_set_hidden_states (self->legend, hidden);
}

/* What is hidden in the legend is hidden in every view. */
static void
gs_window_on_filter_changed (GsWindow *self)
{
  guint32 hidden[GS_N_ROWS];

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    hidden[rows] = gs_legend_get_hidden_states (self->legend, rows);
  g_signal_handlers_block_by_func (self->session, gs_window_on_layout_changed, self);
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    gs_session_set_hidden_states (self->session, rows, hidden[rows]);
  g_signal_handlers_unblock_by_func (self->session, gs_window_on_layout_changed, self);
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
    gs_session_set_full (self->session, timeline->span);
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
      gs_banner_add_with_action (self->banner, GTK_MESSAGE_INFO,
                                 _ ("Reading was cancelled: the rows end where it had come to."), _ ("Read Again"),
                                 "win.read-again");
      gtk_revealer_set_reveal_child (self->banner_revealer, TRUE);
    }
  else
    gs_window_tell_failure (self, error);
  if (self->timeline == NULL)
    gs_window_show_page (self, "welcome");
}

static void
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

/**
 * gs_window_open:
 * @self: the window
 * @paths: folders that hold traces, or an experiment file
 *
 * Opens an experiment in this window in place of what it shows. Returns at
 * once; errors and warnings appear in the banner.
 */
void
gs_window_open (GsWindow *self, const char *const *paths)
{
  g_return_if_fail (GS_IS_WINDOW (self));
  g_return_if_fail (paths != NULL && paths[0] != NULL);

  gs_window_end_session (self);
  gs_window_forget (self);
  gs_window_forget_changes (self);
  gs_window_mark_saved (self, NULL);
  gs_window_note_paths (self, paths);
  gs_banner_clear (self->banner);
  gtk_revealer_set_reveal_child (self->banner_revealer, FALSE);
  self->cancellable = g_cancellable_new ();
  gs_window_set_reading (self, TRUE);
  gs_loader_load_async (paths, self->cancellable, gs_window_on_loaded, g_object_ref (self));
}

static void
gs_window_dispose (GObject *object)
{
  GsWindow *self = GS_WINDOW (object);

  gs_window_end_session (self);
  gs_window_forget (self);
  gs_window_forget_changes (self);
  gs_window_mark_saved (self, NULL);
  g_clear_pointer (&self->opened, g_free);
  g_clear_handle_id (&self->news_timer, g_source_remove);
  g_clear_pointer (&self->news, g_free);
  g_clear_handle_id (&self->fit_source, g_source_remove);
  self->legend = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_window_parent_class)->dispose (object);
}

static void
gs_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (gs_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (GS_WINDOW (widget)->fit_width != width || GS_WINDOW (widget)->fit_height != height)
    gs_window_fit_soon (GS_WINDOW (widget), FALSE);
}

static void
gs_window_class_init (GsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_window_dispose;
  widget_class->size_allocate = gs_window_size_allocate;

  g_type_ensure (GS_TYPE_BANNER);
  g_type_ensure (GS_TYPE_WELCOME);
  g_type_ensure (GS_TYPE_STATUS_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-window.ui");
  gtk_widget_class_bind_template_child (widget_class, GsWindow, switcher_place);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, view_label);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, view_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, details_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, legend_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, banner_revealer);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, views_menu);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, panels_paned);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, views);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, panels);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, legend_revealer);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, legend_place);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, details_paned);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, status_bar);
  gtk_widget_class_bind_template_callback (widget_class, gs_window_on_dismissed);
}

/* A menu leaves the focus on its button, or nowhere: the keys go on to work on the timeline. */
static gboolean
gs_window_return_focus (gpointer user_data)
{
  GsWindow *self = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->session != NULL && self->experiment != NULL
      && (focus == NULL || gtk_widget_get_ancestor (focus, GTK_TYPE_MENU_BUTTON) != NULL))
    gtk_widget_grab_focus (GTK_WIDGET (gs_window_get_gantt (self)));
  return G_SOURCE_REMOVE;
}

static void
gs_window_on_menu_closed (GsWindow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, gs_window_return_focus, g_object_ref (self), g_object_unref);
}

static void
gs_window_watch_menus (GsWindow *self)
{
  GtkMenuButton *buttons[] = { self->open_button, self->menu_button, GTK_MENU_BUTTON (self->view_button) };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    g_signal_connect_object (gtk_menu_button_get_popover (buttons[i]), "closed", G_CALLBACK (gs_window_on_menu_closed),
                             self, G_CONNECT_SWAPPED);
}

static void
gs_window_init (GsWindow *self)
{
  g_autoptr (GtkShortcutsWindow) shortcuts = gs_shortcuts_window_new ();

  self->session = gs_session_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self), shortcuts);

  gs_window_add_views (self);
  self->legend = GS_LEGEND (gs_legend_new (gs_window_get_view (self)));
  gtk_scrolled_window_set_child (self->legend_place, GTK_WIDGET (self->legend));
  g_signal_connect_swapped (self->legend, "filter-changed", G_CALLBACK (gs_window_on_filter_changed), self);
  g_signal_connect_object (self->session, "layout-changed", G_CALLBACK (gs_window_on_layout_changed), self,
                           G_CONNECT_SWAPPED);
  self->details = GS_DETAILS (gs_details_new (self->session));
  gtk_paned_set_end_child (self->details_paned, GTK_WIDGET (self->details));
  gs_status_bar_set_session (self->status_bar, self->session);
  gs_window_add_actions (self);
  gs_window_accept_drops (self);
  gs_window_watch_session (self);
  gs_window_fit_init (self);
  gs_window_watch_menus (self);
  gs_window_show_page (self, "welcome");
}

GtkWidget *
gs_window_new (GtkApplication *application)
{
  return g_object_new (GS_TYPE_WINDOW, "application", application, NULL);
}

/* Whether the window has no experiment yet and looks for none. */
gboolean
gs_window_is_empty (GsWindow *self)
{
  g_return_val_if_fail (GS_IS_WINDOW (self), FALSE);

  return self->analysis == NULL && self->tick == 0;
}

gboolean
gs_window_is_reading (GsWindow *self)
{
  g_return_val_if_fail (GS_IS_WINDOW (self), FALSE);

  return self->tick != 0;
}

/* Returns: (transfer none) (nullable): what the window shows */
GsTimeline *
gs_window_get_timeline (GsWindow *self)
{
  g_return_val_if_fail (GS_IS_WINDOW (self), NULL);

  return self->timeline;
}
