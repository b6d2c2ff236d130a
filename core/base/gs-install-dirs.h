/* gs-install-dirs.h: where the program's own files are
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *gs_install_dirs_dup_program (const char *name);
const char *gs_install_dirs_get_data (void);
const char *gs_install_dirs_get_locale (void);
gboolean gs_install_dirs_is_own (const char *path);

G_END_DECLS
