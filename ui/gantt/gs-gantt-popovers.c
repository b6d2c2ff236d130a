/* gs-gantt-popovers.c: where to go, and the list of bookmarks
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#include <glib/gi18n.h>

#include "gantt/gs-goto.h"
#include "rows/gs-row-tree.h"

static gboolean
gs_gantt_unparent_later (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* The chosen action runs after the popover has closed, so the popover must live until then. */
void
gs_gantt_popover_closed (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_LOW, gs_gantt_unparent_later, g_object_ref (popover), g_object_unref);
}

/* A popover that hangs at the upper edge of the chart. */
static GtkWidget *
gs_gantt_new_popover (GsGantt *self, GtkWidget *child, double x)
{
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), child);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_widget_set_parent (popover, GTK_WIDGET (self->chart));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) x, 0, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (gs_gantt_popover_closed), NULL);
  return popover;
}

static GtkWidget *
gs_gantt_new_titled_box (const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (title);

  gtk_widget_add_css_class (label, "heading");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static gboolean
gs_gantt_has_tid (GsRow *row, gint32 tid)
{
  return gs_row_get_kind (row) != GS_ROW_PROCESS && gs_row_get_tid (row) == tid;
}

/* The first row of a TID, in this view or in that of all threads. */
static gboolean
gs_gantt_go_to_tid (GsGantt *self, gint32 tid)
{
  g_autoptr (GPtrArray) rows = gs_row_list_collect (self->list);

  for (guint i = 0; i < rows->len; i++)
    if (gs_gantt_has_tid (g_ptr_array_index (rows, i), tid))
      return gs_gantt_reveal_row (self, gs_row_get_key (g_ptr_array_index (rows, i)), gs_gantt_get_cursor (self));
  for (guint i = 0; self->timeline != NULL && i < self->timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, i);

      for (guint k = 0; machine->threads != NULL && k < machine->threads->len; k++)
        if (g_array_index (machine->threads, GsThreadRow, k).thread->tid == tid)
          {
            g_autofree char *key = gs_row_tree_dup_thread_key (self->timeline, i, k);

            gtk_widget_activate_action (GTK_WIDGET (self), "win.show-row", "(sx)", key, gs_gantt_get_cursor (self));
            return TRUE;
          }
    }
  return FALSE;
}

/* A time is shown in the middle, as wide as what is seen. */
static void
gs_gantt_go_to_time (GsGantt *self, gint64 time)
{
  GsSpan visible = gs_session_get_visible (self->session);
  gint64 width = gs_span_duration (visible);

  gs_session_set_cursor (self->session, time);
  if (!gs_span_contains (visible, time))
    gs_session_jump (self->session, (GsSpan){ time - width / 2, time - width / 2 + width });
  gs_gantt_point_at (self);
}

static gboolean
gs_gantt_go (GsGantt *self, const GsGoto *where)
{
  switch (where->kind)
    {
    case GS_GOTO_TID:
      return gs_gantt_go_to_tid (self, where->tid);
    case GS_GOTO_RANGE:
      gs_session_set_selection (self->session, where->span);
      gs_session_set_cursor (self->session, where->span.begin);
      gs_session_jump (self->session, where->span);
      gs_gantt_point_at (self);
      return TRUE;
    default:
      gs_gantt_go_to_time (self, where->span.begin);
      return TRUE;
    }
}

static void
gs_gantt_go_to_activated (GtkEntry *entry, GsGantt *self)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gboolean is_utc = gs_session_get_time_format (self->session) == GS_TIME_FORMAT_UTC;
  GsGotoContext context = { gs_session_get_full (self->session), gs_gantt_get_cursor (self), is_utc ? utc : NULL };
  GtkWidget *label = g_object_get_data (G_OBJECT (entry), "gs-problem");
  g_autoptr (GError) error = NULL;
  GsGoto where;

  if (gs_goto_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), &context, &where, &error))
    {
      if (gs_gantt_go (self, &where))
        {
          gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (entry), GTK_TYPE_POPOVER)));
          gtk_widget_grab_focus (GTK_WIDGET (self->chart));
          return;
        }
      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("No thread has that TID"));
    }
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_label_set_text (GTK_LABEL (label), error->message);
}

/**
 * gs_gantt_show_go_to:
 *
 * Asks for a time, a range or a thread, and goes there.
 */
void
gs_gantt_show_go_to (GsGantt *self)
{
  GtkWidget *box = gs_gantt_new_titled_box (_ ("Go To"));
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *help = gtk_label_new (_ ("A time, a range, a start and a duration, or a thread:\n"
                                      "09:12:30.5 · +1.25 s · +1 s .. +2 s · +1 s for 20 ms · tid 194"));
  GtkWidget *popover;

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 36);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Go to"), -1);
  gtk_label_set_xalign (GTK_LABEL (help), 0);
  gtk_label_set_wrap (GTK_LABEL (help), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (help), 48);
  gtk_widget_add_css_class (help, "dim-label");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), help);
  g_object_set_data (G_OBJECT (entry), "gs-problem", help);
  g_signal_connect (entry, "activate", G_CALLBACK (gs_gantt_go_to_activated), self);
  popover = gs_gantt_new_popover (self, box, gtk_widget_get_width (GTK_WIDGET (self->chart)) / 2);
  gtk_popover_popup (GTK_POPOVER (popover));
  gtk_widget_grab_focus (entry);
}

/* The index of a bookmark may be another one by now: its widgets know it by time. */
static gboolean
gs_gantt_find_bookmark (GsGantt *self, gpointer widget, guint *index)
{
  gint64 *time = g_object_get_data (widget, "gs-time");

  for (*index = 0; *index < gs_session_get_n_bookmarks (self->session); *index += 1)
    if (gs_session_get_bookmark (self->session, *index)->time == *time)
      return TRUE;
  return FALSE;
}

static void
gs_gantt_bookmark_renamed (GtkEditable *entry, GsGantt *self)
{
  guint index;

  if (gs_gantt_find_bookmark (self, entry, &index))
    gs_session_rename_bookmark (self->session, index, gtk_editable_get_text (entry));
}

static void
gs_gantt_bookmark_done (GtkWidget *entry, GsGantt *self)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (entry, GTK_TYPE_POPOVER)));
  gtk_widget_grab_focus (GTK_WIDGET (self->chart));
}

static void
gs_gantt_bookmark_chosen (GtkWidget *button, GsGantt *self)
{
  gint64 *time = g_object_get_data (G_OBJECT (button), "gs-time");

  gs_gantt_go_to_time (self, *time);
  gs_gantt_bookmark_done (button, self);
}

static void
gs_gantt_bookmark_removed (GtkWidget *button, GsGantt *self)
{
  guint index;

  if (gs_gantt_find_bookmark (self, button, &index))
    gs_session_remove_bookmark (self->session, index);
  gtk_widget_set_visible (gtk_widget_get_parent (button), FALSE);
}

static void
gs_gantt_tag_time (GtkWidget *widget, gint64 time)
{
  g_object_set_data_full (G_OBJECT (widget), "gs-time", g_memdup2 (&time, sizeof time), g_free);
}

static GtkWidget *
gs_gantt_new_bookmark_entry (GsGantt *self, const GsBookmark *bookmark)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), bookmark->name);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 22);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Bookmark name"), -1);
  gs_gantt_tag_time (entry, bookmark->time);
  g_signal_connect (entry, "changed", G_CALLBACK (gs_gantt_bookmark_renamed), self);
  g_signal_connect (entry, "activate", G_CALLBACK (gs_gantt_bookmark_done), self);
  return entry;
}

static GtkWidget *
gs_gantt_new_bookmark_line (GsGantt *self, const GsBookmark *bookmark)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *text = gs_session_dup_time_text (self->session, bookmark->time, 1);
  g_autofree char *name = g_strdup_printf (_ ("Go to “%s”"), bookmark->name);
  GtkWidget *go = gtk_button_new_with_label (text), *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gs_gantt_tag_time (go, bookmark->time);
  gs_gantt_tag_time (remove, bookmark->time);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (go, name);
  gtk_widget_set_tooltip_text (remove, _ ("Remove Bookmark"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (go), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Remove Bookmark"), -1);
  g_signal_connect (go, "clicked", G_CALLBACK (gs_gantt_bookmark_chosen), self);
  g_signal_connect (remove, "clicked", G_CALLBACK (gs_gantt_bookmark_removed), self);
  gtk_box_append (GTK_BOX (line), gs_gantt_new_bookmark_entry (self, bookmark));
  gtk_box_append (GTK_BOX (line), go);
  gtk_box_append (GTK_BOX (line), remove);
  return line;
}

/**
 * gs_gantt_show_bookmarks:
 *
 * A list of all bookmarks: to go to, to rename, to remove.
 */
void
gs_gantt_show_bookmarks (GsGantt *self)
{
  GtkWidget *box = gs_gantt_new_titled_box (_ ("Bookmarks")), *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  guint n = gs_session_get_n_bookmarks (self->session);

  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (list), gs_gantt_new_bookmark_line (self, gs_session_get_bookmark (self->session, i)));
  if (n == 0)
    gtk_box_append (GTK_BOX (list), gtk_label_new (_ ("There are none yet: B makes one at the cursor.")));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_popup (
      GTK_POPOVER (gs_gantt_new_popover (self, box, gtk_widget_get_width (GTK_WIDGET (self->chart)) / 2)));
}

/* Escape while it is named: there is to be none. */
static gboolean
gs_gantt_bookmark_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GsGantt *self)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  guint index;

  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  if (gs_gantt_find_bookmark (self, entry, &index))
    gs_session_remove_bookmark (self->session, index);
  gs_gantt_bookmark_done (entry, self);
  return GDK_EVENT_STOP;
}

static void
gs_gantt_drop_on_escape (GsGantt *self, GtkWidget *entry)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (gs_gantt_bookmark_key), self);
  gtk_widget_add_controller (entry, keys);
}

/**
 * gs_gantt_add_bookmark:
 *
 * A bookmark at the cursor, which can be named at once; Escape drops it.
 */
void
gs_gantt_add_bookmark (GsGantt *self)
{
  gint64 time = gs_gantt_get_cursor (self);
  guint index = gs_session_add_bookmark (self->session, NULL, time);
  GtkWidget *box = gs_gantt_new_titled_box (_ ("Bookmark"));
  GtkWidget *entry = gs_gantt_new_bookmark_entry (self, gs_session_get_bookmark (self->session, index));
  double x = gs_gantt_chart_get_x (self->chart, time);

  gs_gantt_drop_on_escape (self, entry);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_popover_popup (GTK_POPOVER (
      gs_gantt_new_popover (self, box, CLAMP (x, 0, gtk_widget_get_width (GTK_WIDGET (self->chart)) - 1))));
  gtk_widget_grab_focus (entry);
}
