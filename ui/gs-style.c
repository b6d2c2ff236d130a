/* gs-style.c: light or dark, as the system or the user wants it
 * SPDX-License-Identifier: MIT
 *
 * GTK 4 alone doesn't know the desktop's colour scheme; the settings portal does. Where
 * there is no portal, the theme stays as GTK found it.
 */
#include "gs-style.h"

#define PREFERS_DARK 1 /* of org.freedesktop.appearance's color-scheme */

/* Main thread only. */
static GsColours chosen_colours = GS_COLOURS_STANDARD;

struct _GsStyle
{
  GObject       parent_instance;

  GtkSettings  *settings;
  GDBusProxy   *portal;      /* NULL: not there (yet) */
  GCancellable *cancellable;
  gboolean      gtk_is_dark; /* as GTK found it */
  int           scheme;      /* the portal's; -1: not known */
  char         *choice;      /* system, light or dark */
};

G_DEFINE_FINAL_TYPE (GsStyle, gs_style, G_TYPE_OBJECT)

static void
gs_style_apply (GsStyle *self)
{
  gboolean is_dark = self->scheme < 0 ? self->gtk_is_dark : self->scheme == PREFERS_DARK;

  if (!g_str_equal (self->choice, "system"))
    is_dark = g_str_equal (self->choice, "dark");
  g_object_set (self->settings, "gtk-application-prefer-dark-theme", is_dark, NULL);
}

/* The portal wraps the value in one variant or, for Read, in two. */
static void
gs_style_take_scheme (GsStyle  *self,
                      GVariant *value)
{
  g_autoptr(GVariant) inner = g_variant_ref (value);

  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *unwrapped = g_variant_get_variant (inner);

      g_variant_unref (inner);
      inner = unwrapped;
    }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  self->scheme = g_variant_get_uint32 (inner);
  gs_style_apply (self);
}

static void
gs_style_on_signal (GDBusProxy *portal,
                    const char *sender,
                    const char *signal,
                    GVariant   *parameters,
                    GsStyle    *self)
{
  const char *group, *key;
  g_autoptr(GVariant) value = NULL;

  if (!g_str_equal (signal, "SettingChanged") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &group, &key, &value);
  if (g_str_equal (group, "org.freedesktop.appearance") && g_str_equal (key, "color-scheme"))
    gs_style_take_scheme (self, value);
}

static void
gs_style_on_read (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, NULL);
  g_autoptr(GVariant) value = NULL;

  /* A failure also means that the style may be gone. */
  if (reply == NULL || !g_variant_is_of_type (reply, G_VARIANT_TYPE ("(v)")))
    return;
  g_variant_get (reply, "(v)", &value);
  gs_style_take_scheme (GS_STYLE (user_data), value);
}

static void
gs_style_on_portal (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GDBusProxy *portal = g_dbus_proxy_new_for_bus_finish (result, NULL);
  GsStyle *self = user_data;

  if (portal == NULL)
    return;
  self->portal = portal;
  g_signal_connect_object (portal, "g-signal", G_CALLBACK (gs_style_on_signal), self, 0);
  g_dbus_proxy_call (portal, "Read", g_variant_new ("(ss)", "org.freedesktop.appearance", "color-scheme"),
                     G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, gs_style_on_read, self);
}

static void
gs_style_dispose (GObject *object)
{
  GsStyle *self = GS_STYLE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->portal);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (gs_style_parent_class)->dispose (object);
}

static void
gs_style_finalize (GObject *object)
{
  g_object_unref (GS_STYLE (object)->cancellable);
  g_free (GS_STYLE (object)->choice);
  G_OBJECT_CLASS (gs_style_parent_class)->finalize (object);
}

static void
gs_style_class_init (GsStyleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_style_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_style_finalize;
}

static void
gs_style_init (GsStyle *self)
{
  self->scheme = -1;
  self->choice = g_strdup ("system");
  self->cancellable = g_cancellable_new ();
}

/**
 * gs_style_new:
 * @settings: of the display whose windows are meant
 *
 * Returns: (transfer full): follows the system until told otherwise
 */
GsStyle *
gs_style_new (GtkSettings *settings)
{
  GsStyle *self = g_object_new (GS_TYPE_STYLE, NULL);

  self->settings = g_object_ref (settings);
  g_object_get (settings, "gtk-application-prefer-dark-theme", &self->gtk_is_dark, NULL);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL,
                            "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                            "org.freedesktop.portal.Settings", self->cancellable, gs_style_on_portal, self);
  return self;
}

/**
 * gs_style_set_choice:
 * @self: the style
 * @choice: "system", "light" or "dark"
 *
 * Returns: FALSE where @choice is none of these
 */
gboolean
gs_style_set_choice (GsStyle    *self,
                     const char *choice)
{
  const char * const choices[] = { "system", "light", "dark", NULL };

  g_return_val_if_fail (GS_IS_STYLE (self), FALSE);

  if (!g_strv_contains (choices, choice))
    return FALSE;
  g_free (self->choice);
  self->choice = g_strdup (choice);
  gs_style_apply (self);
  return TRUE;
}

/* Whether the theme is one for people who need strong contrasts. */
static gboolean
gs_style_has_high_contrast (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *theme = NULL;

  if (settings == NULL)
    return FALSE;
  g_object_get (settings, "gtk-theme-name", &theme, NULL);
  return theme != NULL && (g_str_has_prefix (theme, "HighContrast") || g_str_has_prefix (theme, "Default-hc"));
}

/**
 * gs_style_get_colours:
 *
 * Returns: the colours that were chosen; strong ones with a theme of high contrast
 */
GsColours
gs_style_get_colours (void)
{
  if (chosen_colours == GS_COLOURS_STANDARD && gs_style_has_high_contrast ())
    return GS_COLOURS_HIGH_CONTRAST;
  return chosen_colours;
}

static void
gs_style_redraw (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gs_style_redraw (child);
}

/* Draws every window with other colours, from now on. */
void
gs_style_set_colours (GsColours colours)
{
  GListModel *windows = gtk_window_get_toplevels ();

  chosen_colours = colours;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      gs_style_redraw (window);
    }
}
