/* gs-clock.c: from one machine's clock to the reference clock
 * SPDX-License-Identifier: MIT
 */
#include "gs-clock.h"

/**
 * gs_clock_method_get_name:
 *
 * Returns: the stable name of @method, as the command line's outputs use it
 */
const char *
gs_clock_method_get_name (GsClockMethod method)
{
  static const char * const names[] = {
    [GS_CLOCK_NONE] = "none",
    [GS_CLOCK_REFERENCE] = "reference",
    [GS_CLOCK_VMSYNC] = "vmsync",
    [GS_CLOCK_TCP] = "tcp",
    [GS_CLOCK_WINDOWS] = "windows",
    [GS_CLOCK_COMBINED] = "combined",
    [GS_CLOCK_MANUAL] = "manual",
  };

  g_return_val_if_fail ((guint) method < G_N_ELEMENTS (names), "none");
  return names[method];
}
