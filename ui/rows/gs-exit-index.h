/* gs-exit-index.h: how often a vCPU left its guest, up to any moment
 * SPDX-License-Identifier: MIT
 *
 * Immutable and atomically reference-counted; made in any thread, once for a
 * track. No GTK.
 */
#pragma once

#include "track/gs-track.h"

G_BEGIN_DECLS

typedef struct _GsExitIndex GsExitIndex;

GsExitIndex *gs_exit_index_new (const GsTrack *host_view);
GsExitIndex *gs_exit_index_ref (GsExitIndex *self);
void gs_exit_index_unref (GsExitIndex *self);
guint64 gs_exit_index_count (const GsExitIndex *self, GsSpan span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsExitIndex, gs_exit_index_unref)

G_END_DECLS
