/* gs-painter.c: one row's track into the pixels of an image, or into pieces
 * SPDX-License-Identifier: MIT
 *
 * Columns are painted from exact sums, never from samples: a column of one
 * state shows that state at its height, a column of several shows their shares,
 * stacked. Written straight into memory: a cairo_fill() per piece takes ten times as long.
 */
#include "draw/gs-painter.h"

#include "draw/gs-painter-stack.h"
#include "draw/gs-texture.h"

#include <string.h>

/* A veiled band that is less high than this is all veil. */
#define HATCH_MIN_HEIGHT 3

/* Pixels that are written at once. */
#define LOT 8

/* Columns of so many intervals and more are looked up together. */
#define DENSE_INTERVALS 24

/* A row of more tracks than that is drawn in wider columns. */
#define SUM_TRACKS 96

static int
gs_painter_bar_height (const GsLook *look, int height)
{
  return CLAMP ((int) (look->height * height + 0.5), 1, height);
}

/* Fills a rectangle that is a state's. @layer: its place from top to bottom, among a row's states */
static void
gs_painter_fill (const GsCanvas *canvas, guint8 layer, int x, int y, int width, int height, guint32 colour)
{
  if (canvas->pieces != NULL)
    gs_canvas_add (canvas, &(GsPiece){ x, y, width, height, 0, colour, GS_HATCH_NONE, layer });
  else
    gs_canvas_fill (canvas, x, y, width, height, colour);
}

/* Columns of one state: a bar, its lower two thirds hatched where it is veiled. */
static void
gs_painter_draw_bar (const GsCanvas *canvas, const GsLook *look, guint8 layer, int x, int y, int width, int height)
{
  int bar = gs_painter_bar_height (look, height);

  y += height - bar;
  gs_painter_fill (canvas, layer, x, y, width, bar, look->colour);
  gs_texture_draw_pattern (canvas, look, x, y, width, look->overlay == GS_OVERLAY_NONE ? bar : bar / 3);
  if (look->overlay == GS_OVERLAY_NONE)
    return;
  if (width < 2 * canvas->scale)
    gs_canvas_fill (canvas, x, y + bar / 3, width, bar - bar / 3, look->veil);
  else
    gs_texture_draw_veil (canvas, look, x, y + bar / 3, width, bar - bar / 3);
}

/* So many columns, or pixels, are written at once. */
#define QUAD 4

typedef guint32 GsQuad __attribute__ ((vector_size (QUAD * sizeof (guint32))));

typedef struct
{
  GsCanvas canvas;
  const GsLook *looks;
  const guint8 *order;
  const GsPlace *place;
  guint n_states;
  guint8 layers[GS_MAX_STATES]; /* each state's place in the order */
  guint32 lost;                 /* colour of the hatch where events were lost */
  int min_bar_width;
  GArray *bars;
  guint32 *columns; /* room for the pixels of QUAD columns, and a little more of each */
  int n_waiting;    /* of these, that have yet to be written */
  int first;        /* where the first one goes */
  GsTexture textures[GS_MAX_STATES];
  GsTexture veils[GS_MAX_STATES]; /* of bands that are too low for a hatch */
  gint64 ns[GS_MAX_STATES];
} GsRowPainter;

/* Made when the first mixed column asks for it: most rows need few. */
static const GsTexture *
gs_row_painter_make_texture (GsRowPainter *self, GsTexture *texture, const GsLook *look)
{
  int length = self->place->height + LOT;

  if (texture == &self->textures[look - self->looks])
    gs_texture_make (texture, look, self->canvas.scale, self->place->y + self->canvas.texture_y, length);
  else
    gs_texture_make (texture, &(GsLook){ .colour = look->veil }, self->canvas.scale,
                     self->place->y + self->canvas.texture_y, length);
  return texture;
}

static inline const GsTexture *
gs_row_painter_get_texture (GsRowPainter *self, guint8 state, int height)
{
  const GsLook *look = &self->looks[state];
  gboolean is_low = look->overlay != GS_OVERLAY_NONE && height < HATCH_MIN_HEIGHT * self->canvas.scale;
  GsTexture *texture = is_low ? &self->veils[state] : &self->textures[state];

  return texture->pixels != NULL ? texture : gs_row_painter_make_texture (self, texture, look);
}

static inline guint32 *
gs_row_painter_get_column (const GsRowPainter *self, int i)
{
  return self->columns + i * (self->place->height + LOT);
}

/* Lays the pieces into a column's room. Always so many pixels at a time,
 * the next piece covers what is too much: how high a piece is cannot be foreseen, so
 * a loop that stops just there would be what takes longest. */
static void
gs_row_painter_lay_column (GsRowPainter *self, const guint8 *states, guint n_states, const int *heights, int x,
                           guint32 *column)
{
  int phases[GS_N_TEXTURES], y = 0;

  gs_texture_get_phases (self->canvas.scale, x, phases);
  for (guint i = 0; i < n_states; i++)
    {
      const GsTexture *texture = gs_row_painter_get_texture (self, states[i], heights[i]);
      const guint32 *from = texture->pixels + phases[texture->kind] * texture->length + y;
      guint32 *piece = column + y;
      int done = 0;

      do
        memcpy (piece + done, from + done, LOT * sizeof *piece);
      while ((done += LOT) < heights[i]);
      y += heights[i];
    }
}

/* A mixed column as pieces. */
static void
gs_row_painter_add_column (GsRowPainter *self, const guint8 *states, guint n_states, const int *heights, int x)
{
  const GsCanvas *canvas = &self->canvas;

  for (guint i = 0, y = self->place->y; i < n_states; y += heights[i++])
    {
      GsLook look = self->looks[states[i]];

      look.edge = look.veil; /* too narrow for a line along it */
      gs_painter_fill (canvas, self->layers[states[i]], x, y, 1, heights[i], look.colour);
      if (look.overlay == GS_OVERLAY_NONE)
        gs_texture_draw_pattern (canvas, &look, x, y, 1, heights[i]);
      else if (heights[i] < HATCH_MIN_HEIGHT * canvas->scale)
        gs_canvas_fill (canvas, x, y, 1, heights[i], look.veil);
      else
        gs_texture_draw_veil (canvas, &look, x, y, 1, heights[i]);
    }
}

/* Four lines of four columns. */
static inline void
gs_quad_write (const guint32 *column, int length, guint32 *pixel, int stride)
{
  GsQuad columns[QUAD], low[2], high[2], lines[QUAD];

  for (int i = 0; i < QUAD; i++)
    memcpy (&columns[i], column + i * length, sizeof columns[i]);
  for (int i = 0; i < 2; i++)
    {
      low[i] = __builtin_shufflevector (columns[2 * i], columns[2 * i + 1], 0, 4, 1, 5);
      high[i] = __builtin_shufflevector (columns[2 * i], columns[2 * i + 1], 2, 6, 3, 7);
    }
  lines[0] = __builtin_shufflevector (low[0], low[1], 0, 1, 4, 5);
  lines[1] = __builtin_shufflevector (low[0], low[1], 2, 3, 6, 7);
  lines[2] = __builtin_shufflevector (high[0], high[1], 0, 1, 4, 5);
  lines[3] = __builtin_shufflevector (high[0], high[1], 2, 3, 6, 7);
  for (int i = 0; i < QUAD; i++)
    memcpy (pixel + (gsize) i * stride, &lines[i], sizeof lines[i]);
}

/* Writes the columns that wait for it: an image's lines are far apart, so as many as four have pixels side by side. */
static void
gs_row_painter_write (GsRowPainter *self)
{
  const GsPlace *place = self->place;
  int top = MAX (place->y, 0), bottom = MIN (place->y + place->height, self->canvas.height);
  int stride = self->canvas.stride, y = top, n = self->n_waiting;
  guint32 *pixels;

  if (n == 0)
    return; /* there may be no image */
  pixels = self->canvas.pixels + self->first;
  for (; n == QUAD && y + QUAD <= bottom; y += QUAD)
    gs_quad_write (self->columns + (y - place->y), place->height + LOT, pixels + (gsize) y * stride, stride);
  for (; y < bottom; y++)
    for (int i = 0; i < n; i++)
      pixels[(gsize) y * stride + i] = gs_row_painter_get_column (self, i)[y - place->y];
  self->n_waiting = 0;
}

/* Several states share a column. */
static void
gs_row_painter_draw_mixed (GsRowPainter *self, const guint8 *states, guint n_states, int column)
{
  const GsPlace *place = self->place;
  int heights[GS_MAX_STATES], x = place->x + column;

  if (x < 0 || x >= self->canvas.width || gs_painter_stack (states, n_states, self->ns, place->height, heights) == 0)
    return;
  if (self->canvas.pieces != NULL)
    {
      gs_row_painter_add_column (self, states, n_states, heights, x);
      return;
    }
  if (self->n_waiting > 0 && x != self->first + self->n_waiting)
    gs_row_painter_write (self);
  if (self->n_waiting == 0)
    self->first = x;
  gs_row_painter_lay_column (self, states, n_states, heights, x, gs_row_painter_get_column (self, self->n_waiting++));
  if (self->n_waiting == QUAD)
    gs_row_painter_write (self);
}

/* Columns [column, end) lie within one interval. */
static void
gs_row_painter_draw_interval (GsRowPainter *self, const GsInterval *interval, int column, int end)
{
  const GsPlace *place = self->place;
  const GsLook *look = &self->looks[interval->value.state];
  int bar_height = gs_painter_bar_height (look, place->height);

  gs_painter_draw_bar (&self->canvas, look, self->layers[interval->value.state], place->x + column, place->y,
                       end - column, place->height);
  if (interval->value.aux & GS_AUX_LOST)
    gs_texture_draw_lost (&self->canvas, self->lost, place->x + column, place->y, end - column, place->height);
  if (self->bars != NULL && end - column >= self->min_bar_width)
    {
      GsBar bar = { *interval, place->row, place->x + column, end - column, place->y + place->height - bar_height,
                    bar_height };

      g_array_append_val (self->bars, bar);
    }
}

/* A column that more than one interval has a part in. */
static void
gs_row_painter_draw_column (GsRowPainter *self, int column)
{
  const GsPlace *place = self->place;
  guint8 states[GS_MAX_STATES + 1]; /* that have a part of it, worst first */
  guint n = 0;

  for (guint i = 0; i < self->n_states; i++)
    {
      states[n] = self->order[i];
      n += self->ns[self->order[i]] > 0;
    }
  if (n == 1)
    gs_painter_draw_bar (&self->canvas, &self->looks[states[0]], self->layers[states[0]], place->x + column, place->y,
                         1, place->height);
  else if (n > 1)
    gs_row_painter_draw_mixed (self, states, n, column);
}

/* Columns [i, k) of those looked up that lie within the cursor's interval. Returns: k */
static guint
gs_row_painter_find_run (const GsTrackCursor *cursor, const gsize *indices, guint i, guint n)
{
  while (i < n && indices[i] == cursor->index)
    i++;
  return i;
}

/* The next columns, of many intervals each: looked up together. Returns: the
 * column after them, or where an interval begins that may go on behind them */
static int
gs_row_painter_draw_dense (GsRowPainter *self, GsTrackCursor *cursor, int column, int end)
{
  gint64 times[GS_TRACK_LOOK_AHEAD];
  gsize indices[GS_TRACK_LOOK_AHEAD];
  guint n = MIN (end - column, GS_TRACK_LOOK_AHEAD);

  gs_place_list_times (self->place, column + 1, n, times);
  gs_track_cursor_look_ahead (cursor, times, n, indices);
  for (guint i = 0, k; i < n; i = k)
    {
      k = gs_row_painter_find_run (cursor, indices, i, n);
      if (k == n && i > 0 && k > i)
        return column + i;
      if (k > i)
        {
          GsInterval interval = gs_track_get (cursor->track, cursor->index);

          gs_row_painter_draw_interval (self, &interval, column + i, column + k);
          gs_track_cursor_step_to (cursor, indices[k - 1], times[k - 1], self->ns);
        }
      else
        {
          gs_track_cursor_step_to (cursor, indices[i], times[i], self->ns);
          gs_row_painter_draw_column (self, column + i);
          k = i + 1;
        }
    }
  return column + n;
}

/* Whether the columns ahead hold so many intervals that looking ahead pays. */
static gboolean
gs_row_painter_is_dense (GsRowPainter *self, const GsTrackCursor *cursor, int column, int end)
{
  int last = MIN (column + GS_TRACK_LOOK_AHEAD, end);
  gsize index;

  if (last - column < GS_TRACK_LOOK_AHEAD / 4)
    return FALSE;
  index = gs_track_seek (cursor->track, cursor->index, gs_place_get_time (self->place, last));
  return index - cursor->index >= (gsize) (last - column) * DENSE_INTERVALS;
}

/* The next columns, as long as they turn out to be dense. Returns: the column after them */
static int
gs_row_painter_draw_crowd (GsRowPainter *self, GsTrackCursor *cursor, int column, int end)
{
  int begin;
  gsize index;

  do
    {
      begin = column;
      index = cursor->index;
      column = gs_row_painter_draw_dense (self, cursor, begin, end);
    }
  while (column - begin == GS_TRACK_LOOK_AHEAD && cursor->index - index >= GS_TRACK_LOOK_AHEAD * DENSE_INTERVALS);
  return column;
}

static void
gs_row_painter_draw (GsRowPainter *self, const GsTrack *track)
{
  const GsPlace *place = self->place;
  GsSpan span = gs_span_intersect (gs_track_get_span (track), place->span);
  GsTrackCursor cursor;
  GsInterval interval;
  int column, end, look_again = 0;

  if (span.begin >= span.end)
    return;
  column = gs_place_get_column (place, span.begin);
  end = gs_place_get_boundary (place, span.end);
  gs_track_cursor_init (&cursor, track, gs_place_get_time (place, column));

  while (column < end)
    {
      gint64 next = gs_place_get_time (place, column + 1), interval_end = gs_track_cursor_get_end (&cursor);
      int last = column + 1;

      if (column >= look_again)
        {
          if (gs_row_painter_is_dense (self, &cursor, column, end))
            {
              column = gs_row_painter_draw_crowd (self, &cursor, column, end);
              continue;
            }
          look_again = column + GS_TRACK_LOOK_AHEAD;
        }

      if (interval_end >= next || interval_end >= span.end)
        {
          if (!gs_track_cursor_peek (&cursor, &interval))
            return;
          last = end;
          if (interval_end < span.end)
            last = CLAMP (gs_place_get_column (place, interval_end), column + 1, end);
          gs_row_painter_draw_interval (self, &interval, column, last);
          gs_track_cursor_step (&cursor, gs_place_get_time (place, last), self->ns);
        }
      else
        {
          gs_track_cursor_step (&cursor, next, self->ns);
          gs_row_painter_draw_column (self, column);
        }
      column = last;
    }
}

/* As a palette has them. */
GsPaint
gs_paint_of (const GsPalette *palette, GsRows rows)
{
  return (GsPaint){ palette->looks[rows], palette->order[rows], palette->dim_text };
}

static GsRowPainter
gs_row_painter_new (const GsCanvas *canvas, const GsPaint *paint, guint n_states, const GsPlace *place)
{
  GsRowPainter self = {
    .canvas = gs_canvas_with_ground (canvas, place->y + place->height),
    .looks = paint->looks,
    .order = paint->order,
    .place = place,
    .n_states = n_states,
    .lost = paint->lost,
    .columns = g_new (guint32, QUAD * (place->height + LOT)),
  };

  for (guint i = 0; i < n_states; i++)
    self.layers[paint->order[i]] = i;
  return self;
}

static void
gs_row_painter_finish (GsRowPainter *self)
{
  gs_row_painter_write (self);
  for (guint i = 0; i < self->n_states; i++)
    {
      g_free (self->textures[i].pixels);
      g_free (self->veils[i].pixels);
    }
  g_free (self->columns);
}

/**
 * gs_painter_draw_track:
 * @canvas: what to write to
 * @paint: how the track's states look
 * @track: a sealed track
 * @place: where to, and which time it shows
 * @min_bar_width: of a bar that is to be labelled
 * @bars: (nullable): (element-type GsBar): such bars are appended
 *
 * Draws one row's states over whatever the canvas holds there.
 */
void
gs_painter_draw_track (const GsCanvas *canvas, const GsPaint *paint, const GsTrack *track, const GsPlace *place,
                       int min_bar_width, GArray *bars)
{
  GsRowPainter painter;

  if (!gs_place_is_seen (place, canvas))
    return;
  painter = gs_row_painter_new (canvas, paint, gs_track_get_n_states (track), place);
  painter.min_bar_width = min_bar_width;
  painter.bars = bars;
  gs_row_painter_draw (&painter, track);
  gs_row_painter_finish (&painter);
}

/* As gs_painter_draw_track(), in a palette's own looks. */
void
gs_painter_draw_row (const GsCanvas *canvas, const GsPalette *palette, GsRows rows, const GsTrack *track,
                     const GsPlace *place, int min_bar_width, GArray *bars)
{
  GsPaint paint = gs_paint_of (palette, rows);

  gs_painter_draw_track (canvas, &paint, track, place, min_bar_width, bars);
}

/* The sums of several tracks, from where the cursors are to @time. */
static void
gs_row_painter_add_up (GsRowPainter *self, GsTrackCursor *cursors, guint n, gint64 time)
{
  memset (self->ns, 0, sizeof self->ns);
  for (guint i = 0; i < n; i++)
    {
      gint64 ns[GS_MAX_STATES];

      gs_track_cursor_step (&cursors[i], time, ns);
      for (guint state = 0; state < self->n_states; state++)
        self->ns[state] += ns[state];
    }
}

/**
 * gs_painter_draw_sum:
 * @tracks: (array length=n_tracks): sealed ones, of the same states
 *
 * Draws what several rows did together: each state by its share of all their time. Where there
 * are very many, a column is some pixels wide, but no less exact.
 */
void
gs_painter_draw_sum (const GsCanvas *canvas, const GsPaint *paint, const GsTrack *const *tracks, guint n_tracks,
                     const GsPlace *place)
{
  int step = 1 + (int) (n_tracks / SUM_TRACKS);
  g_autofree GsTrackCursor *cursors = g_new (GsTrackCursor, n_tracks);
  GsRowPainter painter;

  if (n_tracks == 0 || !gs_place_is_seen (place, canvas))
    return;
  painter = gs_row_painter_new (canvas, paint, gs_track_get_n_states (tracks[0]), place);
  for (guint i = 0; i < n_tracks; i++)
    gs_track_cursor_init (&cursors[i], tracks[i], place->span.begin);
  for (int column = 0, end; column < place->width; column = end)
    {
      end = MIN (column + step, place->width);
      /* Columns may be less wide than a nanosecond. */
      while (end < place->width && gs_place_get_time (place, end) == gs_place_get_time (place, column))
        end++;
      gs_row_painter_add_up (&painter, cursors, n_tracks, gs_place_get_time (place, end));
      for (int i = column; i < end; i++)
        gs_row_painter_draw_column (&painter, i);
    }
  gs_row_painter_finish (&painter);
}

/**
 * gs_painter_draw_swatch:
 *
 * Draws a state as a legend shows it.
 */
void
gs_painter_draw_swatch (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height)
{
  GsCanvas grounded = gs_canvas_with_ground (canvas, y + height);

  gs_painter_draw_bar (&grounded, look, 0, x, y, width, height);
}
