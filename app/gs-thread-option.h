/* gs-thread-option.h: which thread the command line means: --thread MACHINE:TID
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

gboolean
gs_thread_option_find (const GsTimeline *timeline, const char *text, guint *machine, gint32 *tid, GError **error);

G_END_DECLS
