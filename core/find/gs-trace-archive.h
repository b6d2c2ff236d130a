/* gs-trace-archive.h: recordings that came as an archive
 * SPDX-License-Identifier: MIT
 *
 * Archives are unpacked into a scratch folder, once, which is removed when the program ends. May be used by any thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What takes more when it is unpacked has to be allowed. */
#define GS_TRACE_ARCHIVE_LARGE (G_GINT64_CONSTANT (1) << 30)

gboolean gs_trace_archive_is_called_one (const char *path);
gboolean gs_trace_archive_is_one (const char *path);
void gs_trace_archive_allow_large (const char *path);
char *gs_trace_archive_unpack (const char *path, GPtrArray *warnings, GCancellable *cancellable, GError **error);
GStrv
gs_trace_archive_unpack_all (const char *const *paths, GPtrArray *warnings, GCancellable *cancellable, GError **error);
double gs_trace_archive_get_progress (GCancellable *cancellable);
char *gs_trace_archive_dup_unpacked (const char *path, GCancellable *cancellable, GError **error);
char *gs_trace_archive_dup_lasting (const char *path);
GStrv gs_trace_archive_dup_lasting_all (const char *const *paths);

G_END_DECLS
