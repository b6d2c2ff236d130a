/* gs-clock-doubt.h: how far off a line may be when some constraints are wrong
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-corridor.h"

G_BEGIN_DECLS

double gs_clock_doubt_get_reach (const GsClockConstraint *constraints, gsize n_constraints, gint64 x, double y,
                                 double slope, int direction);

G_END_DECLS
