/* gs-memory.h: how much memory there is
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void gs_memory_be_frugal (void);
void gs_memory_give_back (void);
guint64 gs_memory_get_total (void);

G_END_DECLS
