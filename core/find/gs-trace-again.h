/* gs-trace-again.h: a recording whose place is known to its description
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "trace/gs-trace.h"

G_BEGIN_DECLS

GsTrace *gs_trace_again (const char *path, const char *uuid, gboolean is_close, GError **error);

G_END_DECLS
