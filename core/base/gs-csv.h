/* gs-csv.h: one field of a CSV line
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void gs_csv_append_field (GString *string, const char *field);

G_END_DECLS
