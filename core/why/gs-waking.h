/* gs-waking.h: what ended a thread's sleep
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  GS_WAKING_NOT_KNOWN,
  GS_WAKING_THREAD,
  GS_WAKING_INTERRUPT,
} GsWakingKind;

/* What an interrupt came from. */
typedef enum
{
  GS_SOURCE_NOT_KNOWN,
  GS_SOURCE_TIMER,
  GS_SOURCE_NETWORK,
  GS_SOURCE_DEVICE,
} GsInterruptSource;

typedef struct
{
  GsWakingKind by;
  GsInterruptSource source; /* where an interrupt did it */
  gint64 woken;             /* ns on the reference clock */
  guint32 thread;           /* index in the machine's threads, where a thread did it */
  guint cpu;                /* of the machine: where it came from, or GS_NO_CPU */
  guint target;             /* and where the thread is to run */
  guint16 interrupt;        /* index in the machine's interrupts, or GS_NO_INTERRUPT */
} GsWaking;

void gs_waking_init (GsWaking *self, const GsTimelineMachine *machine, const GsWakeUp *wake_up);
void gs_waking_init_virq (GsWaking *self, const GsTimelineMachine *host, const GsVirqRequest *request);
gboolean gs_waking_find_end_of_sleep (const GsTimeline *timeline, guint machine, guint32 thread, gsize interval,
                                      GsWaking *waking);
char *gs_waking_dup_name (const GsWaking *self, const GsTimeline *timeline, guint machine);

G_END_DECLS
