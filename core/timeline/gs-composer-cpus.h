/* gs-composer-cpus.h: who has each physical CPU, down to the guest's thread
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

void gs_composer_compose_cpus (GsTimeline *timeline);

G_END_DECLS
