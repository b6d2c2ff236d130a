/* gs-hatch.h: a hatch as a path
 * SPDX-License-Identifier: MIT
 *
 * Cairo, no GTK.
 */
#pragma once

#include <cairo.h>

#include "draw/gs-canvas.h"

G_BEGIN_DECLS

void gs_hatch_trace (cairo_t *cr, GsHatch hatch);

G_END_DECLS
