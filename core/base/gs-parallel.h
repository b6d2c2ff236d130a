/* gs-parallel.h: the same work for many things, on all processors
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Does the work for one thing. Called once for each index, from any thread. */
typedef void (*GsParallelFunc) (guint index, gpointer user_data);

void gs_parallel_for (guint n, GsParallelFunc func, gpointer user_data);

G_END_DECLS
