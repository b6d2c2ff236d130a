/* gs-scene.c: rows below one another, with grid and labels, into an image or as outlines
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-scene.h"

#include "base/gs-parallel.h"
#include "draw/gs-outline.h"
#include "draw/gs-painter-strip.h"
#include "draw/gs-painter.h"
#include "draw/gs-pen.h"
#include "draw/gs-texture.h"
#include "draw/gs-ticks.h"
#include "rows/gs-hover.h"
#include "rows/gs-owners.h"

/* Pixels of the window. */
#define LABEL_MIN_WIDTH 40
#define LABEL_MARGIN 4
#define LABEL_ROOM 44

/* Laying out text costs more than all the rest: no more labels than that a frame. */
#define MAX_LABELS 500

/* A frame with fewer intervals than that is drawn before a thread has started. */
#define MANY_INTERVALS 20000
#define MAX_BANDS 8

/* Outlines of more points than that are no picture: of columns that are too fine. */
#define MAX_POINTS 600000

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
  gs_pen_set_colour (cr, colour, 1);
  cairo_move_to (cr, x, (int) (y + (height - text_height) / 2));
  gs_pen_show_layout (cr, layout);
}

static void
gs_scene_draw_background (const GsScene *self, cairo_t *cr, guint n_rows, GsSceneRowFunc get_row, gpointer data)
{
  guint first = self->scroll / self->row_height;

  gs_pen_set_colour (cr, self->palette->background, 1);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  gs_pen_fill (cr);
  gs_pen_set_colour (cr, self->palette->stripe, 1);
  for (guint i = first; i < n_rows; i++)
    {
      int y = (int) i * self->row_height - self->scroll;

      if (y >= self->height)
        break;
      if (!gs_row_has_track (get_row (i, data)))
        cairo_rectangle (cr, 0, y, self->width, self->row_height);
    }
  gs_pen_fill (cr);
  gs_ticks_draw_grid (cr, self->palette, self->axis, self->visible, self->width, self->height);
}

/* One row's part of a frame, or what is below all rows. */
typedef struct
{
  int top, bottom;      /* pixels of the window */
  gboolean is_striped;  /* its background is a group's */
  GsTrack *track;       /* NULL: members are drawn together */
  GPtrArray *members;   /* of GsTrack, or NULL: nothing is drawn but the background */
  const GsTrack *strip; /* of owners, or NULL */
  GsPaint paint;
  GsLook *looks; /* the paint's, where they are the row's own, else NULL */
  GsPlace place;
} GsSceneRow;

/* The looks and order of rows that are coloured by whose the time is. */
typedef struct
{
  GsLook looks[GS_MAX_STATES];
  guint8 order[GS_MAX_STATES];
  guint32 strip[GS_MAX_STATES];
} GsSceneOwners;

/* Rows are drawn in as many bands as there are processors: a band takes every
 * n-th row, so that all have about as much to do. */
typedef struct
{
  const GsScene *scene;
  GsCanvas canvas;
  cairo_surface_t *grounds[2]; /* of one line: the background of rows, and of groups; or NULL: it is drawn already */
  GsSceneOwners owners;
  GArray *rows; /* of GsSceneRow */
  guint n_bands;
  GArray *bars[MAX_BANDS]; /* of GsBar */
} GsSceneBands;

/* All lines of a background are the same. Returns: (transfer full): one */
static cairo_surface_t *
gs_scene_create_ground (const GsScene *self, guint32 colour)
{
  cairo_surface_t *line = cairo_image_surface_create (cairo_image_surface_get_format (self->surface),
                                                      self->width * self->scale, 1);
  cairo_t *cr = cairo_create (line);

  cairo_scale (cr, self->scale, self->scale);
  gs_pen_set_colour (cr, colour, 1);
  cairo_paint (cr);
  gs_ticks_draw_grid (cr, self->palette, self->axis, self->visible, self->width, 1);
  cairo_destroy (cr);
  cairo_surface_flush (line);
  return line;
}

/* Just before the row is drawn, so that it finds its pixels in the caches. */
static void
gs_scene_lay_ground (const GsSceneBands *self, const GsSceneRow *row)
{
  const GsScene *scene = self->scene;
  const guchar *line = cairo_image_surface_get_data (self->grounds[row->is_striped]);
  int x = scene->x * scene->scale, bottom = MIN (row->bottom * scene->scale, self->canvas.height);
  int n = MIN (scene->width * scene->scale, self->canvas.width - x);

  for (int y = MAX (row->top, 0) * scene->scale; y < bottom && n > 0; y++)
    memcpy (self->canvas.pixels + (gsize) y * self->canvas.stride + x, line, (gsize) n * sizeof *self->canvas.pixels);
}

static void
gs_scene_draw_row (const GsSceneBands *self, const GsSceneRow *row, GArray *bars)
{
  int min_bar_width = LABEL_MIN_WIDTH * self->scene->scale / MAX (self->scene->column_px, 1);

  if (self->grounds[0] != NULL)
    gs_scene_lay_ground (self, row);
  if (row->track == NULL && row->members == NULL)
    return;
  if (row->track == NULL)
    gs_painter_draw_sum (&self->canvas, &row->paint, (const GsTrack *const *) row->members->pdata, row->members->len,
                         &row->place);
  else
    gs_painter_draw_track (&self->canvas, &row->paint, row->track, &row->place, MAX (min_bar_width, 1), bars);
  if (row->strip != NULL)
    gs_painter_draw_strip (&self->canvas, self->owners.strip, row->strip, &row->place);
}

static void
gs_scene_draw_band (guint band, gpointer user_data)
{
  GsSceneBands *self = user_data;

  for (guint i = band; i < self->rows->len; i += self->n_bands)
    gs_scene_draw_row (self, &g_array_index (self->rows, GsSceneRow, i), self->bars[band]);
}

/* How many columns the scene's canvas has. */
static int
gs_scene_get_n_columns (const GsScene *self)
{
  int column_px = MAX (self->column_px, 1);

  return (self->width * self->scale + column_px - 1) / column_px;
}

/* Where a column of the canvas begins, or how wide so many are, in pixels. */
static double
gs_scene_get_px (const GsScene *self, int columns)
{
  if (self->column_px <= 1)
    return (double) columns / self->scale;
  return (double) columns * self->width / gs_scene_get_n_columns (self);
}

static void
gs_scene_row_clear (gpointer data)
{
  GsSceneRow *row = data;

  g_clear_pointer (&row->track, gs_track_unref);
  g_clear_pointer (&row->members, g_ptr_array_unref);
  g_clear_pointer (&row->looks, g_free);
}

static void
gs_scene_fill_owners (const GsScene *self, GsSceneOwners *owners)
{
  gs_palette_fill_owners (self->palette, owners->looks, owners->order);
  for (guint i = 0; i < GS_MAX_STATES; i++)
    owners->strip[i] = owners->looks[i].colour;
}

/* Which of the own colours a row has where it is one owner's. */
static guint
gs_scene_get_class (const GsScene *self, GsRow *row)
{
  GsRowKind kind = gs_row_get_kind (row);

  if (self->colour_by == GS_COLOUR_BY_PROCESS && (kind == GS_ROW_THREAD || kind == GS_ROW_PROCESS))
    return gs_owners_get_process_class (gs_row_get_timeline (row), gs_row_get_machine (row), gs_row_get_index (row));
  return gs_owners_get_class (gs_row_get_machine (row));
}

/* Whether rows of that kind have several owners, and tracks of them: as gs_row_get_owners() has. */
static gboolean
gs_scene_has_owners (const GsScene *self, GsRows rows)
{
  return rows == GS_ROWS_CPUS || (rows == GS_ROWS_VCPUS && self->colour_by == GS_COLOUR_BY_PROCESS);
}

/* What a row looks like where its bars don't say its states. @rows: whose states it holds */
static void
gs_scene_colour_row (const GsScene *self, GsRow *row, GsRows rows, const GsSceneOwners *owners, GsSceneRow *seen)
{
  GsTrack *track = gs_row_get_owners (row, self->colour_by);

  if (track != NULL)
    {
      g_clear_pointer (&seen->track, gs_track_unref);
      seen->track = gs_track_ref (track);
    }
  if (track != NULL || gs_scene_has_owners (self, rows))
    {
      seen->paint.looks = owners->looks;
      seen->paint.order = owners->order;
      return;
    }
  seen->paint.looks = seen->looks = g_new (GsLook, GS_MAX_STATES);
  gs_palette_fill_own (self->palette, rows, gs_scene_get_class (self, row), seen->looks);
}

/* @is_whole: (inout): unset where the row has yet to be made. Returns: whether there is something to draw */
static gboolean
gs_scene_look_up (const GsScene *self, GsRow *row, const GsSceneOwners *owners, GsSceneRow *seen, gboolean *is_whole)
{
  GsRows rows = gs_row_get_rows (row);

  seen->track = self->is_patient ? gs_row_ref_track (row) : gs_row_peek_track (row);
  if (seen->track == NULL && !gs_row_has_track (row))
    seen->members = gs_row_list_members (row, self->colour_by, self->is_patient, &rows);
  *is_whole = *is_whole && (seen->track != NULL || seen->members != NULL);
  if (seen->track == NULL && (seen->members == NULL || seen->members->len == 0))
    return FALSE;
  seen->paint = gs_paint_of (self->palette, rows);
  if (self->colour_by != GS_COLOUR_BY_STATE)
    gs_scene_colour_row (self, row, rows, owners, seen);
  else if (rows == GS_ROWS_CPUS)
    seen->strip = gs_row_get_owners (row, GS_COLOUR_BY_STATE);
  return TRUE;
}

/* @is_whole: (inout): unset where some have yet to be made. Returns: (transfer full) (element-type GsSceneRow): what is
 * seen of the rows, and below them */
static GArray *
gs_scene_collect_rows (const GsScene *self, const GsSceneOwners *owners, guint n_rows, GsSceneRowFunc get_row,
                       gpointer data, gboolean *is_whole)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (GsSceneRow));
  int margin = self->row_height >= 16 ? 2 : 1, y = 0;

  g_array_set_clear_func (rows, gs_scene_row_clear);
  for (guint i = self->scroll / self->row_height; i < n_rows; i++)
    {
      GsRow *row = get_row (i, data);
      GsSceneRow seen = { .is_striped = !gs_row_has_track (row) };

      y = (int) i * self->row_height - self->scroll;
      seen.top = y;
      seen.bottom = MIN (y + self->row_height, self->height);
      seen.place = (GsPlace){ self->visible,
                              i,
                              self->x * self->scale,
                              gs_scene_get_n_columns (self),
                              (y + margin) * self->scale,
                              (self->row_height - 2 * margin) * self->scale };
      if (y >= self->height)
        break;
      if (!gs_scene_look_up (self, row, owners, &seen, is_whole))
        gs_scene_row_clear (&seen);
      g_array_append_val (rows, seen);
      y += self->row_height;
    }
  if (y < self->height)
    {
      GsSceneRow below = { .top = y, .bottom = self->height };

      g_array_append_val (rows, below);
    }
  return rows;
}

/* So many that it pays to start threads for them. */
static guint
gs_scene_choose_bands (const GsScene *self, const GArray *rows)
{
  gsize n_intervals = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const GsSceneRow *row = &g_array_index (rows, GsSceneRow, i);
      gsize columns = (gsize) self->width * self->scale;

      if (row->track != NULL)
        n_intervals += MIN (gs_track_get_n_intervals (row->track), columns);
      else if (row->members != NULL)
        n_intervals += row->members->len * columns;
    }
  return n_intervals < MANY_INTERVALS ? 1 : CLAMP (g_get_num_processors (), 1, MAX_BANDS);
}

/* The canvas begins where the rows do, so that nothing is drawn above them. */
static GsCanvas
gs_scene_get_canvas (const GsScene *self)
{
  int top = self->y * self->scale;
  int stride = cairo_image_surface_get_stride (self->surface);
  guchar *pixels = cairo_image_surface_get_data (self->surface) + (gsize) top * stride;
  int height = MIN (self->height * self->scale, cairo_image_surface_get_height (self->surface) - top);

  return gs_canvas_for_image (pixels, stride, cairo_image_surface_get_width (self->surface), height, self->scale);
}

/* Whatever a row says of what isn't read yet is covered; pictures are of what is read. */
static void
gs_scene_cover_unread (const GsScene *self, guint n_rows, GsSceneRowFunc get_row, gpointer data)
{
  GsCanvas canvas;

  cairo_surface_flush (self->surface);
  canvas = gs_scene_get_canvas (self);
  for (guint i = self->scroll / self->row_height; i < n_rows; i++)
    {
      int y = (int) i * self->row_height - self->scroll;
      gint64 end = gs_row_get_known (get_row (i, data)).end;
      double share = (double) (MAX (end, self->visible.begin) - self->visible.begin)
                     / (double) MAX (gs_span_duration (self->visible), 1);
      int x = (int) (MIN (share, 1) * self->width * self->scale);

      if (y >= self->height)
        break;
      if (end < self->visible.end)
        gs_texture_draw_unread (&canvas, self->palette->background, self->palette->dim_text, self->x * self->scale + x,
                                y * self->scale, self->width * self->scale - x, self->row_height * self->scale);
    }
  cairo_surface_mark_dirty (self->surface);
}

static gboolean
gs_scene_draw_tracks (const GsScene *self, guint n_rows, GsSceneRowFunc get_row, gpointer data, GArray *bars)
{
  GsSceneBands bands = { .scene = self, .bars = { bars } };
  gboolean is_whole = TRUE;

  cairo_surface_flush (self->surface);
  bands.canvas = gs_scene_get_canvas (self);
  if (self->target == NULL)
    {
      bands.grounds[0] = gs_scene_create_ground (self, self->palette->background);
      bands.grounds[1] = gs_scene_create_ground (self, self->palette->stripe);
    }
  gs_scene_fill_owners (self, &bands.owners);
  bands.rows = gs_scene_collect_rows (self, &bands.owners, n_rows, get_row, data, &is_whole);
  bands.n_bands = gs_scene_choose_bands (self, bands.rows);
  for (guint i = 1; i < bands.n_bands; i++)
    bands.bars[i] = g_array_new (FALSE, FALSE, sizeof (GsBar));
  gs_parallel_for (bands.n_bands, gs_scene_draw_band, &bands);
  for (guint i = 1; i < bands.n_bands; i++)
    {
      g_array_append_vals (bars, bands.bars[i]->data, bands.bars[i]->len);
      g_array_unref (bands.bars[i]);
    }
  g_array_unref (bands.rows);
  for (guint i = 0; i < G_N_ELEMENTS (bands.grounds); i++)
    g_clear_pointer (&bands.grounds[i], cairo_surface_destroy);
  cairo_surface_mark_dirty (self->surface);
  return is_whole;
}

/* Rows one after another: only one's pieces have to be kept. Returns: FALSE where not all were drawn */
static gboolean
gs_scene_draw_outlines (const GsScene *self, cairo_t *cr, guint n_rows, GsSceneRowFunc get_row, gpointer data,
                        GArray *bars)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (GsPiece)), rows = NULL;
  GsOutline outline = { (double) self->width / gs_scene_get_n_columns (self), 1.0 / self->scale };
  GsSceneBands all = {
    .scene = self,
    .canvas = gs_canvas_for_pieces (pieces, gs_scene_get_n_columns (self), self->height * self->scale, self->scale),
  };
  gboolean is_whole = TRUE;
  gsize n_points = 0;
  guint i;

  gs_scene_fill_owners (self, &all.owners);
  rows = gs_scene_collect_rows (self, &all.owners, n_rows, get_row, data, &is_whole);
  for (i = 0; i < rows->len && n_points <= MAX_POINTS; i++)
    {
      g_array_set_size (pieces, 0);
      gs_scene_draw_row (&all, &g_array_index (rows, GsSceneRow, i), bars);
      n_points += gs_outline_draw_row (&outline, cr, pieces);
    }
  return is_whole && i == rows->len && n_points <= MAX_POINTS;
}

/* What a bar of a row looks like. */
static GsLook
gs_scene_get_look (const GsScene *self, GsRow *row, guint state)
{
  GsLook looks[GS_MAX_STATES];
  guint8 order[GS_MAX_STATES];

  if (self->colour_by == GS_COLOUR_BY_STATE)
    return self->palette->looks[gs_row_get_rows (row)][state];
  if (gs_row_get_owners (row, self->colour_by) != NULL)
    gs_palette_fill_owners (self->palette, looks, order);
  else
    gs_palette_fill_own (self->palette, gs_row_get_rows (row), gs_scene_get_class (self, row), looks);
  return looks[state];
}

/* Returns: (transfer full) (nullable): what to write on a bar */
static char *
gs_scene_dup_label (const GsScene *self, GsRow *row, const GsInterval *interval)
{
  if (self->colour_by != GS_COLOUR_BY_STATE && gs_row_get_owners (row, self->colour_by) != NULL)
    return gs_owners_dup_label (gs_row_get_timeline (row), interval, self->colour_by);
  return gs_hover_dup_label (row, interval);
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
  gs_pen_set_colour (cr, self->palette->text, 1);
  cairo_move_to (cr, gs_scene_get_px (self, bar->x) - self->x + LABEL_MARGIN,
                 (int) (ground - (room + extents.height) / 2));
  gs_pen_show_layout (cr, layout);
}

/* One label, where enough of it fits to be worth reading. */
static gboolean
gs_scene_draw_bar_label (const GsScene *self, cairo_t *cr, PangoLayout *layout, GsRow *row, const GsBar *bar)
{
  GsLook look = gs_scene_get_look (self, row, bar->interval.value.state);
  double x = gs_scene_get_px (self, bar->x) - self->x + LABEL_MARGIN, y;
  double width = gs_scene_get_px (self, bar->width) - 2 * LABEL_MARGIN, height = (double) bar->height / self->scale;
  g_autofree char *text = gs_scene_dup_label (self, row, &bar->interval);
  PangoRectangle extents;

  if (look.is_dimmed || text == NULL || text[0] == '\0')
    return FALSE;
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  if (extents.height > height + 4 && (bar->interval.value.aux & GS_AUX_OFFLINE) != 0)
    gs_scene_draw_offline (self, cr, layout, bar, &look);
  if (extents.height > height + 4 || (pango_layout_is_ellipsized (layout) && width < LABEL_ROOM))
    return TRUE;

  y = (int) ((double) bar->y / self->scale + (height - extents.height) / 2);
  if (look.overlay != GS_OVERLAY_NONE || look.pattern != GS_PATTERN_NONE)
    {
      gs_pen_set_colour (cr, look.colour, 1);
      cairo_rectangle (cr, x - 2, (double) bar->y / self->scale, extents.width + 4, height);
      gs_pen_fill (cr);
    }
  gs_pen_set_colour (cr, look.text, 1);
  cairo_move_to (cr, x, y);
  gs_pen_show_layout (cr, layout);
  return TRUE;
}

/* A line where a bar begins: its neighbour may have the same colour. */
static void
gs_scene_draw_begins (const GsScene *self, cairo_t *cr, GArray *bars)
{
  double line = self->surface != NULL ? 1.0 / self->scale : 1;

  gs_pen_set_colour (cr, self->palette->background, 0.5);
  for (guint i = 0; i < bars->len; i++)
    {
      const GsBar *bar = &g_array_index (bars, GsBar, i);

      if (bar->interval.span.begin > self->visible.begin)
        cairo_rectangle (cr, gs_scene_get_px (self, bar->x) - self->x, (double) bar->y / self->scale, line,
                         (double) bar->height / self->scale);
    }
  gs_pen_fill (cr);
}

static void
gs_scene_draw_labels (const GsScene *self, cairo_t *cr, GsSceneRowFunc get_row, gpointer data, GArray *bars)
{
  g_autoptr (PangoLayout) layout = gs_scene_new_layout (cr, self->font);
  guint n_labels = 0;

  if (self->column_px <= 1)
    gs_scene_draw_begins (self, cr, bars);
  for (guint i = 0; i < bars->len && n_labels < MAX_LABELS; i++)
    {
      const GsBar *bar = &g_array_index (bars, GsBar, i);

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
 *
 * Returns: FALSE where rows were left out, that have yet to be made or whose outlines would have too many points
 */
gboolean
gs_scene_draw (const GsScene *self, guint n_rows, GsSceneRowFunc get_row, gpointer data, GArray *bars)
{
  gboolean is_whole;
  cairo_t *cr = self->target != NULL ? cairo_reference (self->target) : cairo_create (self->surface);

  cairo_save (cr);
  if (self->target == NULL)
    cairo_scale (cr, self->scale, self->scale);
  cairo_translate (cr, self->x, self->y);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_clip (cr);
  if (self->target != NULL)
    gs_scene_draw_background (self, cr, n_rows, get_row, data);

  g_array_set_size (bars, 0);
  if (self->surface == NULL)
    is_whole = gs_scene_draw_outlines (self, cr, n_rows, get_row, data, bars);
  else
    is_whole = gs_scene_draw_tracks (self, n_rows, get_row, data, bars);
  if (self->target != NULL && self->surface != NULL)
    gs_scene_paint_surface (self, cr);
  gs_scene_draw_labels (self, cr, get_row, data, bars);
  cairo_restore (cr);
  cairo_destroy (cr);
  if (self->target == NULL)
    gs_scene_cover_unread (self, n_rows, get_row, data);
  return is_whole;
}
