/* gs-dat-page.h: one page of the kernel's ring buffer, record by record
 * SPDX-License-Identifier: MIT
 *
 * A page begins with its time and with how much of it is filled. Each record's first word holds its kind or size
 * (5 bits) and the time since the one before (27 bits).
 */
#pragma once

#include "tracecmd/gs-dat-bytes.h"

G_BEGIN_DECLS

/* As the file's "header_page" declares it. */
typedef struct
{
  guint time_at, commit_at, commit_size, data_at;
  gboolean is_big_endian;
} GsDatPageLayout;

typedef struct
{
  GsDatBytes left;        /* that was not read yet */
  guint64 time;           /* ticks, of the last record */
  gboolean is_first_lost; /* events were lost before its first one */
  guint64 n_lost;         /* how many; 0: the kernel could not say */
  gboolean is_broken;     /* what follows makes no sense */
} GsDatPage;

/* Returns: FALSE where it can't be a page */
static inline gboolean
gs_dat_page_init (GsDatPage *self, const GsDatPageLayout *layout, const guint8 *data, gsize n_bytes)
{
  enum
  {
    SIZE_MASK = (1 << 27) - 1,
    LOST_IS_COUNTED = 1 << 30,
    LOST = 1u << 31,
  };
  guint64 commit;
  gsize size;

  *self = (GsDatPage){ .is_broken = TRUE };
  if (n_bytes < layout->data_at)
    return FALSE;
  commit = gs_dat_load (data + layout->commit_at, layout->commit_size, layout->is_big_endian);
  size = commit & SIZE_MASK;
  if (size > n_bytes - layout->data_at)
    return FALSE;
  self->is_broken = FALSE;
  self->time = gs_dat_load (data + layout->time_at, 8, layout->is_big_endian);
  self->left = (GsDatBytes){ data + layout->data_at, size, 0, layout->is_big_endian, FALSE };
  self->is_first_lost = (commit & LOST) != 0;
  if (self->is_first_lost && (commit & LOST_IS_COUNTED) != 0 && layout->commit_size <= n_bytes - layout->data_at - size)
    self->n_lost = gs_dat_load (self->left.data + size, layout->commit_size, layout->is_big_endian);
  return TRUE;
}

/* A time of the clock itself, of which the page's time has the highest bits. */
static inline guint64
gs_dat_page_get_full_time (const GsDatPage *self, guint64 low)
{
  const guint64 high_bits = G_GUINT64_CONSTANT (0x1f) << 59;
  guint64 time = low | (self->time & high_bits);

  return (self->time & high_bits) != 0 && time < self->time ? time + (G_GUINT64_CONSTANT (1) << 59) : time;
}

/* Returns: whether there is one more record; @record (out) is what the event wrote */
static inline gboolean
gs_dat_page_next (GsDatPage *self, GsDatBytes *record)
{
  enum
  {
    PADDING = 29,
    TIME_EXTEND,
    TIME_STAMP
  };

  while (self->left.size - self->left.at >= 4)
    {
      guint32 word = gs_dat_bytes_take_number (&self->left, 4);
      guint type = self->left.is_big_endian ? word >> 27 : word & 31;
      guint64 delta = self->left.is_big_endian ? word & ((1 << 27) - 1) : word >> 5;
      guint64 second;

      if (type > 0 && type < PADDING)
        {
          self->time += delta;
          *record = gs_dat_bytes_take_part (&self->left, type * 4);
          self->is_broken = record->is_short;
          return !record->is_short;
        }
      if (type == PADDING && delta == 0)
        return FALSE;
      second = gs_dat_bytes_take_number (&self->left, 4);
      if (type == TIME_STAMP)
        self->time = gs_dat_page_get_full_time (self, (second << 27) + delta);
      else
        self->time += type == TIME_EXTEND ? (second << 27) + delta : delta;
      if (type != 0 && type != PADDING)
        continue;
      *record = gs_dat_bytes_take_part (&self->left, second >= 4 ? (second - 1) / 4 * 4 : G_MAXUINT64);
      if (record->is_short)
        break;
      if (type == 0)
        return TRUE;
    }
  self->is_broken = self->left.is_short;
  return FALSE;
}

G_END_DECLS
