/* gs-moments.h: when a CPU had events, in about two bytes each
 * SPDX-License-Identifier: MIT
 *
 * Written by one thread, then immutable.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define GS_MOMENTS_MOST (1u << 21) /* that are kept of one CPU */

typedef struct _GsMoments GsMoments;

GsMoments *gs_moments_new (void);
void gs_moments_free (GsMoments *self);
void gs_moments_append (GsMoments *self, gint64 time);
gsize gs_moments_get_length (const GsMoments *self);
gint64 *gs_moments_expand (const GsMoments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsMoments, gs_moments_free)

G_END_DECLS
