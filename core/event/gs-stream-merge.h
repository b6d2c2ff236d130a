/* gs-stream-merge.h: several event sources to one, in order of time
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-event-source.h"

G_BEGIN_DECLS

GsEventSource *gs_stream_merge_new (GsEventSource **sources, guint n_sources, guint n_buffered);

G_END_DECLS
