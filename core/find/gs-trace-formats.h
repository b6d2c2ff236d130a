/* gs-trace-formats.h: all kinds of recordings that can be read
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-trace-format.h"

G_BEGIN_DECLS

gboolean gs_trace_formats_prefer (const char *reader);
gboolean gs_trace_formats_recognize (const char *path, char **problem);
gboolean gs_trace_formats_describe (GsTrace *trace, gboolean is_close, GsTraceFacts *facts, GError **error);

G_END_DECLS
