/* gs-natural.h: the order of names as people count
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* guest2 before guest10, whatever the locale: the same for everybody who looks at the same
 * machines. @a, @b: (nullable): any bytes. Returns: as strcmp() */
static inline int
gs_natural_compare (const char *a, const char *b)
{
  const char *left = a != NULL ? a : "", *right = b != NULL ? b : "";

  while (*left != '\0' && *right != '\0')
    if (g_ascii_isdigit (*left) && g_ascii_isdigit (*right))
      {
        const char *left_end, *right_end;

        for (; left[0] == '0' && g_ascii_isdigit (left[1]); left++)
          ;
        for (; right[0] == '0' && g_ascii_isdigit (right[1]); right++)
          ;
        for (left_end = left; g_ascii_isdigit (*left_end); left_end++)
          ;
        for (right_end = right; g_ascii_isdigit (*right_end); right_end++)
          ;
        if (left_end - left != right_end - right)
          return left_end - left < right_end - right ? -1 : 1;
        for (; left < left_end; left++, right++)
          if (*left != *right)
            return *left < *right ? -1 : 1;
      }
    else if (g_ascii_tolower (*left) != g_ascii_tolower (*right))
      return (guchar) g_ascii_tolower (*left) < (guchar) g_ascii_tolower (*right) ? -1 : 1;
    else
      {
        left++;
        right++;
      }
  if (*left != *right)
    return *left == '\0' ? -1 : 1;
  return g_strcmp0 (a, b);
}

G_END_DECLS
