/* test-machine.h: timelines made by hand, row by row
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

GsTimeline *test_timeline_new (GsSpan span);
GsTimelineMachine *test_timeline_add_machine (GsTimeline *self, const char *name, GsRole role, guint host);

G_END_DECLS
