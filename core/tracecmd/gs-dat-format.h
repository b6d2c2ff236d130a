/* gs-dat-format.h: recordings of trace-cmd
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-trace-format.h"

G_BEGIN_DECLS

extern const GsTraceFormat gs_dat_format;

G_END_DECLS
