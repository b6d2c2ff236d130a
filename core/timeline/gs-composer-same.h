/* gs-composer-same.h: rows that are as they were in another timeline
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

void gs_composer_keep_same (GsTimeline *self, const GsTimeline *before);

G_END_DECLS
