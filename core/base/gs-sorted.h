/* gs-sorted.h: arrays that are kept sorted while they grow
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gpointer gs_sorted_find_or_add (GArray *array, gconstpointer item, GCompareFunc compare);

G_END_DECLS
