/* gs-message.c: packets that one machine sent and another received
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-message.h"

#include "base/gs-sorted.h"

/* A packet that woke somebody was received at most so long before, in the same interrupt. */
#define LONGEST_INTERRUPT (2 * GS_MSEC)

typedef struct
{
  guint64 key;
  gint64 time; /* ns on the reference clock */
  guint machine;
  guint cpu;
} GsSent;

struct _GsMessages
{
  const GsTimeline *timeline;
  GArray *sent; /* of GsSent, by key, then by time */
};

static int
gs_messages_compare (gconstpointer a, gconstpointer b)
{
  const GsSent *left = a, *right = b;

  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;
  return (left->time > right->time) - (left->time < right->time);
}

/**
 * gs_messages_new:
 *
 * Returns: (transfer full): all packets that @timeline's machines sent; it has to outlive them
 */
GsMessages *
gs_messages_new (const GsTimeline *timeline)
{
  GsMessages *self = g_new0 (GsMessages, 1);

  self->timeline = timeline;
  self->sent = g_array_new (FALSE, FALSE, sizeof (GsSent));
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; machine->machine != NULL && machine->machine->tcp != NULL && i < machine->machine->tcp->len;
           i++)
        {
          const GsSyncPoint *point = &g_array_index (machine->machine->tcp, GsSyncPoint, i);
          GsSent sent = { point->key, gs_clock_to_reference (&machine->clock, point->time), m, point->cpu };

          if (point->is_sent)
            g_array_append_val (self->sent, sent);
        }
    }
  g_array_sort (self->sent, gs_messages_compare);
  return self;
}

void
gs_messages_free (GsMessages *self)
{
  g_array_unref (self->sent);
  g_free (self);
}

/* The last packet that @cpu received up to @time, in its machine's clock; NULL where there is none. */
static const GsSyncPoint *
gs_messages_find_received (const GsTimelineMachine *machine, guint cpu, gint64 time)
{
  const GArray *tcp = machine->machine->tcp;
  guint n = tcp != NULL ? gs_sorted_count_until (tcp, G_STRUCT_OFFSET (GsSyncPoint, time), time) : 0;

  for (; n > 0; n--)
    {
      const GsSyncPoint *point = &g_array_index (tcp, GsSyncPoint, n - 1);

      if (point->time < time - LONGEST_INTERRUPT)
        return NULL;
      if (!point->is_sent && point->cpu == cpu)
        return point;
    }
  return NULL;
}

/* A bridge sends a packet on: the first who sent it is its sender. */
static const GsSent *
gs_messages_find_first (const GsMessages *self, const GsSyncPoint *received)
{
  const GsSent wanted = { .key = received->key, .time = G_MININT64 };
  guint low = 0, high = self->sent->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (gs_messages_compare (&g_array_index (self->sent, GsSent, middle), &wanted) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->sent->len || g_array_index (self->sent, GsSent, low).key != wanted.key)
    return NULL;
  return &g_array_index (self->sent, GsSent, low);
}

/**
 * gs_messages_find_sender:
 * @machine: who received it: index in the timeline's machines
 * @cpu: of its, by number
 * @received: ns on the reference clock: when what the packet brought about happened
 * @message: (out):
 *
 * Returns: FALSE where it isn't known who sent it
 */
gboolean
gs_messages_find_sender (const GsMessages *self, guint machine, guint cpu, gint64 received, GsMessage *message)
{
  const GsTimelineMachine *receiver = gs_timeline_get_machine (self->timeline, machine);
  const GsSyncPoint *point = gs_messages_find_received (receiver, cpu,
                                                        gs_clock_from_reference (&receiver->clock, received));
  const GsSent *sent = point != NULL ? gs_messages_find_first (self, point) : NULL;

  if (sent == NULL || sent->machine == machine || sent->time >= received)
    return FALSE;
  *message = (GsMessage){
    .machine = sent->machine,
    .thread = gs_timeline_find_current (gs_timeline_get_machine (self->timeline, sent->machine), sent->cpu, sent->time),
    .sent = sent->time,
  };
  return message->thread != GS_NO_INDEX;
}
