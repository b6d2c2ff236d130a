/* gs-ctf-coverage.h: when which CPU was not recorded
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-event.h"
#include "native/gs-ctf-recording.h"

G_BEGIN_DECLS

GArray *gs_ctf_coverage_find_gaps (const GsCtfRecording *recording, GsNames *names, GsSpan span);

G_END_DECLS
