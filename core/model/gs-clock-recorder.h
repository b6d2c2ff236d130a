/* gs-clock-recorder.h: a guest's clock as the recorder measured it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "model/gs-clock-link.h"

G_BEGIN_DECLS

gboolean gs_clock_recorder_find (const GsMachine *guest, const GsMachine *host, const GsVm *vm, GsClockSearch *search);

G_END_DECLS
