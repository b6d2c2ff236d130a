/* gs-ctf-packet.h: where a packet lies, and what its header says
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "base/gs-time.h"
#include "native/gs-ctf-classes.h"

G_BEGIN_DECLS

#define GS_CTF_MAX_PACKET (256u << 20) /* bytes */

typedef struct
{
  const GsCtfStreamKind *kind;
  guint file;         /* index */
  guint64 offset;     /* of the packet in its file */
  guint64 n_bytes;    /* of the packet */
  guint64 header_end; /* bits from the packet's begin: where the first event may begin */
  guint64 content_end;
  guint64 cycles;    /* when it began: what short time stamps go on from */
  gint64 begin, end; /* ns; GS_TIME_NONE where it doesn't say */
  guint64 sequence, n_discarded;
  guint16 cpu;
  guint8 has_sequence, has_discarded;
  guint8 follows_damage; /* what was between it and the one before it can't be read */
} GsCtfPacketInfo;

G_END_DECLS
