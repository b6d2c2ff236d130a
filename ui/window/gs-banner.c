/* gs-banner.c: messages above an experiment, one at a time
 * SPDX-License-Identifier: MIT
 *
 * Errors come before what else there is to say.
 */
#include "window/gs-banner.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkMessageType type;
  char *text;
  char *label;  /* of the button that mends it; NULL: there is none */
  char *action; /* that the button activates, detailed */
} GsMessage;

struct _GsBanner
{
  GtkWidget parent_instance;

  GtkImage *image;
  GtkLabel *label;
  GtkLabel *count;
  GtkButton *action;
  GtkWidget *next;
  GPtrArray *messages; /* of GsMessage */
  guint shown;         /* index */
};

enum
{
  DISMISSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GsBanner, gs_banner, GTK_TYPE_WIDGET)

static void
gs_message_free (gpointer data)
{
  GsMessage *message = data;

  g_free (message->text);
  g_free (message->label);
  g_free (message->action);
  g_free (message);
}

static void
gs_banner_show_type (GsBanner *self, GtkMessageType type)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_remove_css_class (widget, "error");
  gtk_widget_remove_css_class (widget, "info");
  if (type == GTK_MESSAGE_ERROR)
    gtk_widget_add_css_class (widget, "error");
  else if (type == GTK_MESSAGE_INFO)
    gtk_widget_add_css_class (widget, "info");
  gtk_image_set_from_icon_name (self->image, type == GTK_MESSAGE_ERROR ? "dialog-error-symbolic" :
                                             type == GTK_MESSAGE_INFO  ? "dialog-information-symbolic" :
                                                                         "dialog-warning-symbolic");
}

/* In a narrow window a button gives way before the message does. */
static void
gs_banner_let_shrink (GtkButton *button)
{
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (button)), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), gtk_button_get_label (button));
}

static void
gs_banner_show_action (GsBanner *self, const GsMessage *message)
{
  gtk_widget_set_visible (GTK_WIDGET (self->action), message->action != NULL);
  if (message->action == NULL)
    return;
  gtk_button_set_label (self->action, message->label);
  gs_banner_let_shrink (self->action);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->action), message->action);
}

static void
gs_banner_show (GsBanner *self)
{
  g_autofree char *count = NULL;
  const GsMessage *message;

  if (self->messages->len == 0)
    {
      gtk_label_set_text (self->label, "");
      return;
    }
  self->shown %= self->messages->len;
  message = g_ptr_array_index (self->messages, self->shown);
  gtk_label_set_text (self->label, message->text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), message->text);
  gs_banner_show_type (self, message->type);
  gs_banner_show_action (self, message);

  /* Translators: which one of several messages is shown */
  count = g_strdup_printf (_ ("%u of %u"), self->shown + 1, self->messages->len);
  gtk_label_set_text (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), self->messages->len > 1);
  gtk_widget_set_visible (self->next, self->messages->len > 1);
}

static void
gs_banner_on_next (GsBanner *self)
{
  self->shown++;
  gs_banner_show (self);
}

static void
gs_banner_on_dismiss (GsBanner *self)
{
  if (self->messages->len > 0)
    g_ptr_array_remove_index (self->messages, self->shown);
  /* The last message is still read while the banner slides away. */
  if (self->messages->len > 0)
    gs_banner_show (self);
  g_signal_emit (self, signals[DISMISSED], 0);
}

static void
gs_banner_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_banner_parent_class)->dispose (object);
}

static void
gs_banner_finalize (GObject *object)
{
  g_ptr_array_unref (GS_BANNER (object)->messages);
  G_OBJECT_CLASS (gs_banner_parent_class)->finalize (object);
}

static void
gs_banner_class_init (GsBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_banner_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_banner_finalize;

  /* Emitted when the user has taken a message away; see gs_banner_is_empty(). */
  signals[DISMISSED] = g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "banner");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, GsBanner, image);
  gtk_widget_class_bind_template_child (widget_class, GsBanner, label);
  gtk_widget_class_bind_template_child (widget_class, GsBanner, count);
  gtk_widget_class_bind_template_child (widget_class, GsBanner, action);
  gtk_widget_class_bind_template_child (widget_class, GsBanner, next);
  gtk_widget_class_bind_template_callback (widget_class, gs_banner_on_next);
  gtk_widget_class_bind_template_callback (widget_class, gs_banner_on_dismiss);
}

static void
gs_banner_init (GsBanner *self)
{
  self->messages = g_ptr_array_new_with_free_func (gs_message_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gs_banner_let_shrink (GTK_BUTTON (self->next));
}

static gboolean
gs_banner_find (GsBanner *self, const char *text, guint *index)
{
  for (guint i = 0; i < self->messages->len; i++)
    if (g_str_equal (((GsMessage *) g_ptr_array_index (self->messages, i))->text, text))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

static void
gs_banner_remove_information (GsBanner *self)
{
  for (guint i = self->messages->len; i > 0; i--)
    if (((GsMessage *) g_ptr_array_index (self->messages, i - 1))->type == GTK_MESSAGE_INFO)
      {
        g_ptr_array_remove_index (self->messages, i - 1);
        if (i - 1 < self->shown)
          self->shown--;
      }
}

/**
 * gs_banner_add:
 * @self: the banner
 * @type: how grave it is
 * @message: a translated sentence
 *
 * Adds a message; one that is there already is not added again. All but a warning is shown at once.
 * What was done before is no news any more: information takes the place of older information.
 */
void
gs_banner_add (GsBanner *self, GtkMessageType type, const char *message)
{
  gs_banner_add_with_action (self, type, message, NULL, NULL);
}

/**
 * gs_banner_add_with_action:
 * @self: the banner
 * @type: how grave it is
 * @message: a translated sentence
 * @label: (nullable): translated, of the button that mends it
 * @action: (nullable): detailed name of the action that the button activates
 *
 * As gs_banner_add(), with a button.
 */
void
gs_banner_add_with_action (GsBanner *self, GtkMessageType type, const char *message, const char *label,
                           const char *action)
{
  GsMessage *added;
  guint known;

  g_return_if_fail (GS_IS_BANNER (self));
  g_return_if_fail (message != NULL);

  if (type == GTK_MESSAGE_INFO)
    gs_banner_remove_information (self);
  if (gs_banner_find (self, message, &known))
    {
      if (type != GTK_MESSAGE_WARNING)
        self->shown = known;
      gs_banner_show (self);
      return;
    }

  added = g_new0 (GsMessage, 1);
  added->type = type;
  added->text = g_strdup (message);
  added->label = g_strdup (label);
  added->action = g_strdup (action);
  g_ptr_array_insert (self->messages, type == GTK_MESSAGE_WARNING ? -1 : 0, added);
  if (type != GTK_MESSAGE_WARNING)
    self->shown = 0;
  gs_banner_show (self);
}

/**
 * gs_banner_remove:
 * @self: the banner
 * @message: as it was added; without effect where it is not there any more
 */
void
gs_banner_remove (GsBanner *self, const char *message)
{
  g_return_if_fail (GS_IS_BANNER (self));

  for (guint i = 0; i < self->messages->len; i++)
    if (g_str_equal (((GsMessage *) g_ptr_array_index (self->messages, i))->text, message))
      {
        g_ptr_array_remove_index (self->messages, i);
        if (i < self->shown)
          self->shown--;
        break;
      }
  if (self->messages->len > 0)
    gs_banner_show (self);
}

void
gs_banner_clear (GsBanner *self)
{
  g_return_if_fail (GS_IS_BANNER (self));

  g_ptr_array_set_size (self->messages, 0);
  self->shown = 0;
  gs_banner_show (self);
}

gboolean
gs_banner_is_empty (GsBanner *self)
{
  g_return_val_if_fail (GS_IS_BANNER (self), TRUE);

  return self->messages->len == 0;
}
