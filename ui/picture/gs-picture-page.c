/* gs-picture-page.c: what is in a picture of a timeline, and where
 * SPDX-License-Identifier: MIT
 */
#include "picture/gs-picture-private.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "draw/gs-outline.h"
#include "draw/gs-painter.h"
#include "draw/gs-pen.h"
#include "draw/gs-text-layout.h"
#include "draw/gs-ticks.h"
#include "rows/gs-counter-area.h"
#include "rows/gs-owners.h"
#include "rows/gs-row-values.h"
#include "rows/gs-scene.h"

#define TITLE_FONT "Sans Bold 12"

#define LEGEND_LINE 20
#define SWATCH_WIDTH 26
#define SWATCH_HEIGHT 14
#define MIN_ROW_HEIGHT 16
#define MAX_ROW_HEIGHT 64
#define INDENT 12
#define NUMBER_WIDTH 48
#define CHIP 10

/* Bars are drawn in images of at most so many pixels' height, so that there may be any number of rows: and outlines
 * so many rows at a time. */
#define TILE_HEIGHT 2048

/* Of the picture, in pixels: what cairo's images, readers of PDF and a browser can take. */
#define MAX_PNG_HEIGHT 32767
#define MAX_PDF_HEIGHT 19000
#define MAX_SVG_HEIGHT 32767

static cairo_surface_t *
gs_picture_new_image (GsPicture *self, int width, int height, GsCanvas *canvas)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * self->scale,
                                                         height * self->scale);

  cairo_surface_flush (surface);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS && canvas != NULL)
    *canvas = gs_canvas_for_image (cairo_image_surface_get_data (surface), cairo_image_surface_get_stride (surface),
                                   width * self->scale, height * self->scale, self->scale);
  return surface;
}

/* As outlines, with as many pixels as the image would have. */
static void
gs_picture_outline_swatch (GsPicture *self, const GsLegendItem *item, double x, double y)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (GsPiece));
  GsCanvas canvas = gs_canvas_for_pieces (pieces, SWATCH_WIDTH, SWATCH_HEIGHT, 1);

  gs_legend_item_draw_swatch (item, self->palette, &canvas);
  cairo_save (self->cr);
  cairo_translate (self->cr, (int) x, (int) y);
  gs_outline_draw_each (&(GsOutline){ 1, 1 }, self->cr, pieces);
  cairo_restore (self->cr);
}

static void
gs_picture_paint_swatch (GsPicture *self, const GsLegendItem *item, double x, double y)
{
  GsCanvas canvas;
  cairo_surface_t *surface = gs_picture_new_image (self, SWATCH_WIDTH, SWATCH_HEIGHT, &canvas);

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    {
      gs_legend_item_draw_swatch (item, self->palette, &canvas);
      cairo_surface_mark_dirty (surface);
      cairo_save (self->cr);
      cairo_translate (self->cr, (int) x, (int) y);
      cairo_scale (self->cr, 1.0 / self->scale, 1.0 / self->scale);
      cairo_set_source_surface (self->cr, surface, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (self->cr), CAIRO_FILTER_NEAREST);
      cairo_paint (self->cr);
      cairo_restore (self->cr);
    }
  cairo_surface_destroy (surface);
}

static gboolean
gs_picture_is_dimmed (GsPicture *self, const GsLegendItem *item)
{
  return item->kind == GS_LEGEND_STATE && self->palette->looks[item->rows][item->state].is_dimmed;
}

/* Lays out the legend in lines, and draws it too where @draw. Returns its height. */
static int
gs_picture_legend (GsPicture *self, double top, gboolean draw)
{
  g_autoptr (GArray) items = gs_view_dup_legend (self->spec->view, self->spec->colour_by, self->timeline);
  double x = MARGIN, y = top;

  for (guint i = 0; i < items->len; i++)
    {
      const GsLegendItem *item = &g_array_index (items, GsLegendItem, i);
      double width = gs_text_layout_get_width (self->cr, FONT, item->label);

      if (x > MARGIN && x + SWATCH_WIDTH + 6 + width > self->width - MARGIN)
        {
          x = MARGIN;
          y += LEGEND_LINE;
        }
      if (draw)
        {
          if (self->is_vector)
            gs_picture_outline_swatch (self, item, x, y + 3);
          else
            gs_picture_paint_swatch (self, item, x, y + 3);
          gs_scene_draw_label (self->cr, FONT, item->label,
                               gs_picture_is_dimmed (self, item) ? self->palette->dim_text : self->palette->text,
                               x + SWATCH_WIDTH + 6, y, width + 4, LEGEND_LINE);
        }
      x += SWATCH_WIDTH + 6 + width + 18;
    }
  return (int) (y - top) + LEGEND_LINE;
}

/* A row's name, with its machine's where none of those that are shown above it say which. */
static char *
gs_picture_dup_name (GsPicture *self, guint index)
{
  GsRow *row = g_ptr_array_index (self->shown, index);

  if (index >= self->first_machine)
    return g_strdup (gs_row_get_name (row));
  return g_strdup_printf ("%s · %s", gs_row_get_name (row),
                          gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row))->name);
}

/* How wide names have to be. A machine's has the room of the numbers, too. */
static void
gs_picture_lay_out_names (GsPicture *self)
{
  double names = 120, numbers = gs_view_has_column (self->spec->view, GS_COLUMN_STOLEN) ? 2 * NUMBER_WIDTH : 0;

  for (guint i = 0; i < self->shown->len && i < 400; i++)
    {
      GsRow *row = g_ptr_array_index (self->shown, i);
      gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
      g_autofree char *name = gs_picture_dup_name (self, i);
      double width = gs_text_layout_get_width (self->cr, is_machine ? MACHINE_FONT : FONT, name);

      width += gs_row_get_depth (row) * INDENT + (is_machine ? CHIP + 6 - numbers : 0);
      names = MAX (names, width);
    }
  names += 2 * MARGIN + numbers;
  self->names_width = (int) MIN (names, self->width / 3.0);
}

/* Whether nothing of @row is in @span: what has a track lies elsewhere, and what groups rows is followed by
 * none of its own. @next: (nullable): the row below it that stays */
static gboolean
gs_picture_is_empty (GsRow *row, GsRow *next, GsSpan span)
{
  if (!gs_row_has_track (row))
    return next == NULL || gs_row_get_depth (next) <= gs_row_get_depth (row);
  return gs_span_duration (gs_span_intersect (gs_row_get_span (row), span)) <= 0;
}

/* Where not all rows fit, those that are empty in the range that is drawn give way to the others. */
static void
gs_picture_drop_empty (GsPicture *self)
{
  GsRow *next = NULL;

  for (guint i = self->shown->len; i-- > 0;)
    {
      GsRow *row = g_ptr_array_index (self->shown, i);

      if (gs_picture_is_empty (row, next, self->spec->span))
        g_ptr_array_remove_index (self->shown, i);
      else
        next = row;
    }
}

/* How high rows are, and how many of them fit. */
static void
gs_picture_lay_out_rows (GsPicture *self, int max_height)
{
  int others = TITLE_HEIGHT + GS_RULER_HEIGHT + self->counters_height + self->legend_height + 2 * MARGIN, room;
  guint n_rows = self->shown->len;

  if (self->spec->has_all_rows)
    {
      self->row_height = others + (gint64) n_rows * GS_ROW_HEIGHT <= max_height ? GS_ROW_HEIGHT : MIN_ROW_HEIGHT;
      self->height = (int) CLAMP (others + (gint64) n_rows * self->row_height, GS_PICTURE_MIN_SIZE, max_height);
    }
  room = MAX (self->height - others, MIN_ROW_HEIGHT);
  if (!self->spec->has_all_rows && self->spec->keys == NULL && n_rows > (guint) (room / MIN_ROW_HEIGHT))
    {
      gs_picture_drop_empty (self);
      n_rows = self->shown->len;
    }
  if (!self->spec->has_all_rows)
    self->row_height = CLAMP (room / (int) MAX (n_rows, 1), MIN_ROW_HEIGHT, MAX_ROW_HEIGHT);
  self->n_shown = MIN (n_rows, (guint) (room / self->row_height));
  if (self->n_shown < n_rows && self->n_shown > 0)
    self->n_shown = MIN (self->n_shown, (guint) MAX (1, (room - LEGEND_LINE) / self->row_height));
}

static void
gs_picture_draw_title (GsPicture *self)
{
  GsSpan span = self->spec->span;
  g_autofree char *begin = gs_time_axis_dup_text (&self->spec->axis, span.begin, GS_USEC);
  g_autofree char *duration = gs_time_text_dup_duration (gs_span_duration (span), 1);
  g_autofree char *subtitle = g_strdup_printf (_ ("%s from %s"), duration, begin);
  const char *view = gs_view_get_title (self->spec->view);
  g_autofree char *given = g_utf8_make_valid (self->spec->title != NULL ? self->spec->title : "", -1);
  g_autofree char *title = given[0] != '\0' ? g_strdup_printf (_ ("%s – %s"), given, view) : g_strdup (view);
  double width = gs_text_layout_get_width (self->cr, TITLE_FONT, title);

  gs_scene_draw_label (self->cr, TITLE_FONT, title, self->palette->text, MARGIN, 0, self->width - 2 * MARGIN,
                       TITLE_HEIGHT);
  if (MARGIN + width + 40 < self->width)
    gs_scene_draw_label (self->cr, FONT, subtitle, self->palette->dim_text, MARGIN + width + 16, 0,
                         self->width - 2 * MARGIN - width - 16, TITLE_HEIGHT);
}

static void
gs_picture_draw_number (GsPicture *self, const char *text, double right, double y, guint32 colour)
{
  const char *font = self->row_height >= 18 ? FONT : SMALL_FONT;
  double width = gs_text_layout_get_width (self->cr, font, text);

  gs_scene_draw_label (self->cr, font, text, colour, right - width, y, width + 2, self->row_height);
}

/* The TID and, as beside the window's chart, what was stolen in the range that is shown. */
static void
gs_picture_draw_numbers (GsPicture *self, GsRow *row, double y)
{
  g_autofree char *stolen = NULL;
  GsRowValues values;

  gs_row_values_measure (row, self->spec->span, &values);
  stolen = gs_row_values_dup_share (values.stolen);
  gs_picture_draw_number (self, gs_row_get_tid_text (row), self->names_width - NUMBER_WIDTH - 4, y,
                          self->palette->dim_text);
  gs_picture_draw_number (self, stolen, self->names_width - 8, y,
                          values.stolen > 0 ? self->palette->text : self->palette->dim_text);
}

/* The machine's own colour, as its strips have it. Returns: the room that it takes */
static double
gs_picture_draw_chip (GsPicture *self, GsRow *row, double x, double y)
{
  gs_pen_set_colour (self->cr,
                     gs_palette_get_own_colour (self->palette, gs_owners_get_class (gs_row_get_machine (row))), 1);
  cairo_rectangle (self->cr, x, y + (self->row_height - CHIP) / 2, CHIP, CHIP);
  gs_pen_fill (self->cr);
  return CHIP + 6;
}

static void
gs_picture_draw_name (GsPicture *self, guint index, double y)
{
  GsRow *row = g_ptr_array_index (self->shown, index);
  gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
  double x = MARGIN + gs_row_get_depth (row) * INDENT;
  double numbers = is_machine || !gs_view_has_column (self->spec->view, GS_COLUMN_STOLEN) ? 0 : 2 * NUMBER_WIDTH;
  const char *font = self->row_height >= 18 ? FONT : SMALL_FONT;
  g_autofree char *name = gs_picture_dup_name (self, index);

  if (is_machine)
    font = self->row_height >= 18 ? MACHINE_FONT : SMALL_MACHINE_FONT;
  if (!gs_row_has_track (row))
    {
      gs_pen_set_colour (self->cr, self->palette->stripe, 1);
      cairo_rectangle (self->cr, 0, y, self->names_width, self->row_height);
      gs_pen_fill (self->cr);
    }
  if (is_machine)
    x += gs_picture_draw_chip (self, row, x, y);
  gs_scene_draw_label (self->cr, font, name, self->palette->text, x, y, self->names_width - numbers - x - 6,
                       self->row_height);
  if (numbers > 0)
    gs_picture_draw_numbers (self, row, y);
}

static GsRow *
gs_picture_get_row (guint index, gpointer data)
{
  GsPicture *self = data;

  return g_ptr_array_index (self->shown, index);
}

/* The rows from @first on, as many as go into one image. Returns: how many */
static guint
gs_picture_draw_tile (GsPicture *self, guint first, int top, int width)
{
  guint n = MIN (self->n_shown - first,
                 (guint) MAX (1, TILE_HEIGHT / (self->is_vector ? 1 : self->scale) / self->row_height));
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (GsBar));
  int height = (int) n * self->row_height;
  GsScene scene = {
    .surface = self->is_vector ? NULL : gs_picture_new_image (self, width, height, NULL),
    .target = self->cr,
    .palette = self->palette,
    .colour_by = self->spec->colour_by,
    .font = self->row_height >= 18 ? FONT : SMALL_FONT,
    .axis = &self->spec->axis,
    .visible = self->spec->span,
    .scale = self->scale,
    .column_px = self->column_px,
    .width = width,
    .height = height,
    .row_height = self->row_height,
    .is_patient = TRUE,
    .scroll = (int) first * self->row_height,
  };

  cairo_save (self->cr);
  cairo_translate (self->cr, self->names_width, top + (double) first * self->row_height);
  if (self->is_vector || cairo_surface_status (scene.surface) == CAIRO_STATUS_SUCCESS)
    self->is_too_fine |= !gs_scene_draw (&scene, first + n, gs_picture_get_row, self, bars);
  cairo_restore (self->cr);
  g_clear_pointer (&scene.surface, cairo_surface_destroy);
  return n;
}

/* Between the ruler and the rows. */
static void
gs_picture_draw_counters (GsPicture *self, int width)
{
  for (guint i = 0; i < self->counters->len; i++)
    {
      const GsCounter *counter = g_ptr_array_index (self->counters, i);
      double y = TITLE_HEIGHT + GS_RULER_HEIGHT + (double) i * GS_COUNTER_HEIGHT;

      gs_scene_draw_label (self->cr, FONT, counter->name, self->palette->text, MARGIN, y,
                           self->names_width - 2 * MARGIN, GS_COUNTER_HEIGHT);
      cairo_save (self->cr);
      cairo_translate (self->cr, self->names_width, y);
      gs_counter_area_draw (self->cr, self->palette, counter, self->spec->span, width, self->scale, SMALL_FONT);
      cairo_restore (self->cr);
    }
}

static void
gs_picture_draw_rows (GsPicture *self)
{
  int top = TITLE_HEIGHT + GS_RULER_HEIGHT + self->counters_height, width = self->width - self->names_width - MARGIN;

  cairo_save (self->cr);
  cairo_translate (self->cr, self->names_width, TITLE_HEIGHT);
  gs_ticks_draw_ruler (self->cr, self->palette, FONT, &self->spec->axis, self->spec->span, width);
  cairo_restore (self->cr);
  gs_picture_draw_counters (self, width);
  for (guint first = 0; first < self->n_shown;)
    first += gs_picture_draw_tile (self, first, top, width);
  gs_picture_draw_selection (self, top, width);
  gs_picture_draw_marks (self, width);
  for (guint i = 0; i < self->n_shown; i++)
    gs_picture_draw_name (self, i, top + (double) i * self->row_height);
}

static void
gs_picture_draw_heads (GsPicture *self)
{
  double y = TITLE_HEIGHT + GS_RULER_HEIGHT - 20;
  int row_height = self->row_height;

  if (!gs_view_has_column (self->spec->view, GS_COLUMN_STOLEN))
    return;
  self->row_height = 20;
  gs_picture_draw_number (self, _ ("TID"), self->names_width - NUMBER_WIDTH - 4, y, self->palette->dim_text);
  gs_picture_draw_number (self, _ ("Stolen"), self->names_width - 8, y, self->palette->dim_text);
  self->row_height = row_height;
}

static void
gs_picture_draw_left_out (GsPicture *self)
{
  guint n_rows = self->shown->len;
  double y = TITLE_HEIGHT + GS_RULER_HEIGHT + self->counters_height + (double) self->n_shown * self->row_height;
  g_autofree char *text = NULL;

  if (n_rows == 0)
    text = g_strdup (_ ("There is nothing to show in this view."));
  else if (self->n_shown < n_rows)
    text = g_strdup_printf (ngettext ("%u more row does not fit", "%u more rows do not fit", n_rows - self->n_shown),
                            n_rows - self->n_shown);
  if (text != NULL)
    gs_scene_draw_label (self->cr, FONT, text, self->palette->dim_text, MARGIN, y, self->width - 2 * MARGIN,
                         LEGEND_LINE);
}

/* Draws all of it on the picture's cr. */
void
gs_picture_draw (GsPicture *self)
{
  gs_pen_set_colour (self->cr, self->palette->background, 1);
  cairo_rectangle (self->cr, 0, 0, self->width, self->height);
  gs_pen_fill (self->cr);
  gs_picture_draw_title (self);
  if (self->width > self->names_width + MARGIN && gs_span_duration (self->spec->span) > 0)
    {
      gs_picture_draw_heads (self);
      gs_picture_draw_rows (self);
    }
  gs_picture_draw_left_out (self);
  gs_picture_legend (self, self->height - self->legend_height - MARGIN / 2.0, TRUE);
}

/* Returns: (transfer full): the rows that are to be shown, in their order */
static GPtrArray *
gs_picture_collect_rows (GsTimeline *timeline, const GsPictureSpec *spec)
{
  g_autoptr (GListModel) tree = spec->view->build_rows (timeline);
  g_autoptr (GsRowList) list = gs_row_list_new ();
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint index;

  gs_row_list_set_tree (list, tree);
  gs_row_list_expand_all (list);
  for (guint i = 0; spec->keys == NULL && i < gs_row_list_get_n_rows (list); i++)
    g_ptr_array_add (rows, g_object_ref (gs_row_list_get (list, i)));
  for (guint i = 0; spec->keys != NULL && spec->keys[i] != NULL; i++)
    if (gs_row_list_find (list, spec->keys[i], &index))
      g_ptr_array_add (rows, g_object_ref (gs_row_list_get (list, index)));
  return rows;
}

static void
gs_picture_choose_palette (GsPicture *self)
{
  guint32 any = 0;

  self->palette = gs_palette_choose (self->spec->colours, self->spec->is_dark);
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    any |= self->spec->hidden_states[rows];
  if (any != 0)
    self->palette = self->dimmed = gs_palette_new_dimmed (self->palette, self->spec->hidden_states);
}

/**
 * gs_picture_init:
 * @spec: has to outlive the picture
 *
 * Decides on the size and on what goes where; then cr can be set and drawn on.
 */
void
gs_picture_init (GsPicture *self, GsTimeline *timeline, const GsPictureSpec *spec, GsPictureFormat format)
{
  static const int max_heights[GS_N_PICTURE_FORMATS] = { MAX_PNG_HEIGHT, MAX_SVG_HEIGHT, MAX_PDF_HEIGHT };
  cairo_surface_t *scratch = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  int scale = CLAMP (spec->scale, 1, GS_PICTURE_MAX_SCALE);

  *self = (GsPicture){
    .spec = spec,
    .timeline = timeline,
    .shown = gs_picture_collect_rows (timeline, spec),
    .counters = gs_counters_new (timeline, spec->counters, NULL),
    .cr = cairo_create (scratch),
    .is_vector = format != GS_PICTURE_PNG,
    .scale = scale,
    .width = CLAMP (spec->width, GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE),
    .height = CLAMP (spec->height, GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE),
  };
  self->counters_height = (int) self->counters->len * GS_COUNTER_HEIGHT;
  gs_picture_choose_palette (self);
  while (self->first_machine < self->shown->len
         && gs_row_get_kind (g_ptr_array_index (self->shown, self->first_machine)) != GS_ROW_MACHINE)
    self->first_machine++;
  gs_picture_lay_out_names (self);
  self->legend_height = gs_picture_legend (self, 0, FALSE);
  gs_picture_lay_out_rows (self, format == GS_PICTURE_PNG ? max_heights[format] / scale : max_heights[format]);
  g_clear_pointer (&self->cr, cairo_destroy);
  cairo_surface_destroy (scratch);
}

void
gs_picture_clear (GsPicture *self)
{
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->counters, g_ptr_array_unref);
  g_clear_pointer (&self->dimmed, gs_palette_free);
}
