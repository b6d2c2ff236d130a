/* gs-trace-facts.c: what a reader finds out about a trace without reading all of it
 * SPDX-License-Identifier: MIT
 */
#include "read/gs-trace-facts.h"

void
gs_trace_facts_init (GsTraceFacts *self)
{
  *self = (GsTraceFacts){ .span = { GS_TIME_NONE, GS_TIME_NONE } };
  self->event_names = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
}

void
gs_trace_facts_clear (GsTraceFacts *self)
{
  g_clear_pointer (&self->hostname, g_free);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->tracer, g_free);
  g_clear_pointer (&self->kernel_release, g_free);
  g_clear_pointer (&self->uuid, g_free);
  g_clear_pointer (&self->clock_uuid, g_free);
  g_clear_pointer (&self->clock_name, g_free);
  g_clear_pointer (&self->recorder, gs_recorder_facts_unref);
  g_clear_pointer (&self->event_names, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->unreadable, g_free);
}

/**
 * gs_trace_facts_dup_tracer:
 * @dup: asks @trace for an entry of its environment
 *
 * Returns: (transfer full): the tracer with its version, "lttng-modules 2.13.9"; "" where the trace doesn't say
 */
char *
gs_trace_facts_dup_tracer (GsTraceEnvironment dup, gconstpointer trace)
{
  static const char *const parts[] = { "tracer_major", "tracer_minor", "tracer_patchlevel", "tracer_patch" };
  g_autofree char *name = dup (trace, "tracer_name");
  g_autoptr (GString) tracer = g_string_new (name);
  char separator = ' ';

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = dup (trace, parts[i]);

      if (part[0] == '\0' || tracer->len == 0)
        continue;
      g_string_append_c (tracer, separator);
      g_string_append (tracer, part);
      separator = '.';
    }
  return g_string_free (g_steal_pointer (&tracer), FALSE);
}

/**
 * gs_trace_facts_dup_uuid:
 * @bytes: (nullable) (array fixed-size=16):
 *
 * Returns: (transfer full): as text; "" of %NULL
 */
char *
gs_trace_facts_dup_uuid (const guint8 *bytes)
{
  g_autoptr (GString) uuid = g_string_new (NULL);

  for (guint i = 0; bytes != NULL && i < 16; i++)
    g_string_append_printf (uuid, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", bytes[i]);
  return g_string_free (g_steal_pointer (&uuid), FALSE);
}
