/* compare-explain.c: where threads' time went, of random threads and ranges
 * SPDX-License-Identifier: MIT
 */
#include "analysis/compare-private.h"
#include "why/gs-explain.h"

/* Each part lies in its whole, and all together are the whole. */
static void
check_sums (const GsWhyNode *node, GsSpan span)
{
  gint64 sum = 0;

  g_assert_cmpint (node->ns, >, 0);
  g_assert_cmpuint (node->count, >, 0);
  g_assert_cmpint (gs_span_duration (node->longest), >, 0);
  g_assert_cmpint (gs_span_duration (node->longest), <=, node->ns);
  g_assert_cmpint (node->longest.begin, >=, span.begin);
  g_assert_cmpint (node->longest.end, <=, span.end);
  for (guint i = 0; node->parts != NULL && i < node->parts->len; i++)
    {
      const GsWhyNode *part = g_ptr_array_index (node->parts, i);

      check_sums (part, span);
      sum += part->ns;
    }
  if (node->parts != NULL)
    g_assert_cmpint (sum, ==, node->ns);
}

static gint64
get_ns (const GsWhyNode *root, GsWhyKind kind)
{
  gint64 ns = 0;
  guint n = 0;

  for (guint i = 0; root->parts != NULL && i < root->parts->len; i++)
    {
      const GsWhyNode *part = g_ptr_array_index (root->parts, i);

      if (part->key.kind != kind)
        continue;
      ns = part->ns;
      n++;
    }
  g_assert_cmpuint (n, <=, 1);
  return ns;
}

/* What the row's states add up to by another way. */
static void
check_against_track (const GsWhyNode *root, const GsTrack *track, GsSpan span)
{
  gint64 ns[GS_MAX_STATES] = { 0 }, ran = 0, stolen = 0;

  gs_track_sum (track, span, ns);
  for (guint state = 0; state < GS_N_VEILED_STATES; state++)
    if (gs_thread_state_overlay (state) != GS_OVERLAY_NONE)
      stolen += ns[state];
    else if (gs_thread_state_is_on_cpu (state))
      ran += ns[state];
  g_assert_cmpint (get_ns (root, GS_WHY_RAN), ==, ran);
  g_assert_cmpint (get_ns (root, GS_WHY_STOLEN), ==, stolen);
  g_assert_cmpint (get_ns (root, GS_WHY_WAITED), ==, ns[GS_THREAD_WAIT_FOR_CPU]);
  g_assert_cmpint (get_ns (root, GS_WHY_SLEPT), ==, ns[GS_THREAD_WAIT_BLOCKED]);
}

static void
check_vcpu (const GsTimeline *timeline, guint machine, guint index, GsSpan span)
{
  const GsVcpuRow *row = &g_array_index (gs_timeline_get_machine (timeline, machine)->vcpus, GsVcpuRow, index);
  g_autoptr (GsWhyNode) root = gs_explain_vcpu (timeline, machine, index, span);
  gint64 ns[GS_MAX_STATES] = { 0 };

  check_sums (root, span);
  gs_track_sum (gs_lazy_track_get (row->track), span, ns);
  g_assert_cmpint (get_ns (root, GS_WHY_RAN), ==, ns[GS_VCPU_RUNNING]);
  g_assert_cmpint (get_ns (root, GS_WHY_SLEPT), ==, ns[GS_VCPU_IDLE]);
}

/* Several threads together have what each of them has. */
static void
check_together (const GsTimeline *timeline, guint machine, guint32 first, GsSpan span)
{
  guint n = MIN (gs_timeline_get_machine (timeline, machine)->threads->len - first, 4);
  g_autoptr (GArray) threads = g_array_new (FALSE, FALSE, sizeof (guint32));
  gint64 ns[GS_N_WHY_KINDS] = { 0 };
  g_autoptr (GsWhyNode) all = NULL;

  for (guint32 i = first; i < first + n; i++)
    {
      g_autoptr (GsWhyNode) one = gs_explain_thread (timeline, machine, i, span);

      g_array_append_val (threads, i);
      for (guint kind = 0; kind < GS_N_WHY_KINDS; kind++)
        ns[kind] += get_ns (one, kind);
    }
  all = gs_explain_threads (timeline, machine, threads, span);
  check_sums (all, span);
  g_assert_cmpint (all->ns, ==, n * gs_span_duration (span));
  for (guint kind = 0; kind < GS_N_WHY_KINDS; kind++)
    g_assert_cmpint (get_ns (all, kind), ==, ns[kind]);
}

static gint64
sum_of_cause (const GsWhyNode *node, GsCause cause)
{
  gint64 sum = node->key.cause == cause ? node->ns : 0;

  for (guint i = 0; node->parts != NULL && i < node->parts->len; i++)
    sum += sum_of_cause (g_ptr_array_index (node->parts, i), cause);
  return sum;
}

/* Who took the CPU in one table has it as often as in all parts of the tree. */
static void
check_collected (const GsWhyNode *root)
{
  static const GsCause causes[] = { GS_CAUSE_HOST_THREAD, GS_CAUSE_EXIT };

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      g_autoptr (GPtrArray) found = gs_why_node_collect (root, causes[i]);
      gint64 sum = 0;

      for (guint k = 0; k < found->len; k++)
        {
          const GsWhyNode *part = g_ptr_array_index (found, k);

          sum += part->ns;
          g_assert_true (k == 0 || part->ns <= ((GsWhyNode *) g_ptr_array_index (found, k - 1))->ns);
        }
      g_assert_cmpint (sum, ==, sum_of_cause (root, causes[i]));
    }
}

/* Fails where an explanation of one of @n random threads and ranges doesn't add up. */
void
compare_explanations (const GsTimeline *timeline, guint n, guint seed, gboolean is_lossless)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n; i++)
    {
      guint machine = g_rand_int_range (rand, 0, timeline->machines->len);
      const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);
      gint64 a = g_rand_double_range (rand, 0, gs_span_duration (timeline->span));
      gint64 b = g_rand_double_range (rand, 0, gs_span_duration (timeline->span));
      GsSpan span = { timeline->span.begin + MIN (a, b), timeline->span.begin + MAX (a, b) + 1 };
      guint thread = g_rand_int_range (rand, 0, owner->threads->len);
      const GsThreadRow *row = &g_array_index (owner->threads, GsThreadRow, thread);
      g_autoptr (GsWhyNode) root = gs_explain_thread (timeline, machine, thread, span);
      g_autoptr (GsWhyNode) lives = gs_explain_tid (timeline, machine, row->thread->tid, span);

      check_sums (root, span);
      check_sums (lives, span);
      check_collected (root);
      check_together (timeline, machine, thread, span);
      g_assert_cmpint (root->ns, ==, gs_span_duration (span));
      g_assert_cmpint (lives->ns, ==, gs_span_duration (span));
      if (is_lossless)
        check_against_track (root, gs_lazy_track_get (row->track), span);
      if (owner->vcpus->len > 0 && is_lossless)
        check_vcpu (timeline, machine, g_rand_int_range (rand, 0, owner->vcpus->len), span);
    }
}
