/* gs-export-events.h: the events of all machines, in one order, as lines of text
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

gboolean gs_export_events_write (GsTimeline *timeline, GsSpan span, const char *filter, GOutputStream *stream,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
