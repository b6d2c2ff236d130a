/* gs-ctf-texts.h: one thread's short cut from texts in a stream to names
 * SPDX-License-Identifier: MIT
 *
 * Names of threads have at most 16 bytes: two numbers say whether it is one
 * that was seen before, and no byte is looked at by itself.
 */
#pragma once

#include "base/gs-name-cache.h"

G_BEGIN_DECLS

#define GS_CTF_SHORT_BYTES 16
#define GS_CTF_N_SHORT 1024

typedef struct
{
  guint64 low, high;
  guint32 id; /* 0: free */
} GsCtfShortText;

typedef struct
{
  GsCtfShortText shorts[GS_CTF_N_SHORT];
  GsNameCache names;
} GsCtfTexts;

/* The bytes of @word up to its first zero. */
static inline guint64
gs_ctf_texts_cut (guint64 word, gboolean *is_ended)
{
  guint64 zeros = (word - 0x0101010101010101u) & ~word & 0x8080808080808080u;

  if (zeros == 0)
    return word;
  *is_ended = TRUE;
  return word & (((zeros & -zeros) >> 7) - 1);
}

guint32 gs_ctf_texts_add_long (GsCtfTexts *self, const guint8 *text, gsize n_bytes);

/* @n_bytes: the text ends there, or at a zero before that. Returns: its id */
static inline guint32
gs_ctf_texts_add (GsCtfTexts *self, const guint8 *text, gsize n_bytes)
{
  guint64 low, high = 0;
  gboolean is_ended = FALSE;
  GsCtfShortText *entry;

  if (G_UNLIKELY (n_bytes != GS_CTF_SHORT_BYTES))
    return gs_ctf_texts_add_long (self, text, n_bytes);
  memcpy (&low, text, sizeof low);
  low = gs_ctf_texts_cut (GUINT64_FROM_LE (low), &is_ended);
  if (!is_ended)
    {
      memcpy (&high, text + sizeof low, sizeof high);
      high = gs_ctf_texts_cut (GUINT64_FROM_LE (high), &is_ended);
    }
  entry = &self->shorts[((low ^ high >> 7 ^ high << 9) * 0x9e3779b97f4a7c15u) >> 54];
  if (G_UNLIKELY (entry->id == 0 || entry->low != low || entry->high != high))
    {
      guint32 id = gs_ctf_texts_add_long (self, text, n_bytes);

      *entry = (GsCtfShortText){ low, high, id };
    }
  return entry->id;
}

G_END_DECLS
