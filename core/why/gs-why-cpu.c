/* gs-why-cpu.c: who had a CPU while a thread waited for it
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-why-cpu.h"

#include <glib/gi18n.h>

#include "track/gs-track-walk.h"

/* A part of @node that has no name of its own. */
static void
gs_why_cpu_add_plain (const GsWhyCpu *self, GsWhyNode *node, GsSpan span, GsCause cause, const char *what)
{
  gs_why_node_add (gs_why_node_get_plain (node, (GsWhyKey){ self->kind, cause, 0, 0 }, what), span);
}

static void
gs_why_cpu_add_thread (const GsWhyCpu *self, GsWhyNode *node, GsSpan span, guint32 thread)
{
  GsWhyKey key = { self->kind, GS_CAUSE_HOST_THREAD, self->machine, thread };
  GsWhyNode *part = gs_why_node_find (node, key);

  if (part == NULL)
    {
      g_autofree char *name = gs_timeline_name_thread (self->timeline, self->machine, thread, span.begin);
      const char *machine = gs_timeline_get_machine (self->timeline, self->machine)->name;

      part = gs_why_node_add_part (node, key,
                                   self->is_further_out ? g_strdup_printf ("%s: %s", machine, name) : g_strdup (name));
    }
  gs_why_node_add (part, span);
}

static void
gs_why_cpu_add_piece (const GsWhyCpu *self, GsWhyNode *node, GsSpan span, GsTrackValue value)
{
  if (value.state == GS_GUEST_VIEW_IDLE)
    gs_why_cpu_add_plain (self, node, span, GS_CAUSE_IDLE, N_ ("the CPU idled"));
  else if (value.state != GS_GUEST_VIEW_RUNNING || value.arg == GS_NO_INDEX)
    gs_why_cpu_add_plain (self, node, span, GS_CAUSE_PREEMPTED, N_ ("somebody that isn't known"));
  else if (value.arg == self->waits)
    gs_why_cpu_add_plain (self, node, span, GS_CAUSE_PREEMPTED, N_ ("somebody that isn't known"));
  else
    gs_why_cpu_add_thread (self, node, span, value.arg);
}

/**
 * gs_why_cpu_add:
 * @node: (inout): gets a part for everybody who had the CPU in @wait
 * @wait: ns on the reference clock, not before any earlier one
 *
 * The parts add up to @wait.
 */
void
gs_why_cpu_add (const GsWhyCpu *self, GsWhyNode *node, GsSpan wait)
{
  const GsTrackValue unknown = { .state = GS_GUEST_VIEW_UNKNOWN };
  gint64 done = wait.begin;
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan part;

  gs_track_walk_init (
      &walk, gs_timeline_get_current (gs_timeline_get_machine (self->timeline, self->machine), self->cpu), wait, NULL);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      if (done < part.begin)
        gs_why_cpu_add_piece (self, node, (GsSpan){ done, part.begin }, unknown);
      gs_why_cpu_add_piece (self, node, part, interval.value);
      done = part.end;
    }
  if (done < wait.end)
    gs_why_cpu_add_piece (self, node, (GsSpan){ done, wait.end }, unknown);
}
