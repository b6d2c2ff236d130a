/* gs-ctf-stitch.h: a stream's packets, one after the other, as one source of events
 * SPDX-License-Identifier: MIT
 *
 * Packets are decoded ahead as if nothing was known of those before; here they
 * are put together to what reading them one by one gives.
 */
#pragma once

#include "event/gs-event-source.h"
#include "native/gs-ctf-jobs.h"

G_BEGIN_DECLS

typedef struct
{
  GsEventSource parent;
  const GsCtfRecording *recording;
  GsCtfJobs *jobs;
  const gint *stop;
  guint index; /* of the stream in the recording */
  const GsCtfStream *stream;
  guint next; /* packet */
  GsCtfStreamState state;
  GsCtfDecoded *decoded; /* that is given out, or NULL */
  gboolean is_ended;
  GsEvent last_loss; /* that was lent at the end */
  GsSpan span;       /* of all events so far; or GS_TIME_NONE */
  guint64 n_lost_packets, n_events;
  gint64 machine_end;  /* ns: when the machine's last event is, as far as is known */
  guint problem_file;  /* index + 1 of the file whose damage was told */
  GPtrArray *warnings; /* translated */
} GsCtfStitch;

GsCtfStitch *
gs_ctf_stitch_new (const GsCtfRecording *recording, guint index, GsCtfJobs *jobs, gint64 machine_end, const gint *stop);

G_END_DECLS
