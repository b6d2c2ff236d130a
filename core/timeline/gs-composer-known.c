/* gs-composer-known.c: how far a timeline's rows can be believed while reading goes on
 * SPDX-License-Identifier: MIT
 *
 * All machines are shown up to the same moment, which all have been read to: a guest whose host is
 * behind would look as if nothing had been stolen from it, a host whose guest is behind would not say
 * whose its CPUs were. A guest whose place or clock isn't known yet isn't shown at all.
 */
#include "timeline/gs-composer-known.h"

/* A clock that is known so well moves nothing that is seen before one zooms far in, in ns. */
#define GOOD_ACCURACY (50 * GS_USEC)

static gboolean
gs_composer_has_host (const GsTimeline *self)
{
  for (guint i = 0; i < self->machines->len; i++)
    if (gs_timeline_get_machine (self, i)->role == GS_ROLE_HOST)
      return TRUE;
  return FALSE;
}

/* Whether the host's side of all CPUs is known: a vCPU's thread is told from others by its first entry. */
static gboolean
gs_composer_has_host_side (const GsTimelineMachine *guest)
{
  for (guint i = 0; i < guest->vcpus->len; i++)
    if (g_array_index (guest->vcpus, GsVcpuRow, i).host_view == NULL)
      return FALSE;
  return TRUE;
}

/* Whether it is settled where a machine's rows belong, on the reference clock and on which host. */
static gboolean
gs_composer_is_placed (const GsTimeline *self, const GsTimelineMachine *machine)
{
  const GsClock *clock = &machine->clock;

  if (machine->host == GS_NO_INDEX)
    return machine->role == GS_ROLE_HOST || !gs_composer_has_host (self);
  if (!gs_composer_has_host_side (machine))
    return FALSE;
  if (clock->method == GS_CLOCK_MANUAL || clock->method == GS_CLOCK_REFERENCE)
    return TRUE;
  return clock->method != GS_CLOCK_NONE && clock->accuracy >= 0 && clock->accuracy <= GOOD_ACCURACY;
}

/* Up to when, on the reference clock, all machines that are placed have been read. */
static gint64
gs_composer_get_common_end (const GsTimeline *self, gboolean *are_placed)
{
  gint64 end = G_MAXINT64;

  *are_placed = TRUE;
  for (guint i = 0; i < self->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self, i);

      if (machine->machine == NULL)
        continue;
      if (!gs_composer_is_placed (self, machine))
        *are_placed = FALSE;
      else if (machine->machine->span.begin == GS_TIME_NONE)
        end = G_MININT64;
      else if (machine->machine->is_partial)
        end = MIN (end, gs_clock_to_reference (&machine->clock, machine->machine->span.end));
    }
  return end;
}

/**
 * gs_composer_set_known:
 * @timeline: (inout): whose machines are all there
 *
 * Says of each machine what its rows can be believed up to: what they say of earlier times is what
 * they will say when all is read.
 */
void
gs_composer_set_known (GsTimeline *timeline)
{
  gboolean are_placed;
  gint64 end = gs_composer_get_common_end (timeline, &are_placed);

  for (guint i = 0; i < timeline->machines->len; i++)
    {
      GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);
      /* A QEMU process may turn out to be a guest that was traced. */
      gboolean is_shown = machine->machine != NULL ? gs_composer_is_placed (timeline, machine) : are_placed;

      machine->is_limited = timeline->is_partial;
      machine->limit = is_shown ? end : G_MININT64;
    }
}
