/* gs-dat-text.h: a recording's events as text, by its own declarations
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-event-text.h"
#include "trace/gs-trace.h"

G_BEGIN_DECLS

GsEventText *gs_dat_text_new (GsTrace *trace, GError **error);

G_END_DECLS
