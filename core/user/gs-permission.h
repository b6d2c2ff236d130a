/* gs-permission.h: which experiment files may read what lies outside of their folders
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean gs_permission_check (const char *path, GCancellable *cancellable, GError **error);
void gs_permission_give (const char *path);

G_END_DECLS
