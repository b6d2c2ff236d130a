/* bench-spent.h: what a stretch of a benchmark took
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <time.h>

typedef struct
{
  double wall, cpu; /* s */
} Spent;

static inline double
get_seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static inline Spent
get_now (void)
{
  return (Spent){ get_seconds (CLOCK_MONOTONIC), get_seconds (CLOCK_PROCESS_CPUTIME_ID) };
}

static inline Spent
get_since (Spent begin)
{
  Spent now = get_now ();

  return (Spent){ now.wall - begin.wall, now.cpu - begin.cpu };
}
