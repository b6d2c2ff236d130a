/* gs-trace-stamp.h: tells whether a trace's files changed while they were read
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _GsTraceStamp GsTraceStamp;

GsTraceStamp *gs_trace_stamp_new (const char *folder);
char *gs_trace_stamp_dup_warning (const GsTraceStamp *self, const char *trace_name, gboolean *is_there);
void gs_trace_stamp_free (GsTraceStamp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTraceStamp, gs_trace_stamp_free)

G_END_DECLS
