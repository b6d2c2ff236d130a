/* gs-error.c: the one error domain
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-error.h"

/* Not G_DEFINE_QUARK(), whose cache is written without a lock: several threads may meet the first error at once,
 * and errors are rare enough to be looked up. */
GQuark
gs_error_quark (void)
{
  return g_quark_from_static_string ("gs-error-quark");
}
