/* gs-clock-split.h: a clock in pieces, where one line does not fit
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-search.h"

G_BEGIN_DECLS

GArray *gs_clock_split_find (const GsSyncVcpu *vcpus, guint n_vcpus, const GArray *messages, GsSpan span);

G_END_DECLS
