/* gs-readable.h: whether a file or folder can be read, and if not, why
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int gs_readable_get_errno (const char *path);
char *gs_readable_dup_folder_advice (const char *folder, int number);

G_END_DECLS
