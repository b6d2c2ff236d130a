/* gs-thieves.c: who had a CPU meanwhile
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-thieves.h"

#include "timeline/gs-composer-cpus.h"
#include "track/gs-track-walk.h"

static int
gs_thieves_compare (gconstpointer a, gconstpointer b)
{
  const GsShare *left = a, *right = b;

  if (left->ns != right->ns)
    return left->ns > right->ns ? -1 : 1;
  return left->occupant < right->occupant ? -1 : left->occupant > right->occupant;
}

static void
gs_thieves_add (GArray *shares, guint32 thread, guint32 occupant, gint64 ns)
{
  GsShare share = { thread, ns, occupant };

  for (guint i = 0; i < shares->len; i++)
    if (g_array_index (shares, GsShare, i).occupant == occupant)
      {
        g_array_index (shares, GsShare, i).ns += ns;
        return;
      }
  g_array_append_val (shares, share);
}

/**
 * gs_thieves_list:
 * @host: index of the machine
 * @cpu: its CPU's number
 * @span: in ns
 * @except_thread: the victim, or %GS_NO_INDEX
 *
 * Who had the CPU meanwhile.
 *
 * Returns: (transfer full) (element-type GsShare): longest first; empty where
 *   nobody had it or that isn't known
 */
GArray *
gs_thieves_list (const GsTimeline *self, guint host, guint cpu, GsSpan span, guint32 except_thread)
{
  GArray *shares = g_array_new (FALSE, FALSE, sizeof (GsShare));
  const GsTimelineMachine *machine = gs_timeline_get_machine (self, host);
  g_autoptr (GsTrack) track = NULL;
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;
  guint index;

  if (!gs_timeline_find_cpu (machine, cpu, &index))
    return shares;
  track = gs_composer_ref_cpu_part (machine, index, span);
  gs_track_walk_init (&walk, track, span, NULL);
  while (gs_track_walk_next (&walk, &interval, &part))
    if (interval.value.arg < self->occupants->len)
      {
        guint32 thread = g_array_index (self->occupants, GsOccupant, interval.value.arg).thread;

        if (thread != except_thread)
          gs_thieves_add (shares, thread, interval.value.arg, gs_span_duration (part));
      }
  g_array_sort (shares, gs_thieves_compare);
  return shares;
}
