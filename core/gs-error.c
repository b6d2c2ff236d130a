/* gs-error.c: the one error domain
 * SPDX-License-Identifier: MIT
 */
#include "gs-error.h"

G_DEFINE_QUARK (gs-error-quark, gs_error)
