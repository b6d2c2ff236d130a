/* gs-dat-take.h: what files of trace-cmd hold in both of their versions
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "tracecmd/gs-dat-options.h"

G_BEGIN_DECLS

gboolean gs_dat_take_header (GsDatFile *file, GsDatBytes *data, GError **error);
void gs_dat_take_system (GsDatFile *file, const char *system, GsDatBytes *data);
void gs_dat_take_formats (GsDatFile *file, GsDatBytes *data);
void gs_dat_take_names (GsDatFile *file, GsDatBytes *data);
void gs_dat_take_buffer (GsDatFile *file, const GsDatBuffer *buffer, guint index, gboolean is_packed);
gboolean gs_dat_take_fail (GError **error, const char *what);
gboolean gs_dat_take_fail_short (GError **error);

G_END_DECLS
