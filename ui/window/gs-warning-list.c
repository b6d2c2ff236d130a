/* gs-warning-list.c: warnings that say the same of several machines, as one
 * SPDX-License-Identifier: MIT
 *
 * A warning is written "NAME: what happened. What to do: COMMAND"; where only the
 * name differs it is one entry with all the names. What leads elsewhere is another one.
 */
#include "window/gs-warning-list.h"

#include <string.h>

/* A longer one, or one with a space, is no machine's name, but a sentence with a colon. */
#define MAX_NAME 64

/* What commands begin with. */
static const char *const programs[] = { "lttng ", "trace-cmd ", "guestscope ", "perf " };

/* Returns: (transfer full): one warning */
GsWarning *
gs_warning_new (const char *text, const char *label, const char *action)
{
  GsWarning *self = g_new0 (GsWarning, 1);

  self->text = g_strdup (text);
  self->label = g_strdup (label);
  self->action = g_strdup (action);
  return self;
}

void
gs_warning_free (GsWarning *self)
{
  g_free (self->text);
  g_free (self->label);
  g_free (self->action);
  g_free (self);
}

void
gs_warning_entry_free (GsWarningEntry *self)
{
  g_free (self->subject);
  g_free (self->text);
  g_free (self->command);
  g_free (self->label);
  g_free (self->action);
  g_free (self);
}

/* Returns: what follows the name and ": "; all of it where it begins with no name */
static const char *
gs_warning_list_skip_name (const char *text)
{
  const char *colon = strstr (text, ": ");

  if (colon == NULL || colon == text || colon - text > MAX_NAME || memchr (text, ' ', (gsize) (colon - text)) != NULL)
    return text;
  return colon + 2;
}

/* Returns: (nullable): where a command begins that is the end of @text, after ": " */
static const char *
gs_warning_list_find_command (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *begin = g_strconcat (": ", programs[i], NULL);
      const char *found = g_strrstr (text, begin);

      if (found != NULL)
        return found + 2;
    }
  return NULL;
}

/* @text: after the name */
static GsWarningEntry *
gs_warning_list_new_entry (const GsWarning *warning, const char *text)
{
  GsWarningEntry *entry = g_new0 (GsWarningEntry, 1);
  const char *command = gs_warning_list_find_command (text);

  entry->subject = text > warning->text ? g_strndup (warning->text, (gsize) (text - warning->text) - 2) : NULL;
  entry->text = command != NULL ? g_strchomp (g_strndup (text, (gsize) (command - text))) : g_strdup (text);
  entry->command = g_strdup (command);
  entry->label = g_strdup (warning->label);
  entry->action = g_strdup (warning->action);
  return entry;
}

static void
gs_warning_list_add_subject (GsWarningEntry *entry, const GsWarning *warning, const char *text)
{
  g_autofree char *before = g_steal_pointer (&entry->subject);

  entry->subject = g_strdup_printf ("%s, %.*s", before, (int) (text - warning->text) - 2, warning->text);
}

/**
 * gs_warning_list_group:
 * @warnings: (element-type GsWarning):
 *
 * Returns: (transfer full) (element-type GsWarningEntry): one for all that say the same of one
 *   machine or another, in the order in which they were told first
 */
GPtrArray *
gs_warning_list_group (GPtrArray *warnings)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_warning_entry_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL); /* -> entries */

  for (guint i = 0; i < warnings->len; i++)
    {
      const GsWarning *warning = g_ptr_array_index (warnings, i);
      const char *text = gs_warning_list_skip_name (warning->text);
      g_autofree char *same = g_strconcat (text, "\n", warning->action, NULL);
      GsWarningEntry *entry = g_hash_table_lookup (known, same);

      if (entry != NULL && entry->subject != NULL && text > warning->text)
        {
          gs_warning_list_add_subject (entry, warning, text);
          continue;
        }
      entry = gs_warning_list_new_entry (warning, text);
      g_ptr_array_add (entries, entry);
      g_hash_table_insert (known, g_steal_pointer (&same), entry);
    }
  return entries;
}
