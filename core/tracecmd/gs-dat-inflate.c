/* gs-dat-inflate.c: what trace-cmd compresses with
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-inflate.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* @name: as the file has it */
GsDatPacking
gs_dat_packing_find (const char *name)
{
  if (strcmp (name, "none") == 0)
    return GS_DAT_PLAIN;
  if (strcmp (name, "zlib") == 0)
    return GS_DAT_ZLIB;
  return strcmp (name, "zstd") == 0 ? GS_DAT_ZSTD : GS_DAT_UNKNOWN;
}

/**
 * gs_dat_inflate:
 * @data: (out caller-allocates) (array length=n_bytes):
 *
 * Returns: whether @packed holds just so many bytes
 */
gboolean
gs_dat_inflate (GsDatPacking packing, const guint8 *packed, gsize n_packed, guint8 *data, gsize n_bytes)
{
  uLongf n_inflated = n_bytes;

  switch (packing)
    {
    case GS_DAT_ZLIB:
      return uncompress (data, &n_inflated, packed, n_packed) == Z_OK && n_inflated == n_bytes;
    case GS_DAT_ZSTD:
      return ZSTD_decompress (data, n_bytes, packed, n_packed) == n_bytes;
    case GS_DAT_PLAIN:
    case GS_DAT_UNKNOWN:
    default:
      return FALSE;
    }
}
