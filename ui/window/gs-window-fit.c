/* gs-window-fit.c: what of a window's header and panels there is room for
 * SPDX-License-Identifier: MIT
 *
 * What is folded away is in the menu of views. Widgets come and go in an idle
 * handler, never while sizes are being given out.
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

/* px: a narrower window shows either the chart or the details. */
#define NARROW 600

/* What the panels take of the window at most. */
#define LEGEND_SHARE 0.22

/* px: what the details are when they are first shown, and at least: the chart comes first. */
#define DETAILS_WIDTH 460
#define MIN_DETAILS_WIDTH 250

static gboolean
gs_window_has_experiment (GsWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "experiment") == 0;
}

/* Words where there is room for them, else an icon; the accessible name stays. */
static void
gs_window_fit_button (GtkButton *button, gboolean is_shown, gboolean has_words, const char *words, const char *icon)
{
  if (has_words)
    gtk_button_set_label (button, words);
  else
    gtk_button_set_icon_name (button, icon);
  gtk_widget_set_visible (GTK_WIDGET (button), is_shown);
}

static void
gs_window_fit_header (GsWindow *self, GsWindowFit fit)
{
  gboolean has_page = gs_window_has_experiment (self), has_words = fit < GS_WINDOW_FIT_ICONS;

  if (fit < GS_WINDOW_FIT_LEAST)
    gtk_widget_remove_css_class (gtk_window_get_titlebar (GTK_WINDOW (self)), "compact");
  else
    gtk_widget_add_css_class (gtk_window_get_titlebar (GTK_WINDOW (self)), "compact");
  gtk_widget_set_visible (self->switcher_place, has_page && fit < GS_WINDOW_FIT_VIEW_MENU);
  gtk_widget_set_visible (self->view_button, has_page && fit >= GS_WINDOW_FIT_VIEW_MENU);
  gtk_widget_set_visible (self->zoom_box, has_page && fit < GS_WINDOW_FIT_NO_ZOOM);
  gs_window_fit_button (self->details_button, has_page && fit < GS_WINDOW_FIT_LEAST, has_words, _ ("Details"),
                        "view-list-symbolic");
  gs_window_fit_button (self->legend_button, has_page && fit < GS_WINDOW_FIT_LEAST, has_words, _ ("Legend"),
                        "guestscope-legend-symbolic");
  if (fit < GS_WINDOW_FIT_LEAST)
    gtk_menu_button_set_label (self->open_button, _ ("_Open"));
  else
    gtk_menu_button_set_icon_name (self->open_button, "document-open-symbolic");
  gtk_menu_button_set_always_show_arrow (self->open_button, fit < GS_WINDOW_FIT_LEAST);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->open_button), fit < GS_WINDOW_FIT_LEAST ? NULL : _ ("Open"));
}

/* Measured anew for each page: how wide words are depends on the language. */
static void
gs_window_measure_fits (GsWindow *self)
{
  for (guint fit = 0; fit < GS_WINDOW_N_FITS; fit++)
    {
      gs_window_fit_header (self, fit);
      gtk_widget_measure (gtk_window_get_titlebar (GTK_WINDOW (self)), GTK_ORIENTATION_HORIZONTAL, -1, NULL,
                          &self->fit_widths[fit], NULL, NULL);
    }
}

/* As high as its lines, and no higher than leaves room for the chart. */
static void
gs_window_fit_legend (GsWindow *self, int width, int height)
{
  int natural, most = (int) (height * LEGEND_SHARE);

  gtk_widget_measure (GTK_WIDGET (self->legend), GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  gtk_scrolled_window_set_max_content_height (self->legend_place, MIN (natural, MAX (most, 1)));
}

/* The chart has half of the window; the details give way first, then the names. Once somebody has dragged the
   details' edge, they stay as wide as that. */
static void
gs_window_fit_details (GsWindow *self, int width)
{
  int room = width - width / 2 - gs_session_get_names_width (self->session) - GS_GANTT_BESIDE_CHART;
  int details = width - gtk_paned_get_position (self->details_paned);

  if (self->details_width == 0)
    self->details_width = DETAILS_WIDTH;
  else if (details != self->details_placed)
    self->details_width = details;
  self->details_placed = MAX (MIN (self->details_width, room), MIN_DETAILS_WIDTH);
  gtk_paned_set_position (self->details_paned, width - self->details_placed);
}

/* The chart comes first where there is room for one of them only. */
static void
gs_window_set_narrow (GsWindow *self, gboolean is_narrow)
{
  GAction *details = g_action_map_lookup_action (G_ACTION_MAP (self), "details");
  g_autoptr (GVariant) state = g_action_get_state (details);

  if (is_narrow == self->is_narrow)
    return;
  self->is_narrow = is_narrow;
  if (is_narrow)
    self->had_details = g_variant_get_boolean (state);
  if (self->had_details)
    g_action_change_state (details, g_variant_new_boolean (!is_narrow));
  gs_window_fit_panels (self);
}

static gboolean
gs_window_fit (gpointer user_data)
{
  GsWindow *self = user_data;
  GtkWidget *titlebar = gtk_window_get_titlebar (GTK_WINDOW (self));
  int width = gtk_widget_get_width (titlebar);
  GsWindowFit fit = GS_WINDOW_FIT_ALL;

  self->fit_source = 0;
  if (width <= 0)
    return G_SOURCE_REMOVE;
  if (self->fit_widths[0] == 0)
    gs_window_measure_fits (self);
  while (fit < GS_WINDOW_FIT_LEAST && self->fit_widths[fit] > width)
    fit++;
  gs_window_fit_header (self, fit);
  gs_window_set_narrow (self, width < NARROW);
  gs_status_bar_show_name (self->status_bar, width >= NARROW);
  gs_window_fit_details (self, width);
  gs_window_fit_legend (self, width, gtk_widget_get_height (GTK_WIDGET (self)));
  gs_welcome_fit (self->welcome, gtk_widget_get_height (GTK_WIDGET (self)));
  return G_SOURCE_REMOVE;
}

/**
 * gs_window_fit_soon:
 * @is_new: there is something else in the header than before
 */
void
gs_window_fit_soon (GsWindow *self, gboolean is_new)
{
  if (is_new)
    self->fit_widths[0] = 0;
  self->fit_width = gtk_widget_get_width (GTK_WIDGET (self));
  self->fit_height = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->fit_source == 0)
    self->fit_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, gs_window_fit, self, NULL);
}

/* Shows the details as their action says: beside the chart, or in its place. */
void
gs_window_fit_panels (GsWindow *self)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), "details");
  gboolean has_details = g_variant_get_boolean (state);

  gtk_widget_set_visible (GTK_WIDGET (self->details), has_details);
  gtk_widget_set_visible (GTK_WIDGET (self->panels_paned), !has_details || !self->is_narrow);
}

/* Whether details are wanted where there is room for them beside the chart. */
gboolean
gs_window_wants_details (GsWindow *self)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), "details");

  return g_variant_get_boolean (state) || (self->is_narrow && self->had_details);
}

/* Shows or hides the details, or remembers that for when there is room for them. */
void
gs_window_want_details (GsWindow *self, gboolean is_wanted)
{
  self->had_details = is_wanted;
  if (!self->is_narrow)
    g_action_group_change_action_state (G_ACTION_GROUP (self), "details", g_variant_new_boolean (is_wanted));
}

/* The name of the view that is seen, where a menu is in place of the switcher. */
void
gs_window_fit_say_view (GsWindow *self)
{
  gtk_label_set_text (self->view_label, gs_view_get_title (gs_window_get_view (self)));
}

static void
gs_window_on_theme_changed (GsWindow *self)
{
  gs_window_fit_soon (self, TRUE);
}

/* A finger as near as 50 pixels takes a paned's handle, in GTK 4.8 also one that is not there. */
static void
gs_window_end_child_shown (GtkPaned *paned)
{
  gboolean is_shown = gtk_widget_get_visible (gtk_paned_get_end_child (paned));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (paned));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_PAN (controller))
        gtk_event_controller_set_propagation_phase (controller, is_shown ? GTK_PHASE_CAPTURE : GTK_PHASE_NONE);
    }
}

static void
gs_window_fit_watch (GtkPaned *paned)
{
  g_signal_connect_object (gtk_paned_get_end_child (paned), "notify::visible", G_CALLBACK (gs_window_end_child_shown),
                           paned, G_CONNECT_SWAPPED);
  gs_window_end_child_shown (paned);
}

/* Once, for a new window. */
void
gs_window_fit_init (GsWindow *self)
{
  static const char *const changes[] = { "notify::gtk-theme-name", "notify::gtk-font-name", "notify::gtk-xft-dpi" };
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (settings, changes[i], G_CALLBACK (gs_window_on_theme_changed), self, G_CONNECT_SWAPPED);
  gs_window_fit_watch (self->details_paned);
  gs_window_fit_watch (self->panels_paned);
  gs_window_fit_watch (self->split_paned);
  gs_window_fit_header (self, GS_WINDOW_FIT_ALL);
  gs_window_fit_say_view (self);
}
