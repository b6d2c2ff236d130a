/* gs-memory-option.c: how much memory an analysis may take for what it keeps
 * SPDX-License-Identifier: MIT
 */
#include "gs-memory-option.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gs-option-error.h"
#include "track/gs-track-store.h"

#define SUFFIXES "KMGT"

/* Returns: (transfer none): what --help says of it, not translated yet */
const char *
gs_memory_option_get_help (void)
{
  return N_ (
      "Keep no more than SIZE of rows in memory, as 800M or 2G, and the rest on the disk (default: half of the memory)");
}

/* Bytes, or with a suffix as many times 1024. FALSE: it is no such text, or 0, or more than there can be. */
static gboolean
gs_memory_option_parse (const char *text, guint64 *n_bytes)
{
  g_autofree char *number = g_strdup (text);
  gsize length = strlen (number);
  const char *suffix = length > 0 ? strchr (SUFFIXES, g_ascii_toupper (number[length - 1])) : NULL;
  guint shift = suffix != NULL ? 10 * (suffix - SUFFIXES + 1) : 0;

  if (suffix != NULL)
    number[length - 1] = '\0';
  if (!g_ascii_string_to_unsigned (number, 10, 1, G_MAXINT64 >> shift, n_bytes, NULL))
    return FALSE;
  *n_bytes <<= shift;
  return TRUE;
}

/* From now on, for the whole program. */
gboolean
gs_memory_option_apply (const char *text, GError **error)
{
  guint64 n_bytes;

  if (!gs_memory_option_parse (text, &n_bytes))
    {
      gs_option_error_set (error, "--" GS_MEMORY_OPTION, text, _ ("a size, as 800M or 2G"));
      return FALSE;
    }
  gs_track_store_set_budget (n_bytes);
  return TRUE;
}
