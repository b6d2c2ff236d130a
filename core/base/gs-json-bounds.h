/* gs-json-bounds.h: whether JSON may be given to the JSON library
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GS_JSON_FITS,
  GS_JSON_TOO_DEEP,
  GS_JSON_TOO_MANY,
  GS_JSON_ODD, /* comments, or quotes or escapes that are not JSON's */
} GsJsonBounds;

const char *gs_json_skip_string (const char *at, const char *end);
GsJsonBounds gs_json_bounds_check (const char *text, gsize length, guint max_depth, guint max_values);

G_END_DECLS
