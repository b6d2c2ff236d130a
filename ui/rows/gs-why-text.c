/* gs-why-text.c: where time went, in the words of the window
 * SPDX-License-Identifier: MIT
 *
 * Threads are called as everywhere in the window, "hog (2956)" or "guest2 vCPU 0"; what is printed has names for
 * scripts.
 */
#include "rows/gs-why-text.h"

#include "report/gs-report.h"
#include "why/gs-explain.h"

/**
 * gs_why_text_dup_who:
 *
 * Returns: (transfer full): who or what had that time; "" where that is nobody
 */
char *
gs_why_text_dup_who (const GsTimeline *timeline, const GsWhyNode *node)
{
  if (node->key.cause == GS_CAUSE_THREAD || node->key.cause == GS_CAUSE_HOST_THREAD)
    return gs_report_dup_thread_name (timeline, node->key.machine, node->key.id);
  return g_utf8_make_valid (node->what != NULL ? node->what : "", -1);
}

/**
 * gs_why_text_dup:
 *
 * Returns: (transfer full): what a person reads for a part of an explanation
 */
char *
gs_why_text_dup (const GsTimeline *timeline, const GsWhyNode *node)
{
  g_autofree char *who = gs_why_text_dup_who (timeline, node);
  GsWhyNode named = { .key = node->key, .what = who };

  return gs_explain_dup_text (&named);
}
