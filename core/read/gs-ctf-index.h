/* gs-ctf-index.h: stream files and LTTng's index of their packets
 * SPDX-License-Identifier: MIT
 *
 * Looks at the files only, so that little of a trace needs to be decoded.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A stream file of a trace's folder. */
typedef struct
{
  char *name;
  guint64 n_bytes;
} GsCtfFile;

/* Where a packet is in its file. */
typedef struct
{
  guint64 offset;
  guint64 n_bytes;
  guint64 end; /* when it was closed, in cycles of the trace's clock */
} GsCtfPacket;

GPtrArray *gs_ctf_index_list_files (const char *folder);
GPtrArray *gs_ctf_index_list_lost (const char *folder);
GArray *gs_ctf_index_read (const char *folder, const char *file, char **stream_key);
guint64 gs_ctf_index_find_tail (const char *folder, const GsCtfFile *file, guint n_packets);
gboolean gs_ctf_index_find_end (const char *folder, guint64 *cycles);
guint *gs_ctf_index_share (const char *folder, const char *const *port_names, guint n_ports, guint n_groups);

G_END_DECLS
