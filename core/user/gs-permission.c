/* gs-permission.c: which experiment files may read what lies outside of their folders
 * SPDX-License-Identifier: MIT
 *
 * A file may once the person has seen what it names, or has saved it. It may no longer when it names anything else, or
 * has come to another place: what is kept is a digest of the file's path and of all paths outside of its folder.
 */
#include "user/gs-permission.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"
#include "experiment/gs-experiment.h"
#include "user/gs-preferences.h"

#define KEY "outside"
#define MAX_KEPT 100
#define MAX_SHOWN 8

static char *
gs_permission_dup_digest (const char *path, const char *const *outside)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  /* With their final zeros, which no path holds. */
  g_checksum_update (sum, (const guchar *) absolute, strlen (absolute) + 1);
  for (guint i = 0; outside[i] != NULL; i++)
    g_checksum_update (sum, (const guchar *) outside[i], strlen (outside[i]) + 1);
  return g_strdup (g_checksum_get_string (sum));
}

/* Returns: (transfer full): the digests that are kept, the oldest first */
static GStrv
gs_permission_list (void)
{
  g_autofree char *kept = gs_preferences_dup_string (KEY, "");

  return g_strsplit (kept, " ", -1);
}

static gboolean
gs_permission_is_given (const char *path, const char *const *outside)
{
  g_autofree char *digest = gs_permission_dup_digest (path, outside);
  g_auto (GStrv) kept = gs_permission_list ();

  return g_strv_contains ((const char *const *) kept, digest);
}

static void
gs_permission_refuse (const char *path, const char *const *outside, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *display = g_filename_display_name (path);
  guint n = g_strv_length ((GStrv) outside);

  for (guint i = 0; i < MIN (n, MAX_SHOWN); i++)
    {
      g_autofree char *trace = g_filename_display_name (outside[i]);

      g_string_append_printf (list, "\n%s", trace);
    }
  if (n > MAX_SHOWN)
    {
      g_string_append_c (list, '\n');
      g_string_append_printf (list, ngettext ("and %u more", "and %u more", n - MAX_SHOWN), n - MAX_SHOWN);
    }
  g_set_error (error, GS_ERROR, GS_ERROR_OUTSIDE, _ ("“%s” names traces outside of its folder:%s"), display, list->str);
  gs_error_set_about (error, path);
}

/**
 * gs_permission_check:
 * @path: an experiment file, or anything else: that may be read
 * @cancellable: (nullable): ends it early
 * @error: %GS_ERROR_OUTSIDE, which lists what the person has not seen yet
 *
 * From any thread. Reads nothing but the file itself.
 */
gboolean
gs_permission_check (const char *path, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) outside = gs_experiment_list_outside (path, cancellable);

  if (outside[0] == NULL || gs_permission_is_given (path, (const char *const *) outside))
    return TRUE;
  gs_permission_refuse (path, (const char *const *) outside, error);
  return FALSE;
}

/**
 * gs_permission_give:
 * @path: an experiment file that the person has agreed to, or saved; without effect where it names nothing outside
 *
 * Main thread.
 */
void
gs_permission_give (const char *path)
{
  g_auto (GStrv) outside = gs_experiment_list_outside (path, NULL);
  g_autofree char *digest = gs_permission_dup_digest (path, (const char *const *) outside);
  g_auto (GStrv) kept = gs_permission_list ();
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = g_strv_length (kept);

  if (outside[0] == NULL || g_strv_contains ((const char *const *) kept, digest))
    return;
  for (guint i = n >= MAX_KEPT ? n - MAX_KEPT + 1 : 0; i < n; i++)
    g_string_append_printf (text, "%s%s", kept[i], kept[i][0] != '\0' ? " " : "");
  g_string_append (text, digest);
  gs_preferences_set_string (KEY, text->str);
}
