/* gs-neighbours.c: machines that share CPUs, and what they took from each other
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-neighbours.h"

/* In place of a victim or a thief: all of them. */
#define ALL (GS_NO_INDEX - 1)

static int
gs_neighbours_compare_thefts (gconstpointer a, gconstpointer b)
{
  const GsVcpuTheft *left = a, *right = b;

  if (left->ns != right->ns)
    return left->ns > right->ns ? -1 : 1;
  return (left->span.begin > right->span.begin) - (left->span.begin < right->span.begin);
}

static int
gs_neighbours_compare_cells (gconstpointer a, gconstpointer b)
{
  const GsNeighbourCell *left = a, *right = b;

  return left->ns != right->ns ? (left->ns > right->ns ? -1 : 1) : 0;
}

static void
gs_neighbour_cell_add (GsNeighbourCell *self, gint64 ns)
{
  self->ns += ns;
  self->count++;
  self->longest_ns = MAX (self->longest_ns, ns);
}

static void
gs_neighbours_add (GArray *cells, GsNeighbourCell key, gint64 ns)
{
  for (guint i = 0; i < cells->len; i++)
    {
      GsNeighbourCell *cell = &g_array_index (cells, GsNeighbourCell, i);

      if (cell->thief == key.thief && cell->kind == key.kind && cell->victim == key.victim)
        {
          gs_neighbour_cell_add (cell, ns);
          return;
        }
    }
  gs_neighbour_cell_add (&key, ns);
  g_array_append_val (cells, key);
}

static void
gs_neighbours_add_up (GsNeighbours *self)
{
  for (guint i = 0; i < self->thefts->len; i++)
    {
      const GsVcpuTheft *theft = &g_array_index (self->thefts, GsVcpuTheft, i);

      gs_neighbours_add (self->cells, (GsNeighbourCell){ theft->thief, theft->kind, theft->victim }, theft->ns);
      gs_neighbours_add (self->thieves, (GsNeighbourCell){ theft->thief, theft->kind, ALL }, theft->ns);
      gs_neighbours_add (self->victims, (GsNeighbourCell){ ALL, GS_THIEF_NOBODY, theft->victim }, theft->ns);
      if (gs_vcpu_theft_hit_lock_holder (theft))
        gs_neighbour_cell_add (&self->lock_holders, theft->ns);
    }
  g_array_sort (self->cells, gs_neighbours_compare_cells);
  g_array_sort (self->thieves, gs_neighbours_compare_cells);
  g_array_sort (self->victims, gs_neighbours_compare_cells);
}

static void
gs_neighbour_lack_clear (gpointer data)
{
  g_array_unref (((GsNeighbourLack *) data)->lacks);
}

static void
gs_neighbours_measure_lacks (GsNeighbours *self, GCancellable *cancellable)
{
  for (guint m = 0; m < self->timeline->machines->len; m++)
    {
      GsNeighbourLack lack = { m, NULL };

      if (gs_timeline_get_machine (self->timeline, m)->vcpus->len == 0)
        continue;
      lack.lacks = gs_cpu_lack_measure (self->timeline, m, self->span, cancellable);
      g_array_append_val (self->lacks, lack);
    }
}

/**
 * gs_neighbours_new:
 * @span: ns on the reference clock
 *
 * Returns: (transfer full) (nullable): NULL where it was cancelled
 */
GsNeighbours *
gs_neighbours_new (GsTimeline *timeline, GsSpan span, GCancellable *cancellable)
{
  g_autoptr (GsNeighbours) self = g_new0 (GsNeighbours, 1);

  self->timeline = gs_timeline_ref (timeline);
  self->span = span;
  self->cells = g_array_new (FALSE, FALSE, sizeof (GsNeighbourCell));
  self->thieves = g_array_new (FALSE, FALSE, sizeof (GsNeighbourCell));
  self->victims = g_array_new (FALSE, FALSE, sizeof (GsNeighbourCell));
  self->lacks = g_array_new (FALSE, FALSE, sizeof (GsNeighbourLack));
  g_array_set_clear_func (self->lacks, gs_neighbour_lack_clear);
  self->thefts = gs_theft_list_new (timeline, span, cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  g_array_sort (self->thefts, gs_neighbours_compare_thefts);
  gs_neighbours_add_up (self);
  gs_neighbours_measure_lacks (self, cancellable);
  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&self);
}

void
gs_neighbours_free (GsNeighbours *self)
{
  g_clear_pointer (&self->thefts, g_array_unref);
  g_array_unref (self->cells);
  g_array_unref (self->thieves);
  g_array_unref (self->victims);
  g_array_unref (self->lacks);
  gs_timeline_unref (self->timeline);
  g_free (self);
}

/* Returns: (nullable): what they took from that victim; NULL: nothing */
const GsNeighbourCell *
gs_neighbours_find (const GsNeighbours *self, guint thief, GsThiefKind kind, guint victim)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      const GsNeighbourCell *cell = &g_array_index (self->cells, GsNeighbourCell, i);

      if (cell->thief == thief && cell->kind == kind && cell->victim == victim)
        return cell;
    }
  return NULL;
}
