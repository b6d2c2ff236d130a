/* gs-scene.c: rows below one another, with grid and labels, into an image
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-scene.h"

#include <pango/pangocairo.h>

#include "base/gs-parallel.h"
#include "draw/gs-painter.h"
#include "draw/gs-ticks.h"
#include "rows/gs-hover.h"

/* Pixels of the window. */
#define LABEL_MIN_WIDTH 40
#define LABEL_MARGIN 4
#define LABEL_ROOM 28

/* Laying out text costs more than all the rest: no more labels than that a frame. */
#define MAX_LABELS 500

/* A frame with fewer intervals than that is drawn before a thread has started. */
#define MANY_INTERVALS 20000
#define MAX_BANDS 8

/**
 * gs_scene_set_colour:
 * @colour: 0xRRGGBB
 */
void
gs_scene_set_colour (cairo_t *cr, guint32 colour, double alpha)
{
  cairo_set_source_rgba (cr, ((colour >> 16) & 0xff) / 255.0, ((colour >> 8) & 0xff) / 255.0, (colour & 0xff) / 255.0,
                         alpha);
}

static PangoLayout *
gs_scene_new_layout (cairo_t *cr, const char *font)
{
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  PangoLayout *layout = pango_cairo_create_layout (cr);

  pango_layout_set_font_description (layout, description);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

/**
 * gs_scene_draw_label:
 *
 * Writes one line, cut where it is too long, into the middle of a rectangle's height.
 */
void
gs_scene_draw_label (cairo_t *cr, const char *font, const char *text, guint32 colour, double x, double y, double width,
                     double height)
{
  g_autoptr (PangoLayout) layout = gs_scene_new_layout (cr, font);
  int text_height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_get_pixel_size (layout, NULL, &text_height);
  gs_scene_set_colour (cr, colour, 1);
  cairo_move_to (cr, x, (int) (y + (height - text_height) / 2));
  pango_cairo_show_layout (cr, layout);
}

static void
gs_scene_draw_background (const GsScene *self, cairo_t *cr, guint n_rows, GsSceneRowFunc get_row, gpointer data)
{
  guint first = self->scroll / self->row_height;

  gs_scene_set_colour (cr, self->palette->background, 1);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_fill (cr);
  gs_scene_set_colour (cr, self->palette->stripe, 1);
  for (guint i = first; i < n_rows; i++)
    {
      int y = (int) i * self->row_height - self->scroll;

      if (y >= self->height)
        break;
      if (gs_row_get_track (get_row (i, data)) == NULL)
        cairo_rectangle (cr, 0, y, self->width, self->row_height);
    }
  cairo_fill (cr);
  gs_ticks_draw_grid (cr, self->palette, self->axis, self->visible, self->width, self->height);
}

/* One row's part of a frame. */
typedef struct
{
  const GsTrack *track;
  GsRows rows;
  GsPlace place;
} GsSceneRow;

/* Rows are drawn in as many bands as there are processors: a band takes every
 * n-th row, so that all have about as much to do. */
typedef struct
{
  const GsScene *scene;
  GsCanvas canvas;
  GArray *rows; /* of GsSceneRow */
  guint n_bands;
  GArray *bars[MAX_BANDS]; /* of GsBar */
} GsSceneBands;

static void
gs_scene_draw_band (guint band, gpointer user_data)
{
  GsSceneBands *self = user_data;

  for (guint i = band; i < self->rows->len; i += self->n_bands)
    {
      const GsSceneRow *row = &g_array_index (self->rows, GsSceneRow, i);

      gs_painter_draw_row (&self->canvas, self->scene->palette, row->rows, row->track, &row->place,
                           LABEL_MIN_WIDTH * self->scene->scale, self->bars[band]);
    }
}

/* Returns: (transfer full) (element-type GsSceneRow): what is seen of the rows */
static GArray *
gs_scene_collect_rows (const GsScene *self, guint n_rows, GsSceneRowFunc get_row, gpointer data)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (GsSceneRow));
  int margin = self->row_height >= 16 ? 2 : 1;

  for (guint i = self->scroll / self->row_height; i < n_rows; i++)
    {
      int y = (int) i * self->row_height - self->scroll;
      GsRow *row = get_row (i, data);
      GsSceneRow seen = { gs_row_get_track (row),
                          gs_row_get_rows (row),
                          { self->visible, i, self->x * self->scale, self->width * self->scale,
                            (y + margin) * self->scale, (self->row_height - 2 * margin) * self->scale } };

      if (y >= self->height)
        break;
      if (seen.track != NULL)
        g_array_append_val (rows, seen);
    }
  return rows;
}

/* So many that it pays to start threads for them. */
static guint
gs_scene_choose_bands (const GsScene *self, const GArray *rows)
{
  gsize n_intervals = 0;

  for (guint i = 0; i < rows->len; i++)
    n_intervals += MIN (gs_track_get_n_intervals (g_array_index (rows, GsSceneRow, i).track),
                        (gsize) self->width * self->scale);
  return n_intervals < MANY_INTERVALS ? 1 : CLAMP (g_get_num_processors (), 1, MAX_BANDS);
}

static void
gs_scene_draw_tracks (const GsScene *self, guint n_rows, GsSceneRowFunc get_row, gpointer data, GArray *bars)
{
  int top = self->y * self->scale;
  /* The canvas begins where the rows do, so that nothing is drawn above them. */
  int stride = cairo_image_surface_get_stride (self->surface);
  guchar *pixels = cairo_image_surface_get_data (self->surface) + (gsize) top * stride;
  int height = MIN (self->height * self->scale, cairo_image_surface_get_height (self->surface) - top);
  g_autoptr (GArray) rows = gs_scene_collect_rows (self, n_rows, get_row, data);
  GsSceneBands bands = { self,
                         gs_canvas_for_image (pixels, stride, cairo_image_surface_get_width (self->surface), height,
                                              self->scale),
                         rows,
                         gs_scene_choose_bands (self, rows),
                         { bars } };

  for (guint i = 1; i < bands.n_bands; i++)
    bands.bars[i] = g_array_new (FALSE, FALSE, sizeof (GsBar));
  gs_parallel_for (bands.n_bands, gs_scene_draw_band, &bands);
  for (guint i = 1; i < bands.n_bands; i++)
    {
      g_array_append_vals (bars, bands.bars[i]->data, bands.bars[i]->len);
      g_array_unref (bands.bars[i]);
    }
}

/* On the whole of the row, above the low bar, so that it is read there as well. */
static void
gs_scene_draw_offline (const GsScene *self, cairo_t *cr, PangoLayout *layout, const GsBar *bar, const GsLook *look)
{
  double ground = (double) (bar->y + bar->height) / self->scale;
  double room = (double) bar->height / self->scale / look->height;
  PangoRectangle extents;

  pango_layout_get_pixel_extents (layout, NULL, &extents);
  if (extents.height > room + 4)
    return;
  gs_scene_set_colour (cr, self->palette->text, 1);
  cairo_move_to (cr, (double) bar->x / self->scale - self->x + LABEL_MARGIN,
                 (int) (ground - (room + extents.height) / 2));
  pango_cairo_show_layout (cr, layout);
}

/* One label, where enough of it fits to be worth reading. */
static gboolean
gs_scene_draw_bar_label (const GsScene *self, cairo_t *cr, PangoLayout *layout, GsRow *row, const GsBar *bar)
{
  const GsLook *look = &self->palette->looks[gs_row_get_rows (row)][bar->interval.value.state];
  double x = (double) bar->x / self->scale - self->x + LABEL_MARGIN, y;
  double width = (double) bar->width / self->scale - 2 * LABEL_MARGIN, height = (double) bar->height / self->scale;
  g_autofree char *text = gs_hover_dup_label (row, &bar->interval);
  PangoRectangle extents;

  if (look->is_dimmed || text == NULL || text[0] == '\0')
    return FALSE;
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  if (extents.height > height + 4 && (bar->interval.value.aux & GS_AUX_OFFLINE) != 0)
    gs_scene_draw_offline (self, cr, layout, bar, look);
  if (extents.height > height + 4 || (pango_layout_is_ellipsized (layout) && width < LABEL_ROOM))
    return TRUE;

  y = (int) ((double) bar->y / self->scale + (height - extents.height) / 2);
  if (look->overlay != GS_OVERLAY_NONE || look->pattern != GS_PATTERN_NONE)
    {
      gs_scene_set_colour (cr, look->colour, 1);
      cairo_rectangle (cr, x - 2, (double) bar->y / self->scale, extents.width + 4, height);
      cairo_fill (cr);
    }
  gs_scene_set_colour (cr, look->text, 1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  return TRUE;
}

/* A line where a bar begins: its neighbour may have the same colour. */
static void
gs_scene_draw_begin (const GsScene *self, cairo_t *cr, const GsBar *bar)
{
  if (bar->interval.span.begin <= self->visible.begin)
    return;
  gs_scene_set_colour (cr, self->palette->background, 0.5);
  cairo_rectangle (cr, (double) bar->x / self->scale - self->x, (double) bar->y / self->scale, 1.0 / self->scale,
                   (double) bar->height / self->scale);
  cairo_fill (cr);
}

static void
gs_scene_draw_labels (const GsScene *self, cairo_t *cr, GsSceneRowFunc get_row, gpointer data, GArray *bars)
{
  g_autoptr (PangoLayout) layout = gs_scene_new_layout (cr, self->font);
  guint n_labels = 0;

  for (guint i = 0; i < bars->len && n_labels < MAX_LABELS; i++)
    {
      const GsBar *bar = &g_array_index (bars, GsBar, i);

      gs_scene_draw_begin (self, cr, bar);
      if (gs_scene_draw_bar_label (self, cr, layout, get_row (bar->row, data), bar))
        n_labels++;
    }
}

/* The bars as one image, pixel for pixel where the target has the same scale. */
static void
gs_scene_paint_surface (const GsScene *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_scale (cr, 1.0 / self->scale, 1.0 / self->scale);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

/**
 * gs_scene_draw:
 * @n_rows: how many rows there are, seen or not
 * @get_row: (scope call): a row by its index
 * @bars: (element-type GsBar): memory to be used again in the next frame
 */
void
gs_scene_draw (const GsScene *self, guint n_rows, GsSceneRowFunc get_row, gpointer data, GArray *bars)
{
  cairo_t *cr = self->target != NULL ? cairo_reference (self->target) : cairo_create (self->surface);

  cairo_save (cr);
  if (self->target == NULL)
    cairo_scale (cr, self->scale, self->scale);
  cairo_translate (cr, self->x, self->y);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_clip (cr);
  gs_scene_draw_background (self, cr, n_rows, get_row, data);

  g_array_set_size (bars, 0);
  cairo_surface_flush (self->surface);
  gs_scene_draw_tracks (self, n_rows, get_row, data, bars);
  cairo_surface_mark_dirty (self->surface);
  if (self->target != NULL)
    gs_scene_paint_surface (self, cr);
  gs_scene_draw_labels (self, cr, get_row, data, bars);
  cairo_restore (cr);
  cairo_destroy (cr);
}
