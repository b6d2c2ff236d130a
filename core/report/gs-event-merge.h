/* gs-event-merge.h: the recorded events of all machines, in one order
 * SPDX-License-Identifier: MIT
 *
 * Read anew from the recordings, one event of each machine at a time, so that memory
 * does not grow with what is read. Used by one thread at a time.
 */
#pragma once

#include "read/gs-event-text.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

/* Until the next one is asked for. */
typedef struct
{
  gint64 time;             /* ns on the reference clock */
  guint machine;           /* index in the timeline */
  const GsEventLine *line; /* as the machine recorded it */
} GsMergedEvent;

typedef struct _GsEventMerge GsEventMerge;

GsEventMerge *gs_event_merge_new (GsTimeline *timeline, GPtrArray *problems);
void gs_event_merge_free (GsEventMerge *self);
void gs_event_merge_seek (GsEventMerge *self, gint64 time);
gboolean gs_event_merge_next (GsEventMerge *self, GsMergedEvent *event);
gint32 gs_event_merge_find_thread (const GsTimeline *timeline, const GsMergedEvent *event, guint32 *thread);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsEventMerge, gs_event_merge_free)

G_END_DECLS
