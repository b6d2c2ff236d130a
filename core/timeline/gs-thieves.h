/* gs-thieves.h: who had a CPU meanwhile
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

/* Who had a CPU in some span, and for how long. */
typedef struct
{
  guint32 thread; /* index in the host machine's threads */
  gint64 ns;
  guint32 occupant; /* index in the timeline's occupants: the guest's thread, too, where it is known */
} GsShare;

GArray *gs_thieves_list (const GsTimeline *self, guint host, guint cpu, GsSpan span, guint32 except_thread);

G_END_DECLS
