/* gs-trace-unpack.h: an archive's files to a folder
 * SPDX-License-Identifier: MIT
 *
 * May be used by any thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* No recording is packed so well. */
#define GS_TRACE_UNPACK_MOST_RATIO 400

/* Called for each part of the file that was read. */
typedef void (*GsTraceUnpackFunc) (gint64 n_bytes, gpointer user_data);

/* An archive, and what is found out of it. */
typedef struct
{
  const char *path;
  gint64 packed; /* bytes of the file */
  gint64 small;  /* what is unpacked to no more is not asked how it was packed */
  GCancellable *cancellable;
  GsTraceUnpackFunc read;
  gpointer user_data;
  gint64 unpacked; /* bytes of what is in it */
  guint n_skipped; /* links, devices, sockets, pipes */
} GsTraceUnpack;

gboolean gs_trace_unpack_measure (GsTraceUnpack *self, GError **error);
gboolean gs_trace_unpack_into (GsTraceUnpack *self, const char *folder, GError **error);

G_END_DECLS
