/* gs-warnings-button.c: the warnings of an experiment: one line, which opens the list
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-warnings-button.h"

#include <glib/gi18n.h>

#include "window/gs-warning-list.h"

/* Of the list, in pixels. */
#define LIST_WIDTH 560
#define LIST_HEIGHT 420

/* Of the first warning, beside the count. */
#define SUMMARY_CHARS 60

struct _GsWarningsButton
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *label;
  GPtrArray *warnings; /* of GsWarning */
};

G_DEFINE_FINAL_TYPE (GsWarningsButton, gs_warnings_button, GTK_TYPE_WIDGET)

static void
gs_warnings_button_copy (GtkButton *button, const char *command)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), command);
}

static void
gs_warnings_button_close (GtkWidget *button)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static GtkWidget *
gs_warnings_button_new_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

/* The whole command, and a button that copies it. */
static GtkWidget *
gs_warnings_button_new_command (const char *command)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *text = gs_warnings_button_new_text (command);
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy"));

  gtk_widget_add_css_class (text, "monospace");
  gtk_widget_set_tooltip_text (copy, _ ("Copy the Command"));
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  g_signal_connect_data (copy, "clicked", G_CALLBACK (gs_warnings_button_copy), g_strdup (command),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), copy);
  return box;
}

static GtkWidget *
gs_warnings_button_new_action (const GsWarningEntry *entry)
{
  GtkWidget *button = gtk_button_new_with_label (entry->label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect (button, "clicked", G_CALLBACK (gs_warnings_button_close), NULL);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), entry->action);
  return button;
}

static GtkWidget *
gs_warnings_button_new_entry (const GsWarningEntry *entry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  if (entry->subject != NULL)
    {
      GtkWidget *subject = gs_warnings_button_new_text (entry->subject);

      gtk_widget_add_css_class (subject, "heading");
      gtk_box_append (GTK_BOX (box), subject);
    }
  gtk_box_append (GTK_BOX (box), gs_warnings_button_new_text (entry->text));
  if (entry->command != NULL)
    gtk_box_append (GTK_BOX (box), gs_warnings_button_new_command (entry->command));
  if (entry->action != NULL)
    gtk_box_append (GTK_BOX (box), gs_warnings_button_new_action (entry));
  return box;
}

/* Once for each time that it is opened: what was told meanwhile is in it. */
static void
gs_warnings_button_create_list (GtkMenuButton *button, gpointer data)
{
  GsWarningsButton *self = data;
  g_autoptr (GPtrArray) entries = gs_warning_list_group (self->warnings);
  GtkWidget *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  int width, height;

  for (guint i = 0; i < entries->len; i++)
    {
      if (i > 0)
        gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
      gtk_box_append (GTK_BOX (box), gs_warnings_button_new_entry (g_ptr_array_index (entries, i)));
    }
  width = MIN (LIST_WIDTH, gtk_widget_get_width (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)))) - 60);
  gtk_widget_set_size_request (box, width, -1);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), MIN (height, LIST_HEIGHT));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_widget_add_css_class (popover, "warnings");
  gtk_menu_button_set_popover (button, popover);
}

static void
gs_warnings_button_update (GsWarningsButton *self)
{
  g_autoptr (GPtrArray) entries = gs_warning_list_group (self->warnings);
  g_autofree char *count = g_strdup_printf (ngettext ("%u warning", "%u warnings", entries->len), entries->len);
  g_autofree char *text = NULL;
  const GsWarning *first;

  gtk_widget_set_visible (GTK_WIDGET (self), self->warnings->len > 0);
  if (self->warnings->len == 0)
    return;
  first = g_ptr_array_index (self->warnings, 0);
  text = g_strdup_printf ("%s: %s", count, first->text);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), first->text);
}

static void
gs_warnings_button_dispose (GObject *object)
{
  g_clear_pointer (&GS_WARNINGS_BUTTON (object)->button, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_warnings_button_parent_class)->dispose (object);
}

static void
gs_warnings_button_finalize (GObject *object)
{
  g_ptr_array_unref (GS_WARNINGS_BUTTON (object)->warnings);
  G_OBJECT_CLASS (gs_warnings_button_parent_class)->finalize (object);
}

static void
gs_warnings_button_class_init (GsWarningsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_warnings_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_warnings_button_finalize;
  gtk_widget_class_set_css_name (widget_class, "warningsbutton");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gs_warnings_button_init (GsWarningsButton *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_warning_free);
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->label), 10);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), SUMMARY_CHARS);
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (line), self->label);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), line);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->button), FALSE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), gs_warnings_button_create_list, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Warnings"), -1);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static gboolean
gs_warnings_button_find (GsWarningsButton *self, const char *text, guint *index)
{
  for (*index = 0; *index < self->warnings->len; *index += 1)
    if (g_str_equal (((const GsWarning *) g_ptr_array_index (self->warnings, *index))->text, text))
      return TRUE;
  return FALSE;
}

/**
 * gs_warnings_button_add:
 * @text: a translated sentence; one that is there already is not added again
 * @label: (nullable): translated, of the button for what helps
 * @action: (nullable): detailed name of the action that the button activates
 */
void
gs_warnings_button_add (GsWarningsButton *self, const char *text, const char *label, const char *action)
{
  guint index;

  g_return_if_fail (GS_IS_WARNINGS_BUTTON (self));
  g_return_if_fail (text != NULL);

  if (gs_warnings_button_find (self, text, &index))
    return;
  g_ptr_array_add (self->warnings, gs_warning_new (text, label, action));
  gs_warnings_button_update (self);
}

/**
 * gs_warnings_button_remove:
 * @text: as it was added; without effect where it is not there any more
 */
void
gs_warnings_button_remove (GsWarningsButton *self, const char *text)
{
  guint index;

  g_return_if_fail (GS_IS_WARNINGS_BUTTON (self));

  if (!gs_warnings_button_find (self, text, &index))
    return;
  g_ptr_array_remove_index (self->warnings, index);
  gs_warnings_button_update (self);
}

void
gs_warnings_button_clear (GsWarningsButton *self)
{
  g_return_if_fail (GS_IS_WARNINGS_BUTTON (self));

  g_ptr_array_set_size (self->warnings, 0);
  gs_warnings_button_update (self);
}
