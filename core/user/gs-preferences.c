/* gs-preferences.c: what the program remembers of its user: choices and recent experiments
 * SPDX-License-Identifier: MIT
 */
#include "user/gs-preferences.h"

#include <glib/gstdio.h>
#include <string.h>

#define GROUP "preferences"
#define MAX_RECENT 12

static char *
gs_preferences_get_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "guestscope", "guestscope.conf", NULL);
}

/* Read anew each time: another process may have written it. A broken file is as none. */
static GKeyFile *
gs_preferences_read (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autofree char *path = gs_preferences_get_path ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL))
    {
      g_key_file_unref (file);
      file = g_key_file_new ();
    }
  return file;
}

/* What cannot be written is remembered no longer than the program runs; nobody is bothered. */
static void
gs_preferences_write (GKeyFile *file)
{
  g_autofree char *path = gs_preferences_get_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  gsize length;
  g_autofree char *text = g_key_file_to_data (file, &length, NULL);

  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    g_debug ("%s cannot be written", path);
}

int
gs_preferences_get_int (const char *key, int fallback)
{
  g_autoptr (GKeyFile) file = gs_preferences_read ();
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, GROUP, key, &error);

  return error == NULL ? value : fallback;
}

/* A window's size. Returns: whether there is a reasonable one */
gboolean
gs_preferences_get_size (int *width, int *height)
{
  *width = gs_preferences_get_int ("window-width", 0);
  *height = gs_preferences_get_int ("window-height", 0);
  return *width >= 300 && *height >= 200 && *width < 20000 && *height < 20000;
}

void
gs_preferences_set_size (int width, int height)
{
  g_autoptr (GKeyFile) file = gs_preferences_read ();

  g_key_file_set_integer (file, GROUP, "window-width", width);
  g_key_file_set_integer (file, GROUP, "window-height", height);
  gs_preferences_write (file);
}

/* Returns: (transfer full) (nullable): the value, or a copy of @fallback */
char *
gs_preferences_dup_string (const char *key, const char *fallback)
{
  g_autoptr (GKeyFile) file = gs_preferences_read ();
  char *value = g_key_file_get_string (file, GROUP, key, NULL);

  return value != NULL ? value : g_strdup (fallback);
}

void
gs_preferences_set_string (const char *key, const char *value)
{
  g_autoptr (GKeyFile) file = gs_preferences_read ();

  g_key_file_set_string (file, GROUP, key, value);
  gs_preferences_write (file);
}

void
gs_recent_free (GsRecent *self)
{
  g_free (self->name);
  g_strfreev (self->paths);
  g_free (self);
}

/* Paths are any bytes: they are written as URIs. */
static GsRecent *
gs_recent_read (GKeyFile *file, const char *group)
{
  g_auto (GStrv) uris = g_key_file_get_string_list (file, group, "uris", NULL, NULL);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  GsRecent *self;

  for (guint i = 0; uris != NULL && uris[i] != NULL; i++)
    {
      g_autofree char *path = g_filename_from_uri (uris[i], NULL, NULL);

      if (path != NULL)
        g_strv_builder_add (paths, path);
    }
  self = g_new0 (GsRecent, 1);
  self->paths = g_strv_builder_end (paths);
  self->name = g_key_file_get_string (file, group, "name", NULL);
  self->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  if (g_key_file_has_key (file, group, "begin", NULL) && g_key_file_has_key (file, group, "end", NULL))
    self->span = (GsSpan){ g_key_file_get_int64 (file, group, "begin", NULL),
                           g_key_file_get_int64 (file, group, "end", NULL) };
  if (self->paths[0] == NULL || self->name == NULL)
    g_clear_pointer (&self, gs_recent_free);
  return self;
}

static void
gs_recent_write (const GsRecent *self, GKeyFile *file, guint index)
{
  g_autofree char *group = g_strdup_printf ("recent-%02u", index);
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; self->paths[i] != NULL; i++)
    {
      char *uri = g_filename_to_uri (self->paths[i], NULL, NULL);

      if (uri != NULL)
        g_ptr_array_add (uris, uri);
    }
  g_key_file_set_string (file, group, "name", self->name);
  g_key_file_set_string_list (file, group, "uris", (const char *const *) uris->pdata, uris->len);
  if (self->span.begin != GS_TIME_NONE)
    {
      g_key_file_set_int64 (file, group, "begin", self->span.begin);
      g_key_file_set_int64 (file, group, "end", self->span.end);
    }
}

static GPtrArray *
gs_preferences_list_recent_in (GKeyFile *file)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_recent_free);

  for (guint i = 0; i < MAX_RECENT; i++)
    {
      g_autofree char *group = g_strdup_printf ("recent-%02u", i);
      GsRecent *recent = g_key_file_has_group (file, group) ? gs_recent_read (file, group) : NULL;

      if (recent != NULL)
        g_ptr_array_add (list, recent);
    }
  return list;
}

/**
 * gs_preferences_list_recent:
 *
 * Returns: (transfer full) (element-type GsRecent): the latest first
 */
GPtrArray *
gs_preferences_list_recent (void)
{
  g_autoptr (GKeyFile) file = gs_preferences_read ();

  return gs_preferences_list_recent_in (file);
}

static gboolean
gs_recent_is_same (const GsRecent *a, const GsRecent *b)
{
  return g_strv_equal ((const char *const *) a->paths, (const char *const *) b->paths);
}

/* @first: (nullable): comes first; @dropped: is left out */
static void
gs_preferences_change_recent (const GsRecent *first, const GsRecent *dropped)
{
  g_autoptr (GKeyFile) file = gs_preferences_read ();
  g_autoptr (GPtrArray) list = gs_preferences_list_recent_in (file);
  guint n = 0;

  for (guint i = 0; i < MAX_RECENT; i++)
    {
      g_autofree char *group = g_strdup_printf ("recent-%02u", i);

      g_key_file_remove_group (file, group, NULL);
    }
  if (first != NULL)
    gs_recent_write (first, file, n++);
  for (guint i = 0; i < list->len && n < MAX_RECENT; i++)
    if (!gs_recent_is_same (g_ptr_array_index (list, i), dropped))
      gs_recent_write (g_ptr_array_index (list, i), file, n++);
  gs_preferences_write (file);
}

/* The latest; its paths are to be absolute. */
void
gs_preferences_add_recent (const GsRecent *recent)
{
  gs_preferences_change_recent (recent, recent);
}

void
gs_preferences_drop_recent (const GsRecent *recent)
{
  gs_preferences_change_recent (NULL, recent);
}
