/* gs-sorted.h: sorted arrays
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gpointer gs_sorted_find_or_add (GArray *array, gconstpointer item, GCompareFunc compare);
guint gs_sorted_count_before (const GArray *array, gsize offset, gint64 value);
guint gs_sorted_count_until (const GArray *array, gsize offset, gint64 value);

G_END_DECLS
