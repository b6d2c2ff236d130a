/* gs-ctf-walker.h: all fields of an event as text
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-meta.h"

G_BEGIN_DECLS

/* Walks through one event after the other of what is in @data. */
typedef struct
{
  const guint8 *data;
  guint64 at, end;  /* bits */
  gint32 tid;       /* what a context says, or GS_NO_TID */
  GString *text;    /* NAME=VALUE … */
  GString *prefix;  /* of members inside of others: OUTER. */
  GArray *known;    /* of GsCtfKnown: what lengths and selectors may be */
  guint64 n_budget; /* how many fields it may still walk through */
  gboolean is_context;
} GsCtfWalker;

void gs_ctf_walker_init (GsCtfWalker *self);
void gs_ctf_walker_clear (GsCtfWalker *self);
void gs_ctf_walker_begin (GsCtfWalker *self);
gboolean gs_ctf_walker_walk (GsCtfWalker *self, const GsCtfField *field, GsCtfScope scope);

G_END_DECLS
