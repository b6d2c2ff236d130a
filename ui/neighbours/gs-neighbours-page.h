/* gs-neighbours-page.h: machines that share CPUs, and what they took from each other
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "rows/gs-view.h"

G_BEGIN_DECLS

extern const GsView gs_neighbours_view;

G_END_DECLS
