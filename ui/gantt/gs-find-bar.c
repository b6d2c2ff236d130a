/* gs-find-bar.c: finds rows by their names
 * SPDX-License-Identifier: MIT
 *
 * Where one is, is always the focused row: it decides what comes next, and which
 * number of how many is shown.
 */
#include "gantt/gs-find-bar.h"

#include <glib/gi18n.h>

/* In pixels; the count's where all is on one line. */
#define GAP 6
#define COUNT_WIDTH 80

struct _GsFindBar
{
  GtkWidget parent_instance;

  GsRowList *rows;
  GsSession *session;
  GtkWidget *box;
  GtkWidget *options; /* beside it, or below where there is little room */
  GtkWidget *entry;
  GtkWidget *count;
  GtkWidget *match_case;
  GtkWidget *is_regex;
  GArray *matches; /* of guint: indices in all */
  GPtrArray *all;  /* of GsRow: what was searched */
  char *origin;    /* key of the row that was focused before anything was written, or NULL */
};

enum
{
  FOUND,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GsFindBar, gs_find_bar, GTK_TYPE_WIDGET)

/* Where the row with that key is in what was searched; -1 where it is not. */
static int
gs_find_bar_locate (GsFindBar *self, const char *key)
{
  for (guint i = 0; key != NULL && i < self->all->len; i++)
    if (g_str_equal (gs_row_get_key (g_ptr_array_index (self->all, i)), key))
      return (int) i;
  return -1;
}

/* How many matches lie before a place in what was searched. @is_one: (out): whether it is one itself */
static guint
gs_find_bar_count_before (GsFindBar *self, int place, gboolean *is_one)
{
  guint n = 0;

  while (n < self->matches->len && (int) g_array_index (self->matches, guint, n) < place)
    n++;
  *is_one = n < self->matches->len && (int) g_array_index (self->matches, guint, n) == place;
  return n;
}

static char *
gs_find_bar_dup_count (GsFindBar *self)
{
  gboolean is_one;
  guint n = gs_find_bar_count_before (self, gs_find_bar_locate (self, gs_session_get_highlight (self->session)),
                                      &is_one);

  if (is_one)
    return g_strdup_printf (_ ("%u of %u"), n + 1, self->matches->len);
  return g_strdup_printf (ngettext ("%u found", "%u found", self->matches->len), self->matches->len);
}

static void
gs_find_bar_tell (GsFindBar *self, const char *problem)
{
  g_autofree char *text = NULL;
  gboolean is_empty = gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0';

  if (problem != NULL)
    text = g_strdup (problem);
  else if (self->matches->len > 0)
    text = gs_find_bar_dup_count (self);
  else
    text = g_strdup (is_empty ? "" : _ ("No such row"));
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
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, match_case ? 0 : G_REGEX_CASELESS, 0, &error);

  if (regex == NULL)
    *problem = g_strdup_printf (_ ("Not a regular expression: %s"), error->message);
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
  gboolean is_empty = gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0';
  g_autofree char *problem = NULL;
  g_autoptr (GRegex) regex = gs_find_bar_compile (self, &problem);

  g_clear_pointer (&self->all, g_ptr_array_unref);
  self->all = gs_row_list_collect (self->rows);
  g_array_set_size (self->matches, 0);
  for (guint i = 0; regex != NULL && !is_empty && i < self->all->len; i++)
    if (gs_find_bar_matches (g_ptr_array_index (self->all, i), regex))
      g_array_append_val (self->matches, i);
  gs_find_bar_tell (self, problem);
}

/* Goes to a match; the first one comes after the last. */
static void
gs_find_bar_go (GsFindBar *self, gint64 match)
{
  gint64 n = self->matches->len;
  guint index = g_array_index (self->matches, guint, ((match % n) + n) % n);
  g_autoptr (GsRow) row = g_object_ref (g_ptr_array_index (self->all, index));

  g_signal_emit (self, signals[FOUND], 0, row);
  gs_find_bar_tell (self, NULL);
}

/* What is written leads to the first match from where one was before. */
static void
gs_find_bar_changed (GsFindBar *self)
{
  gboolean is_one;

  gs_find_bar_search (self);
  if (self->matches->len > 0)
    gs_find_bar_go (self, gs_find_bar_count_before (self, gs_find_bar_locate (self, self->origin), &is_one));
}

static void
gs_find_bar_set_origin (GsFindBar *self)
{
  g_free (self->origin);
  self->origin = g_strdup (gs_session_get_highlight (self->session));
}

/**
 * gs_find_bar_step:
 * @delta: matches on from the focused row, or back below 0; begins anew at the end
 */
void
gs_find_bar_step (GsFindBar *self, int delta)
{
  gboolean is_one;
  guint n;

  g_return_if_fail (GS_IS_FIND_BAR (self));

  gs_find_bar_search (self);
  if (self->matches->len == 0)
    {
      gs_find_bar_open (self);
      return;
    }
  n = gs_find_bar_count_before (self, gs_find_bar_locate (self, gs_session_get_highlight (self->session)), &is_one);
  /* From beside a match, the next one is the first that comes. */
  gs_find_bar_go (self, (gint64) n + delta - (delta > 0 && !is_one ? 1 : 0));
  gs_find_bar_set_origin (self);
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
  gs_find_bar_set_origin (self);
  gs_find_bar_search (self);
}

/* Somebody went to another row. */
static void
gs_find_bar_row_changed (GsFindBar *self)
{
  if (self->matches->len > 0)
    gs_find_bar_tell (self, NULL);
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

/* The least that the entry with its buttons and the options need, and what they would like. */
static void
gs_find_bar_measure_parts (GsFindBar *self, GtkOrientation orientation, int *least, int *natural)
{
  gtk_widget_measure (self->box, orientation, -1, &least[0], &natural[0], NULL, NULL);
  gtk_widget_measure (self->options, orientation, -1, &least[1], &natural[1], NULL, NULL);
}

static gboolean
gs_find_bar_is_one_line (GsFindBar *self, int width)
{
  int least[2], natural[2];

  gs_find_bar_measure_parts (self, GTK_ORIENTATION_HORIZONTAL, least, natural);
  return width < 0 || width >= least[0] + COUNT_WIDTH + GAP + natural[1];
}

static void
gs_find_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  GsFindBar *self = GS_FIND_BAR (widget);
  int least[2], wanted[2];

  gs_find_bar_measure_parts (self, orientation, least, wanted);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (least[0], least[1]);
      *natural = wanted[0] + GAP + wanted[1];
    }
  else if (gs_find_bar_is_one_line (self, for_size))
    *minimum = *natural = MAX (least[0], least[1]);
  else
    *minimum = *natural = least[0] + GAP + least[1];
}

static void
gs_find_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsFindBar *self = GS_FIND_BAR (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int least[2], natural[2];

  if (gs_find_bar_is_one_line (self, width))
    {
      gs_find_bar_measure_parts (self, GTK_ORIENTATION_HORIZONTAL, least, natural);
      gtk_widget_size_allocate (
          self->box, &(GtkAllocation){ is_rtl ? natural[1] + GAP : 0, 0, width - natural[1] - GAP, height }, -1);
      gtk_widget_size_allocate (self->options,
                                &(GtkAllocation){ is_rtl ? 0 : width - natural[1], 0, natural[1], height }, -1);
      return;
    }
  gs_find_bar_measure_parts (self, GTK_ORIENTATION_VERTICAL, least, natural);
  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, least[0] }, -1);
  gtk_widget_size_allocate (self->options, &(GtkAllocation){ 0, least[0] + GAP, width, height - least[0] - GAP }, -1);
}

static GtkSizeRequestMode
gs_find_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* @text: with a mnemonic */
static GtkWidget *
gs_find_bar_add_option (GsFindBar *self, const char *text)
{
  GtkWidget *check = gtk_check_button_new (), *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), check);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_box_append (GTK_BOX (self->options), check);
  return check;
}

static GtkWidget *
gs_find_bar_add_button (GsFindBar *self, GtkWidget *box, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
gs_find_bar_dispose (GObject *object)
{
  GsFindBar *self = GS_FIND_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->options, gtk_widget_unparent);
  g_clear_pointer (&self->matches, g_array_unref);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->origin, g_free);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_find_bar_parent_class)->dispose (object);
}

static void
gs_find_bar_class_init (GsFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_find_bar_dispose;
  widget_class->measure = gs_find_bar_measure;
  widget_class->size_allocate = gs_find_bar_size_allocate;
  widget_class->get_request_mode = gs_find_bar_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "find-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEARCH);
  signals[FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, GS_TYPE_ROW);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
gs_find_bar_init (GsFindBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *close;

  self->matches = g_array_new (FALSE, FALSE, sizeof (guint));
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->options = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP);
  gtk_widget_set_parent (self->options, GTK_WIDGET (self));
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Name or TID of a row"));
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY, "edit-find-symbolic");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_widget_set_hexpand (self->entry, FALSE);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 40);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find rows"), -1);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  gs_find_bar_add_button (self, self->box, "go-up-symbolic", _ ("Previous Match"), G_CALLBACK (gs_find_bar_previous));
  gs_find_bar_add_button (self, self->box, "go-down-symbolic", _ ("Next Match"), G_CALLBACK (gs_find_bar_next));
  self->count = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->count), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->count), 0);
  gtk_widget_set_hexpand (self->count, TRUE);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->count);
  self->match_case = gs_find_bar_add_option (self, _ ("_Match case"));
  self->is_regex = gs_find_bar_add_option (self, _ ("_Regular expression"));
  close = gs_find_bar_add_button (self, self->options, "window-close-symbolic", _ ("Close Find Bar"),
                                  G_CALLBACK (gs_find_bar_close));
  gtk_widget_set_hexpand (close, TRUE);
  gtk_widget_set_halign (close, GTK_ALIGN_END);

  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (gs_find_bar_changed), self);
  g_signal_connect_swapped (self->match_case, "toggled", G_CALLBACK (gs_find_bar_changed), self);
  g_signal_connect_swapped (self->is_regex, "toggled", G_CALLBACK (gs_find_bar_changed), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_find_bar_key), self);
  gtk_widget_add_controller (self->entry, keys);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* What was found is of a timeline that need not live on for it. */
static void
gs_find_bar_rows_changed (GsFindBar *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      gs_find_bar_search (self);
      return;
    }
  g_array_set_size (self->matches, 0);
  g_ptr_array_set_size (self->all, 0);
}

/**
 * gs_find_bar_new:
 * @rows: also those below collapsed ones are found
 * @session: knows the focused row
 */
GtkWidget *
gs_find_bar_new (GsRowList *rows, GsSession *session)
{
  GsFindBar *self = g_object_new (GS_TYPE_FIND_BAR, NULL);

  self->rows = g_object_ref (rows);
  self->session = g_object_ref (session);
  g_signal_connect_object (rows, "changed", G_CALLBACK (gs_find_bar_rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::highlight", G_CALLBACK (gs_find_bar_row_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
