/* gs-json-bounds.c: whether JSON may be given to the JSON library
 * SPDX-License-Identifier: MIT
 *
 * That library calls itself for each bracket, until the stack ends, and takes
 * some hundred bytes for each value.
 */
#include "base/gs-json-bounds.h"

#include <string.h>

/* @at: behind a quote. Returns: behind the one that ends the string; @end where none does */
const char *
gs_json_skip_string (const char *at, const char *end)
{
  for (; at < end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < end)
      at++;
  return at < end ? at + 1 : end;
}

/* What "\\uXXXX" stands for, at its backslash; G_MAXUINT32 where it isn't one. */
static guint32
gs_json_read_unit (const char *at, const char *end)
{
  guint32 unit = 0;

  if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
    return G_MAXUINT32;
  for (guint i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return G_MAXUINT32;
      unit = unit << 4 | (guint32) g_ascii_xdigit_value (at[i]);
    }
  return unit;
}

/* At its backslash. Returns: its length; 0 where it isn't JSON's, or half of a character: the library makes bytes of these
 * that are no text */
static gsize
gs_json_measure_escape (const char *at, const char *end)
{
  guint32 unit = gs_json_read_unit (at, end);

  if (unit == G_MAXUINT32)
    return end - at > 1 && at[1] != '\0' && strchr ("\"\\/bfnrt", at[1]) != NULL ? 2 : 0;
  if (unit < 0xd800 || unit > 0xdfff)
    return 6;
  if (unit >= 0xdc00 || (gs_json_read_unit (at + 6, end) & 0xfffffc00) != 0xdc00)
    return 0;
  return 12;
}

static gboolean
gs_json_string_is_text (const char *at, const char *end)
{
  while ((at = memchr (at, '\\', (gsize) (end - at))) != NULL)
    {
      gsize n = gs_json_measure_escape (at, end);

      if (n == 0)
        return FALSE;
      at += n;
    }
  return TRUE;
}

/**
 * gs_json_bounds_check:
 * @max_depth: brackets inside one another
 * @max_values: in all, about
 *
 * Does not say whether @text is JSON; but what fits stays within the bounds in
 * the eyes of the library, too, which knows comments and other quotes: brackets
 * could hide behind those.
 */
GsJsonBounds
gs_json_bounds_check (const char *text, gsize length, guint max_depth, guint max_values)
{
  const char *end = text + length;
  guint depth = 0, n_values = 0;

  while (text < end)
    {
      char c = *text++;

      if (c == '"')
        {
          const char *string = text;

          text = gs_json_skip_string (text, end);
          if (!gs_json_string_is_text (string, text))
            return GS_JSON_ODD;
        }
      else if (c == '/' || c == '#' || c == '\'')
        return GS_JSON_ODD;
      else if (c == '{' || c == '[')
        depth++;
      else if (c == '}' || c == ']')
        depth -= MIN (depth, 1);
      n_values += c == '{' || c == '[' || c == ',' || c == ':';
      if (depth > max_depth)
        return GS_JSON_TOO_DEEP;
      if (n_values > max_values)
        return GS_JSON_TOO_MANY;
    }
  return GS_JSON_FITS;
}
