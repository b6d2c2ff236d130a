/* gs-path.h: the critical path: what a thread's time was spent on, whoever spent it
 * SPDX-License-Identifier: MIT
 *
 * Where a thread sleeps, the path goes on with whoever woke it in the end: what that one did while the thread slept is
 * what was waited for. So it goes from thread to thread and from machine to machine, and never further back than where
 * the sleep began. (Giraldeau, Dagenais 2016; Nemati, Tetreault, Dagenais 2019.) What the events don't tell is unknown.
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  GS_STEP_RUNNING,
  GS_STEP_STOLEN, /* it believed to run, but its vCPU did not */
  GS_STEP_QUEUE,  /* it could run and waited for a CPU, or for the interrupt that brings it one */
  GS_STEP_DEVICE,
  GS_STEP_NETWORK,
  GS_STEP_TIMER,
  GS_STEP_UNKNOWN,
  GS_N_STEP_KINDS
} GsStepKind;

typedef struct
{
  GsSpan span; /* ns on the reference clock */
  GsStepKind kind;
  guint machine;  /* index in the timeline's machines */
  guint32 thread; /* index in its threads: who does it, or waits for it */
  char *cause;    /* who or what has it; "" where there is nobody to name */
} GsStep;

const char *gs_step_kind_get_name (GsStepKind kind);

GArray *gs_path_find (const GsTimeline *timeline, guint machine, guint32 thread, GsSpan span);

G_END_DECLS
