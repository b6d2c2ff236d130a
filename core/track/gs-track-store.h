/* gs-track-store.h: the memory that the finished parts of tracks lie in
 * SPDX-License-Identifier: MIT
 *
 * May be used by any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GS_TRACK_LINE 64 /* bytes: of a cache line, or a part of one */

typedef struct _GsTrackSlab GsTrackSlab;

gpointer gs_track_store_alloc (gsize n_bytes, GsTrackSlab **slab);
void gs_track_store_free (GsTrackSlab *slab);
void gs_track_store_set_budget (guint64 n_bytes);
void gs_track_store_count (guint64 *in_memory, guint64 *on_disk);

/* What @n_bytes take there. */
static inline gsize
gs_track_store_round_up (gsize n_bytes)
{
  return (n_bytes + GS_TRACK_LINE - 1) / GS_TRACK_LINE * GS_TRACK_LINE;
}

G_END_DECLS
