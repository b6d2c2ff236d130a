/* gs-composer-known.h: how far a timeline's rows can be believed while reading goes on
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

void gs_composer_set_known (GsTimeline *timeline);

G_END_DECLS
