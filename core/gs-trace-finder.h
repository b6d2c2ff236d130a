/* gs-trace-finder.h: folders to traces
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gs-trace.h"

G_BEGIN_DECLS

GPtrArray *gs_trace_finder_find (const char * const *paths,
                                 GCancellable       *cancellable,
                                 GError            **error);
void       gs_trace_finder_make_names_unique (GPtrArray *traces);

G_END_DECLS
