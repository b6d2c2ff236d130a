/* gs-ctf-jobs.h: packets decoded ahead, on several threads
 * SPDX-License-Identifier: MIT
 *
 * Packets are taken in the order in which they will be asked for, of all
 * streams together. Who asks for one that nobody has begun decodes it by
 * itself, so nobody ever waits for room.
 */
#pragma once

#include "native/gs-ctf-decoder.h"

G_BEGIN_DECLS

typedef struct _GsCtfJobs GsCtfJobs;

/* What was taken for granted where a packet was decoded before the one in front of it. */
typedef struct
{
  gint64 sees_from;
  gboolean is_context_known;
} GsCtfGuess;

GsCtfJobs *gs_ctf_jobs_new (const GsCtfRecording *recording, GsNames *names, guint n_threads, gint *stop);
GsCtfDecoded *gs_ctf_jobs_take (GsCtfJobs *self, guint stream, guint packet, GsCtfGuess *guess);
void gs_ctf_jobs_give_back (GsCtfJobs *self, GsCtfDecoded *decoded);
GsCtfDecoded *gs_ctf_jobs_decode (GsCtfJobs *self, guint stream, guint packet, const GsCtfStreamState *state,
                                  gboolean is_counted, GsCtfDecoded *again);
gboolean gs_ctf_jobs_is_unspecified (const GsEvent *context);
guint64 gs_ctf_jobs_get_n_events (GsCtfJobs *self);
void gs_ctf_jobs_count_events (GsCtfJobs *self, GHashTable *counts);
void gs_ctf_jobs_wake (GsCtfJobs *self);
void gs_ctf_jobs_free (GsCtfJobs *self);

G_END_DECLS
