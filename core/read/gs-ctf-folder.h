/* gs-ctf-folder.h: folders that hold a CTF trace
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

gboolean gs_ctf_folder_recognize (const char *folder, char **problem);
guint64 gs_ctf_folder_count_bytes (const char *folder);
void gs_ctf_folder_warn (const char *folder, const char *name, GPtrArray *warnings);

G_END_DECLS
