/* gs-virq-origin.h: who brought an interrupt to a guest
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "why/gs-waking.h"

G_BEGIN_DECLS

typedef enum
{
  GS_VIRQ_ORIGIN_NOT_KNOWN,
  GS_VIRQ_ORIGIN_FOUND,
  GS_VIRQ_ORIGIN_NOT_ORDERED, /* the clocks aren't good enough to tell which one it was */
} GsVirqOrigin;

GsVirqOrigin gs_virq_origin_find (const GsTimeline *timeline, guint machine, const GsWaking *waking, GsWaking *origin,
                                  gint64 *accuracy);

G_END_DECLS
