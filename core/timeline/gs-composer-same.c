/* gs-composer-same.c: rows that are as they were in another timeline
 * SPDX-License-Identifier: MIT
 *
 * Whoever moves one guest's clock waits for that guest's rows, not for all. A row is made from its own machine's
 * tracks by its clock, and from those of the hosts around it: where these are the same, so is the row.
 */
#include "timeline/gs-composer-same.h"

#include <string.h>

/* A machine, and what it was before. */
typedef struct
{
  const GsTimeline *timeline, *before;
  GsTimelineMachine *now;
  const GsTimelineMachine *then;
} GsComposerPair;

/* Whether both lead to the same times; how that was found out doesn't matter. */
static gboolean
gs_composer_has_same_clock (const GsClock *a, const GsClock *b)
{
  if (a->origin != b->origin || a->offset != b->offset || a->drift != b->drift)
    return FALSE;
  if (a->pieces == NULL || b->pieces == NULL)
    return a->pieces == b->pieces;
  return a->pieces->len == b->pieces->len
         && memcmp (a->pieces->data, b->pieces->data, a->pieces->len * sizeof (GsClockPiece)) == 0;
}

static gboolean
gs_composer_has_same_vcpus (const GsTimelineMachine *a, const GsTimelineMachine *b)
{
  if (a->vcpus->len != b->vcpus->len)
    return FALSE;
  for (guint i = 0; i < a->vcpus->len; i++)
    {
      const GsVcpuRow *left = &g_array_index (a->vcpus, GsVcpuRow, i), *right = &g_array_index (b->vcpus, GsVcpuRow, i);

      if (left->id != right->id || left->host_thread != right->host_thread)
        return FALSE;
    }
  return TRUE;
}

static gboolean gs_composer_is_same (const GsComposerPair *self);

/* Whether the hosts around are as they were, all the way out. */
static gboolean
gs_composer_has_same_hosts (const GsComposerPair *self)
{
  GsComposerPair hosts = { self->timeline, self->before, gs_timeline_get_machine (self->timeline, self->now->host),
                           gs_timeline_get_machine (self->before, self->then->host) };

  if (hosts.now == NULL || hosts.then == NULL)
    return hosts.now == NULL && hosts.then == NULL;
  return hosts.now->machine == hosts.then->machine && gs_composer_is_same (&hosts);
}

/* Of a machine that is one and the same, or of a process whose guest was not traced. */
static gboolean
gs_composer_is_same (const GsComposerPair *self)
{
  return gs_composer_has_same_clock (&self->now->clock, &self->then->clock)
         && gs_composer_has_same_vcpus (self->now, self->then) && gs_composer_has_same_hosts (self);
}

/* What the host knows of a vCPU is not by the guest's clock. */
static void
gs_composer_keep_host_views (const GsComposerPair *self)
{
  for (guint i = 0; i < self->now->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (self->now->vcpus, GsVcpuRow, i), *before;
      guint index;

      if (row->host_view == NULL || !gs_timeline_find_vcpu (self->then, row->id, &index))
        continue;
      before = &g_array_index (self->then->vcpus, GsVcpuRow, index);
      if (before->host_view != NULL && before->host_thread == row->host_thread)
        gs_lazy_track_keep_same (row->host_view, before->host_view);
    }
}

static void
gs_composer_keep_rows (const GsComposerPair *self)
{
  GsTimelineMachine *now = self->now;
  const GsTimelineMachine *then = self->then;

  for (guint i = 0; i < now->vcpus->len; i++)
    gs_lazy_track_keep_same (g_array_index (now->vcpus, GsVcpuRow, i).track,
                             g_array_index (then->vcpus, GsVcpuRow, i).track);
  for (guint i = 0; i < now->threads->len; i++)
    {
      GsThreadRow *row = &g_array_index (now->threads, GsThreadRow, i);
      const GsThreadRow *before = &g_array_index (then->threads, GsThreadRow, i);

      gs_lazy_track_keep_same (row->track, before->track);
      row->use = before->use;
    }
  for (guint i = 0; i < now->cpus->len; i++)
    gs_lazy_track_keep_same (g_array_index (now->cpus, GsCpuRow, i).current,
                             g_array_index (then->cpus, GsCpuRow, i).current);
  now->has_uses = then->has_uses;
}

/* Returns: (nullable): the machine that @machine was in @before */
static const GsTimelineMachine *
gs_composer_find_before (const GsTimeline *before, const GsTimelineMachine *machine)
{
  for (guint i = 0; i < before->machines->len; i++)
    {
      const GsTimelineMachine *then = gs_timeline_get_machine (before, i);

      if (then->machine == machine->machine && (machine->machine != NULL || g_str_equal (then->name, machine->name)))
        return then;
    }
  return NULL;
}

/**
 * gs_composer_keep_same:
 * @self: (inout): one that no other thread has seen yet
 * @before: of the same machines, by other choices
 *
 * Gives @self those of @before's rows that are made and would be made the same again. Physical CPUs, of which every
 * guest's clock says who had them, are made again.
 */
void
gs_composer_keep_same (GsTimeline *self, const GsTimeline *before)
{
  for (guint i = 0; i < self->machines->len; i++)
    {
      GsComposerPair pair = { self, before, gs_timeline_get_machine (self, i), NULL };

      pair.then = gs_composer_find_before (before, pair.now);
      if (pair.then == NULL || !gs_composer_has_same_hosts (&pair))
        continue;
      gs_composer_keep_host_views (&pair);
      if (gs_composer_is_same (&pair))
        gs_composer_keep_rows (&pair);
    }
}
