/* gs-traced-path.h: a critical path that is shown
 * SPDX-License-Identifier: MIT
 *
 * Immutable and atomically reference-counted; made in any thread.
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "why/gs-path.h"

G_BEGIN_DECLS

typedef struct
{
  GsTimeline *timeline;
  guint machine; /* whose path it is */
  guint32 thread;
  GsSpan span;   /* ns */
  GArray *steps; /* of GsStep, by time */

  /*< private >*/
  gatomicrefcount ref_count;
} GsTracedPath;

GsTracedPath *gs_traced_path_new (GsTimeline *timeline, guint machine, guint32 thread, GsSpan span);
GsTracedPath *gs_traced_path_ref (GsTracedPath *self);
void gs_traced_path_unref (GsTracedPath *self);
gsize gs_traced_path_find (const GsTracedPath *self, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTracedPath, gs_traced_path_unref)

G_END_DECLS
