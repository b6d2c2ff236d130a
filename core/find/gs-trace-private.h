/* gs-trace-private.h: how a trace's description comes about
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-event.h"
#include "read/gs-trace-facts.h"
#include "trace/gs-trace.h"

G_BEGIN_DECLS

void gs_trace_set_unusable (GsTrace *self, char *reason);
void gs_trace_describe (GsTrace *self, GsTraceFacts *facts, GPtrArray *warnings);

G_END_DECLS
