/* gs-picture.c: a timeline to a picture, without a display
 * SPDX-License-Identifier: MIT
 */
#include "gs-picture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <unistd.h>

#include "gs-error.h"
#include "gs-painter.h"
#include "gs-row-list.h"
#include "gs-row-tree.h"
#include "gs-scene.h"
#include "gs-ticks.h"
#include "gs-time-text.h"
#include "gs-view.h"

#define FONT "Sans 9"
#define TITLE_FONT "Sans Bold 12"
#define SMALL_FONT "Sans 8"

#define MARGIN 10
#define TITLE_HEIGHT 34
#define LEGEND_LINE 20
#define SWATCH_WIDTH 26
#define MIN_ROW_HEIGHT 16
#define MAX_ROW_HEIGHT 40
#define INDENT 12
#define NUMBER_WIDTH 48

typedef struct
{
  cairo_surface_t *surface;
  cairo_t         *cr;
  const GsPalette *palette;
  GsRowList       *list;
  GsRows           rows;
  int              width, height;
  int              names_width;
  int              legend_height;
  int              row_height;
  guint            n_shown;
} GsPicture;

static double
gs_picture_text_width (cairo_t *cr, const char *font, const char *text)
{
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr(PangoFontDescription) description = pango_font_description_from_string (font);
  int width;

  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static void
gs_picture_draw_swatch (GsPicture *self, const GsLook *look, double x, double y)
{
  GsCanvas canvas;

  cairo_surface_flush (self->surface);
  canvas = gs_canvas_for_image (cairo_image_surface_get_data (self->surface),
                                cairo_image_surface_get_stride (self->surface), self->width, self->height, 1);
  gs_painter_draw_swatch (&canvas, look, (int) x, (int) y, SWATCH_WIDTH, 14);
  cairo_surface_mark_dirty (self->surface);
}

/* Lays out the legend in lines, and draws it too where @draw. Returns its height. */
static int
gs_picture_legend (GsPicture *self, double top, gboolean draw)
{
  guint n_items;
  const GsLegendItem *items = gs_view_get_legend (self->rows, &n_items);
  double x = MARGIN, y = top;

  for (guint i = 0; i < n_items; i++)
    {
      const char *label = gs_rows_get_state_label (items[i].rows, items[i].state);
      double width = gs_picture_text_width (self->cr, FONT, label);

      if (x > MARGIN && x + SWATCH_WIDTH + 6 + width > self->width - MARGIN)
        {
          x = MARGIN;
          y += LEGEND_LINE;
        }
      if (draw)
        {
          gs_picture_draw_swatch (self, &self->palette->looks[items[i].rows][items[i].state], x, y + 3);
          gs_scene_draw_label (self->cr, FONT, label, self->palette->text,
                               x + SWATCH_WIDTH + 6, y, width + 4, LEGEND_LINE);
        }
      x += SWATCH_WIDTH + 6 + width + 18;
    }
  return (int) (y - top) + LEGEND_LINE;
}

/* How wide names have to be, how many rows fit and how high they are. */
static void
gs_picture_lay_out (GsPicture *self)
{
  guint n_rows = gs_row_list_get_n_rows (self->list);
  double names = 120;
  int room;

  for (guint i = 0; i < n_rows && i < 400; i++)
    {
      GsRow *row = gs_row_list_get (self->list, i);
      double width = gs_picture_text_width (self->cr, FONT, gs_row_get_name (row)) + gs_row_get_depth (row) * INDENT;

      if (gs_row_get_kind (row) != GS_ROW_MACHINE)
        names = MAX (names, width);
    }
  names += 2 * MARGIN + (self->rows != GS_ROWS_CPUS ? 2 * NUMBER_WIDTH : 0);
  self->names_width = (int) MIN (names, self->width / 3.0);
  self->legend_height = gs_picture_legend (self, 0, FALSE);

  room = self->height - TITLE_HEIGHT - GS_RULER_HEIGHT - self->legend_height - 2 * MARGIN;
  room = MAX (room, MIN_ROW_HEIGHT);
  self->row_height = CLAMP (room / (int) MAX (n_rows, 1), MIN_ROW_HEIGHT, MAX_ROW_HEIGHT);
  self->n_shown = MIN (n_rows, (guint) (room / self->row_height));
  if (self->n_shown < n_rows && self->n_shown > 0)
    self->n_shown = MIN (self->n_shown, (guint) MAX (1, (room - LEGEND_LINE) / self->row_height));
}

static void
gs_picture_draw_title (GsPicture *self, GsTimeline *timeline, GsSpan span)
{
  g_autofree char *begin = gs_time_text_dup_clock (span.begin, GS_USEC);
  g_autofree char *duration = gs_time_text_dup_duration (gs_span_duration (span), 1);
  g_autofree char *subtitle = g_strdup_printf (_("%s from %s"), duration, begin);
  const char *title = gs_view_get_title (self->rows);
  double width = gs_picture_text_width (self->cr, TITLE_FONT, title);

  gs_scene_draw_label (self->cr, TITLE_FONT, title, self->palette->text, MARGIN, 0,
                       self->width - 2 * MARGIN, TITLE_HEIGHT);
  if (MARGIN + width + 40 < self->width)
    gs_scene_draw_label (self->cr, FONT, subtitle, self->palette->dim_text, MARGIN + width + 16, 0,
                         self->width - 2 * MARGIN - width - 16, TITLE_HEIGHT);
}

static void
gs_picture_draw_number (GsPicture *self, const char *text, double right, double y, guint32 colour)
{
  const char *font = self->row_height >= 18 ? FONT : SMALL_FONT;
  double width = gs_picture_text_width (self->cr, font, text);

  gs_scene_draw_label (self->cr, font, text, colour, right - width, y, width + 2, self->row_height);
}

static void
gs_picture_draw_name (GsPicture *self, guint index, double y)
{
  GsRow *row = gs_row_list_get (self->list, index);
  gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
  double x = MARGIN + gs_row_get_depth (row) * INDENT;
  double numbers = is_machine || self->rows == GS_ROWS_CPUS ? 0 : 2 * NUMBER_WIDTH;
  const char *font = self->row_height >= 18 ? FONT : SMALL_FONT;

  if (is_machine)
    font = self->row_height >= 18 ? "Sans Bold 9" : "Sans Bold 8";
  if (gs_row_get_track (row) == NULL)
    {
      gs_scene_set_colour (self->cr, self->palette->stripe, 1);
      cairo_rectangle (self->cr, 0, y, self->names_width, self->row_height);
      cairo_fill (self->cr);
    }
  /* A machine's row holds no bars: its name may go on over the chart. */
  gs_scene_draw_label (self->cr, font, gs_row_get_name (row), self->palette->text, x, y,
                       (is_machine ? self->width - MARGIN : self->names_width - numbers) - x - 6, self->row_height);
  if (numbers <= 0)
    return;
  gs_picture_draw_number (self, gs_row_get_tid_text (row), self->names_width - NUMBER_WIDTH - 4, y,
                          self->palette->dim_text);
  gs_picture_draw_number (self, gs_row_get_stolen_text (row), self->names_width - 8, y,
                          gs_row_get_stolen (row) > 0 ? self->palette->text : self->palette->dim_text);
}

static GsRow *
gs_picture_get_row (guint index, gpointer data)
{
  GsPicture *self = data;

  return gs_row_list_get (self->list, index);
}

static void
gs_picture_draw_rows (GsPicture *self, GsSpan span)
{
  g_autoptr(GArray) bars = g_array_new (FALSE, FALSE, sizeof (GsBar));
  int top = TITLE_HEIGHT + GS_RULER_HEIGHT;
  GsScene scene = {
    .surface = self->surface,
    .palette = self->palette,
    .font = self->row_height >= 18 ? FONT : SMALL_FONT,
    .visible = span,
    .scale = 1,
    .x = self->names_width,
    .y = top,
    .width = self->width - self->names_width - MARGIN,
    .height = (int) self->n_shown * self->row_height,
    .row_height = self->row_height,
  };

  cairo_save (self->cr);
  cairo_translate (self->cr, scene.x, TITLE_HEIGHT);
  gs_ticks_draw_ruler (self->cr, self->palette, FONT, span, scene.width);
  cairo_restore (self->cr);
  gs_scene_draw (&scene, self->n_shown, gs_picture_get_row, self, bars);
  for (guint i = 0; i < self->n_shown; i++)
    gs_picture_draw_name (self, i, top + (double) i * self->row_height);
}

static void
gs_picture_draw_heads (GsPicture *self)
{
  double y = TITLE_HEIGHT + GS_RULER_HEIGHT - 20;
  int row_height = self->row_height;

  if (self->rows == GS_ROWS_CPUS)
    return;
  self->row_height = 20;
  gs_picture_draw_number (self, _("TID"), self->names_width - NUMBER_WIDTH - 4, y, self->palette->dim_text);
  gs_picture_draw_number (self, _("stolen"), self->names_width - 8, y, self->palette->dim_text);
  self->row_height = row_height;
}

static void
gs_picture_draw_left_out (GsPicture *self)
{
  guint n_rows = gs_row_list_get_n_rows (self->list);
  double y = TITLE_HEIGHT + GS_RULER_HEIGHT + (double) self->n_shown * self->row_height;
  g_autofree char *text = NULL;

  if (n_rows == 0)
    text = g_strdup (_("There is nothing to show in this view."));
  else if (self->n_shown < n_rows)
    text = g_strdup_printf (ngettext ("%u more row does not fit", "%u more rows do not fit", n_rows - self->n_shown),
                            n_rows - self->n_shown);
  if (text != NULL)
    gs_scene_draw_label (self->cr, FONT, text, self->palette->dim_text, MARGIN, y,
                         self->width - 2 * MARGIN, LEGEND_LINE);
}

static void
gs_picture_draw (GsPicture *self, GsTimeline *timeline, GsSpan span)
{
  gs_scene_set_colour (self->cr, self->palette->background, 1);
  cairo_paint (self->cr);
  gs_picture_lay_out (self);
  gs_picture_draw_title (self, timeline, span);
  if (self->width > self->names_width + MARGIN && gs_span_duration (span) > 0)
    {
      gs_picture_draw_heads (self);
      gs_picture_draw_rows (self, span);
    }
  gs_picture_draw_left_out (self);
  gs_picture_legend (self, self->height - self->legend_height - MARGIN / 2.0, TRUE);
}

/**
 * gs_picture_render_surface:
 * @rows: which view
 * @span: ns; which time
 * @width: in pixels, %GS_PICTURE_MIN_SIZE to %GS_PICTURE_MAX_SIZE, like @height
 * @dark: for a dark background
 *
 * Returns: (transfer full): an image surface; in an error state where there is no memory for it
 */
cairo_surface_t *
gs_picture_render_surface (GsTimeline *timeline, GsRows rows, GsSpan span, int width, int height, gboolean dark)
{
  g_autoptr(GListModel) tree = gs_row_tree_build (timeline, rows);
  g_autoptr(GsRowList) list = gs_row_list_new ();
  GsPicture picture = {
    .palette = gs_palette_get (dark),
    .list = list,
    .rows = rows,
    .width = CLAMP (width, GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE),
    .height = CLAMP (height, GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE),
  };

  picture.surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, picture.width, picture.height);
  if (cairo_surface_status (picture.surface) != CAIRO_STATUS_SUCCESS)
    return picture.surface;
  gs_row_list_set_tree (list, tree);
  gs_row_list_expand_all (list);
  picture.cr = cairo_create (picture.surface);
  gs_picture_draw (&picture, timeline, span);
  cairo_destroy (picture.cr);
  return picture.surface;
}

/* Where a PNG goes, and what went wrong. */
typedef struct
{
  int fd;
  int saved_errno;
} GsPictureFile;

static cairo_status_t
gs_picture_write (gpointer closure, const guchar *data, guint length)
{
  GsPictureFile *file = closure;

  while (length > 0)
    {
      gssize written = write (file->fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          file->saved_errno = errno;
          return CAIRO_STATUS_WRITE_ERROR;
        }
      data += written;
      length -= written;
    }
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
gs_picture_fail (const char *path, int saved_errno, GError **error)
{
  g_set_error (error, GS_ERROR, GS_ERROR_FILE, _("Cannot write “%s”: %s"), path,
               saved_errno != 0 ? g_strerror (saved_errno) : _("the picture is too large"));
  return FALSE;
}

/* Beside @path, then renamed: whoever looks sees all of the picture or the old one. */
static gboolean
gs_picture_save (cairo_surface_t *surface, const char *path, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.XXXXXX", path);
  GsPictureFile file = { g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666), 0 };
  cairo_status_t status;

  if (file.fd < 0)
    return gs_picture_fail (path, errno, error);
  status = cairo_surface_write_to_png_stream (surface, gs_picture_write, &file);
  if (close (file.fd) != 0 && file.saved_errno == 0)
    file.saved_errno = errno;
  if (status == CAIRO_STATUS_SUCCESS && file.saved_errno == 0 && g_rename (temporary, path) != 0)
    file.saved_errno = errno;
  if (status == CAIRO_STATUS_SUCCESS && file.saved_errno == 0)
    return TRUE;

  g_unlink (temporary);
  return gs_picture_fail (path, file.saved_errno, error);
}

/**
 * gs_picture_render_png:
 * @path: the file to write; replaced only by a complete picture
 *
 * See gs_picture_render_surface().
 *
 * Returns: FALSE and %GS_ERROR_FILE where it can't be written
 */
gboolean
gs_picture_render_png (GsTimeline  *timeline,
                       GsRows       rows,
                       GsSpan       span,
                       int          width,
                       int          height,
                       gboolean     dark,
                       const char  *path,
                       GError     **error)
{
  cairo_surface_t *surface = gs_picture_render_surface (timeline, rows, span, width, height, dark);
  gboolean is_saved;

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    is_saved = gs_picture_save (surface, path, error);
  else
    is_saved = gs_picture_fail (path, 0, error);
  cairo_surface_destroy (surface);
  return is_saved;
}
