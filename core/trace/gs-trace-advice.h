/* gs-trace-advice.h: what cannot be shown for want of an event, and how to record it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "trace/gs-trace.h"

G_BEGIN_DECLS

typedef struct
{
  char *analysis; /* translated heading: what lacks the events */
  char *purpose;  /* translated: what they are good for */
  GStrv events;   /* LTTng names, or GS_ALL_SYSCALLS */
  char *command;  /* that records them from the next recording on */
} GsTraceAdvice;

GPtrArray *gs_trace_advise (const GsTrace *trace, GsRole role);
GStrv gs_trace_list_silent (const GsTrace *trace, GsRole role, GHashTable *counts);
void gs_trace_advice_free (GsTraceAdvice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTraceAdvice, gs_trace_advice_free)

G_END_DECLS
