/* gs-write-error.h: why a file could not be written, and what to do
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean gs_write_error_set (GError **error, const char *path, const GError *cause);

G_END_DECLS
