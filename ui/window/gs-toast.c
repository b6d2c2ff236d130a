/* gs-toast.c: a message over what a window shows, which it does not move
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-toast.h"

#include <glib/gi18n.h>

/* What was done is read by then. */
#define SECONDS 10

struct _GsToast
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkWidget *box;
  GtkImage *image;
  GtkLabel *label;
  GtkButton *action;
  guint timer; /* source id: it goes then, or 0 */
};

G_DEFINE_FINAL_TYPE (GsToast, gs_toast, GTK_TYPE_WIDGET)

static void
gs_toast_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_handle_id (&GS_TOAST (object)->timer, g_source_remove);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_toast_parent_class)->dispose (object);
}

/* Nothing of it is in the way of what lies below while it is not seen. */
static void
gs_toast_on_revealed (GsToast *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_revealer_get_child_revealed (self->revealer)
                                                 || gtk_revealer_get_reveal_child (self->revealer));
}

static void
gs_toast_class_init (GsToastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_toast_dispose;
  gtk_widget_class_set_css_name (widget_class, "toast");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-toast.ui");
  gtk_widget_class_bind_template_child (widget_class, GsToast, revealer);
  gtk_widget_class_bind_template_child (widget_class, GsToast, box);
  gtk_widget_class_bind_template_child (widget_class, GsToast, image);
  gtk_widget_class_bind_template_child (widget_class, GsToast, label);
  gtk_widget_class_bind_template_child (widget_class, GsToast, action);
  gtk_widget_class_bind_template_callback (widget_class, gs_toast_hide);
  gtk_widget_class_bind_template_callback (widget_class, gs_toast_on_revealed);
}

static void
gs_toast_init (GsToast *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
gs_toast_on_time (gpointer user_data)
{
  GsToast *self = user_data;

  self->timer = 0;
  gs_toast_hide (self);
  return G_SOURCE_REMOVE;
}

/**
 * gs_toast_show:
 * @is_error: whether something failed
 * @text: a translated sentence
 * @label: (nullable): translated, of the button for what helps
 * @action: (nullable): detailed name of the action that the button activates
 *
 * An error, or what has a button, stays until it is dismissed.
 */
void
gs_toast_show (GsToast *self, gboolean is_error, const char *text, const char *label, const char *action)
{
  g_return_if_fail (GS_IS_TOAST (self));
  g_return_if_fail (text != NULL);

  gtk_label_set_text (self->label, text);
  gtk_image_set_from_icon_name (self->image, is_error ? "dialog-error-symbolic" : "dialog-information-symbolic");
  if (is_error)
    gtk_widget_add_css_class (self->box, "error");
  else
    gtk_widget_remove_css_class (self->box, "error");
  gtk_widget_set_visible (GTK_WIDGET (self->action), action != NULL);
  if (action != NULL)
    {
      gtk_button_set_label (self->action, label);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->action), action);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!is_error && action == NULL)
    self->timer = g_timeout_add_seconds (SECONDS, gs_toast_on_time, self);
}

void
gs_toast_hide (GsToast *self)
{
  g_return_if_fail (GS_IS_TOAST (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}
