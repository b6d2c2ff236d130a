/* gs-trace-walk.h: the traces below folders that a person chose
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*GsTraceFolderFunc) (const char *path, gpointer user_data);

void gs_trace_walk (const char *const *paths, GCancellable *cancellable, GsTraceFolderFunc found, gpointer user_data,
                    GPtrArray *problems);
GPtrArray *gs_trace_walk_list (const char *const *paths, GCancellable *cancellable, GPtrArray *problems);

G_END_DECLS
