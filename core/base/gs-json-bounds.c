/* gs-json-bounds.c: whether JSON may be given to the JSON library
 * SPDX-License-Identifier: MIT
 *
 * That library calls itself for each bracket, until the stack ends, and takes
 * some hundred bytes for each value.
 */
#include "base/gs-json-bounds.h"

/* @at: behind a quote. Returns: behind the one that ends the string; @end where none does */
const char *
gs_json_skip_string (const char *at, const char *end)
{
  for (; at < end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < end)
      at++;
  return at < end ? at + 1 : end;
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
        text = gs_json_skip_string (text, end);
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
