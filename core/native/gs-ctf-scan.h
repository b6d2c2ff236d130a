/* gs-ctf-scan.h: finds the packets in a stream file
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "native/gs-ctf-packet.h"

G_BEGIN_DECLS

/* A packet as its header describes it. */
typedef struct
{
  GsCtfPacketInfo info;
  gboolean has_instance;
  guint64 instance;
} GsCtfFoundPacket;

typedef void (*GsCtfPacketFunc) (const GsCtfFoundPacket *found, gpointer user_data);

typedef struct
{
  guint64 n_damaged; /* bytes between packets that are none */
  guint64 damage_at; /* where the first of them are */
  guint64 n_cut;     /* bytes at the end that are no whole packet */
  gboolean is_too_large;
  int read_error; /* an errno, where parts could not be read; or 0 */
} GsCtfScanReport;

void gs_ctf_scan (const GsCtfClasses *classes, int file, guint64 n_bytes, const gint *stop, GsCtfPacketFunc found,
                  gpointer user_data, GsCtfScanReport *report);

G_END_DECLS
