/* gs-trace-advice.c: what cannot be shown for want of an event, and how to record it
 * SPDX-License-Identifier: MIT
 */
#include "trace/gs-trace-advice.h"

#include <glib/gi18n.h>
#include <string.h>

#include "event/gs-event-counts.h"
#include "trace/gs-event-need.h"
#include "trace/gs-recording.h"

void
gs_trace_advice_free (GsTraceAdvice *self)
{
  g_free (self->analysis);
  g_free (self->purpose);
  g_strfreev (self->events);
  g_free (self->command);
  g_free (self);
}

/* @word: an event of a need, with the names that older tracers give it. Returns: (nullable): the one
 * of these names that the trace declares */
static const char *
gs_trace_find_declared (const GsTrace *trace, const char *word)
{
  g_auto (GStrv) names = g_strsplit (word, "|", -1);

  for (guint i = 0; trace->event_names[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) names, trace->event_names[i]))
      return trace->event_names[i];
  return NULL;
}

static gboolean
gs_trace_declares (const GsTrace *trace, const char *word)
{
  if (g_str_equal (word, "syscall_*"))
    return (trace->features & GS_TRACE_HAS_SYSCALL) != 0;
  return gs_trace_find_declared (trace, word) != NULL;
}

/* Returns: (transfer full): the events of @need that the trace does not declare, by their present names */
static GStrv
gs_trace_list_missing (const GsTrace *trace, const GsEventNeed *need)
{
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit (need->events, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!gs_trace_declares (trace, words[i]))
      {
        words[i][strcspn (words[i], "|")] = '\0';
        g_strv_builder_add (missing, words[i]);
      }
  return g_strv_builder_end (missing);
}

/* Nobody is told to install the add-on modules, or to record more for its own sake. */
static gboolean
gs_trace_wants (const GsTrace *trace, const GsEventNeed *need, GsRole role)
{
  if (!gs_event_need_concerns (need, role) || g_str_has_prefix (need->events, "vmsync_"))
    return FALSE;
  return need->preset < GS_PRESET_VM_DEEP || strcmp (need->events, "syscall_*") == 0;
}

/**
 * gs_trace_advise:
 * @role: what the trace is used as
 *
 * Nothing is advised for traces that are no kernel's.
 *
 * Returns: (transfer full) (element-type GsTraceAdvice): the weightiest first
 */
GPtrArray *
gs_trace_advise (const GsTrace *trace, GsRole role)
{
  GPtrArray *advices = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_advice_free);
  guint n_needs;
  const GsEventNeed *needs = gs_event_needs_get (&n_needs);

  for (guint i = 0; trace->domain != GS_DOMAIN_UST && i < n_needs; i++)
    {
      g_auto (GStrv) missing = gs_trace_list_missing (trace, &needs[i]);
      GsTraceAdvice *advice;

      if (missing[0] == NULL || !gs_trace_wants (trace, &needs[i], role))
        continue;
      advice = g_new0 (GsTraceAdvice, 1);
      advice->analysis = g_strdup (_ (needs[i].analysis));
      advice->purpose = g_strdup (_ (needs[i].purpose));
      advice->command = gs_recording_make_command ((const char *const *) missing);
      advice->events = g_steal_pointer (&missing);
      g_ptr_array_add (advices, advice);
    }
  return advices;
}

/* Adds the events of @need that are declared, where not one of them occurred: what they are for is missing all the same. */
static void
gs_trace_add_silent (const GsTrace *trace, const GsEventNeed *need, GHashTable *counts, GStrvBuilder *silent)
{
  g_auto (GStrv) words = g_strsplit (need->events, " ", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *name = gs_trace_find_declared (trace, words[i]);

      if (name != NULL && gs_event_counts_get (counts, name) > 0)
        return;
      if (name != NULL)
        g_ptr_array_add (names, (gpointer) name);
    }
  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (silent, g_ptr_array_index (names, i));
}

/**
 * gs_trace_list_silent:
 * @role: what the trace is used as
 * @counts: how often each event occurred: gs-event-counts.h
 *
 * Returns: (transfer full): wanted events that the trace declares, none of which occurred
 */
GStrv
gs_trace_list_silent (const GsTrace *trace, GsRole role, GHashTable *counts)
{
  g_autoptr (GStrvBuilder) silent = g_strv_builder_new ();
  guint n_needs;
  const GsEventNeed *needs = gs_event_needs_get (&n_needs);

  for (guint i = 0; trace->domain != GS_DOMAIN_UST && i < n_needs; i++)
    if (gs_trace_wants (trace, &needs[i], role))
      gs_trace_add_silent (trace, &needs[i], counts, silent);
  return g_strv_builder_end (silent);
}
