/* gs-wizard-steps.c: the wizard's sidebar: its pages, each with what is known of it so far
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-wizard-steps.h"

#define PAGE "gs-page"
#define NOTE "gs-note"

/* Notes are wrapped beyond that, and end with an ellipsis beyond so many lines. */
#define NOTE_CHARS 15
#define NOTE_LINES 3

struct _GsWizardSteps
{
  GtkWidget parent_instance;
  GtkListBox *list;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (GsWizardSteps, gs_wizard_steps, GTK_TYPE_WIDGET)

static GtkListBoxRow *
gs_wizard_steps_find (GsWizardSteps *self, const char *page)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), PAGE), page) == 0)
      return row;
  return NULL;
}

static void
gs_wizard_steps_on_selected (GsWizardSteps *self, GtkListBoxRow *row)
{
  if (row != NULL)
    gtk_stack_set_visible_child_name (self->stack, g_object_get_data (G_OBJECT (row), PAGE));
}

static void
gs_wizard_steps_on_page (GsWizardSteps *self)
{
  gtk_list_box_select_row (self->list, gs_wizard_steps_find (self, gtk_stack_get_visible_child_name (self->stack)));
}

static GtkWidget *
gs_wizard_steps_create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), NOTE_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NOTE_CHARS);
  return label;
}

/* Keeps room for whatever may be noted: a step stays where it is while it is aimed at. */
static void
gs_wizard_steps_reserve (GtkWidget *note)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (note, "1");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_widget_set_size_request (note, -1, NOTE_LINES * height);
}

static void
gs_wizard_steps_add (GsWizardSteps *self, GtkStackPage *page)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *note = gs_wizard_steps_create_label (NULL);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_widget_add_css_class (note, "caption");
  gtk_label_set_yalign (GTK_LABEL (note), 0.0);
  gtk_label_set_lines (GTK_LABEL (note), NOTE_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (note), PANGO_ELLIPSIZE_END);
  g_signal_connect (note, "map", G_CALLBACK (gs_wizard_steps_reserve), NULL);
  gtk_box_append (GTK_BOX (box), gs_wizard_steps_create_label (gtk_stack_page_get_title (page)));
  gtk_box_append (GTK_BOX (box), note);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_stack_page_get_title (page),
                                  -1);
  g_object_set_data_full (G_OBJECT (row), PAGE, g_strdup (gtk_stack_page_get_name (page)), g_free);
  g_object_set_data (G_OBJECT (row), NOTE, note);
  gtk_list_box_append (self->list, row);
}

/**
 * gs_wizard_steps_set_stack:
 * @stack: (transfer none): which has all of its pages; it outlives the steps
 */
void
gs_wizard_steps_set_stack (GsWizardSteps *self, GtkStack *stack)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (stack);

  self->stack = stack;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      gs_wizard_steps_add (self, GTK_STACK_PAGE (page));
    }
  g_signal_connect_object (stack, "notify::visible-child", G_CALLBACK (gs_wizard_steps_on_page), self,
                           G_CONNECT_SWAPPED);
  gs_wizard_steps_on_page (self);
}

/**
 * gs_wizard_steps_set_note:
 * @page: the page's name in the stack
 * @note: (nullable): what stands below its title
 */
void
gs_wizard_steps_set_note (GsWizardSteps *self, const char *page, const char *note)
{
  GtkListBoxRow *row = gs_wizard_steps_find (self, page);
  GtkWidget *label;

  g_return_if_fail (row != NULL);

  label = g_object_get_data (G_OBJECT (row), NOTE);
  gtk_label_set_text (GTK_LABEL (label), note != NULL ? note : "");
  gtk_widget_set_tooltip_text (label, note);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note != NULL ? note : "",
                                  -1);
}

static void
gs_wizard_steps_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_wizard_steps_parent_class)->dispose (object);
}

static void
gs_wizard_steps_class_init (GsWizardStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_wizard_steps_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
gs_wizard_steps_init (GsWizardSteps *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (gs_wizard_steps_on_selected), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
}
