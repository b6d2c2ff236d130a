/* gs-clock-levels.h: the clock of a guest of a guest, by the windows of all levels out
 * SPDX-License-Identifier: MIT
 *
 * Such a guest has events only while its vCPU's thread is between entry and exit on its host, and
 * that host's vCPU is so one level further out. The windows of its own host alone are wide: they
 * hold what the hypervisor in between does around each run.
 */
#pragma once

#include "clock/gs-clock-windows.h"
#include "model/gs-vm-model.h"

G_BEGIN_DECLS

gboolean gs_clock_levels_refine (const GsVmModel *model, GPtrArray *machines, const GsRoughClock *tied, guint guest,
                                 GsRoughClock *rough);

G_END_DECLS
