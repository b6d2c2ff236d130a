/* gs-progress.h: how far reading an experiment is
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double fraction; /* 0 to 1 */
  guint64 n_events;
  double events_per_second;
  double seconds_left; /* < 0: not known yet */
  const char *busiest; /* name of the trace that is furthest behind, or NULL */
  double busiest_fraction;
} GsProgress;

G_END_DECLS
