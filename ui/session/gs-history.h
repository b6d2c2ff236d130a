/* gs-history.h: the ranges that have been looked at, to go back to
 * SPDX-License-Identifier: MIT
 *
 * No GTK and no clock of its own. Steps of one movement (turns of a wheel, a
 * pinch) that follow one another closely are one entry.
 */
#pragma once

#include "base/gs-time.h"

G_BEGIN_DECLS

typedef struct _GsHistory GsHistory;

GsHistory *gs_history_new (void);
void gs_history_free (GsHistory *self);
void gs_history_leave (GsHistory *self, GsSpan span, gint64 now_usec, gboolean is_jump);
gboolean gs_history_can_go (const GsHistory *self, gboolean back);
gboolean gs_history_go (GsHistory *self, gboolean back, GsSpan *span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsHistory, gs_history_free)

G_END_DECLS
