/* gs-dat-head.h: reads all of a recording of trace-cmd but the events
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "tracecmd/gs-dat-file.h"

G_BEGIN_DECLS

GsDatFile *gs_dat_head_open (const char *path, GError **error);

G_END_DECLS
