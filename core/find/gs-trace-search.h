/* gs-trace-search.h: traces as they are found, in the background
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signals:
 *  - "found" (GsTrace *): one more, described; may be unusable and then says why
 *  - "finished" (GError *, nullable): nothing was found, a folder could not be searched, or cancelled
 */
#pragma once

#include "trace/gs-trace.h"

G_BEGIN_DECLS

#define GS_TYPE_TRACE_SEARCH (gs_trace_search_get_type ())
G_DECLARE_FINAL_TYPE (GsTraceSearch, gs_trace_search, GS, TRACE_SEARCH, GObject)

GsTraceSearch *gs_trace_search_new (const char *const *paths);
void gs_trace_search_start (GsTraceSearch *self);
void gs_trace_search_cancel (GsTraceSearch *self);
double gs_trace_search_get_unpacked (GsTraceSearch *self);
const char *const *gs_trace_search_get_paths (GsTraceSearch *self);

G_END_DECLS
