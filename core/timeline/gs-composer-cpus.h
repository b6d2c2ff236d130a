/* gs-composer-cpus.h: who has each physical CPU, down to the guest's thread
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

/* @thread: index in its threads; @ns: for how long it had the CPU */
typedef void (*GsComposerThreadFunc) (guint32 thread, gint64 ns, gpointer user_data);

void gs_composer_add_occupants (GsTimeline *timeline);
GsTrack *gs_composer_compose_cpu (gpointer source, guint index);
GsTrack *gs_composer_ref_cpu_part (const GsTimelineMachine *self, guint index, GsSpan span);
void gs_composer_foreach_thread (const GsTimelineMachine *self, guint index, GsSpan span, GsComposerThreadFunc func,
                                 gpointer user_data);

G_END_DECLS
