/* ctf-layout.h: what the events of a test trace are called and made of
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "sim/ctf-writer.h"

G_BEGIN_DECLS

/* What one event class holds: a string of types, one letter a field, in order.
 * c: char[16]; s: string; b, h, u, q: unsigned of 8, 16, 32, 64 bits; i, l:
 * signed of 32 and 64 bits; V: one-element sequence of i; T: LTTng's network
 * header variants (IPv4 with TCP). */
typedef struct
{
  const char *name;
  const char *types;
  const char *fields; /* their names, separated by blanks */
} CtfLayout;

void ctf_layout_get (const CtfOptions *options, CtfKind kind, CtfLayout *layout);
guint ctf_layout_channel (const CtfOptions *options, CtfKind kind);
guint32 ctf_layout_event_id (const CtfOptions *options, CtfKind kind, guint syscall);
GString *ctf_layout_metadata (const CtfOptions *options, const guint8 uuid[16]);

G_END_DECLS
