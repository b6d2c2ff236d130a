/* gs-dat-sections.h: version 7 of trace-cmd's files: sections, which options list
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "tracecmd/gs-dat-file.h"

G_BEGIN_DECLS

gboolean gs_dat_sections_read (GsDatFile *file, guint64 offset, GError **error);

G_END_DECLS
