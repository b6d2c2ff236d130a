/* ctf-payload.h: what an event holds, as bytes
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "sim/ctf-writer.h"

G_BEGIN_DECLS

void ctf_put_number (GByteArray *bytes, guint64 value, guint size);
void ctf_put_name (GByteArray *bytes, const char *name);
void ctf_payload_put (GByteArray *bytes, const char *types, gboolean is_old, const CtfEvent *event);

G_END_DECLS
