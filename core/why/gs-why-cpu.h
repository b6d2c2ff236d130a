/* gs-why-cpu.h: who had a CPU while a thread waited for it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

typedef struct
{
  const GsTimeline *timeline;
  guint machine;           /* whose CPU it is */
  guint cpu;               /* its number */
  guint32 waits;           /* index of the machine's thread that wants it, or GS_NO_INDEX */
  GsWhyKind kind;          /* of the parts that are added */
  gboolean is_further_out; /* the machine isn't the one where the question began, nor its host: its name is said */
} GsWhyCpu;

void gs_why_cpu_add (const GsWhyCpu *self, GsWhyNode *node, GsSpan wait);

G_END_DECLS
