/* gs-progress.h: how far reading an experiment is
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many machines are told by name, at most. */
#define GS_PROGRESS_MACHINES 6

typedef struct
{
  const char *name;
  double fraction; /* 0 to 1 */
} GsMachineProgress;

typedef struct
{
  double fraction; /* 0 to 1 */
  guint64 n_events;
  double events_per_second;
  double seconds_left; /* < 0: not known yet */
  guint n_machines;
  GsMachineProgress machines[GS_PROGRESS_MACHINES]; /* in the experiment's order */
} GsProgress;

G_END_DECLS
