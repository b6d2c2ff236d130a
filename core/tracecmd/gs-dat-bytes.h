/* gs-dat-bytes.h: numbers and texts in bytes that may be anything
 * SPDX-License-Identifier: MIT
 *
 * Taken one after the other. What goes beyond the end is 0 or NULL, and sets
 * is_short: who reads asks once, behind all of it.
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *data;
  gsize size, at;
  gboolean is_big_endian;
  gboolean is_short; /* something went beyond the end */
} GsDatBytes;

/* @n_bytes: 1, 2, 4 or 8; else 0 */
static inline guint64
gs_dat_load (const guint8 *from, guint n_bytes, gboolean is_big_endian)
{
  guint16 two;
  guint32 four;
  guint64 eight;

  switch (n_bytes)
    {
    case 1:
      return *from;
    case 2:
      memcpy (&two, from, sizeof two);
      return is_big_endian ? GUINT16_FROM_BE (two) : GUINT16_FROM_LE (two);
    case 4:
      memcpy (&four, from, sizeof four);
      return is_big_endian ? GUINT32_FROM_BE (four) : GUINT32_FROM_LE (four);
    case 8:
      memcpy (&eight, from, sizeof eight);
      return is_big_endian ? GUINT64_FROM_BE (eight) : GUINT64_FROM_LE (eight);
    default:
      return 0;
    }
}

/* Returns: (nullable): the next @n_bytes */
static inline const guint8 *
gs_dat_bytes_take (GsDatBytes *self, guint64 n_bytes)
{
  gsize at = self->at;

  if (self->is_short || n_bytes > self->size - at)
    {
      self->is_short = TRUE;
      return NULL;
    }
  self->at += n_bytes;
  return self->data != NULL ? self->data + at : NULL; /* there are none */
}

static inline guint64
gs_dat_bytes_take_number (GsDatBytes *self, guint n_bytes)
{
  const guint8 *taken = gs_dat_bytes_take (self, n_bytes);

  return taken != NULL ? gs_dat_load (taken, n_bytes, self->is_big_endian) : 0;
}

/* Returns: (nullable): a text up to its NUL; points into the bytes */
static inline const char *
gs_dat_bytes_take_text (GsDatBytes *self)
{
  const guint8 *begin = gs_dat_bytes_take (self, 0), *end = NULL;

  if (begin != NULL)
    end = memchr (begin, 0, self->size - self->at);
  self->is_short = self->is_short || end == NULL;
  return end != NULL ? (const char *) gs_dat_bytes_take (self, end + 1 - begin) : NULL;
}

/* The next @n_bytes as bytes of their own; none where there are not so many. */
static inline GsDatBytes
gs_dat_bytes_take_part (GsDatBytes *self, guint64 n_bytes)
{
  const guint8 *taken = gs_dat_bytes_take (self, n_bytes);

  return (GsDatBytes){ taken, taken != NULL ? n_bytes : 0, 0, self->is_big_endian, taken == NULL };
}

G_END_DECLS
