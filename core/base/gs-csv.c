/* gs-csv.c: one field of a CSV line
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-csv.h"

#include <string.h>

/**
 * gs_csv_append_field:
 * @field: any bytes up to a NUL
 *
 * Appends one field, quoted where RFC 4180 asks for it, and as valid UTF-8.
 */
void
gs_csv_append_field (GString *string, const char *field)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate (field, -1, NULL))
    field = valid = g_utf8_make_valid (field, -1);
  if (strpbrk (field, ",\"\r\n") == NULL)
    {
      g_string_append (string, field);
      return;
    }

  g_string_append_c (string, '"');
  for (const char *p = field; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (string, '"');
      g_string_append_c (string, *p);
    }
  g_string_append_c (string, '"');
}
