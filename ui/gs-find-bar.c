/* gs-find-bar.c: finds rows by their names
 * SPDX-License-Identifier: MIT
 */
#include "gs-find-bar.h"

#include <glib/gi18n.h>

struct _GsFindBar
{
  GtkWidget parent_instance;

  GsRowList *rows;
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *count;
  GtkWidget *match_case;
  GtkWidget *is_regex;
  GPtrArray *matches; /* of GsRow */
  guint      current; /* meaningless where there are none */
};

enum
{
  FOUND,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GsFindBar, gs_find_bar, GTK_TYPE_WIDGET)

static void
gs_find_bar_tell (GsFindBar *self, const char *problem)
{
  g_autofree char *text = NULL;
  gboolean is_empty = gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0';

  if (problem != NULL)
    text = g_strdup (problem);
  else if (self->matches->len > 0)
    text = g_strdup_printf (_("%u of %u"), self->current + 1, self->matches->len);
  else
    text = g_strdup (is_empty ? "" : _("No such row"));
  gtk_label_set_text (GTK_LABEL (self->count), text);
  if (problem != NULL || (!is_empty && self->matches->len == 0))
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
}

/* What is written, as a regular expression; NULL and what is wrong where it is none. */
static GRegex *
gs_find_bar_compile (GsFindBar *self, char **problem)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gboolean is_regex = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->is_regex));
  gboolean match_case = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->match_case));
  g_autofree char *pattern = is_regex ? g_strdup (text) : g_regex_escape_string (text, -1);
  g_autoptr(GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, match_case ? 0 : G_REGEX_CASELESS, 0, &error);

  if (regex == NULL)
    *problem = g_strdup_printf (_("No regular expression: %s"), error->message);
  return regex;
}

static gboolean
gs_find_bar_matches (GsRow *row, GRegex *regex)
{
  return g_regex_match (regex, gs_row_get_name (row), 0, NULL)
         || (gs_row_get_tid_text (row)[0] != '\0' && g_regex_match (regex, gs_row_get_tid_text (row), 0, NULL));
}

static void
gs_find_bar_search (GsFindBar *self)
{
  g_autoptr(GPtrArray) rows = gs_row_list_collect (self->rows);
  g_autofree char *problem = NULL;
  g_autoptr(GRegex) regex = gs_find_bar_compile (self, &problem);

  g_ptr_array_set_size (self->matches, 0);
  for (guint i = 0; regex != NULL && gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] != '\0' && i < rows->len; i++)
    if (gs_find_bar_matches (g_ptr_array_index (rows, i), regex))
      g_ptr_array_add (self->matches, g_object_ref (g_ptr_array_index (rows, i)));
  self->current = 0;
  gs_find_bar_tell (self, problem);
}

static void
gs_find_bar_changed (GsFindBar *self)
{
  gs_find_bar_search (self);
  if (self->matches->len > 0)
    g_signal_emit (self, signals[FOUND], 0, g_ptr_array_index (self->matches, 0));
}

/**
 * gs_find_bar_step:
 * @delta: matches on, or back below 0; begins anew at the end
 */
void
gs_find_bar_step (GsFindBar *self, int delta)
{
  guint n;

  g_return_if_fail (GS_IS_FIND_BAR (self));

  n = self->matches->len;
  if (n == 0)
    {
      gs_find_bar_open (self);
      return;
    }
  self->current = (guint) (((int) self->current + delta % (int) n + (int) n) % (int) n);
  gs_find_bar_tell (self, NULL);
  g_signal_emit (self, signals[FOUND], 0, g_ptr_array_index (self->matches, self->current));
}

static void
gs_find_bar_next (GsFindBar *self)
{
  gs_find_bar_step (self, 1);
}

static void
gs_find_bar_previous (GsFindBar *self)
{
  gs_find_bar_step (self, -1);
}

/**
 * gs_find_bar_open:
 *
 * Shows the bar and puts the keyboard into its entry.
 */
void
gs_find_bar_open (GsFindBar *self)
{
  g_return_if_fail (GS_IS_FIND_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  gs_find_bar_search (self);
}

static void
gs_find_bar_close (GsFindBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
gs_find_bar_key (GsFindBar *self, guint key, guint code, GdkModifierType state, GtkEventController *controller)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  switch (key)
    {
    case GDK_KEY_Escape:
      gs_find_bar_close (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      gs_find_bar_step (self, shift ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      gs_find_bar_step (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      gs_find_bar_step (self, -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static GtkWidget *
gs_find_bar_add_button (GsFindBar *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->box), button);
  return button;
}

static void
gs_find_bar_dispose (GObject *object)
{
  GsFindBar *self = GS_FIND_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (gs_find_bar_parent_class)->dispose (object);
}

static void
gs_find_bar_class_init (GsFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_find_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "find-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEARCH);
  signals[FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, GS_TYPE_ROW);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gs_find_bar_init (GsFindBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->matches = g_ptr_array_new_with_free_func (g_object_unref);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("Name or TID of a row"));
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY, "edit-find-symbolic");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 12);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 40);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Find rows"), -1);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gs_find_bar_add_button (self, "go-up-symbolic", _("Previous Match"), G_CALLBACK (gs_find_bar_previous));
  gs_find_bar_add_button (self, "go-down-symbolic", _("Next Match"), G_CALLBACK (gs_find_bar_next));
  self->count = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->count), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->count), 0);
  gtk_widget_set_hexpand (self->count, TRUE);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->count);
  self->match_case = gtk_check_button_new_with_mnemonic (_("_Match case"));
  self->is_regex = gtk_check_button_new_with_mnemonic (_("_Regular expression"));
  gtk_box_append (GTK_BOX (self->box), self->match_case);
  gtk_box_append (GTK_BOX (self->box), self->is_regex);
  gs_find_bar_add_button (self, "window-close-symbolic", _("Close Find Bar"), G_CALLBACK (gs_find_bar_close));

  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (gs_find_bar_changed), self);
  g_signal_connect_swapped (self->match_case, "toggled", G_CALLBACK (gs_find_bar_changed), self);
  g_signal_connect_swapped (self->is_regex, "toggled", G_CALLBACK (gs_find_bar_changed), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_find_bar_key), self);
  gtk_widget_add_controller (self->entry, keys);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * gs_find_bar_new:
 * @rows: also those below collapsed ones are found
 */
GtkWidget *
gs_find_bar_new (GsRowList *rows)
{
  GsFindBar *self = g_object_new (GS_TYPE_FIND_BAR, NULL);

  self->rows = g_object_ref (rows);
  return GTK_WIDGET (self);
}
