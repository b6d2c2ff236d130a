/* gs-message.h: packets that one machine sent and another received
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef struct
{
  guint machine;  /* who sent it: index in the timeline's machines */
  guint32 thread; /* index in its threads */
  gint64 sent;    /* ns on the reference clock */
} GsMessage;

typedef struct _GsMessages GsMessages;

GsMessages *gs_messages_new (const GsTimeline *timeline);
void gs_messages_free (GsMessages *self);
gboolean
gs_messages_find_sender (const GsMessages *self, guint machine, guint cpu, gint64 received, GsMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsMessages, gs_messages_free)

G_END_DECLS
