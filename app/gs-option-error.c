/* gs-option-error.c: what is wrong with an option's value, and what it may be
 * SPDX-License-Identifier: MIT
 */
#include "gs-option-error.h"

#include <glib/gi18n.h>

/**
 * gs_option_error_set:
 * @option: as it is written, "--size"
 * @value: which it was given and cannot have
 * @wanted: translated; what it can have
 */
void
gs_option_error_set (GError **error, const char *option, const char *value, const char *wanted)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("%s “%s” is not understood: give %s"), option, value,
               wanted);
}
