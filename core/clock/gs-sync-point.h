/* gs-sync-point.h: a message as one machine's trace saw it
 * SPDX-License-Identifier: MIT
 *
 * Two points of two machines with the same key and opposite directions are one
 * message: sent before received.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GS_SYNC_TCP,       /* key: ports, seq, ack, flags */
  GS_SYNC_VMSYNC_GH, /* guest to host; key: vm_uid, counter */
  GS_SYNC_VMSYNC_HG, /* host to guest */
} GsSyncKind;

typedef struct
{
  gint64 time;    /* ns, the machine's clock */
  guint64 key_a;  /* vm_uid, or seq << 32 | ack */
  guint64 key_b;  /* counter, or ports and flags */
  guint32 device; /* TCP: name id of the network device, in the machine's names */
  guint8 kind;    /* GsSyncKind */
  guint8 is_sent; /* else received */
  guint16 cpu;    /* of the machine: where it was recorded */
} GsSyncPoint;

G_END_DECLS
