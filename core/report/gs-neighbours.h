/* gs-neighbours.h: machines that share CPUs, and what they took from each other
 * SPDX-License-Identifier: MIT
 *
 * Made in any thread, as it may take a while, then immutable.
 */
#pragma once

#include "why/gs-cpu-lack.h"
#include "why/gs-theft-list.h"

G_BEGIN_DECLS

/* What one thief took from one victim. */
typedef struct
{
  guint thief; /* index of the machine, or GS_NO_INDEX */
  GsThiefKind kind;
  guint victim; /* index of the machine */
  gint64 ns;
  guint64 count;     /* of preemptions in which it had the CPU */
  gint64 longest_ns; /* of one of them */
} GsNeighbourCell;

/* One guest's vCPUs. */
typedef struct
{
  guint machine;
  GArray *lacks; /* of GsCpuLack: by how many had no CPU at once */
} GsNeighbourLack;

typedef struct
{
  GsTimeline *timeline;
  GsSpan span;
  GArray *thefts;               /* of GsVcpuTheft: most time first */
  GArray *cells;                /* of GsNeighbourCell: most time first */
  GArray *thieves;              /* of GsNeighbourCell, whoever the victims were: most time first */
  GArray *victims;              /* of GsNeighbourCell, whoever the thieves were: most time first */
  GArray *lacks;                /* of GsNeighbourLack: of each machine with vCPUs */
  GsNeighbourCell lock_holders; /* thefts that hit one */
} GsNeighbours;

GsNeighbours *gs_neighbours_new (GsTimeline *timeline, GsSpan span, GCancellable *cancellable);
void gs_neighbours_free (GsNeighbours *self);
const GsNeighbourCell *gs_neighbours_find (const GsNeighbours *self, guint thief, GsThiefKind kind, guint victim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsNeighbours, gs_neighbours_free)

G_END_DECLS
