/* gs-stream-order.h: one stream's times in order, and what was lost in it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "base/gs-time.h"
#include "event/gs-event.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 last_time; /* of the last record; never goes back */
  gboolean has_lost;
  GsEvent lost;     /* sent before the next event, from its begin on */
  gint64 sees_from; /* when the last lost span ends; GS_TIME_NONE: that was noticed */
  guint64 n_lost, n_steps_back;
  gint64 largest_step_back;
} GsStreamOrder;

void gs_stream_order_init (GsStreamOrder *self);
/* What is missing; of gs-event.h's GsLoss. */
typedef struct
{
  guint16 causes, of;
  guint64 n_events;
  guint32 n_packets, n_in_packets;
} GsStreamLoss;

void gs_stream_order_hold_lost (GsStreamOrder *self, GsSpan span, const GsStreamLoss *loss);
gsize gs_stream_order_flush_lost (GsStreamOrder *self, guint16 cpu, gint64 time, GsEvent *event);
gboolean gs_stream_order_sees_again (GsStreamOrder *self, gint64 time);

/* Returns: @time, or the last one where the stream's clock went back */
static inline gint64
gs_stream_order_keep (GsStreamOrder *self, gint64 time)
{
  if (time < self->last_time)
    {
      self->n_steps_back++;
      self->largest_step_back = MAX (self->largest_step_back, self->last_time - time);
      return self->last_time;
    }
  self->last_time = time;
  return time;
}

G_END_DECLS
