/* gs-losses.h: how much of a machine's recording is missing, and what to do about that
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-event.h"
#include "machine/gs-machine.h"

G_BEGIN_DECLS

/* What records with larger buffers; scripts of Recording Help call their channel so. */
#define GS_LARGER_BUFFERS_LTTNG "lttng enable-channel -k --subbuf-size=4M --num-subbuf=8 guestscope"
#define GS_LARGER_BUFFERS_TRACE_CMD "trace-cmd record -b 32768 -e sched -e kvm"

typedef struct
{
  guint64 n_events;      /* that the tracer discarded, and counted */
  guint64 n_packets;     /* that are missing, for whatever reason */
  guint64 n_in_packets;  /* about so many events were in these */
  guint64 n_overwritten; /* of the packets: in a flight recorder, where that is meant */
  GsWarningPlace first_event, first_packet;
} GsLosses;

void gs_losses_add (GsLosses *self, const GsEvent *event);
void gs_losses_warn (const GsLosses *self, GsMachine *machine);

G_END_DECLS
