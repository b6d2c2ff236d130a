/* gs-clock-link.c: all that orders the clocks of two machines
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-clock-link.h"

#include <string.h>

#include "clock/gs-clock-split.h"

/* Whether a fit is chance: so many offsets to either side are tried, and so many events have to be outside there. */
#define N_SHIFTS 8
#define LEAST_SURPRISE 8.0

/* vCPUs of which all orders are tried. */
#define MOST_TO_ORDER 4

/* Where it is not known what the vCPU's thread did, it may have run its guest: that is in @blanks, too. */
static GArray *
gs_clock_run_get_windows (const GsTrack *kvm, GArray *blanks)
{
  GArray *windows = g_array_new (FALSE, FALSE, sizeof (GsSpan));
  gsize n = gs_track_get_n_intervals (kvm);

  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_get (kvm, i);
      GsSpan *last = windows->len > 0 ? &g_array_index (windows, GsSpan, windows->len - 1) : NULL;

      if (interval.value.state == GS_KVM_HYPERVISOR)
        continue;
      if (interval.value.state == GS_KVM_UNKNOWN)
        g_array_append_val (blanks, interval.span);
      if (last != NULL && last->end == interval.span.begin)
        last->end = interval.span.end;
      else
        g_array_append_val (windows, interval.span);
    }
  return windows;
}

/* Returns: (nullable): the host's thread that is the vCPU with @number */
static const GsThread *
gs_clock_run_find_thread (const GsMachine *host, const GsVm *vm, guint number)
{
  for (guint i = 0; i < vm->vcpus->len; i++)
    {
      const GsVcpu *vcpu = &g_array_index (vm->vcpus, GsVcpu, i);

      if (vcpu->id == number)
        return gs_machine_get_thread (host, vcpu->host_thread);
    }
  return NULL;
}

/**
 * gs_clock_run_init:
 * @self: (out): free with gs_clock_run_clear()
 * @vm: a process of @host
 *
 * Has no vCPU while @guest is partial.
 */
void
gs_clock_run_init (GsClockRun *self, const GsMachine *guest, const GsMachine *host, const GsVm *vm)
{
  *self = (GsClockRun){ .vcpus = g_new0 (GsSyncVcpu, guest->cpus->len + 1) };
  self->buffers = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < guest->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (guest->cpus, i);
      const GsThread *thread = gs_clock_run_find_thread (host, vm, cpu->number);
      GsSyncVcpu *vcpu = &self->vcpus[self->n_vcpus];
      GArray *windows, *blanks;

      if (cpu->moments == NULL)
        continue;
      vcpu->n_events = gs_moments_get_length (cpu->moments);
      self->n_events += vcpu->n_events;
      if (thread == NULL || thread->kvm == NULL)
        {
          self->n_homeless += vcpu->n_events;
          continue;
        }
      blanks = g_array_new (FALSE, FALSE, sizeof (GsSpan));
      windows = gs_clock_run_get_windows (thread->kvm, blanks);
      vcpu->events = gs_moments_expand (cpu->moments);
      vcpu->n_windows = windows->len;
      vcpu->windows = (GsSpan *) g_array_free (windows, FALSE);
      vcpu->n_blanks = blanks->len;
      vcpu->blanks = (GsSpan *) g_array_free (blanks, FALSE);
      g_ptr_array_add (self->buffers, (gpointer) vcpu->events);
      g_ptr_array_add (self->buffers, (gpointer) vcpu->windows);
      g_ptr_array_add (self->buffers, (gpointer) vcpu->blanks);
      self->n_vcpus++;
    }
}

void
gs_clock_run_clear (GsClockRun *self)
{
  g_clear_pointer (&self->buffers, g_ptr_array_unref);
  g_clear_pointer (&self->vcpus, g_free);
}

static void
gs_clock_talk_match (GsClockTalk *self, const GArray *points, const GArray *others)
{
  g_autoptr (GArray) messages = NULL;
  guint n_rejected = 0;

  if (points->len == 0 || others->len == 0)
    return;
  messages = gs_clock_sync_match ((const GsSyncPoint *) points->data, points->len, (const GsSyncPoint *) others->data,
                                  others->len, &n_rejected);
  self->said.n_unmatched += n_rejected;
  if (self->messages->len == 0)
    {
      g_array_unref (self->messages);
      self->messages = g_steal_pointer (&messages);
      return;
    }
  g_array_append_vals (self->messages, messages->data, messages->len);
}

static gint64
gs_clock_talk_get_cost (const GsClock *clock)
{
  return clock->accuracy < 0 ? G_MAXINT64 : clock->accuracy;
}

/* Solves by some of the messages; the closest solution stays. */
static void
gs_clock_talk_solve (GsClockTalk *self, GsSpan span, guint first, guint end, GsClockMethod method)
{
  const GsSyncMessage *messages = (const GsSyncMessage *) self->messages->data;
  const gint64 knots[3] = { span.begin, span.begin + (span.end - span.begin) / 2, span.end };
  double widths[3] = { 0.0, 0.0, 0.0 };
  GsClock clock = { .accuracy = -1 };

  if (first == end || !gs_clock_sync_solve_at (messages + first, end - first, span, knots, 3, widths, NULL, &clock))
    return;
  if (self->said.method != GS_CLOCK_NONE
      && gs_clock_talk_get_cost (&clock) >= gs_clock_talk_get_cost (&self->said.clock))
    return;
  self->said.clock = clock;
  memcpy (self->said.widths, widths, sizeof widths);
  self->said.clock.method = self->said.method = method;
  self->said.clock.n_rejected += self->said.n_unmatched;
}

/* Matches the messages, and solves by them: by all, or by one kind where that is surer. */
static void
gs_clock_talk_go_through (GsClockTalk *self)
{
  GsSpan span = self->from->span;

  self->said = (GsClockAgreement){ .clock.accuracy = -1 };
  self->messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
  gs_clock_talk_match (self, self->from->vmsync, self->to->vmsync);
  self->n_vmsync = self->messages->len;
  gs_clock_talk_match (self, self->from->tcp, self->to->tcp);

  gs_clock_talk_solve (self, span, 0, self->n_vmsync, GS_CLOCK_VMSYNC);
  gs_clock_talk_solve (self, span, self->n_vmsync, self->messages->len, GS_CLOCK_TCP);
  if (self->n_vmsync > 0 && self->n_vmsync < self->messages->len)
    gs_clock_talk_solve (self, span, 0, self->messages->len, GS_CLOCK_COMBINED);

  if (self->said.method == GS_CLOCK_VMSYNC)
    g_array_set_size (self->messages, self->n_vmsync);
  if (self->said.method == GS_CLOCK_TCP && self->n_vmsync > 0)
    g_array_remove_range (self->messages, 0, self->n_vmsync);
  if (self->said.method == GS_CLOCK_TCP)
    self->n_vmsync = 0;
  if (self->said.method == GS_CLOCK_NONE)
    {
      self->contrary = g_steal_pointer (&self->messages);
      self->messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
      self->n_vmsync = 0;
    }
  self->said.n_messages = self->messages->len;
  self->said.n_contrary = self->contrary != NULL ? self->contrary->len : 0;
}

/**
 * gs_clock_talk_init:
 * @self: (out): free with gs_clock_talk_clear()
 *
 * What @from and @to said to each other. What finished machines said is gone through once.
 */
void
gs_clock_talk_init (GsClockTalk *self, const GsMachine *from, const GsMachine *to)
{
  *self = (GsClockTalk){ .from = from, .to = to };
  if (gs_clock_memo_find_agreement (from->memo, to->memo, &self->said))
    return;
  gs_clock_talk_go_through (self);
  gs_clock_memo_add_agreement (from->memo, to->memo, &self->said);
}

/**
 * gs_clock_talk_get_messages:
 * @n_vmsync: (out) (optional): how many of them are vmsync's, which come first, then TCP
 *
 * Returns: (transfer none) (element-type GsSyncMessage): what was said by which the clock goes
 */
const GArray *
gs_clock_talk_get_messages (GsClockTalk *self, guint *n_vmsync)
{
  if (self->messages == NULL)
    gs_clock_talk_go_through (self);
  if (n_vmsync != NULL)
    *n_vmsync = self->n_vmsync;
  return self->messages;
}

void
gs_clock_talk_clear (GsClockTalk *self)
{
  g_clear_pointer (&self->messages, g_array_unref);
  g_clear_pointer (&self->contrary, g_array_unref);
}

/* Where the windows fit in several ways, they may still bring closer what is known. */
static void
gs_clock_link_refine (GsClockSearch *self, const GsClockRun *run, GsSpan span, GsClockTalk *talk)
{
  GsClock clock = { .accuracy = -1 };
  const GArray *messages;

  if (self->result != GS_CLOCK_SEARCH_AMBIGUOUS)
    return;
  self->clock = clock;
  if (talk->said.method == GS_CLOCK_NONE)
    return;
  messages = gs_clock_talk_get_messages (talk, NULL);
  if (gs_clock_sync_windows ((const GsSyncMessage *) messages->data, messages->len, NULL, run->vcpus, run->n_vcpus,
                             span, &clock, self->widths))
    self->clock = clock;
}

/* Whether run windows may be missing: perf doesn't say where it lost events. */
static gboolean
gs_clock_link_lacks_events (const GsMachine *host)
{
  return host->n_lost > 0 || host->n_lost_packets > 0
         || (host->trace->tracer != NULL && g_str_has_prefix (host->trace->tracer, "perf"));
}

/**
 * gs_clock_link_search:
 * @self: (out): is set; its clock also where the windows fit in several ways, but messages limit these
 * @talk: of @guest with @host
 * @how: with %GS_CLOCK_SEARCH_QUICK, what isn't found at once is said to be impossible
 *
 * Brings @guest's clock to @host's by all that is known, if it runs in @vm.
 */
void
gs_clock_link_search (GsClockSearch *self, const GsMachine *guest, const GsMachine *host, const GsVm *vm,
                      GsClockTalk *talk, GsClockSearchFlags how)
{
  GsClockSearchFlags lossy = gs_clock_link_lacks_events (host) ? GS_CLOCK_SEARCH_LOSSY : 0;
  const GArray *messages;
  g_auto (GsClockRun) run = {
    NULL,
  };

  if (gs_clock_memo_find (guest->memo, host->memo, vm->vcpus, how, self))
    return;
  gs_clock_run_init (&run, guest, host, vm);
  messages = gs_clock_talk_get_messages (talk, NULL);
  gs_clock_search_run (self, run.vcpus, run.n_vcpus, (const GsSyncMessage *) messages->data, messages->len, guest->span,
                       how | lossy);
  if (run.n_homeless > run.n_events / 50 + 1)
    self->result = GS_CLOCK_SEARCH_IMPOSSIBLE;
  gs_clock_link_refine (self, &run, guest->span, talk);
  self->clock.method = talk->said.method == GS_CLOCK_NONE ? GS_CLOCK_WINDOWS : GS_CLOCK_COMBINED;
  self->clock.n_rejected += talk->said.method == GS_CLOCK_NONE ? 0 : talk->said.n_unmatched;
  gs_clock_memo_add (guest->memo, host->memo, vm->vcpus,
                     self->result == GS_CLOCK_SEARCH_IMPOSSIBLE ? how : how & ~GS_CLOCK_SEARCH_QUICK, self);
}

/* The next order of a process' vCPUs, as dictionaries have words. Returns: FALSE after the last */
static gboolean
gs_clock_link_permute (GArray *vcpus)
{
  GsVcpu *data = (GsVcpu *) vcpus->data;
  guint n = vcpus->len, i = n - 1, k = n - 1;
  guint32 thread;

  while (i > 0 && data[i - 1].host_thread >= data[i].host_thread)
    i--;
  if (i == 0)
    return FALSE;
  while (data[k].host_thread <= data[i - 1].host_thread)
    k--;
  thread = data[k].host_thread;
  data[k].host_thread = data[i - 1].host_thread;
  data[i - 1].host_thread = thread;
  for (guint low = i, high = n - 1; low < high; low++, high--)
    {
      thread = data[low].host_thread;
      data[low].host_thread = data[high].host_thread;
      data[high].host_thread = thread;
    }
  return TRUE;
}

static int
gs_clock_link_compare_threads (gconstpointer a, gconstpointer b)
{
  const GsVcpu *left = a, *right = b;

  return left->host_thread < right->host_thread ? -1 : left->host_thread > right->host_thread;
}

/* The first order: threads by rising index, numbers as they are. */
static void
gs_clock_link_sort (GArray *vcpus)
{
  g_autofree guint *ids = g_new (guint, vcpus->len);

  for (guint i = 0; i < vcpus->len; i++)
    ids[i] = g_array_index (vcpus, GsVcpu, i).id;
  g_array_sort (vcpus, gs_clock_link_compare_threads);
  for (guint i = 0; i < vcpus->len; i++)
    g_array_index (vcpus, GsVcpu, i).id = ids[i];
}

/**
 * gs_clock_link_search_orders:
 * @vm: (inout): its vCPUs are put in another order where only that one fits
 *
 * As gs_clock_link_search(). Where the vCPUs' order was only guessed, and does not fit,
 * others are tried; if there are few.
 */
void
gs_clock_link_search_orders (GsClockSearch *self, const GsMachine *guest, const GsMachine *host, GsVm *vm,
                             GsClockTalk *talk, GsClockSearchFlags how)
{
  g_autoptr (GArray) guessed = g_array_copy (vm->vcpus);

  gs_clock_link_search (self, guest, host, vm, talk, how);
  if (self->result != GS_CLOCK_SEARCH_IMPOSSIBLE || !vm->is_order_guessed || vm->vcpus->len > MOST_TO_ORDER)
    return;
  gs_clock_link_sort (vm->vcpus);
  do
    gs_clock_link_search (self, guest, host, vm, talk, how);
  while (self->result == GS_CLOCK_SEARCH_IMPOSSIBLE && gs_clock_link_permute (vm->vcpus));

  if (self->result != GS_CLOCK_SEARCH_IMPOSSIBLE)
    return;
  g_array_set_size (vm->vcpus, 0);
  g_array_append_vals (vm->vcpus, guessed->data, guessed->len);
}

/* Returns: how many events @run has in none of its windows, if the clock is @shift ns further on; per event */
static double
gs_clock_link_count_outside (const GsClockRun *run, const GsClock *clock, gint64 shift)
{
  GsClock shifted = *clock;
  gsize n = 0, n_outside = 0;

  shifted.offset += shift;
  for (guint i = 0; i < run->n_vcpus; i++)
    n += gs_clock_windows_count (&run->vcpus[i], &shifted, &n_outside);
  return (double) n_outside / (double) MAX (n, 1);
}

/**
 * gs_clock_link_is_chance:
 * @self: what fits
 * @vm: a process of @host
 *
 * Windows that cover nearly all of the time hold anybody's events: a fit says something only
 * where most other offsets of the clock fit clearly worse.
 *
 * Returns: whether that is not so
 */
gboolean
gs_clock_link_is_chance (const GsClockSearch *self, const GsMachine *guest, const GsMachine *host, const GsVm *vm)
{
  g_auto (GsClockRun) run = {
    NULL,
  };
  gint64 step = gs_span_duration (guest->span) / 64;
  double share = 0.0;

  if (self->clock.pieces != NULL)
    return FALSE;
  gs_clock_run_init (&run, guest, host, vm);
  for (gint i = 1; i <= N_SHIFTS; i++)
    share += (gs_clock_link_count_outside (&run, &self->clock, i * step)
              + gs_clock_link_count_outside (&run, &self->clock, -i * step))
             / (2 * N_SHIFTS);
  return share * (double) self->n_tested < 4.0 * (double) self->n_outside + LEAST_SURPRISE;
}

/* Returns: the longest piece */
static const GsClockPiece *
gs_clock_link_choose_piece (const GArray *pieces)
{
  const GsClockPiece *longest = &g_array_index (pieces, GsClockPiece, 0);

  for (guint i = 1; i < pieces->len; i++)
    if (gs_span_duration (g_array_index (pieces, GsClockPiece, i).span) > gs_span_duration (longest->span))
      longest = &g_array_index (pieces, GsClockPiece, i);
  return longest;
}

/**
 * gs_clock_link_split:
 * @self: (inout): is set, its clock to the line of the longest piece, where there are pieces
 * @vm: (nullable): the process of @to that @from runs in
 * @talk: of @from with @to
 *
 * Where one line does not fit, several may, one after the other.
 *
 * Returns: (transfer full) (nullable) (element-type GsClockPiece): what the clock has to be given
 */
GArray *
gs_clock_link_split (GsClockSearch *self, const GsMachine *from, const GsMachine *to, const GsVm *vm, GsClockTalk *talk)
{
  const GArray *agreeing = gs_clock_talk_get_messages (talk, NULL);
  const GArray *messages = talk->contrary != NULL ? talk->contrary : agreeing;
  g_auto (GsClockRun) run = {
    NULL,
  };
  GArray *pieces;

  if (vm != NULL)
    gs_clock_run_init (&run, from, to, vm);
  if (run.n_homeless > run.n_events / 50 + 1)
    return NULL;
  pieces = gs_clock_split_find (run.vcpus, run.n_vcpus, messages, from->span);
  if (pieces == NULL)
    return NULL;

  *self = (GsClockSearch){ .result = GS_CLOCK_SEARCH_FOUND, .n_fits = 1 };
  self->clock = gs_clock_link_choose_piece (pieces)->clock;
  self->clock.pieces = pieces;
  self->clock.method = messages->len == 0 ? GS_CLOCK_WINDOWS : run.n_vcpus == 0 ? GS_CLOCK_TCP : GS_CLOCK_COMBINED;
  for (guint i = 0; i < run.n_vcpus; i++)
    self->n_tested += gs_clock_windows_count (&run.vcpus[i], &self->clock, &self->n_outside);
  for (guint i = 0; i < 3; i++)
    self->widths[i] = 2.0 * (double) self->clock.accuracy;
  return pieces;
}
