/* gs-path-sum.c: a critical path's time by cause, and by thread
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-path-sum.h"

#include <glib/gi18n.h>

/* What kind of time a step is, in the words of an explanation. */
GsWhyKind
gs_step_kind_get_why (GsStepKind kind)
{
  static const GsWhyKind kinds[GS_N_STEP_KINDS] = {
    [GS_STEP_RUNNING] = GS_WHY_RAN,     [GS_STEP_STOLEN] = GS_WHY_STOLEN, [GS_STEP_QUEUE] = GS_WHY_WAITED,
    [GS_STEP_DEVICE] = GS_WHY_SLEPT,    [GS_STEP_NETWORK] = GS_WHY_SLEPT, [GS_STEP_TIMER] = GS_WHY_SLEPT,
    [GS_STEP_UNKNOWN] = GS_WHY_UNKNOWN,
  };

  return kinds[kind];
}

static GsWhyNode *
gs_path_sum_get (GsWhyNode *node, GsWhyKey key, const char *what)
{
  GsWhyNode *part = gs_why_node_find (node, key);

  return part != NULL ? part : gs_why_node_add_part (node, key, g_strdup (what));
}

static const char *
gs_path_sum_get_label (GsStepKind kind)
{
  static const char *const labels[GS_N_STEP_KINDS] = {
    [GS_STEP_RUNNING] = N_ ("running"),         [GS_STEP_STOLEN] = N_ ("stolen"),
    [GS_STEP_QUEUE] = N_ ("waiting for a CPU"), [GS_STEP_DEVICE] = N_ ("devices"),
    [GS_STEP_NETWORK] = N_ ("network"),         [GS_STEP_TIMER] = N_ ("timers"),
    [GS_STEP_UNKNOWN] = N_ ("not known"),
  };

  return _ (labels[kind]);
}

/* A part for each kind of step, and below it one for each thread that it befell. */
static void
gs_path_sum_add (GsWhyNode *root, const GsStep *step)
{
  GsWhyKind kind = gs_step_kind_get_why (step->kind);
  GsWhyNode *node = gs_path_sum_get (root, (GsWhyKey){ kind, GS_CAUSE_ALL, 0, step->kind },
                                     gs_path_sum_get_label (step->kind));

  gs_why_node_add (node, step->span);
  gs_why_node_add (gs_path_sum_get (node, (GsWhyKey){ GS_WHY_RAN, GS_CAUSE_THREAD, step->machine, step->thread }, ""),
                   step->span);
}

static void
gs_path_sum_add_thread (GsWhyNode *root, const GsStep *step)
{
  GsWhyKind kind = gs_step_kind_get_why (step->kind);
  GsWhyNode *node = gs_path_sum_get (root, (GsWhyKey){ GS_WHY_RAN, GS_CAUSE_THREAD, step->machine, step->thread }, "");
  const char *what = *step->cause != '\0' ? step->cause : gs_path_sum_get_label (step->kind);
  GsWhyKey key = { kind, GS_CAUSE_ALL, step->kind, g_str_hash (what) };

  gs_why_node_add (node, step->span);
  gs_why_node_add (gs_path_sum_get (node, key, what), step->span);
}

static GsWhyNode *
gs_path_sum (const GArray *steps, void (*add) (GsWhyNode *root, const GsStep *step))
{
  GsWhyNode *root = gs_why_node_new ((GsWhyKey){ 0 }, NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      gs_why_node_add (root, g_array_index (steps, GsStep, i).span);
      add (root, &g_array_index (steps, GsStep, i));
    }
  gs_why_node_finish (root);
  return root;
}

/**
 * gs_path_sum_by_cause:
 * @steps: (element-type GsStep): see gs_path_find()
 *
 * Returns: (transfer full): the path's time by kind of step, and below each by thread
 */
GsWhyNode *
gs_path_sum_by_cause (const GArray *steps)
{
  return gs_path_sum (steps, gs_path_sum_add);
}

/* As gs_path_sum_by_cause(), but by thread, and below each by who or what had it. */
GsWhyNode *
gs_path_sum_by_thread (const GArray *steps)
{
  return gs_path_sum (steps, gs_path_sum_add_thread);
}
