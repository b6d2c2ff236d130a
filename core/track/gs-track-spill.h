/* gs-track-spill.h: room on the disk for what memory is too small for
 * SPDX-License-Identifier: MIT
 *
 * May be used by any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint8 *gs_track_spill_map (gsize n_bytes, goffset *place);
void gs_track_spill_unmap (guint8 *memory, gsize n_bytes, goffset place);
char *gs_track_spill_dup_warning (void);

G_END_DECLS
