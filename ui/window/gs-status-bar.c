/* gs-status-bar.c: warnings, the cursor's time, the selection's length, the experiment's name, the clocks' accuracy
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-status-bar.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "clocks/gs-clock-text.h"

struct _GsStatusBar
{
  GtkWidget parent_instance;

  GsWarningsButton *warnings;
  GtkLabel *cursor;
  GtkLabel *selection;
  GtkLabel *name;
  GtkLabel *visible;
  GtkButton *clocks;
  GsSession *session;
};

G_DEFINE_FINAL_TYPE (GsStatusBar, gs_status_bar, GTK_TYPE_WIDGET)

static void
gs_status_bar_update_cursor (GsStatusBar *self)
{
  gint64 time = gs_session_get_hover (self->session);
  g_autofree char *text = NULL;

  if (time == GS_TIME_NONE)
    time = gs_session_get_cursor (self->session);
  text = time == GS_TIME_NONE ? g_strdup ("") : gs_session_dup_time_text (self->session, time, 1);
  gtk_label_set_text (self->cursor, text);
}

static void
gs_status_bar_update_selection (GsStatusBar *self)
{
  g_autofree char *length = NULL;
  g_autofree char *text = NULL;
  gint64 ns;

  if (!gs_session_has_selection (self->session))
    {
      gtk_label_set_text (self->selection, "");
      return;
    }

  ns = gs_span_duration (gs_session_get_selection (self->session));
  length = gs_session_dup_length_text (ns);
  /* Translators: its length, and the frequency that it is one period of */
  text = g_strdup_printf (_ ("selection %s"), length);
  gtk_label_set_text (self->selection, text);
}

static void
gs_status_bar_update_visible (GsStatusBar *self)
{
  g_autofree char *text = gs_time_text_dup_duration (gs_span_duration (gs_session_get_visible (self->session)), 1);

  gtk_label_set_text (self->visible, text);
}

static void
gs_status_bar_dispose (GObject *object)
{
  GsStatusBar *self = GS_STATUS_BAR (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_status_bar_parent_class)->dispose (object);
}

static void
gs_status_bar_class_init (GsStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_status_bar_dispose;
  g_type_ensure (GS_TYPE_WARNINGS_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "statusbar");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, GsStatusBar, warnings);
  gtk_widget_class_bind_template_child (widget_class, GsStatusBar, cursor);
  gtk_widget_class_bind_template_child (widget_class, GsStatusBar, selection);
  gtk_widget_class_bind_template_child (widget_class, GsStatusBar, name);
  gtk_widget_class_bind_template_child (widget_class, GsStatusBar, visible);
  gtk_widget_class_bind_template_child (widget_class, GsStatusBar, clocks);
}

static void
gs_status_bar_init (GsStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * gs_status_bar_set_session:
 * @self: the status bar
 * @session: what it shows, from now on; once only
 */
void
gs_status_bar_set_session (GsStatusBar *self, GsSession *session)
{
  g_return_if_fail (GS_IS_STATUS_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::hover", G_CALLBACK (gs_status_bar_update_cursor), self);
  g_signal_connect_swapped (session, "notify::cursor", G_CALLBACK (gs_status_bar_update_cursor), self);
  g_signal_connect_swapped (session, "notify::full", G_CALLBACK (gs_status_bar_update_cursor), self);
  g_signal_connect_swapped (session, "layout-changed", G_CALLBACK (gs_status_bar_update_cursor), self);
  g_signal_connect_swapped (session, "notify::selection", G_CALLBACK (gs_status_bar_update_selection), self);
  g_signal_connect_swapped (session, "notify::visible", G_CALLBACK (gs_status_bar_update_visible), self);
}

/**
 * gs_status_bar_set_name:
 * @self: the status bar
 * @name: what the experiment is called
 * @path: (nullable): where it is saved
 *
 * The header bar has no room for it.
 */
void
gs_status_bar_set_name (GsStatusBar *self, const char *name, const char *path)
{
  g_autofree char *place = path != NULL ? g_filename_display_name (path) : NULL;

  g_return_if_fail (GS_IS_STATUS_BAR (self));

  gtk_label_set_text (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), place != NULL ? place : name);
}

/**
 * gs_status_bar_show_name:
 * @is_shown: whether there is room for the name: times come first
 */
void
gs_status_bar_show_name (GsStatusBar *self, gboolean is_shown)
{
  g_return_if_fail (GS_IS_STATUS_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self->name), is_shown);
}

/* Returns: (transfer none): where warnings are told */
GsWarningsButton *
gs_status_bar_get_warnings (GsStatusBar *self)
{
  g_return_val_if_fail (GS_IS_STATUS_BAR (self), NULL);
  return self->warnings;
}

/**
 * gs_status_bar_set_timeline:
 * @self: the status bar
 * @timeline: whose clocks it describes, by the least accurate one
 */
void
gs_status_bar_set_timeline (GsStatusBar *self, const GsTimeline *timeline)
{
  g_autofree char *text = NULL;

  g_return_if_fail (GS_IS_STATUS_BAR (self));

  text = gs_clock_text_dup_summary (timeline);
  gtk_button_set_label (self->clocks, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->clocks), text != NULL);
}
