/* gs-scratch.h: folders for a while, which no end of the program leaves behind
 * SPDX-License-Identifier: MIT
 *
 * May be used by any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *gs_scratch_new (GError **error);
void gs_scratch_remove (const char *path);
void gs_scratch_remove_all (void);
guint gs_scratch_sweep (void);

G_END_DECLS
