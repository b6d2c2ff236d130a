/* gs-clock-tree.c: every machine's clock to the reference
 * SPDX-License-Identifier: MIT
 *
 * Machines are tied in one after the other, always the one whose link to a
 * machine that is already tied in is the most accurate (a minimum spanning
 * tree, grown from the reference as by Prim), so that a guest that only another
 * guest talks to is synchronized too.
 */
#include "model/gs-clock-tree.h"

#include <glib/gi18n.h>

#include "base/gs-lock.h"
#include "base/gs-parallel.h"
#include "clock/gs-clock-corridor.h"
#include "model/gs-clock-levels.h"
#include "model/gs-clock-link.h"
#include "model/gs-clock-recorder.h"

/* A link with messages one way only is worse than any with both. */
#define ONE_WAY_COST G_MAXINT64

/* Where so many messages contradict a line, and one in so many, it may be several lines. */
#define MANY_WRONG 20
#define WRONG_SHARE 20

typedef struct
{
  GsVmModel *model;
  GPtrArray *machines;
  gboolean *is_tied;
  GsRoughClock *links; /* each machine's best link by now; method NONE: no link */
  GsRoughClock *tied;  /* how sure the clocks of those that are tied in are */
  guint *partners;     /* to whom */
  GMutex lock;         /* guards the model's pieces while links are found in parallel */
} GsClockTree;

static GsMachine *
gs_clock_tree_get_machine (const GsClockTree *self, guint index)
{
  return g_ptr_array_index (self->machines, index);
}

static gint64
gs_clock_tree_get_cost (const GsClock *link)
{
  return link->accuracy < 0 ? ONE_WAY_COST : link->accuracy;
}

static gboolean
gs_clock_tree_is_better (const GsClock *link, const GsClock *than)
{
  if (link->method == GS_CLOCK_NONE || than->method == GS_CLOCK_NONE)
    return than->method == GS_CLOCK_NONE && link->method != GS_CLOCK_NONE;
  return gs_clock_tree_get_cost (link) < gs_clock_tree_get_cost (than);
}

/* From @clock's reference back to it. */
static GsClock
gs_clock_tree_invert (const GsClock *clock)
{
  GsClock inverse = *clock;

  inverse.origin = clock->origin + clock->offset;
  inverse.offset = -clock->offset;
  inverse.drift = 1.0 / (1.0 + clock->drift) - 1.0;
  inverse.pieces = NULL;
  return inverse;
}

/* Clocks borrow their pieces from the model. */
static void
gs_clock_tree_keep (GsClockTree *self, GArray *pieces)
{
  if (pieces == NULL)
    return;
  gs_lock (&self->lock);
  g_ptr_array_add (self->model->pieces, pieces);
  gs_unlock (&self->lock);
}

static GsRoughClock
gs_clock_tree_make_rough (const GsClock *clock, GsSpan span, const double widths[3])
{
  return (GsRoughClock){ *clock, span, { widths[0], widths[1], widths[2] } };
}

/* Beyond its trace, a clock may drift as much as clocks do. */
static double
gs_clock_tree_get_width (const GsRoughClock *rough, gint64 time)
{
  gint64 inside = CLAMP (time, rough->span.begin, rough->span.end);

  return (double) gs_rough_clock_get_width (rough, inside) + (double) ABS (time - inside) * GS_CLOCK_MAX_SLOPE;
}

/* Messages that contradict each other may agree one part of the time after the other. */
static void
gs_clock_tree_split (GsClockTree *self, const GsMachine *from, const GsMachine *to, GsClockTalk *talk,
                     GsRoughClock *rough)
{
  const GsClock *link = &rough->clock;
  GsClockSearch search = { .clock = *link, .widths = { rough->widths[0], rough->widths[1], rough->widths[2] } };
  guint n_wrong = link->n_rejected - MIN (link->n_rejected, talk->said.n_unmatched);

  if (link->method == GS_CLOCK_NONE ? talk->said.n_contrary == 0 :
                                      n_wrong < MANY_WRONG || n_wrong < link->n_matched / WRONG_SHARE)
    return;
  gs_clock_tree_keep (self, gs_clock_link_split (&search, from, to, NULL, talk));
  *rough = gs_clock_tree_make_rough (&search.clock, from->span, search.widths);
}

/* What @guest's run windows say of its clock and its host's, once for each guest. */
static const GsClockSearch *
gs_clock_tree_search (GsClockTree *self, guint guest, GsVm *vm, GsClockTalk *talk)
{
  GsClockSearch *search = &self->model->searches[guest];

  if (search->result == GS_CLOCK_SEARCH_NOTHING)
    gs_clock_link_search_orders (search, gs_clock_tree_get_machine (self, guest),
                                 gs_clock_tree_get_machine (self, vm->host), vm, talk, FALSE);
  if (search->result == GS_CLOCK_SEARCH_IMPOSSIBLE)
    gs_clock_tree_keep (self, gs_clock_link_split (search, gs_clock_tree_get_machine (self, guest),
                                                   gs_clock_tree_get_machine (self, vm->host), vm, talk));
  if (search->result == GS_CLOCK_SEARCH_NOTHING || search->result == GS_CLOCK_SEARCH_IMPOSSIBLE
      || search->clock.accuracy < 0)
    return NULL;
  return search;
}

/* From the reference's own time: at the begin, middle and end of @span. */
static GsRoughClock
gs_clock_tree_invert_rough (const GsRoughClock *rough, GsSpan span)
{
  GsRoughClock inverse = { gs_clock_tree_invert (&rough->clock), span, { 0.0 } };

  for (guint i = 0; i < 3; i++)
    inverse.widths[i] = gs_clock_tree_get_width (
        rough, gs_clock_to_reference (&inverse.clock, span.begin + (span.end - span.begin) / 2 * i));
  if (inverse.clock.accuracy >= 0)
    inverse.clock.accuracy = llrint (ceil (inverse.widths[1]));
  return inverse;
}

/* Links @from's clock to @to's; run windows, where there are any, have the messages in them. */
static void
gs_clock_tree_link (GsClockTree *self, guint from, guint to, GsRoughClock *link)
{
  const GsMachine *machine = gs_clock_tree_get_machine (self, from), *other = gs_clock_tree_get_machine (self, to);
  GsVm *vm = gs_vm_model_find_guest (self->model, from), *vm_there = gs_vm_model_find_guest (self->model, to);
  gboolean is_inverse = vm_there != NULL && vm_there->host == from;
  g_auto (GsClockTalk) talk = {
    NULL,
  };
  const GsClockSearch *found = NULL;

  gs_clock_talk_init (&talk, is_inverse ? other : machine, is_inverse ? machine : other);
  if (is_inverse && gs_clock_recorder_find (other, machine, vm_there, &self->model->searches[to]))
    found = &self->model->searches[to];
  else if (vm != NULL && vm->host == to && gs_clock_recorder_find (machine, other, vm, &self->model->searches[from]))
    found = &self->model->searches[from];
  else if (is_inverse)
    found = gs_clock_tree_search (self, to, vm_there, &talk);
  else if (vm != NULL && vm->host == to)
    found = gs_clock_tree_search (self, from, vm, &talk);
  *link = found != NULL ?
              gs_clock_tree_make_rough (&found->clock, is_inverse ? other->span : machine->span, found->widths) :
              gs_clock_tree_make_rough (&talk.said.clock, is_inverse ? other->span : machine->span, talk.said.widths);
  if (is_inverse)
    *link = gs_clock_tree_invert_rough (link, machine->span);
  else
    gs_clock_tree_split (self, machine, other, &talk, link);
}

static void
gs_clock_tree_try_link (GsClockTree *self, guint from, guint to)
{
  GsRoughClock link;

  gs_clock_tree_link (self, from, to, &link);
  if (gs_clock_tree_is_better (&link.clock, &self->links[from].clock))
    {
      self->links[from] = link;
      self->partners[from] = to;
    }
}

/* First @link, then @next: one line again. */
static GsClock
gs_clock_tree_chain_line (const GsClock *link, const GsClock *next)
{
  GsClock clock = *link;
  gint64 there = link->origin + link->offset;

  clock.offset = gs_clock_to_reference (next, there) - link->origin;
  clock.drift = link->drift + next->drift + link->drift * next->drift;
  if (next->accuracy < 0)
    clock.accuracy = -1;
  clock.one_way = link->one_way || next->one_way;
  clock.pieces = NULL;
  return clock;
}

static GsClock
gs_clock_tree_chain (GsClockTree *self, const GsClock *link, const GsClock *next)
{
  GsClock clock = gs_clock_tree_chain_line (link, next);
  GArray *pieces;

  if (link->pieces == NULL)
    return clock;
  pieces = g_array_new (FALSE, FALSE, sizeof (GsClockPiece));
  for (guint i = 0; i < link->pieces->len; i++)
    {
      GsClockPiece piece = g_array_index (link->pieces, GsClockPiece, i);

      piece.clock = gs_clock_tree_chain_line (&piece.clock, next);
      g_array_append_val (pieces, piece);
    }
  gs_clock_tree_keep (self, pieces);
  clock.pieces = pieces;
  return clock;
}

/* Ties in @machine by its link. What its partner's clock is unsure of at that time adds up. */
static void
gs_clock_tree_follow (GsClockTree *self, guint machine)
{
  const GsRoughClock *link = &self->links[machine], *next = &self->tied[self->partners[machine]];
  GsRoughClock *tied = &self->tied[machine];

  *tied = *link;
  tied->clock = gs_clock_tree_chain (self, &link->clock, &self->model->clocks[self->partners[machine]]);
  if (next->clock.method != GS_CLOCK_REFERENCE)
    {
      for (guint i = 0; i < 3; i++)
        tied->widths[i] += gs_clock_tree_get_width (
            next, gs_clock_to_reference (&link->clock, link->span.begin + (link->span.end - link->span.begin) / 2 * i));
      if (tied->clock.accuracy >= 0)
        tied->clock.accuracy = llrint (ceil (tied->widths[1]));
    }
  gs_clock_levels_refine (self->model, self->machines, self->tied, machine, tied);
  self->model->clocks[machine] = tied->clock;
}

/* The machine that was just tied in; all others try to link to it, in parallel. */
typedef struct
{
  GsClockTree *tree;
  guint machine;
} GsClockTie;

static void
gs_clock_tree_try_tie (guint index, gpointer user_data)
{
  const GsClockTie *tie = user_data;

  if (!tie->tree->is_tied[index] && tie->tree->model->roles[index] != GS_ROLE_IGNORE
      && !g_cancellable_is_cancelled (tie->tree->model->cancellable))
    gs_clock_tree_try_link (tie->tree, index, tie->machine);
}

static void
gs_clock_tree_tie (GsClockTree *self, guint machine)
{
  GsClockTie tie = { self, machine };

  self->is_tied[machine] = TRUE;
  gs_parallel_for (self->machines->len, gs_clock_tree_try_tie, &tie);
}

static gboolean
gs_clock_tree_find_next (const GsClockTree *self, guint *next)
{
  gboolean is_found = FALSE;

  for (guint i = 0; i < self->machines->len; i++)
    {
      if (self->is_tied[i] || self->links[i].clock.method == GS_CLOCK_NONE)
        continue;
      if (!is_found || gs_clock_tree_is_better (&self->links[i].clock, &self->links[*next].clock))
        *next = i;
      is_found = TRUE;
    }
  return is_found;
}

/* The host that runs most guests, or the first machine; of equal ones, one whose clock isn't the user's. */
static guint
gs_clock_tree_choose_reference (const GsVmModel *model, const gboolean *is_chosen)
{
  g_autofree guint *n_vms = g_new0 (guint, model->n_machines);
  guint best = GS_NO_INDEX;

  for (guint i = 0; i < model->vms->len; i++)
    {
      const GsVm *vm = g_ptr_array_index (model->vms, i);

      if (gs_vm_model_find_guest (model, vm->host) == NULL)
        n_vms[vm->host]++;
    }
  for (guint i = 0; i < model->n_machines; i++)
    if (model->roles[i] == GS_ROLE_HOST
        && (best == GS_NO_INDEX || n_vms[i] > n_vms[best]
            || (n_vms[i] == n_vms[best] && is_chosen[best] && !is_chosen[i])))
      best = i;
  return best != GS_NO_INDEX ? best : 0;
}

/* Clocks that the user has set are not asked about. Returns: FALSE for others */
static gboolean
gs_clock_tree_apply_choice (GsClock *clock, const GsExperiment *experiment, const GsExperimentTrace *choice)
{
  if (choice != NULL && choice->clock_choice == GS_CLOCK_CHOICE_MANUAL)
    {
      *clock = choice->clock;
      clock->method = GS_CLOCK_MANUAL;
      clock->accuracy = -1;
      clock->pieces = NULL;
      return TRUE;
    }
  return !experiment->sync || (choice != NULL && choice->clock_choice == GS_CLOCK_CHOICE_NONE);
}

static void
gs_clock_tree_warn (GsVmModel *model, const GsMachine *machine, const GsClock *clock, const GsClockSearch *search,
                    gboolean has_process)
{
  const char *name = machine->trace->name;

  if (machine->is_partial)
    return;
  if (clock->method == GS_CLOCK_NONE && has_process && search->result == GS_CLOCK_SEARCH_AMBIGUOUS)
    gs_vm_model_add_warning (
        model,
        g_strdup_printf (_ ("%s: its clock is not known: no message ties it to the others', and %u offsets "
                            "fit its host's run windows equally well. Record net_dev_queue and "
                            "net_if_receive_skb on host and guest while they talk over TCP, or set its "
                            "offset by hand."),
                         name, search->n_fits),
        "--offset", name, "NANOSECONDS");
  else if (clock->method == GS_CLOCK_NONE)
    gs_vm_model_add_warning (
        model,
        g_strdup_printf (_ ("%s: no message ties its clock to the others', so its rows may be shifted. "
                            "Record net_dev_queue and net_if_receive_skb on host and guest while they "
                            "talk over TCP, or set its offset by hand."),
                         name),
        "--offset", name, "NANOSECONDS");
  else if (clock->pieces != NULL)
    g_ptr_array_add (
        model->warnings,
        g_strdup_printf (_ ("%s: its clock was set, or the machine was moved, while it was traced: it is brought to "
                            "the others' in %u pieces."),
                         name, clock->pieces->len));
  else if (clock->one_way)
    g_ptr_array_add (
        model->warnings,
        g_strdup_printf (_ ("%s: messages that tie its clock to the others' went one way only, so its rows may "
                            "be shifted by their latency. Record net_dev_queue and net_if_receive_skb on "
                            "both machines."),
                         name));
}

static void
gs_clock_tree_grow_from (GsClockTree *self, guint reference)
{
  guint next = reference;

  self->tied[reference].clock = self->model->clocks[reference];
  self->tied[reference].span = gs_clock_tree_get_machine (self, reference)->span;
  gs_clock_tree_tie (self, reference);
  while (gs_clock_tree_find_next (self, &next))
    {
      gs_clock_tree_follow (self, next);
      gs_clock_tree_tie (self, next);
    }
}

static gboolean
gs_clock_tree_has_loose_guest (const GsClockTree *self, guint host)
{
  for (guint i = 0; i < self->model->vms->len; i++)
    {
      const GsVm *vm = g_ptr_array_index (self->model->vms, i);

      if (vm->host == host && vm->guest != GS_NO_INDEX && !self->is_tied[vm->guest])
        return TRUE;
    }
  return FALSE;
}

/* A host that nothing ties to the reference, or that the user set, keeps the clock
 * that it has; its guests follow it: what a virtual CPU did is known from the two of
 * them. How accurate they are is then said of the two of them, too. */
static void
gs_clock_tree_grow_from_other (GsClockTree *self, guint host)
{
  GsClock *clock = &self->model->clocks[host];
  gint64 accuracy = clock->accuracy;

  if (host == self->model->reference || !gs_clock_tree_has_loose_guest (self, host))
    return;
  if (clock->method == GS_CLOCK_NONE)
    clock->accuracy = 0;
  gs_clock_tree_grow_from (self, host);
  clock->accuracy = accuracy;
}

static guint
gs_clock_tree_get_level (const GsVmModel *model, guint machine)
{
  const GsVm *vm = gs_vm_model_find_guest (model, machine);

  return vm != NULL ? 1 + gs_clock_tree_get_level (model, vm->host) : 0;
}

/* From the outside in: a host that follows its own keeps nothing of its own. */
static void
gs_clock_tree_grow_from_others (GsClockTree *self)
{
  for (guint level = 0; level < self->machines->len; level++)
    for (guint i = 0; i < self->machines->len; i++)
      if (gs_clock_tree_get_level (self->model, i) == level)
        gs_clock_tree_grow_from_other (self, i);
}

/**
 * gs_clock_tree_grow:
 * @model: whose roles are known; its clocks and reference are set
 *
 * Brings all clocks together, as far as messages and the user's choices tell.
 */
void
gs_clock_tree_grow (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment)
{
  guint n = machines->len;
  g_autofree gboolean *is_tied = g_new0 (gboolean, n);
  g_autofree gboolean *is_chosen = g_new0 (gboolean, n);
  g_autofree GsRoughClock *links = g_new0 (GsRoughClock, n);
  g_autofree GsRoughClock *tied = g_new0 (GsRoughClock, n);
  g_autofree guint *partners = g_new0 (guint, n);
  GsClockTree self = { model, machines, is_tied, links, tied, partners };

  g_mutex_init (&self.lock);
  for (guint i = 0; i < n; i++)
    {
      const GsMachine *machine = gs_clock_tree_get_machine (&self, i);

      model->clocks[i] = (GsClock){ .origin = machine->span.begin, .accuracy = -1 };
      is_chosen[i] = is_tied[i] = gs_clock_tree_apply_choice (
          &model->clocks[i], experiment, gs_experiment_find_trace (experiment, machine->trace->name));
    }
  model->reference = gs_clock_tree_choose_reference (model, is_chosen);
  if (model->clocks[model->reference].method == GS_CLOCK_NONE)
    model->clocks[model->reference].method = GS_CLOCK_REFERENCE;
  if (model->clocks[model->reference].method == GS_CLOCK_REFERENCE)
    model->clocks[model->reference].accuracy = 0;

  gs_clock_tree_grow_from (&self, model->reference);
  gs_clock_tree_grow_from_others (&self);
  for (guint i = 0; i < n; i++)
    if (i != model->reference && !is_chosen[i] && model->roles[i] != GS_ROLE_IGNORE)
      gs_clock_tree_warn (model, gs_clock_tree_get_machine (&self, i), &model->clocks[i], &model->searches[i],
                          gs_vm_model_find_guest (model, i) != NULL);
  g_mutex_clear (&self.lock);
}
