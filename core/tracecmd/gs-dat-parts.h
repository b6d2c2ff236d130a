/* gs-dat-parts.h: version 6 of trace-cmd's files: one part after the other
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "tracecmd/gs-dat-file.h"

G_BEGIN_DECLS

gboolean gs_dat_parts_read (GsDatFile *file, gsize at, GError **error);

G_END_DECLS
