/* dat-layout.h: what the kernel's events are called and made of, for tests
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "sim/dat-writer.h"

G_BEGIN_DECLS

/* The letters of types are those of ctf-layout.h. Between a name's parts is the system's end. */
typedef struct
{
  const char *system, *name;
  const char *types;
  const char *fields; /* their names, separated by blanks */
} DatLayout;

typedef union
{
  gint64 i;
  const char *s;
} DatValue;

gboolean dat_layout_get (const DatOptions *options, CtfKind kind, DatLayout *layout);
guint dat_layout_get_id (const DatOptions *options, CtfKind kind, guint syscall);
guint dat_layout_count_names (const DatOptions *options, CtfKind kind);
GString *dat_layout_format (const DatOptions *options, CtfKind kind, guint syscall);
void dat_layout_put_number (GByteArray *bytes, const DatOptions *options, guint64 number, guint n_bytes);
void dat_layout_put (GByteArray *record, const DatOptions *options, const CtfEvent *event);

G_END_DECLS
