/* gs-native-format.h: CTF traces, decoded here
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-trace-format.h"

G_BEGIN_DECLS

extern const GsTraceFormat gs_native_format;

G_END_DECLS
