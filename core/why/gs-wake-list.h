/* gs-wake-list.h: all wake-ups of a timeline, by time, in 16 bytes each
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "why/gs-wake-latency.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 woken;   /* ns on the reference clock */
  guint32 row;    /* gs_wake_list_find_thread() says whose */
  guint32 number; /* index in that thread's wake_ups */
} GsWakeRef;

typedef struct
{
  GArray *refs; /* of GsWakeRef, by time */

  /*< private >*/
  const GsTimeline *timeline;
  GArray *first_rows; /* of guint32: of each machine */
} GsWakeList;

GsWakeList *gs_wake_list_new (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable);
void gs_wake_list_free (GsWakeList *self);
void gs_wake_list_find_thread (const GsWakeList *self, const GsWakeRef *ref, guint *machine, guint32 *thread);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsWakeList, gs_wake_list_free)

G_END_DECLS
