/* gs-thread-option.c: which thread the command line means: --thread MACHINE:TID
 * SPDX-License-Identifier: MIT
 */
#include "gs-thread-option.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"

static gboolean
gs_thread_option_has (const GsTimelineMachine *machine, gint32 tid)
{
  for (guint i = 0; i < machine->threads->len; i++)
    if (g_array_index (machine->threads, GsThreadRow, i).thread->tid == tid)
      return TRUE;
  return FALSE;
}

static gboolean
gs_thread_option_find_machine (const GsTimeline *timeline, const char *name, guint *machine, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const char *other = gs_timeline_get_machine (timeline, i)->name;

      if (g_str_equal (other, name))
        {
          *machine = i;
          return TRUE;
        }
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", other);
    }
  g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT, _ ("--thread: there is no machine “%s”, but %s"), name, names->str);
  return FALSE;
}

/**
 * gs_thread_option_find:
 * @text: as given
 * @machine: (out): index in the timeline's machines
 * @tid: (out):
 *
 * Returns: FALSE with @error where there is no such thread
 */
gboolean
gs_thread_option_find (const GsTimeline *timeline, const char *text, guint *machine, gint32 *tid, GError **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *name = g_strndup (text, colon != NULL ? (gsize) (colon - text) : 0);
  gint64 number;

  if (colon == NULL || !g_ascii_string_to_signed (colon + 1, 10, 1, G_MAXINT32, &number, NULL))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT, _ ("--thread “%s” is not understood: give MACHINE:TID"), text);
      return FALSE;
    }
  if (!gs_thread_option_find_machine (timeline, name, machine, error))
    return FALSE;
  *tid = number;
  if (gs_thread_option_has (gs_timeline_get_machine (timeline, *machine), *tid))
    return TRUE;
  g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT,
               _ ("--thread: %s has no thread %d; “analyze” lists those that it has"), name, *tid);
  return FALSE;
}
