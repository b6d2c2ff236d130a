/* gs-event-text.c: a recording's events as text, in order of time
 * SPDX-License-Identifier: MIT
 */
#include "read/gs-event-text.h"

#include <string.h>

/* What has blanks, or bytes that are none of a text, is quoted as in C. */
void
gs_event_text_add_string (GString *text, const guint8 *data, gsize n_bytes)
{
  const guint8 *zero = n_bytes > 0 ? memchr (data, '\0', n_bytes) : NULL;
  g_autofree char *plain = g_strndup ((const char *) data, zero != NULL ? (gsize) (zero - data) : n_bytes);
  g_autofree char *quoted = NULL;

  if (plain[0] != '\0' && strpbrk (plain, " \t\n\r\"\\") == NULL && g_utf8_validate (plain, -1, NULL))
    {
      g_string_append (text, plain);
      return;
    }
  quoted = g_utf8_validate (plain, -1, NULL) ? g_strescape (plain, NULL) : g_strescape (plain, "");
  g_string_append_printf (text, "\"%s\"", quoted);
}
