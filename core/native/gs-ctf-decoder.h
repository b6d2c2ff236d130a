/* gs-ctf-decoder.h: a packet to event records
 * SPDX-License-Identifier: MIT
 *
 * One decoder is used by one thread.
 */
#pragma once

#include "event/gs-stream-order.h"
#include "native/gs-ctf-recording.h"
#include "native/gs-ctf-run.h"

G_BEGIN_DECLS

/* How many records may come before the first event of a packet. */
#define GS_CTF_ROOM_BEFORE 2

/* What is known of a stream where a packet begins, and then where it ends. */
typedef struct
{
  GsStreamOrder order;
  GsEvent context; /* the last one sent; of kind GS_EVENT_NONE: nothing is known */
} GsCtfStreamState;

/* A packet's records, from GS_CTF_ROOM_BEFORE on. */
typedef struct
{
  GsEvent *events;
  gsize begin, end; /* which of them are used */
  gsize capacity;
  gsize first_context;    /* index of the first record of contexts, or G_MAXSIZE */
  GsSpan span;            /* of all events, wanted or not, as they are told; or GS_TIME_NONE */
  gint64 first_time;      /* of the first one, as the packet has it */
  guint64 n_events;       /* all of them */
  guint64 kinds;          /* 1 << GsEventKind of what was met */
  const char *problem;    /* translated: why it wasn't read to its end; or NULL */
  GsCtfStreamState state; /* at its end */
} GsCtfDecoded;

typedef struct
{
  const GsCtfRecording *recording;
  GsCtfTexts *texts;
  guint8 *buffer;
  gsize capacity;
  GHashTable *counts; /* GsCtfClasses -> array of guint64 by the class's index */
  GsCtfRun run;
} GsCtfDecoder;

GsCtfDecoder *gs_ctf_decoder_new (const GsCtfRecording *recording, GsNames *names);
void gs_ctf_decoder_decode (GsCtfDecoder *self, const GsCtfPacketInfo *packet, const GsCtfStreamState *state,
                            gboolean is_counted, guint64 n_max, GsCtfDecoded *decoded);
void gs_ctf_decoder_count_events (const GsCtfDecoder *self, GHashTable *counts);
void gs_ctf_decoder_free (GsCtfDecoder *self);
void gs_ctf_decoded_clear (GsCtfDecoded *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsCtfDecoder, gs_ctf_decoder_free)

G_END_DECLS
