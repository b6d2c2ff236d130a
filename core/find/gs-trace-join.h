/* gs-trace-join.h: parts of recordings to recordings
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "trace/gs-trace.h"

G_BEGIN_DECLS

GsTrace *gs_trace_join (GsTrace *a, GsTrace *b);
void gs_trace_join_parts (GPtrArray *traces);

G_END_DECLS
