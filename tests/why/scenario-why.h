/* scenario-why.h: lines of a scenario that say where a thread's time went
 * SPDX-License-Identifier: MIT
 *
 *   wakeups MACHINE TID: WOKEN-IN-RUNNING by WAKER (NS PART, …; CAUSE) | …
 *   explain MACHINE TID FROM-TO: KIND NS (WHAT NS (…), …), …
 *   explain-vcpu MACHINE N FROM-TO: the same
 *   lock-holders MACHINE VCPU: BEGIN-END N wait, …
 *   path MACHINE TID FROM-TO: BEGIN-END KIND MACHINE:TID (CAUSE), …
 *
 * Times are in µs. Parts of nothing are left out, and so is what isn't known.
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

void scenario_why_check (GsTimeline *timeline, guint machine, const char *line);

G_END_DECLS
