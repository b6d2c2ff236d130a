/* gs-dat-inflate.h: what trace-cmd compresses with
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GS_DAT_PLAIN,
  GS_DAT_ZLIB,
  GS_DAT_ZSTD,
  GS_DAT_UNKNOWN,
} GsDatPacking;

GsDatPacking gs_dat_packing_find (const char *name);
gboolean gs_dat_inflate (GsDatPacking packing, const guint8 *packed, gsize n_packed, guint8 *data, gsize n_bytes);

G_END_DECLS
