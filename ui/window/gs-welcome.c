/* gs-welcome.c: what a window without an experiment offers
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-welcome.h"

#include "window/gs-recent-list.h"

/* px: below that there is no picture, and no sentence. */
#define LOW 480
#define VERY_LOW 300

struct _GsWelcome
{
  GtkWidget parent_instance;

  GtkWidget *image;
  GtkWidget *sentence;
  GtkWidget *first_button;
  GsRecentList *recent;
};

G_DEFINE_FINAL_TYPE (GsWelcome, gs_welcome, GTK_TYPE_WIDGET)

static void
gs_welcome_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_welcome_parent_class)->dispose (object);
}

/* Other windows may have opened more meanwhile. */
static void
gs_welcome_map (GtkWidget *widget)
{
  gs_recent_list_update (GS_WELCOME (widget)->recent);
  GTK_WIDGET_CLASS (gs_welcome_parent_class)->map (widget);
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
  widget_class->map = gs_welcome_map;
  widget_class->grab_focus = gs_welcome_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "welcome");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (GS_TYPE_RECENT_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, GsWelcome, image);
  gtk_widget_class_bind_template_child (widget_class, GsWelcome, sentence);
  gtk_widget_class_bind_template_child (widget_class, GsWelcome, first_button);
  gtk_widget_class_bind_template_child (widget_class, GsWelcome, recent);
}

static void
gs_welcome_init (GsWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * gs_welcome_fit:
 * @height: of the window, px: what can be clicked comes first where there is little
 */
void
gs_welcome_fit (GsWelcome *self, int height)
{
  g_return_if_fail (GS_IS_WELCOME (self));

  gtk_widget_set_visible (self->image, height >= LOW);
  gtk_widget_set_visible (self->sentence, height >= VERY_LOW);
  if (height < LOW)
    gtk_widget_add_css_class (GTK_WIDGET (self), "small");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "small");
}
