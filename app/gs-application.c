/* gs-application.c: the windows' application
 * SPDX-License-Identifier: MIT
 */
#include "gs-application.h"

#include <glib/gi18n.h>

#include "gs-config.h"
#include "gs-memory-option.h"
#include "parts/gs-style.h"
#include "user/gs-preferences.h"
#include "window/gs-views.h"
#include "window/gs-window.h"

struct _GsApplication
{
  GtkApplication parent_instance;

  GsStyle *style;
  gboolean has_options; /* the command line's options were understood */
};

G_DEFINE_FINAL_TYPE (GsApplication, gs_application, GTK_TYPE_APPLICATION)

static void
gs_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (gs_window_new (GTK_APPLICATION (application))));
}

/* Everything that one call names is one experiment. */
static void
gs_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *window;

  for (int i = 0; i < n_files; i++)
    {
      char *path = g_file_get_path (files[i]);

      g_ptr_array_add (paths, path != NULL ? path : g_file_get_uri (files[i]));
    }
  g_ptr_array_add (paths, NULL);
  if (gs_window_present_open (GTK_APPLICATION (application), (const char *const *) paths->pdata))
    return;
  window = gs_window_new (GTK_APPLICATION (application));
  gs_window_open (GS_WINDOW (window), (const char *const *) paths->pdata);
  gtk_window_present (GTK_WINDOW (window));
}

static void
gs_application_new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_application_activate (user_data);
}

static void
gs_application_quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean is_open = FALSE;

  /* Closing one takes the dialogs over it along, which are in the list as well. */
  for (GList *l = gtk_application_get_windows (user_data); l != NULL; l = l->next)
    if (GS_IS_WINDOW (l->data))
      g_ptr_array_add (windows, g_object_ref (l->data));
  /* One with unsaved changes stays, and asks. */
  for (guint i = 0; i < windows->len; i++)
    gtk_window_close (g_ptr_array_index (windows, i));
  for (GList *l = gtk_application_get_windows (user_data); l != NULL; l = l->next)
    is_open = is_open || GS_IS_WINDOW (l->data);
  if (!is_open)
    g_application_quit (user_data);
}

static void
gs_application_about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_show_about_dialog (gtk_application_get_active_window (user_data), "program-name", "Guestscope", "version",
                         GS_VERSION, "logo-icon-name", "org.guestscope.Guestscope", "comments",
                         _ ("See what each virtual CPU really did"), "copyright", "© 2026 The Guestscope authors",
                         "license-type", GTK_LICENSE_MIT_X11, NULL);
}

static void
gs_application_change_style (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  if (gs_style_set_choice (GS_APPLICATION (user_data)->style, g_variant_get_string (state, NULL)))
    {
      gs_preferences_set_string ("style", g_variant_get_string (state, NULL));
      g_simple_action_set_state (action, state);
    }
}

static void
gs_application_change_colours (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsColours colours;

  if (!gs_colours_from_name (g_variant_get_string (state, NULL), &colours))
    return;
  gs_style_set_colours (colours);
  gs_preferences_set_string ("colours", g_variant_get_string (state, NULL));
  g_simple_action_set_state (action, state);
}

/* As they were chosen the last time. */
static void
gs_application_restore_choices (GActionGroup *actions)
{
  g_autofree char *style = gs_preferences_dup_string ("style", "system");
  g_autofree char *colours = gs_preferences_dup_string ("colours", "standard");

  if (!g_str_equal (style, "system"))
    g_action_group_change_action_state (actions, "style", g_variant_new_string (style));
  if (!g_str_equal (colours, "standard"))
    g_action_group_change_action_state (actions, "colours", g_variant_new_string (colours));
}

static void
gs_application_add_view_key (GtkApplication *application, const GsView *view)
{
  const char *const keys[] = { view->shortcut, NULL };
  g_autofree char *action = g_strconcat (view->place == GS_VIEW_PANEL ? "win." : "win.view::", view->id, NULL);
  g_autofree char *below = g_strconcat ("win.below::", view->id, NULL);
  g_autofree char *below_key = g_strconcat ("<Control>", view->shortcut, NULL);
  const char *const below_keys[] = { below_key, NULL };

  gtk_application_set_accels_for_action (application, action, keys);
  if (gs_view_has_rows (view))
    gtk_application_set_accels_for_action (application, below, below_keys);
}

static void
gs_application_add_keys (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[4];
  } keys[] = {
    { "app.new-window", { "<Control>n", NULL } },
    { "app.quit", { "<Control>q", NULL } },
    { "win.close", { "<Control>w", NULL } },
    { "win.open-folder", { "<Control>o", NULL } },
    { "win.open-experiment", { "<Control><Shift>o", NULL } },
    { "win.new-experiment", { "<Control><Shift>n", NULL } },
    { "win.edit-experiment", { "<Control><Shift>e", NULL } },
    { "win.read-again", { "<Control>r", "F5", NULL } },
    { "win.trace-information", { "<Control>i", NULL } },
    { "win.save", { "<Control>s", NULL } },
    { "win.save-as", { "<Control><Shift>s", NULL } },
    { "win.undo", { "<Control>z", NULL } },
    { "win.redo", { "<Control><Shift>z", "<Control>y", NULL } },
    { "win.export-picture", { "<Control>e", NULL } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add", NULL } },
    { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract", NULL } },
    { "win.zoom-fit", { "<Control>0", "<Control>KP_0", NULL } },
    { "win.next-change", { "<Control>Right", NULL } },
    { "win.previous-change", { "<Control>Left", NULL } },
    { "win.back", { "<Alt>Left", NULL } },
    { "win.forward", { "<Alt>Right", NULL } },
    { "win.go-to", { "<Control>g", NULL } },
    { "win.find", { "<Control>f", NULL } },
    { "win.find-next", { "F3", NULL } },
    { "win.find-previous", { "<Shift>F3", NULL } },
    { "win.filter", { "<Control><Shift>f", NULL } },
    { "win.add-bookmark", { "<Control>d", NULL } },
    { "win.bookmarks", { "<Control><Shift>d", NULL } },
    { "win.marker-a", { "<Control>1", NULL } },
    { "win.marker-b", { "<Control>2", NULL } },
    { "win.select-markers", { "<Control>3", NULL } },
    { "win.legend", { "F8", NULL } },
    { "win.details", { "F9", NULL } },
    { "win.show-help-overlay", { "<Control>question", "<Control>F1", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].keys);
  for (guint i = 0; gs_views_get (i) != NULL; i++)
    gs_application_add_view_key (application, gs_views_get (i));
}

static void
gs_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { "new-window", gs_application_new_window_action },
    { "quit", gs_application_quit_action },
    { "about", gs_application_about_action },
    { "style", NULL, "s", "'system'", gs_application_change_style },
    { "colours", NULL, "s", "'standard'", gs_application_change_colours },
  };
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  G_APPLICATION_CLASS (gs_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  gs_application_add_keys (GTK_APPLICATION (application));
  gtk_css_provider_load_from_resource (css, "/org/guestscope/Guestscope/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  GS_APPLICATION (application)->style = gs_style_new (gtk_settings_get_default ());
  gs_application_restore_choices (G_ACTION_GROUP (application));
}

/* What GLib says of options that it does not know. */
static void
gs_application_print_usage_error (const char *text)
{
  g_set_printerr_handler (NULL);
  g_printerr ("guestscope: %s", text);
}

/* Runs in the calling process, before any display is needed. */
static int
gs_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autoptr (GError) error = NULL;
  const char *memory;

  g_set_printerr_handler (NULL);
  GS_APPLICATION (application)->has_options = TRUE;
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("guestscope %s\n", GS_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, GS_MEMORY_OPTION, "&s", &memory) && !gs_memory_option_apply (memory, &error))
    {
      g_printerr ("guestscope: %s\n%s\n", error->message, _ ("Try “guestscope --help”."));
      return 2;
    }
  if (!gtk_init_check ())
    {
      g_printerr (
          "guestscope: %s\n",
          _ ("there is no display to open a window on; “guestscope analyze” and “guestscope render” need none"));
      return 1;
    }
  return -1;
}

/* GLib says what is wrong with the options; wrong usage has a status of its own. */
static gboolean
gs_application_local_command_line (GApplication *application, char ***arguments, int *exit_status)
{
  gboolean is_done;

  g_set_printerr_handler (gs_application_print_usage_error);
  is_done = G_APPLICATION_CLASS (gs_application_parent_class)->local_command_line (application, arguments, exit_status);
  g_set_printerr_handler (NULL);
  if (is_done && *exit_status != 0 && !GS_APPLICATION (application)->has_options)
    {
      g_printerr ("%s\n", _ ("Try “guestscope --help”."));
      *exit_status = 2;
    }
  return is_done;
}

static void
gs_application_finalize (GObject *object)
{
  g_clear_object (&GS_APPLICATION (object)->style);
  G_OBJECT_CLASS (gs_application_parent_class)->finalize (object);
}

static void
gs_application_class_init (GsApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gs_application_finalize;
  application_class->startup = gs_application_startup;
  application_class->activate = gs_application_activate;
  application_class->open = gs_application_open;
  application_class->local_command_line = gs_application_local_command_line;
  application_class->handle_local_options = gs_application_handle_local_options;
}

static void
gs_application_init (GsApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option (application, "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE,
                                 _ ("Print the version"), NULL);
  g_application_add_main_option (application, GS_MEMORY_OPTION, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING,
                                 _ (gs_memory_option_get_help ()), _ ("SIZE"));
  g_application_set_option_context_parameter_string (application, _ ("[PATH…]"));
  g_application_set_option_context_summary (
      application, _ ("Opens a window on an experiment file, or on the traces found under the folders."));
  g_application_set_option_context_description (
      application, _ ("Without a display:\n"
                      "  guestscope analyze [OPTION…] PATH…            print the analysis as JSON or CSV\n"
                      "  guestscope render [OPTION…] PATH… -o FILE.png draw a view into a picture\n"
                      "  guestscope info PATH…                         list the traces\n"
                      "  guestscope explain PATH… --thread MACHINE:TID say where a thread's time went\n"
                      "  guestscope path PATH… --thread MACHINE:TID    follow it to whoever it waited for\n"
                      "  guestscope events PATH…                       print the events of all machines\n"
                      "Each has its own --help. How to record: Recording Help in the window, or “man guestscope”."));
}

/**
 * gs_application_new:
 *
 * Returns: (transfer full): the application
 */
GsApplication *
gs_application_new (void)
{
  return g_object_new (GS_TYPE_APPLICATION, "application-id", "org.guestscope.Guestscope", "resource-base-path",
                       "/org/guestscope/Guestscope", "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
