/* gs-clock-trim.h: finds the constraints that contradict the many
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-corridor.h"

G_BEGIN_DECLS

gsize gs_clock_trim (GsClockConstraint *constraints, gsize n_constraints);

G_END_DECLS
