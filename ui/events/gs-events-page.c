/* gs-events-page.c: the recorded events around the cursor
 * SPDX-License-Identifier: MIT
 *
 * The list follows the cursor, and the cursor follows the event that is selected.
 */
#include "events/gs-events-page.h"

#include <glib/gi18n.h>

#include "events/gs-event-bar.h"
#include "events/gs-event-export.h"
#include "events/gs-event-view.h"
#include "rows/gs-row-tree.h"

#define GS_TYPE_EVENTS_PAGE (gs_events_page_get_type ())
G_DECLARE_FINAL_TYPE (GsEventsPage, gs_events_page, GS, EVENTS_PAGE, GtkWidget)

struct _GsEventsPage
{
  GtkWidget parent_instance;

  GsSession *session;
  GsTimeline *timeline; /* the newest, or NULL */
  GsEventList *list;

  GtkWidget *box;
  GsEventBar *bar;
  GsEventView *view;
  GtkWidget *copy;
  gboolean leads; /* the cursor goes to the event that was asked for, once it is there */
  gboolean is_leading;
};

G_DEFINE_FINAL_TYPE (GsEventsPage, gs_events_page, GTK_TYPE_WIDGET)

/* --- Selection and cursor --- */

static void
gs_events_page_lead (GsEventsPage *self, guint index)
{
  gint64 time = gs_event_list_get (self->list, index)->time;

  self->is_leading = TRUE;
  gs_session_reveal (self->session, time);
  gs_session_set_cursor (self->session, time);
  self->is_leading = FALSE;
}

static void
gs_events_page_update_copy (GsEventsPage *self)
{
  guint first, n;

  gs_event_view_get_selected (self->view, &first, &n);
  gtk_widget_set_sensitive (self->copy, n > 0);
}

static void
gs_events_page_on_shown (GsEventsPage *self, guint index)
{
  gboolean leads = self->leads;

  self->leads = FALSE;
  if (index == GTK_INVALID_LIST_POSITION)
    return;
  gs_event_view_show (self->view, index);
  gs_events_page_update_copy (self);
  if (leads)
    gs_events_page_lead (self, index);
}

/* The cursor goes to the event that was selected. */
static void
gs_events_page_on_selected (GsEventsPage *self)
{
  gs_events_page_update_copy (self);
  gs_events_page_lead (self, gs_event_view_get_current (self->view));
}

/* Where one looks: at the cursor, or where the visible range begins. */
static gint64
gs_events_page_get_time (GsEventsPage *self)
{
  gint64 cursor = gs_session_get_cursor (self->session);

  return cursor != GS_TIME_NONE ? cursor : gs_session_get_visible (self->session).begin;
}

static void
gs_events_page_show_cursor (GsEventsPage *self)
{
  if (self->is_leading || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->leads = FALSE;
  gs_event_list_show (self->list, gs_events_page_get_time (self));
}

/* A double click, or Return: on to the thread's row. */
static void
gs_events_page_on_activated (GsEventsPage *self)
{
  guint index = gs_event_view_get_current (self->view);
  const GsEventRecord *record = index < gs_event_list_get_n (self->list) ? gs_event_list_get (self->list, index) : NULL;
  g_autofree char *key = NULL;

  if (record != NULL && record->row != GS_NO_INDEX)
    key = gs_row_tree_dup_thread_key (gs_event_list_get_timeline (self->list), record->machine, record->row);
  if (key != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-row", "(sx)", key, record->time);
}

static void
gs_events_page_on_wants_end (GsEventsPage *self, gboolean last)
{
  GsTimeline *timeline = gs_event_list_get_timeline (self->list);

  self->leads = TRUE;
  if (timeline != NULL)
    gs_event_list_show (self->list, last ? timeline->span.end : timeline->span.begin);
}

static void
gs_events_page_on_busy_changed (GsEventsPage *self)
{
  gboolean is_busy = gs_event_list_is_busy (self->list);
  const char *problem = gs_event_list_get_problem (self->list);

  if (!is_busy && problem == NULL && gs_event_list_get_timeline (self->list) != NULL
      && gs_event_list_get_n (self->list) == 0)
    problem = _ ("No such events");
  gs_event_bar_say (self->bar, problem, is_busy);
}

static void
gs_events_page_on_not_found (GsEventsPage *self)
{
  gs_event_bar_say (self->bar, _ ("No further event with this text"), FALSE);
}

static void
gs_events_page_on_filter (GsEventsPage *self)
{
  g_autoptr (GsEventFilter) filter = gs_event_bar_dup_filter (self->bar);

  gs_event_list_set_filter (self->list, filter);
  gs_events_page_show_cursor (self);
}

/* From the selected event on, or from where one looks. What is found is where the cursor goes. */
static void
gs_events_page_on_find (GsEventsPage *self, gboolean forward)
{
  const char *text = gs_event_bar_get_search (self->bar);

  if (text[0] == '\0')
    return;
  gs_event_bar_say (self->bar, NULL, FALSE);
  self->leads = TRUE;
  gs_event_list_find (self->list, text, gs_event_view_get_current (self->view), forward);
}

/* --- Copies --- */

static void
gs_events_page_copy (GsEventsPage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint first, n;

  gs_event_view_get_selected (self->view, &first, &n);
  for (guint i = 0; i < n; i++)
    gs_event_record_format (gs_event_list_get (self->list, first + i), gs_event_list_get_timeline (self->list), text);
  if (n > 0)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

static gboolean
gs_events_page_copy_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gs_events_page_copy (GS_EVENTS_PAGE (user_data));
  return TRUE;
}

static gboolean
gs_events_page_find_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gs_event_bar_focus_search (GS_EVENTS_PAGE (user_data)->bar);
  return TRUE;
}

/* All events of the selected range, else of the visible one. */
static void
gs_events_page_export (GsEventsPage *self)
{
  if (gs_event_list_get_pages (self->list) != NULL)
    gs_event_export (GTK_WIDGET (self), self->list, gs_session_get_range (self->session, NULL));
}

static void
gs_events_page_add_keys (GsEventsPage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>c"),
                        gtk_callback_action_new (gs_events_page_copy_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
  controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>f"),
                        gtk_callback_action_new (gs_events_page_find_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* --- The widget --- */

static void
gs_events_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gs_events_page_parent_class)->map (widget);
  gs_events_page_show_cursor (GS_EVENTS_PAGE (widget));
}

static void
gs_events_page_dispose (GObject *object)
{
  GsEventsPage *self = GS_EVENTS_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  if (self->list != NULL)
    gs_event_list_set_timeline (self->list, NULL);
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_events_page_parent_class)->dispose (object);
}

static void
gs_events_page_class_init (GsEventsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_events_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = gs_events_page_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "events-page");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gs_events_page_create_bar (GsEventsPage *self)
{
  GtkWidget *export;

  self->bar = GS_EVENT_BAR (gs_event_bar_new ());
  self->copy = gtk_button_new_with_label (_ ("Copy"));
  gtk_widget_set_tooltip_text (self->copy, _ ("Copy the Selected Events"));
  gtk_widget_set_sensitive (self->copy, FALSE);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (gs_events_page_copy), self);
  export = gtk_button_new_with_label (_ ("Export as CSV…"));
  gtk_widget_set_tooltip_text (export, _ ("Export the Events of the Selected or Visible Range as CSV"));
  g_signal_connect_swapped (export, "clicked", G_CALLBACK (gs_events_page_export), self);
  gs_event_bar_add (self->bar, self->copy);
  gs_event_bar_add (self->bar, export);
  g_signal_connect_object (self->bar, "filter-changed", G_CALLBACK (gs_events_page_on_filter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bar, "find", G_CALLBACK (gs_events_page_on_find), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->bar));
}

static void
gs_events_page_init (GsEventsPage *self)
{
  self->list = gs_event_list_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gs_events_page_create_bar (self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (self->list, "shown", G_CALLBACK (gs_events_page_on_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "not-found", G_CALLBACK (gs_events_page_on_not_found), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "busy-changed", G_CALLBACK (gs_events_page_on_busy_changed), self,
                           G_CONNECT_SWAPPED);
}

static GtkWidget *
gs_events_page_new (GsSession *session)
{
  GsEventsPage *self = g_object_new (GS_TYPE_EVENTS_PAGE, NULL);

  self->session = g_object_ref (session);
  self->view = GS_EVENT_VIEW (gs_event_view_new (self->list, session));
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->view));
  g_signal_connect_object (self->view, "selected", G_CALLBACK (gs_events_page_on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activated", G_CALLBACK (gs_events_page_on_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "wants-end", G_CALLBACK (gs_events_page_on_wants_end), self, G_CONNECT_SWAPPED);
  gs_events_page_add_keys (self);
  g_signal_connect_object (session, "notify::cursor", G_CALLBACK (gs_events_page_show_cursor), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/* While they are still being analysed, their clocks aren't known, and so the events have no order. */
static void
gs_events_page_set_timeline (GtkWidget *widget, GsTimeline *timeline)
{
  GsEventsPage *self = GS_EVENTS_PAGE (widget);

  if (timeline->is_partial)
    {
      gs_event_list_set_timeline (self->list, NULL);
      gs_event_bar_say (self->bar, _ ("Events are shown once all is read"), FALSE);
      return;
    }
  gs_event_bar_set_timeline (self->bar, timeline);
  gs_event_list_set_timeline (self->list, timeline);
  gs_events_page_on_filter (self);
}

const GsView gs_events_view = {
  .id = "events",
  .title = N_ ("Events"),
  .shortcut = "F7",
  .place = GS_VIEW_PANEL,
  .create = gs_events_page_new,
  .set_timeline = gs_events_page_set_timeline,
};
