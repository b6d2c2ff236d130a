/* gs-event-bar.c: which events are wanted, and the search among them
 * SPDX-License-Identifier: MIT
 */
#include "events/gs-event-bar.h"

#include <glib/gi18n.h>

#define DELAY 200 /* ms: until a filter that is being written is used */

struct _GsEventBar
{
  GtkWidget parent_instance;

  GtkWidget *scroller; /* where there is little room, the bar can be moved */
  GtkWidget *box;
  GtkStringList *machines; /* all of them, then the timeline's traced ones */
  GArray *indices;         /* of guint: of these in the timeline */
  GtkWidget *machine;
  GtkWidget *cpu, *thread, *name, *text;
  GtkWidget *search;
  GtkWidget *status;
  GtkWidget *spinner;
  guint timer; /* source id, or 0 */
};

G_DEFINE_FINAL_TYPE (GsEventBar, gs_event_bar, GTK_TYPE_WIDGET)

static guint bar_filter_changed, bar_find;

static gboolean
gs_event_bar_emit_changed (gpointer data)
{
  GsEventBar *self = data;

  self->timer = 0;
  g_signal_emit (self, bar_filter_changed, 0);
  return G_SOURCE_REMOVE;
}

static void
gs_event_bar_changed (GsEventBar *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (DELAY, gs_event_bar_emit_changed, self);
}

static GtkWidget *
gs_event_bar_add_entry (GsEventBar *self, const char *placeholder, const char *name, int n_chars)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), n_chars);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), n_chars);
  gtk_widget_set_tooltip_text (entry, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (gs_event_bar_changed), self);
  gtk_box_append (GTK_BOX (self->box), entry);
  return entry;
}

/* --- Search --- */

static void
gs_event_bar_next (GsEventBar *self)
{
  g_signal_emit (self, bar_find, 0, TRUE);
}

static void
gs_event_bar_previous (GsEventBar *self)
{
  g_signal_emit (self, bar_find, 0, FALSE);
}

static gboolean
gs_event_bar_search_key (GsEventBar *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, bar_find, 0, (state & GDK_SHIFT_MASK) == 0);
  return GDK_EVENT_STOP;
}

static void
gs_event_bar_add_button (GsEventBar *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
gs_event_bar_add_search (GsEventBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->search = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->search), _ ("Find a text"));
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->search), GTK_ENTRY_ICON_PRIMARY, "edit-find-symbolic");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search), 14);
  gtk_widget_set_margin_start (self->search, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find an event"),
                                  -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_event_bar_search_key), self);
  gtk_widget_add_controller (self->search, keys);
  gtk_box_append (GTK_BOX (self->box), self->search);
  gs_event_bar_add_button (self, "go-up-symbolic", _ ("Previous Event with the Text"),
                           G_CALLBACK (gs_event_bar_previous));
  gs_event_bar_add_button (self, "go-down-symbolic", _ ("Next Event with the Text"), G_CALLBACK (gs_event_bar_next));
}

/* --- The widget --- */

static void
gs_event_bar_dispose (GObject *object)
{
  GsEventBar *self = GS_EVENT_BAR (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->machines);
  g_clear_pointer (&self->indices, g_array_unref);
  G_OBJECT_CLASS (gs_event_bar_parent_class)->dispose (object);
}

static void
gs_event_bar_class_init (GsEventBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_event_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "event-bar");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_SEARCH);
  bar_filter_changed = g_signal_new ("filter-changed", GS_TYPE_EVENT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
  bar_find = g_signal_new ("find", GS_TYPE_EVENT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                           G_TYPE_BOOLEAN);
}

static void
gs_event_bar_init (GsEventBar *self)
{
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->machines = gtk_string_list_new (NULL);
  gtk_string_list_append (self->machines, _ ("All machines"));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->machine = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->machines)), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->machine), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Machine"), -1);
  g_signal_connect_swapped (self->machine, "notify::selected", G_CALLBACK (gs_event_bar_changed), self);
  gtk_box_append (GTK_BOX (self->box), self->machine);
  self->cpu = gs_event_bar_add_entry (self, _ ("CPU"), _ ("Only of this CPU, by its number"), 5);
  self->thread = gs_event_bar_add_entry (self, _ ("Thread"), _ ("Only of threads with this TID, or this in their name"),
                                         9);
  self->name = gs_event_bar_add_entry (self, _ ("Event"), _ ("Only events with this in their name"), 11);
  self->text = gs_event_bar_add_entry (self, _ ("Text"), _ ("Only events with this in their line"), 11);
  gs_event_bar_add_search (self);
  self->spinner = gtk_spinner_new ();
  gtk_box_append (GTK_BOX (self->box), self->spinner);
  self->status = gtk_label_new (NULL);
  gtk_widget_set_hexpand (self->status, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->status), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->status), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->status, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->status);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
gs_event_bar_new (void)
{
  return g_object_new (GS_TYPE_EVENT_BAR, NULL);
}

/**
 * gs_event_bar_set_timeline:
 * @timeline: whose machines can be chosen
 */
void
gs_event_bar_set_timeline (GsEventBar *self, const GsTimeline *timeline)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->machines));

  g_return_if_fail (GS_IS_EVENT_BAR (self));

  gtk_string_list_splice (self->machines, 1, n - 1, NULL);
  g_array_set_size (self->indices, 0);
  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_machine (timeline, i)->machine != NULL)
      {
        gtk_string_list_append (self->machines, gs_timeline_get_machine (timeline, i)->name);
        g_array_append_val (self->indices, i);
      }
}

static char *
gs_event_bar_dup_text (GtkWidget *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  return text[0] != '\0' ? g_strdup (text) : NULL;
}

/* Returns: (transfer full): which events are wanted */
GsEventFilter *
gs_event_bar_dup_filter (GsEventBar *self)
{
  GsEventFilter *filter = g_new0 (GsEventFilter, 1);
  guint machine = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->machine));
  g_autofree char *cpu = gs_event_bar_dup_text (self->cpu);
  guint64 number;

  filter->machine = machine > 0 && machine <= self->indices->len ? g_array_index (self->indices, guint, machine - 1) :
                                                                   GS_NO_INDEX;
  filter->cpu = GS_NO_CPU;
  if (cpu != NULL)
    /* What is no CPU's number is that of one that there isn't. */
    filter->cpu = g_ascii_string_to_unsigned (cpu, 10, 0, GS_NO_CPU - 1, &number, NULL) ? (guint) number :
                                                                                          GS_NO_CPU - 1;
  filter->thread = gs_event_bar_dup_text (self->thread);
  filter->name = gs_event_bar_dup_text (self->name);
  filter->text = gs_event_bar_dup_text (self->text);
  return filter;
}

const char *
gs_event_bar_get_search (GsEventBar *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search));
}

void
gs_event_bar_focus_search (GsEventBar *self)
{
  gtk_widget_grab_focus (self->search);
}

/* @text: (nullable): what there is to know */
void
gs_event_bar_say (GsEventBar *self, const char *text, gboolean is_busy)
{
  gtk_label_set_text (GTK_LABEL (self->status), text != NULL ? text : "");
  gtk_widget_set_tooltip_text (self->status, text);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), is_busy);
}

/* Adds a button at the end. */
void
gs_event_bar_add (GsEventBar *self, GtkWidget *button)
{
  gtk_box_append (GTK_BOX (self->box), button);
}
