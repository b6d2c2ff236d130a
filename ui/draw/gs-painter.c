/* gs-painter.c: one row's track into the pixels of an image
 * SPDX-License-Identifier: MIT
 *
 * Columns are painted from exact sums, never from samples: a column of one
 * state shows that state at its height, a column of several shows their shares,
 * stacked. Written straight into memory: a cairo_fill() per piece takes ten times as long.
 */
#include "draw/gs-painter.h"

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

/* How high a strip is: a part of its row, but so many pixels of the window. */
#define STRIP_SHARE 6
#define MIN_STRIP 2

/**
 * gs_place_get_time:
 * @column: 0 to the place's width
 *
 * Returns: when a column begins, in ns, without rounding that adds up
 */
gint64
gs_place_get_time (const GsPlace *self, int column)
{
  gint64 duration = gs_span_duration (self->span);

  return self->span.begin + duration / self->width * column + duration % self->width * column / self->width;
}

/* The last column that begins at or before @time, which is in the span. */
static int
gs_place_get_last_column (const GsPlace *self, gint64 time)
{
  gint64 duration = gs_span_duration (self->span);

  return ((__int128) (time - self->span.begin + 1) * self->width - 1) / duration;
}

/* The first column that begins at or after @time. */
static int
gs_place_get_boundary (const GsPlace *self, gint64 time)
{
  if (time <= self->span.begin)
    return 0;
  if (time >= self->span.end)
    return self->width;
  return gs_place_get_last_column (self, time - 1) + 1;
}

/* The column that shows @time; the first of them where a nanosecond is wider than
 * a column. -1 and the width for times outside the span. */
static int
gs_place_get_column (const GsPlace *self, gint64 time)
{
  int column;

  if (time < self->span.begin)
    return -1;
  if (time >= self->span.end)
    return self->width;
  column = gs_place_get_last_column (self, time);
  return gs_place_get_time (self, column) == time ? gs_place_get_boundary (self, time) : column;
}

static int
gs_painter_bar_height (const GsLook *look, int height)
{
  return CLAMP ((int) (look->height * height + 0.5), 1, height);
}

/* Columns of one state: a bar, its lower two thirds hatched where it is veiled. */
static void
gs_painter_draw_bar (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height)
{
  int bar = gs_painter_bar_height (look, height);

  y += height - bar;
  gs_canvas_fill (canvas, x, y, width, bar, look->colour);
  gs_texture_draw_pattern (canvas, look, x, y, width, look->overlay == GS_OVERLAY_NONE ? bar : bar / 3);
  if (look->overlay == GS_OVERLAY_NONE)
    return;
  if (width < 2 * canvas->scale)
    gs_canvas_fill (canvas, x, y + bar / 3, width, bar - bar / 3, look->veil);
  else
    gs_texture_draw_veil (canvas, look, x, y + bar / 3, width, bar - bar / 3);
}

/* Room for a state's place in the lowest bits of a number. */
#define RATE_MASK 31

G_STATIC_ASSERT (GS_MAX_STATES <= RATE_MASK);

/* Shares are whole numbers of such parts of a pixel. */
#define SHARE_BITS 24
#define PIXEL (G_GINT64_CONSTANT (1) << SHARE_BITS)

/* A column's pixels, shared out among states. By place in the order: */
typedef struct
{
  int *heights;
  gint64 shares[GS_MAX_STATES];
  guint n_states;
} GsStack;

/* Gives a pixel each to so many of the worst states of less than half a pixel, but for the first, which has one.
 * Returns: how many that takes */
static int
gs_stack_add_small (const GsStack *self, guint first, int n)
{
  int left = n;

  for (guint i = first + 1; i < self->n_states && left > 0; i++)
    if (self->shares[i] > 0 && self->shares[i] < PIXEL / 2)
      {
        self->heights[i] = 1;
        left--;
      }
  return n - left;
}

/* How readily a state of half a pixel or more gives a pixel, or takes one: the further it is
 * from its share, the sooner. One that keeps no other gives it last. The state's place in the lowest bits,
 * so that the greatest number says who it is; not above 0: nobody. */
static inline int
gs_stack_rate (const GsStack *self, guint i, int sign)
{
  int surplus = sign * (int) (self->heights[i] * PIXEL - self->shares[i]);
  int has_more = (surplus > 0) & (sign > 0) & (self->heights[i] > 1);
  int rate = (surplus + (has_more << SHARE_BITS)) | RATE_MASK;

  return self->shares[i] >= PIXEL / 2 ? rate ^ (int) (RATE_MASK - i) : 0;
}

static guint
gs_stack_find_tallest (const GsStack *self)
{
  guint tallest = 0;

  for (guint i = 1; i < self->n_states; i++)
    if (self->heights[i] > self->heights[tallest])
      tallest = i;
  return tallest;
}

/* Makes the heights of states of half a pixel and more fill what the others leave. Each
 * gives or takes one at most: half as many are rounded that way at least. Where a share is so
 * nearly whole that nobody is off, the tallest does. */
static void
gs_stack_settle (const GsStack *self, int excess)
{
  int sign = excess > 0 ? 1 : -1;

  for (int left = excess * sign; left > 0; left--)
    {
      int best = 0;

      for (guint i = 0; i < self->n_states; i++)
        best = MAX (best, gs_stack_rate (self, i, sign));
      self->heights[best > 0 ? (guint) best & RATE_MASK : gs_stack_find_tallest (self)] -= sign;
    }
}

/**
 * gs_painter_stack:
 * @order: the states, top to bottom
 * @n_states: how many
 * @ns: time in each state, by state
 * @height: of the column
 * @heights: (out) (array): by place in @order
 *
 * Shares out a column among states by their share of the time. Each has its share,
 * rounded; one of less than half a pixel has none, but that together they have one, which
 * shows the worst of them. Where the rounded ones don't add up, pixels go to or come from those that are
 * furthest from their share (the method of the largest remainders), so none is off by a pixel.
 *
 * Returns: how many states there are, drawn or not
 */
guint
gs_painter_stack (const guint8 *order, guint n_states, const gint64 *ns, int height, int *heights)
{
  GsStack stack; /* its shares are not to be cleared first: that would take longest of all */
  guint n_there = 0, worst = 0;
  int excess = -height, has_small = 0;
  gint64 total = 0, small = 0;
  double per_ns;

  for (guint i = 0; i < n_states; i++)
    total += ns[order[i]];
  if (total <= 0)
    {
      memset (heights, 0, n_states * sizeof *heights);
      return 0;
    }
  per_ns = (double) height * (double) PIXEL / (double) total;

  /* Without branches that depend on the times, which no processor could foresee. */
  for (guint i = n_states; i-- > 0;)
    {
      int is_there = ns[order[i]] > 0;
      gint64 share = (gint64) ((double) ns[order[i]] * per_ns) | is_there; /* not 0 where there is any */
      int is_small = is_there & (share < PIXEL / 2);

      stack.shares[i] = share;
      heights[i] = (int) ((share + PIXEL / 2) >> SHARE_BITS);
      excess += heights[i];
      n_there += is_there;
      has_small |= is_small;
      small += is_small ? share : 0;
      worst = is_small ? i : worst;
    }
  stack.heights = heights;
  stack.n_states = n_states;
  heights[worst] += has_small;
  excess += has_small;
  if (small >= PIXEL + PIXEL / 2)
    excess += gs_stack_add_small (&stack, worst, (int) ((small + PIXEL / 2) >> SHARE_BITS) - 1);
  if (excess != 0)
    gs_stack_settle (&stack, excess);
  return n_there;
}

typedef struct
{
  const GsCanvas *canvas;
  const GsLook *looks;
  const guint8 *order;
  const GsPlace *place;
  guint n_states;
  guint32 lost; /* colour of the hatch where events were lost */
  int min_bar_width;
  GArray *bars;
  guint32 *column; /* room for a column's pixels and a little more */
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
    gs_texture_make (texture, look, self->canvas->scale, self->place->y, length);
  else
    gs_texture_make (texture, &(GsLook){ .colour = look->veil }, self->canvas->scale, self->place->y, length);
  return texture;
}

static inline const GsTexture *
gs_row_painter_get_texture (GsRowPainter *self, guint8 state, int height)
{
  const GsLook *look = &self->looks[state];
  gboolean is_low = look->overlay != GS_OVERLAY_NONE && height < HATCH_MIN_HEIGHT * self->canvas->scale;
  GsTexture *texture = is_low ? &self->veils[state] : &self->textures[state];

  return texture->pixels != NULL ? texture : gs_row_painter_make_texture (self, texture, look);
}

/* Lays the pieces into the column's room. Always so many pixels at a time,
 * the next piece covers what is too much: how high a piece is cannot be foreseen, so
 * a loop that stops just there would be what takes longest. */
static void
gs_row_painter_lay_column (GsRowPainter *self, const guint8 *states, guint n_states, const int *heights, int x)
{
  int phases[GS_N_TEXTURES], y = 0;

  gs_texture_get_phases (self->canvas->scale, x, phases);
  for (guint i = 0; i < n_states; i++)
    {
      const GsTexture *texture = gs_row_painter_get_texture (self, states[i], heights[i]);
      const guint32 *from = texture->pixels + phases[texture->kind] * texture->length + y;
      guint32 *piece = self->column + y;
      int done = 0;

      do
        memcpy (piece + done, from + done, LOT * sizeof *piece);
      while ((done += LOT) < heights[i]);
      y += heights[i];
    }
}

/* Several states share a column. */
static void
gs_row_painter_draw_mixed (GsRowPainter *self, const guint8 *states, guint n_states, int column)
{
  const GsPlace *place = self->place;
  int heights[GS_MAX_STATES], x = place->x + column, top = MAX (place->y, 0);
  int bottom = MIN (place->y + place->height, self->canvas->height), stride = self->canvas->stride;
  guint32 *pixel = self->canvas->pixels + (gsize) top * stride + x;
  const guint32 *from = self->column + (top - place->y);

  if (x < 0 || x >= self->canvas->width || gs_painter_stack (states, n_states, self->ns, place->height, heights) == 0)
    return;
  gs_row_painter_lay_column (self, states, n_states, heights, x);
  for (int n = bottom - top; n > 0; n--, pixel += stride)
    *pixel = *from++;
}

/* Columns [column, end) lie within one interval. */
static void
gs_row_painter_draw_interval (GsRowPainter *self, const GsInterval *interval, int column, int end)
{
  const GsPlace *place = self->place;
  const GsLook *look = &self->looks[interval->value.state];
  int bar_height = gs_painter_bar_height (look, place->height);

  gs_painter_draw_bar (self->canvas, look, place->x + column, place->y, end - column, place->height);
  if (interval->value.aux & GS_AUX_LOST)
    gs_texture_draw_lost (self->canvas, self->lost, place->x + column, place->y, end - column, place->height);
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
    gs_painter_draw_bar (self->canvas, &self->looks[states[0]], place->x + column, place->y, 1, place->height);
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

  for (guint i = 0; i < n; i++)
    times[i] = gs_place_get_time (self->place, column + i + 1);
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

static gboolean
gs_place_is_seen (const GsPlace *self, const GsCanvas *canvas)
{
  return self->width > 0 && self->height > 0 && self->span.begin < self->span.end && self->y < canvas->height
         && self->y + self->height > 0;
}

static GsRowPainter
gs_row_painter_new (const GsCanvas *canvas, const GsPaint *paint, guint n_states, const GsPlace *place)
{
  return (GsRowPainter){
    .canvas = canvas,
    .looks = paint->looks,
    .order = paint->order,
    .place = place,
    .n_states = n_states,
    .lost = paint->lost,
    .column = g_new (guint32, place->height + LOT),
  };
}

static void
gs_row_painter_clear (GsRowPainter *self)
{
  for (guint i = 0; i < self->n_states; i++)
    {
      g_free (self->textures[i].pixels);
      g_free (self->veils[i].pixels);
    }
  g_free (self->column);
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
  gs_row_painter_clear (&painter);
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
  gs_row_painter_clear (&painter);
}

/* The state, other than 0, that has most of a column's time, and the share that all but 0 have. */
static guint
gs_painter_find_owner (const gint64 *ns, guint n_states, double *share)
{
  gint64 owned = 0;
  guint best = 0;

  for (guint i = 1; i < n_states; i++)
    {
      owned += ns[i];
      if (ns[i] > (best > 0 ? ns[best] : 0))
        best = i;
    }
  *share = owned > 0 ? (double) owned / (double) (owned + ns[0]) : 0;
  return best;
}

/**
 * gs_painter_draw_strip:
 * @colours: by the track's states
 * @track: a sealed track of owners; state 0 is nobody
 *
 * Draws along a row's lower edge who most of each column's owned time belongs to, no higher
 * than the owned share of the column.
 */
void
gs_painter_draw_strip (const GsCanvas *canvas, const guint32 *colours, const GsTrack *track, const GsPlace *place)
{
  int most = MAX (place->height / STRIP_SHARE, MIN_STRIP * canvas->scale);
  GsTrackCursor cursor;

  if (!gs_place_is_seen (place, canvas))
    return;
  gs_track_cursor_init (&cursor, track, place->span.begin);
  for (int column = 0, end; column < place->width; column = end)
    {
      gint64 ns[GS_MAX_STATES];
      GsInterval interval;
      double share;
      guint owner;
      int height;

      end = column + 1;
      /* Many columns of one interval are one rectangle. */
      if (gs_track_cursor_peek (&cursor, &interval) && interval.span.begin <= gs_place_get_time (place, column)
          && interval.span.end > gs_place_get_time (place, end))
        end = CLAMP (gs_place_get_column (place, interval.span.end), end, place->width);
      gs_track_cursor_step (&cursor, gs_place_get_time (place, end), ns);
      owner = gs_painter_find_owner (ns, gs_track_get_n_states (track), &share);
      height = MIN (most, (int) (share * place->height + 0.5));
      if (owner > 0 && height > 0)
        gs_canvas_fill (canvas, place->x + column, place->y + place->height - height, end - column, height,
                        colours[owner]);
    }
}

/**
 * gs_painter_draw_swatch:
 *
 * Draws a state as a legend shows it.
 */
void
gs_painter_draw_swatch (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height)
{
  gs_painter_draw_bar (canvas, look, x, y, width, height);
}
