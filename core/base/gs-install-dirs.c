/* gs-install-dirs.c: where the program's own files are
 * SPDX-License-Identifier: MIT
 *
 * An installed program may be moved as a whole: its files are looked for beside it first, then where the build put
 * them, then in the source tree that it was built from.
 */
#include "base/gs-install-dirs.h"

#include <string.h>

#include "gs-config.h"

/* Returns: (transfer full) (nullable): the folder that holds this program */
static char *
gs_install_dirs_dup_own (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL ? g_path_get_dirname (program) : NULL;
}

/* Returns: (transfer full) (nullable): the folder whose bin/ holds this program, or the window's beside it */
static char *
gs_install_dirs_dup_prefix (void)
{
  g_autofree char *own = gs_install_dirs_dup_own ();

  if (own == NULL)
    return NULL;
  if (!g_path_is_absolute (GS_PROGRAM_DIR_BELOW) && g_str_has_suffix (own, "/" GS_PROGRAM_DIR_BELOW))
    return g_strndup (own, strlen (own) - strlen ("/" GS_PROGRAM_DIR_BELOW));
  return g_path_get_dirname (own);
}

/* Returns: (transfer full): @below, in the prefix that the program lies in */
static char *
gs_install_dirs_dup_beside (const char *below)
{
  g_autofree char *prefix = gs_install_dirs_dup_prefix ();

  return prefix != NULL && !g_path_is_absolute (below) ? g_build_filename (prefix, below, NULL) : g_strdup (below);
}

/* Keeps the first of the two that is there, or the last. */
static const char *
gs_install_dirs_choose (char *first, const char *second)
{
  if (g_file_test (first, G_FILE_TEST_IS_DIR))
    return first;
  g_free (first);
  return second;
}

/**
 * gs_install_dirs_dup_program:
 * @name: of a program that belongs to this one
 *
 * Returns: (transfer full): where it is: beside this one, as in the build's folder, where programs are installed
 *   that nobody starts by hand, or where it was built
 */
char *
gs_install_dirs_dup_program (const char *name)
{
  g_autofree char *own = gs_install_dirs_dup_own ();
  g_autofree char *beside = gs_install_dirs_dup_beside (GS_PROGRAM_DIR_BELOW);
  const char *const folders[] = { own != NULL ? own : ".", beside, GS_BUILD_PROGRAM_DIR };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *program = g_build_filename (folders[i], name, NULL);

      if (g_file_test (program, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&program);
    }
  return g_build_filename (GS_PROGRAM_DIR, name, NULL);
}

/**
 * gs_install_dirs_get_data:
 *
 * Returns: (transfer none): the folder of the program's own data, which holds sample/
 */
const char *
gs_install_dirs_get_data (void)
{
  static gsize chosen;

  if (g_once_init_enter (&chosen))
    {
      const char *fixed = g_file_test (GS_DATA_DIR, G_FILE_TEST_IS_DIR) ? GS_DATA_DIR : GS_SOURCE_DATA_DIR;

      g_once_init_leave (&chosen,
                         (gsize) gs_install_dirs_choose (gs_install_dirs_dup_beside (GS_DATA_DIR_BELOW), fixed));
    }
  return (const char *) chosen;
}

/**
 * gs_install_dirs_get_locale:
 *
 * Returns: (transfer none): the folder of the translations
 */
const char *
gs_install_dirs_get_locale (void)
{
  static gsize chosen;

  if (g_once_init_enter (&chosen))
    g_once_init_leave (
        &chosen, (gsize) gs_install_dirs_choose (gs_install_dirs_dup_beside (GS_LOCALE_DIR_BELOW), GS_LOCALE_DIR));
  return (const char *) chosen;
}

/**
 * gs_install_dirs_is_own:
 *
 * Returns: whether @path, absolute, is one of the program's own data files, such as the sample's
 */
gboolean
gs_install_dirs_is_own (const char *path)
{
  const char *data = gs_install_dirs_get_data ();

  return g_str_has_prefix (path, data) && path[strlen (data)] == G_DIR_SEPARATOR;
}
