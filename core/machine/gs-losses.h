/* gs-losses.h: how much of a machine's recording is missing, and what to do about that
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-event.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 n_events;      /* that the tracer discarded, and counted */
  guint64 n_packets;     /* that are missing, for whatever reason */
  guint64 n_in_packets;  /* about so many events were in these */
  guint64 n_overwritten; /* of the packets: in a flight recorder, where that is meant */
} GsLosses;

void gs_losses_add (GsLosses *self, const GsEvent *event);
void gs_losses_warn (const GsLosses *self, const char *name, GPtrArray *warnings);

G_END_DECLS
