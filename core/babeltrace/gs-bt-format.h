/* gs-bt-format.h: CTF traces, by babeltrace2's library
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-trace-format.h"

G_BEGIN_DECLS

extern const GsTraceFormat gs_bt_format;

G_END_DECLS
