/* gs-text-layout.c: text and the box that is as wide as it
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-text-layout.h"

static int
gs_text_layout_get_longest_line (PangoLayout *layout)
{
  int longest = 0;

  for (GSList *line = pango_layout_get_lines_readonly (layout); line != NULL; line = line->next)
    {
      PangoRectangle extents;

      pango_layout_line_get_extents (line->data, NULL, &extents);
      longest = MAX (longest, extents.width);
    }
  return longest;
}

/**
 * gs_text_layout_wrap:
 * @max_width: in pixels
 *
 * Breaks lines that would be longer, then makes the layout no wider than its
 * longest line: lines that are written towards the other side would begin at
 * the far end of @max_width otherwise. Each has its begin where a label has it.
 */
void
gs_text_layout_wrap (PangoLayout *layout, int max_width)
{
  gboolean is_rtl = pango_context_get_base_dir (pango_layout_get_context (layout)) == PANGO_DIRECTION_RTL;

  pango_layout_set_alignment (layout, is_rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, MAX (max_width, 1) * PANGO_SCALE);
  pango_layout_set_width (layout, PANGO_PIXELS_CEIL (gs_text_layout_get_longest_line (layout)) * PANGO_SCALE);
}

/**
 * gs_text_layout_get_width:
 * @font: a description as pango reads it
 *
 * Returns: how wide @text is on @cr, in pixels
 */
double
gs_text_layout_get_width (cairo_t *cr, const char *font, const char *text)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  int width;

  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}
