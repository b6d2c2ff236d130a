/* gs-trace-open.h: a folder to the description of the trace in it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "trace/gs-trace.h"

G_BEGIN_DECLS

GsTrace *gs_trace_open (const char *path, GError **error);
GsTrace *gs_trace_glance (const char *path, GError **error);

G_END_DECLS
