/* gs-svg.c: a picture as SVG
 * SPDX-License-Identifier: MIT
 *
 * Cairo writes SVG as well, but its text is outlines of letters, which nobody can search, select or edit, and which take
 * ten times the room. All that a picture needs is filled paths, hatches and lines of text.
 */
#include "draw/gs-svg.h"

#include <math.h>
#include <string.h>

#include "draw/gs-hatch.h"
#include "draw/gs-texture.h"

/* Coordinates are written in hundredths of a pixel. */
#define PARTS 100

#define REPLACEMENT_CHARACTER 0xfffd

/* A hatch that was defined already. */
typedef struct
{
  GsHatch hatch;
  guint32 colour;
  int x, y; /* of its origin, in hundredths of a pixel */
} GsSvgHatch;

struct _GsSvg
{
  GString *text;
  GArray *hatches; /* of GsSvgHatch; its index is its number */
};

/* What "Sans" stands for here comes first: widths of text were measured with it. */
static char *
gs_svg_dup_family (void)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  PangoContext *context = pango_font_map_create_context (map);
  g_autoptr (PangoFontDescription) wanted = pango_font_description_from_string ("Sans 9");
  g_autoptr (PangoFont) font = pango_font_map_load_font (map, context, wanted);
  g_autoptr (PangoFontDescription) found = font != NULL ? pango_font_describe (font) : NULL;
  const char *family = found != NULL ? pango_font_description_get_family (found) : NULL;

  g_object_unref (context);
  return g_markup_printf_escaped ("'%s', sans-serif", family != NULL ? family : "Sans");
}

GsSvg *
gs_svg_new (int width, int height)
{
  GsSvg *self = g_new (GsSvg, 1);
  g_autofree char *family = gs_svg_dup_family ();

  self->text = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  self->hatches = g_array_new (FALSE, FALSE, sizeof (GsSvgHatch));
  g_string_append_printf (self->text,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%dpx\" height=\"%dpx\" "
                          "viewBox=\"0 0 %d %d\" font-family=\"%s\" xml:space=\"preserve\">\n",
                          width, height, width, height, family);
  return self;
}

void
gs_svg_free (GsSvg *self)
{
  g_string_free (self->text, TRUE);
  g_array_unref (self->hatches);
  g_free (self);
}

/* A number of hundredths, as short as can be. */
static void
gs_svg_add_number (GsSvg *self, int parts)
{
  int rest = ABS (parts) % PARTS, whole = ABS (parts) / PARTS;

  if (parts < 0)
    g_string_append_c (self->text, '-');
  if (whole > 0 || rest == 0)
    g_string_append_printf (self->text, "%d", whole);
  if (rest == 0)
    return;
  g_string_append_c (self->text, '.');
  g_string_append_c (self->text, '0' + (char) (rest / 10));
  if (rest % 10 != 0)
    g_string_append_c (self->text, '0' + (char) (rest % 10));
}

/* A number behind another one; a sign parts them as well. */
static void
gs_svg_add_next_number (GsSvg *self, int parts)
{
  if (parts >= 0)
    g_string_append_c (self->text, ' ');
  gs_svg_add_number (self, parts);
}

static int
gs_svg_get_parts (double pixels)
{
  return (int) lround (pixels * PARTS);
}

/* To where it goes from (*x, *y), as steps: those add up without an error. */
static void
gs_svg_add_line (GsSvg *self, const cairo_path_data_t *point, int *x, int *y)
{
  int dx = gs_svg_get_parts (point->point.x) - *x, dy = gs_svg_get_parts (point->point.y) - *y;

  if (dx == 0 && dy == 0)
    return;
  g_string_append_c (self->text, dy == 0 ? 'h' : dx == 0 ? 'v' : 'l');
  if (dx != 0)
    gs_svg_add_number (self, dx);
  if (dx != 0 && dy != 0)
    gs_svg_add_next_number (self, dy);
  else if (dy != 0)
    gs_svg_add_number (self, dy);
  *x += dx;
  *y += dy;
}

/* The context's path, in pixels of the picture, as the attribute's value. */
static void
gs_svg_add_path (GsSvg *self, cairo_t *cr)
{
  cairo_path_t *path;
  int x = 0, y = 0, start_x = 0, start_y = 0;

  cairo_save (cr);
  cairo_identity_matrix (cr);
  path = cairo_copy_path_flat (cr);
  cairo_restore (cr);
  for (int i = 0; i < path->num_data; i += path->data[i].header.length)
    {
      const cairo_path_data_t *data = &path->data[i];
      /* Cairo begins anew where a path was closed: another move may follow, or nothing. */
      gboolean is_last = i + data->header.length >= path->num_data;

      if (data->header.type == CAIRO_PATH_LINE_TO)
        gs_svg_add_line (self, &data[1], &x, &y);
      else if (data->header.type == CAIRO_PATH_CLOSE_PATH)
        {
          g_string_append_c (self->text, 'z');
          x = start_x;
          y = start_y;
        }
      else if (!is_last && data[data->header.length].header.type != CAIRO_PATH_MOVE_TO)
        {
          x = start_x = gs_svg_get_parts (data[1].point.x);
          y = start_y = gs_svg_get_parts (data[1].point.y);
          g_string_append_c (self->text, 'M');
          gs_svg_add_number (self, x);
          gs_svg_add_next_number (self, y);
        }
    }
  cairo_path_destroy (path);
}

/* The context's colour. */
static void
gs_svg_add_colour (GsSvg *self, cairo_t *cr)
{
  double red, green, blue, alpha;

  if (cairo_pattern_get_rgba (cairo_get_source (cr), &red, &green, &blue, &alpha) != CAIRO_STATUS_SUCCESS)
    return;
  g_string_append_printf (self->text, " fill=\"#%02x%02x%02x\"", (guint) lround (red * 255),
                          (guint) lround (green * 255), (guint) lround (blue * 255));
  if (alpha < 1)
    {
      g_string_append (self->text, " fill-opacity=\"");
      gs_svg_add_number (self, (int) lround (alpha * PARTS));
      g_string_append_c (self->text, '"');
    }
}

/* As cairo_fill(). */
void
gs_svg_fill (GsSvg *self, cairo_t *cr)
{
  if (!cairo_has_current_point (cr))
    return;
  g_string_append (self->text, "<path");
  gs_svg_add_colour (self, cr);
  g_string_append (self->text, " d=\"");
  gs_svg_add_path (self, cr);
  g_string_append (self->text, "\"/>\n");
  cairo_new_path (cr);
}

static void
gs_svg_define_hatch (GsSvg *self, const GsSvgHatch *own)
{
  double period = gs_texture_get_lines (own->hatch).period;
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);

  g_string_append_printf (self->text,
                          "<pattern id=\"hatch%u\" patternUnits=\"userSpaceOnUse\" width=\"%g\" height=\"%g\" "
                          "patternTransform=\"translate(",
                          self->hatches->len, period, period);
  gs_svg_add_number (self, own->x);
  gs_svg_add_next_number (self, own->y);
  g_string_append_printf (self->text, ")\"><path fill=\"#%06x\" d=\"", own->colour);
  gs_hatch_trace (cr, own->hatch);
  gs_svg_add_path (self, cr);
  g_string_append (self->text, "\"/></pattern>\n");
  g_array_append_val (self->hatches, *own);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Returns: the hatch's number; defined first if it has none */
static guint
gs_svg_get_hatch (GsSvg *self, cairo_t *cr, GsHatch hatch, guint32 colour)
{
  double period = gs_texture_get_lines (hatch).period, x = 0, y = 0;
  GsSvgHatch own;

  cairo_user_to_device (cr, &x, &y);
  x -= floor (x / period) * period;
  y -= floor (y / period) * period;
  own = (GsSvgHatch){ hatch, colour, gs_svg_get_parts (x), gs_svg_get_parts (y) };
  for (guint i = 0; i < self->hatches->len; i++)
    {
      const GsSvgHatch *other = &g_array_index (self->hatches, GsSvgHatch, i);

      if (other->hatch == hatch && other->colour == colour && other->x == own.x && other->y == own.y)
        return i;
    }
  gs_svg_define_hatch (self, &own);
  return self->hatches->len - 1;
}

/* As gs_pen_fill_hatch(). */
void
gs_svg_fill_hatch (GsSvg *self, cairo_t *cr, GsHatch hatch, guint32 colour)
{
  guint number;

  if (!cairo_has_current_point (cr))
    return;
  number = gs_svg_get_hatch (self, cr, hatch, colour);
  g_string_append_printf (self->text, "<path fill=\"url(#hatch%u)\" d=\"", number);
  gs_svg_add_path (self, cr);
  g_string_append (self->text, "\"/>\n");
  cairo_new_path (cr);
}

/* Whether XML may hold it at all. */
static gboolean
gs_svg_is_character (gunichar c)
{
  return c == '\t' || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c <= REPLACEMENT_CHARACTER) || c >= 0x10000;
}

/* Returns: (transfer full): what is seen of a layout's only line, for XML */
static char *
gs_svg_dup_text (PangoLayout *layout)
{
  const PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);
  const char *text = pango_layout_get_text (layout), *end = text + strlen (text);
  g_autoptr (GString) seen = g_string_new (NULL);
  gboolean is_cut = FALSE;

  for (GSList *i = line->runs; i != NULL && !is_cut; i = i->next)
    {
      const PangoItem *item = ((const PangoLayoutRun *) i->data)->item;

      is_cut = (item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0;
      if (is_cut)
        end = text + item->offset;
    }
  for (; text < end; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      g_string_append_unichar (seen, gs_svg_is_character (c) ? c : REPLACEMENT_CHARACTER);
    }
  if (is_cut)
    g_string_append (seen, "…");
  return g_markup_escape_text (seen->str, -1);
}

/* Another font than that which text was measured with is drawn as wide as it. */
static void
gs_svg_add_size (GsSvg *self, PangoLayout *layout)
{
  const PangoFontDescription *font = pango_layout_get_font_description (layout);
  PangoFontMap *map = pango_context_get_font_map (pango_layout_get_context (layout));
  double pixels = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  int width;

  if (!pango_font_description_get_size_is_absolute (font))
    pixels *= pango_cairo_font_map_get_resolution (PANGO_CAIRO_FONT_MAP (map)) / 72;
  g_string_append (self->text, "\" font-size=\"");
  gs_svg_add_number (self, gs_svg_get_parts (pixels));
  if (pango_font_description_get_weight (font) >= PANGO_WEIGHT_BOLD)
    g_string_append (self->text, "\" font-weight=\"bold");
  pango_layout_get_size (layout, &width, NULL);
  g_string_append (self->text, "\" textLength=\"");
  gs_svg_add_number (self, gs_svg_get_parts ((double) width / PANGO_SCALE));
  g_string_append (self->text, "\" lengthAdjust=\"spacingAndGlyphs\"");
}

/* As pango_cairo_show_layout(), for one line that is cut, if at all, at its end. */
void
gs_svg_show_layout (GsSvg *self, cairo_t *cr, PangoLayout *layout)
{
  g_autofree char *text = gs_svg_dup_text (layout);
  double x, y;

  if (text[0] == '\0')
    return;
  cairo_get_current_point (cr, &x, &y);
  y += (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
  cairo_user_to_device (cr, &x, &y);
  g_string_append (self->text, "<text x=\"");
  gs_svg_add_number (self, gs_svg_get_parts (x));
  g_string_append (self->text, "\" y=\"");
  gs_svg_add_number (self, gs_svg_get_parts (y));
  gs_svg_add_size (self, layout);
  gs_svg_add_colour (self, cr);
  g_string_append_printf (self->text, ">%s</text>\n", text);
}

/**
 * gs_svg_finish:
 *
 * Returns: (transfer none): all of the document; nothing can be drawn after it
 */
const GString *
gs_svg_finish (GsSvg *self)
{
  return g_string_append (self->text, "</svg>\n");
}
