/* gs-ctf-run.h: runs a program over the bits of a packet
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "native/gs-ctf-program.h"
#include "native/gs-ctf-texts.h"

G_BEGIN_DECLS

#define GS_CTF_N_ROLES 16
#define GS_CTF_HAS(run, role) (((run)->has_roles >> (role) &1) != 0)

typedef struct
{
  GsCtfTexts *texts;   /* may be NULL where no text is read */
  guint8 *records;     /* two GsEvent: contexts, then the event */
  gboolean is_marked;  /* a mark was passed */
  guint32 has_roles;   /* bit 1 << GsCtfRole for each that was read */
  guint8 n_time_bits;  /* of the time stamp's role */
  const guint8 *bytes; /* of the last BYTES step */
  guint64 budget;      /* how often it may go back: what a packet holds can't keep it busy for ever */
  guint64 roles[GS_CTF_N_ROLES];
  gint64 slots[GS_CTF_MAX_SLOTS];
} GsCtfRun;

G_STATIC_ASSERT (GS_CTF_ROLE_TIMESTAMP < GS_CTF_N_ROLES);

gboolean gs_ctf_program_run (const GsCtfProgram *self, GsCtfRun *run, const guint8 *data, guint64 *at, guint64 end);

G_END_DECLS
