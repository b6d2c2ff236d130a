/* gs-option-error.h: what is wrong with an option's value, and what it may be
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void gs_option_error_set (GError **error, const char *option, const char *value, const char *wanted);

G_END_DECLS
