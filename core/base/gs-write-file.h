/* gs-write-file.h: files that are written as a whole or not at all
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean gs_write_file (const char *path, gconstpointer data, gsize length, int mode, GError **error);
GOutputStream *gs_write_file_open (const char *path, GError **error);

G_END_DECLS
