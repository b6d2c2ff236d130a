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
  g_clear_pointer (&self->event_names, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->unreadable, g_free);
}
