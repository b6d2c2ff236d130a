/* gs-welcome.c: what a window without an experiment offers
 * SPDX-License-Identifier: MIT
 */
#include "gs-welcome.h"

struct _GsWelcome
{
  GtkWidget  parent_instance;

  GtkWidget *first_button;
};

G_DEFINE_FINAL_TYPE (GsWelcome, gs_welcome, GTK_TYPE_WIDGET)

static void
gs_welcome_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_welcome_parent_class)->dispose (object);
}

static gboolean
gs_welcome_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GS_WELCOME (widget)->first_button);
}

static void
gs_welcome_class_init (GsWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_welcome_dispose;
  widget_class->grab_focus = gs_welcome_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "welcome");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, GsWelcome, first_button);
}

static void
gs_welcome_init (GsWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
