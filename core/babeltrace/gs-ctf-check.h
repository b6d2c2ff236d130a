/* gs-ctf-check.h: keeps files from the trace library that would end the program
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean gs_ctf_check_folder (const char *folder, GError **error);
gboolean gs_ctf_check_file (const char *folder, const char *name);

G_END_DECLS
