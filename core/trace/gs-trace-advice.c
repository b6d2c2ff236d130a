/* gs-trace-advice.c: what cannot be shown for want of an event, and how to record it
 * SPDX-License-Identifier: MIT
 */
#include "trace/gs-trace-advice.h"

#include <glib/gi18n.h>

#include "event/gs-event-counts.h"
#include "event/gs-event-type.h"
#include "trace/gs-recording-lines.h"
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

/* Returns: (transfer container): by event, as gs_event_types_get() lists them, the first of its names that the
 * trace declares, or NULL */
static const char **
gs_trace_find_declared (const GsTrace *trace)
{
  guint n_types;
  const GsEventType *types = gs_event_types_get (&n_types);
  const char **declared = g_new0 (const char *, n_types);

  for (guint i = 0; trace->event_names[i] != NULL; i++)
    {
      const char *rest;
      const GsEventType *type = gs_event_type_find (trace->event_names[i], &rest);

      if (type != NULL && declared[type - types] == NULL)
        declared[type - types] = trace->event_names[i];
    }
  return declared;
}

/* Returns: (transfer full): the events of @need that the trace does not declare, by their present names. The kernel's
 * own events of packets say nothing of clocks. */
static GStrv
gs_trace_list_missing (const char *const *declared, const GsEventNeed *need, gboolean is_kernel)
{
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();
  gboolean has_syscalls = FALSE;
  guint n_types;
  const GsEventType *types = gs_event_types_get (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      const char *name = gs_event_type_get_name (&types[i], is_kernel);

      if (types[i].need != need || declared[i] != NULL || name == NULL || (is_kernel && types[i].shape == GS_SHAPE_TCP))
        continue;
      if (!gs_event_type_is_syscall (&types[i]))
        g_strv_builder_add (missing, name);
      else if (!has_syscalls)
        g_strv_builder_add (missing, GS_ALL_SYSCALLS);
      has_syscalls |= gs_event_type_is_syscall (&types[i]);
    }
  return g_strv_builder_end (missing);
}

/* Nobody is told to install the add-on modules. */
static gboolean
gs_trace_wants (const GsEventNeed *need, GsRole role)
{
  return gs_event_need_concerns (need, role) && !need->is_add_on;
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
  g_autofree const char **declared = gs_trace_find_declared (trace);
  gboolean is_kernel = gs_trace_get_command (trace, NULL, "") != NULL;
  guint n_needs;
  const GsEventNeed *needs = gs_event_needs_get (&n_needs);

  for (guint i = 0; trace->domain != GS_DOMAIN_UST && i < n_needs; i++)
    {
      g_auto (GStrv) missing = gs_trace_list_missing (declared, &needs[i], is_kernel);
      GsTraceAdvice *advice;

      if (missing[0] == NULL || !gs_trace_wants (&needs[i], role))
        continue;
      advice = g_new0 (GsTraceAdvice, 1);
      advice->analysis = g_strdup (_ (needs[i].analysis));
      advice->purpose = g_strdup (_ (needs[i].purpose));
      advice->command = is_kernel ? gs_recording_make_line ((const char *const *) missing) :
                                    gs_recording_make_command ((const char *const *) missing);
      advice->events = g_steal_pointer (&missing);
      g_ptr_array_add (advices, advice);
    }
  return advices;
}

/* Adds the events of @need that are declared, where none of them occurred: what they are for is missing then too.
 * Which system calls occur is the workload's affair. */
static void
gs_trace_add_silent (const char *const *declared, const GsEventNeed *need, GHashTable *counts, GStrvBuilder *silent)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint n_types;
  const GsEventType *types = gs_event_types_get (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      if (types[i].need != need || declared[i] == NULL || gs_event_type_is_syscall (&types[i]))
        continue;
      if (gs_event_counts_get (counts, declared[i]) > 0)
        return;
      g_ptr_array_add (names, (gpointer) declared[i]);
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
  g_autofree const char **declared = gs_trace_find_declared (trace);
  guint n_needs;
  const GsEventNeed *needs = gs_event_needs_get (&n_needs);

  for (guint i = 0; trace->domain != GS_DOMAIN_UST && i < n_needs; i++)
    if (gs_trace_wants (&needs[i], role))
      gs_trace_add_silent (declared, &needs[i], counts, silent);
  return g_strv_builder_end (silent);
}
