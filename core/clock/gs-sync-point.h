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
  GS_SYNC_TCP,       /* known by its ports, seq, ack and flags */
  GS_SYNC_VMSYNC_GH, /* guest to host; known by its vm_uid and counter */
  GS_SYNC_VMSYNC_HG, /* host to guest */
} GsSyncKind;

typedef struct
{
  gint64 time;    /* ns, the machine's clock */
  guint64 key;    /* gs_sync_key() */
  guint32 device; /* TCP: name id of the network device, in the machine's names */
  guint8 kind;    /* GsSyncKind */
  guint8 is_sent; /* else received */
  guint16 cpu;    /* of the machine: where it was recorded */
} GsSyncPoint;

/* Each bit of it depends on all of @bits. As MurmurHash3 mixes its last bits. */
static inline guint64
gs_sync_mix (guint64 bits)
{
  bits = (bits ^ bits >> 33) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  bits = (bits ^ bits >> 33) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return bits ^ bits >> 33;
}

/**
 * gs_sync_key:
 * @a: vm_uid, or seq << 32 | ack
 * @b: counter, or ports and flags
 *
 * Of a million messages two have the same with a probability of 3e-8.
 *
 * Returns: what a message is known by, on all machines
 */
static inline guint64
gs_sync_key (GsSyncKind kind, guint64 a, guint64 b)
{
  return gs_sync_mix (a + gs_sync_mix (b + ((guint64) kind << 62)));
}

G_END_DECLS
