/* gs-trace-finder.h: folders to traces
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "trace/gs-trace.h"

G_BEGIN_DECLS

GPtrArray *
gs_trace_finder_find (const char *const *paths, GPtrArray *warnings, GCancellable *cancellable, GError **error);
void gs_trace_finder_set_error (const char *const *paths, GPtrArray *problems, GError **error);
void gs_trace_finder_warn (const char *const *paths, GPtrArray *traces, GPtrArray *warnings);
void gs_trace_finder_settle (GPtrArray *traces);
void gs_trace_finder_guess_guests (GPtrArray *traces);

G_END_DECLS
