/* gs-style.c: light or dark, as the system or the user wants it
 * SPDX-License-Identifier: MIT
 *
 * GTK 4 alone doesn't know the desktop's colour scheme; the settings portal does. Where
 * there is no portal, the theme stays as GTK found it.
 */
#include "parts/gs-style.h"

#include <string.h>

#define PREFERS_DARK 1     /* of org.freedesktop.appearance's color-scheme */
#define PREFERS_CONTRAST 1 /* of its contrast */

/* Main thread only. */
static GsColours chosen_colours = GS_COLOURS_STANDARD;
static gboolean portal_wants_contrast = FALSE;
static GtkCssProvider *contrast_css = NULL; /* while strong contrasts are shown */

struct _GsStyle
{
  GObject parent_instance;

  GtkSettings *settings;
  GDBusProxy *portal; /* NULL: not there (yet) */
  GCancellable *cancellable;
  gboolean gtk_is_dark; /* as GTK found it */
  int scheme;           /* the portal's; -1: not known */
  char *choice;         /* system, light or dark */
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

/* Whether a theme is one for people who need strong contrasts. */
static gboolean
gs_style_is_high_contrast (const char *theme)
{
  return theme != NULL && (g_str_has_prefix (theme, "HighContrast") || strstr (theme, "-hc") != NULL);
}

static gboolean
gs_style_has_high_contrast (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *theme = NULL;

  /* GTK itself puts this one before the setting, and leaves the setting as it is. */
  if (g_getenv ("GTK_THEME") != NULL)
    return gs_style_is_high_contrast (g_getenv ("GTK_THEME"));
  if (settings != NULL)
    g_object_get (settings, "gtk-theme-name", &theme, NULL);
  return gs_style_is_high_contrast (theme);
}

static void
gs_style_redraw (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gs_style_redraw (child);
}

/* What the charts show and what the theme says softly, after what is wanted has changed. */
static void
gs_style_update_contrast (void)
{
  gboolean is_wanted = gs_style_get_colours () == GS_COLOURS_HIGH_CONTRAST;
  GListModel *windows = gtk_window_get_toplevels ();
  GdkDisplay *display = gdk_display_get_default ();

  if (is_wanted && contrast_css == NULL && display != NULL)
    {
      contrast_css = gtk_css_provider_new ();
      gtk_css_provider_load_from_resource (contrast_css, "/org/guestscope/Guestscope/high-contrast.css");
      gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (contrast_css),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
    }
  else if (!is_wanted && contrast_css != NULL && display != NULL)
    {
      gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (contrast_css));
      g_clear_object (&contrast_css);
    }
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      gs_style_redraw (window);
    }
}

/* The portal wraps the value in one variant or, for Read, in two. */
static void
gs_style_take (GsStyle *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);

  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *unwrapped = g_variant_get_variant (inner);

      g_variant_unref (inner);
      inner = unwrapped;
    }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  if (g_str_equal (key, "color-scheme"))
    {
      self->scheme = g_variant_get_uint32 (inner);
      gs_style_apply (self);
    }
  else if (g_str_equal (key, "contrast"))
    {
      portal_wants_contrast = g_variant_get_uint32 (inner) == PREFERS_CONTRAST;
      gs_style_update_contrast ();
    }
}

static void
gs_style_on_signal (GDBusProxy *portal, const char *sender, const char *signal, GVariant *parameters, GsStyle *self)
{
  const char *group, *key;
  g_autoptr (GVariant) value = NULL;

  if (!g_str_equal (signal, "SettingChanged") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &group, &key, &value);
  if (g_str_equal (group, "org.freedesktop.appearance"))
    gs_style_take (self, key, value);
}

static void
gs_style_on_read (GObject *source, GAsyncResult *result, gpointer user_data, const char *key)
{
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, NULL);
  g_autoptr (GVariant) value = NULL;

  /* A failure also means that the style may be gone. */
  if (reply == NULL || !g_variant_is_of_type (reply, G_VARIANT_TYPE ("(v)")))
    return;
  g_variant_get (reply, "(v)", &value);
  gs_style_take (GS_STYLE (user_data), key, value);
}

static void
gs_style_on_scheme (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gs_style_on_read (source, result, user_data, "color-scheme");
}

static void
gs_style_on_contrast (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gs_style_on_read (source, result, user_data, "contrast");
}

static void
gs_style_on_portal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusProxy *portal = g_dbus_proxy_new_for_bus_finish (result, NULL);
  GsStyle *self = user_data;

  if (portal == NULL)
    return;
  self->portal = portal;
  g_signal_connect_object (portal, "g-signal", G_CALLBACK (gs_style_on_signal), self, 0);
  g_dbus_proxy_call (portal, "Read", g_variant_new ("(ss)", "org.freedesktop.appearance", "color-scheme"),
                     G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, gs_style_on_scheme, self);
  g_dbus_proxy_call (portal, "Read", g_variant_new ("(ss)", "org.freedesktop.appearance", "contrast"),
                     G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, gs_style_on_contrast, self);
}

static void
gs_style_dispose (GObject *object)
{
  GsStyle *self = GS_STYLE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_func (self->settings, gs_style_update_contrast, NULL);
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
  g_signal_connect (settings, "notify::gtk-theme-name", G_CALLBACK (gs_style_update_contrast), NULL);
  gs_style_update_contrast ();
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
gs_style_set_choice (GsStyle *self, const char *choice)
{
  const char *const choices[] = { "system", "light", "dark", NULL };

  g_return_val_if_fail (GS_IS_STYLE (self), FALSE);

  if (!g_strv_contains (choices, choice))
    return FALSE;
  g_free (self->choice);
  self->choice = g_strdup (choice);
  gs_style_apply (self);
  return TRUE;
}

/**
 * gs_style_get_colours:
 *
 * Returns: the colours that were chosen; strong ones where the desktop wants strong contrasts
 */
GsColours
gs_style_get_colours (void)
{
  if (chosen_colours == GS_COLOURS_STANDARD && (portal_wants_contrast || gs_style_has_high_contrast ()))
    return GS_COLOURS_HIGH_CONTRAST;
  return chosen_colours;
}

/* Draws every window with other colours, from now on. */
void
gs_style_set_colours (GsColours colours)
{
  chosen_colours = colours;
  gs_style_update_contrast ();
}
