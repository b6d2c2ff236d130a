/* gs-trace-private.h: how a trace's description comes about
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-ctf-source.h"
#include "trace/gs-trace.h"

G_BEGIN_DECLS

#define GS_KIND(kind) (G_GUINT64_CONSTANT (1) << GS_EVENT_##kind)
#define GS_KVM_KINDS (GS_KIND (KVM_ENTRY) | GS_KIND (KVM_EXIT))

/* What the decoded parts of a trace told. */
typedef struct
{
  GsCtfFacts facts;
  GsCtfReport head;
  GsCtfReport tail;
  guint64 declared; /* kinds */
} GsTraceProbe;

void gs_trace_set_unusable (GsTrace *self, char *reason);
void gs_trace_describe (GsTrace *self, GsTraceProbe *probe, GPtrArray *warnings);

G_END_DECLS
