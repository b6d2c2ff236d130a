/* gs-painter-stack.h: a column's pixels, shared out among states
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "track/gs-state.h"

G_BEGIN_DECLS

guint gs_painter_stack (const guint8 *order, guint n_states, const gint64 *ns, int height, int *heights);

G_END_DECLS
