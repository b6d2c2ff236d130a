/* gs-export-thefts.h: every theft as CSV
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

gboolean gs_export_thefts_write (const GsTimeline *timeline, GsSpan span, GOutputStream *stream,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
