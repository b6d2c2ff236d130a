/* gs-session.c: what all views of an experiment share: visible range, cursor, selection
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-session-private.h"

#include <math.h>

/* The widest zoom step in one go. */
#define MAX_FACTOR 1e12

enum
{
  PROP_0,
  PROP_FULL,
  PROP_VISIBLE,
  PROP_SELECTION,
  PROP_CURSOR,
  PROP_HOVER,
  PROP_HIGHLIGHT,
  PROP_VIEW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint signals[GS_SESSION_N_SIGNALS];
static const char *const signal_names[] = { "marks-changed", "rows-changed", "layout-changed", "band-changed",
                                            "path-changed" };

static GsSpan *
gs_span_boxed_copy (GsSpan *span)
{
  return g_memdup2 (span, sizeof *span);
}

G_DEFINE_BOXED_TYPE (GsSpan, gs_span, gs_span_boxed_copy, g_free)
G_DEFINE_FINAL_TYPE (GsSession, gs_session, G_TYPE_OBJECT)

static void
gs_session_clear_marks (GsSession *self)
{
  g_clear_pointer (&self->bookmarks, g_array_unref);
}

static void
gs_session_clear_rows (GsSession *self)
{
  for (guint i = 0; i < GS_N_ROW_SETS; i++)
    g_clear_pointer (&self->row_sets[i], g_hash_table_unref);
}

static void
gs_session_finalize (GObject *object)
{
  GsSession *self = GS_SESSION (object);

  g_free (self->highlight);
  g_free (self->view);
  g_clear_pointer (&self->path, gs_traced_path_unref);
  gs_history_free (self->history);
  gs_session_clear_marks (self);
  gs_session_clear_rows (self);
  G_OBJECT_CLASS (gs_session_parent_class)->finalize (object);
}

static void
gs_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GsSession *self = GS_SESSION (object);

  switch (id)
    {
    case PROP_FULL:
      g_value_set_boxed (value, &self->full);
      break;
    case PROP_VISIBLE:
      g_value_set_boxed (value, &self->visible);
      break;
    case PROP_SELECTION:
      g_value_set_boxed (value, &self->selection);
      break;
    case PROP_CURSOR:
      g_value_set_int64 (value, self->cursor);
      break;
    case PROP_HOVER:
      g_value_set_int64 (value, self->hover);
      break;
    case PROP_HIGHLIGHT:
      g_value_set_string (value, self->highlight);
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gs_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GsSession *self = GS_SESSION (object);
  const GsSpan *span = G_VALUE_HOLDS (value, GS_TYPE_SPAN) ? g_value_get_boxed (value) : NULL;

  switch (id)
    {
    case PROP_FULL:
      if (span != NULL)
        gs_session_set_full (self, *span);
      break;
    case PROP_VISIBLE:
      if (span != NULL)
        gs_session_set_visible (self, *span);
      break;
    case PROP_SELECTION:
      if (span != NULL)
        gs_session_set_selection (self, *span);
      break;
    case PROP_CURSOR:
      gs_session_set_cursor (self, g_value_get_int64 (value));
      break;
    case PROP_HOVER:
      gs_session_set_hover (self, g_value_get_int64 (value));
      break;
    case PROP_HIGHLIGHT:
      gs_session_set_highlight (self, g_value_get_string (value));
      break;
    case PROP_VIEW:
      gs_session_set_view (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gs_session_class_init (GsSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = gs_session_finalize;
  object_class->get_property = gs_session_get_property;
  object_class->set_property = gs_session_set_property;

  props[PROP_FULL] = g_param_spec_boxed ("full", NULL, NULL, GS_TYPE_SPAN, flags);
  props[PROP_VISIBLE] = g_param_spec_boxed ("visible", NULL, NULL, GS_TYPE_SPAN, flags);
  props[PROP_SELECTION] = g_param_spec_boxed ("selection", NULL, NULL, GS_TYPE_SPAN, flags);
  props[PROP_CURSOR] = g_param_spec_int64 ("cursor", NULL, NULL, G_MININT64, G_MAXINT64, GS_TIME_NONE, flags);
  props[PROP_HOVER] = g_param_spec_int64 ("hover", NULL, NULL, G_MININT64, G_MAXINT64, GS_TIME_NONE, flags);
  props[PROP_HIGHLIGHT] = g_param_spec_string ("highlight", NULL, NULL, NULL, flags);
  props[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  for (guint i = 0; i < GS_SESSION_N_SIGNALS; i++)
    signals[i] = g_signal_new (signal_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

void
gs_session_emit (GsSession *self, GsSessionSignal signal)
{
  g_signal_emit (self, signals[signal], 0);
}

static void
gs_bookmark_clear (gpointer data)
{
  g_free (((GsBookmark *) data)->name);
}

static void
gs_session_init_marks (GsSession *self)
{
  for (guint i = 0; i < GS_N_MARKERS; i++)
    self->markers[i] = GS_TIME_NONE;
  self->bookmarks = g_array_new (FALSE, FALSE, sizeof (GsBookmark));
  g_array_set_clear_func (self->bookmarks, gs_bookmark_clear);
}

static void
gs_session_init_rows (GsSession *self)
{
  for (guint i = 0; i < GS_N_ROW_SETS; i++)
    self->row_sets[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sort_column = GS_SESSION_NO_SORT;
  self->columns = 1 << GS_COLUMN_NAME | 1 << GS_COLUMN_TID | 1 << GS_COLUMN_STOLEN;
  self->row_height = GS_SESSION_ROW_HEIGHT;
  self->names_width = GS_SESSION_NAMES_WIDTH;
}

static void
gs_session_init (GsSession *self)
{
  self->cursor = self->hover = GS_TIME_NONE;
  self->history = gs_history_new ();
  gs_session_init_marks (self);
  gs_session_init_rows (self);
}

/**
 * gs_session_new:
 *
 * Returns: (transfer full): a session without any time; see gs_session_set_full()
 */
GsSession *
gs_session_new (void)
{
  return g_object_new (GS_TYPE_SESSION, NULL);
}

/* Keeps a span's width, as far as the experiment and the limit allow, and moves
 * it into the experiment. */
static GsSpan
gs_session_confine (GsSession *self, GsSpan span)
{
  gint64 full = gs_span_duration (self->full);
  gint64 least = MIN (GS_SESSION_MIN_WIDTH, full);
  gint64 width = CLAMP (gs_span_duration (span), least, full);

  if (span.begin < self->full.begin)
    span.begin = self->full.begin;
  if (span.begin > self->full.end - width)
    span.begin = self->full.end - width;
  span.end = span.begin + width;
  return span;
}

static void
gs_session_take_span (GsSession *self, GsSpan *place, GsSpan span, guint prop)
{
  if (place->begin == span.begin && place->end == span.end)
    return;
  *place = span;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/**
 * gs_session_get_full:
 *
 * Returns: the whole experiment; empty where there is none yet
 */
GsSpan
gs_session_get_full (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), ((GsSpan){ 0, 0 }));
  return self->full;
}

/**
 * gs_session_set_full:
 * @full: the whole experiment
 *
 * A visible range that was all of the experiment stays all of it.
 */
void
gs_session_set_full (GsSession *self, GsSpan full)
{
  gboolean was_fit;

  g_return_if_fail (GS_IS_SESSION (self));
  g_return_if_fail (full.begin <= full.end);

  was_fit = gs_session_is_fit (self);
  gs_session_take_span (self, &self->full, full, PROP_FULL);
  /* While an experiment is read it grows: nothing to take back. */
  gs_session_take_span (self, &self->visible, was_fit ? full : gs_session_confine (self, self->visible), PROP_VISIBLE);
}

/* Whether all of the experiment is seen, or nothing yet. */
gboolean
gs_session_is_fit (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), FALSE);
  return gs_span_duration (self->visible) == 0
         || (self->visible.begin == self->full.begin && self->visible.end == self->full.end);
}

GsSpan
gs_session_get_visible (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), ((GsSpan){ 0, 0 }));
  return self->visible;
}

static void
gs_session_keep_place (GsSession *self, gboolean is_jump, gboolean is_whole)
{
  GsPlace place = { self->visible, self->selection, self->view, self->highlight, is_jump, is_whole };

  if (gs_span_duration (self->visible) > 0)
    gs_history_leave (self->history, &place, g_get_monotonic_time ());
}

/* Zooms and jumps can be taken back; panning moves on within one entry. */
static void
gs_session_change_visible (GsSession *self, GsSpan visible, gboolean is_jump)
{
  GsSpan next = gs_session_confine (self, visible);
  gboolean is_zoom = gs_span_duration (next) != gs_span_duration (self->visible);

  if (is_zoom || (is_jump && next.begin != self->visible.begin))
    gs_session_keep_place (self, is_jump, FALSE);
  gs_session_take_span (self, &self->visible, next, PROP_VISIBLE);
}

/**
 * gs_session_set_visible:
 * @visible: ns; moved into the experiment, and no shorter than %GS_SESSION_MIN_WIDTH
 *
 * Changes of the width can be taken back with gs_session_go(); those that
 * follow one another closely as one.
 */
void
gs_session_set_visible (GsSession *self, GsSpan visible)
{
  g_return_if_fail (GS_IS_SESSION (self));
  gs_session_change_visible (self, visible, FALSE);
}

/**
 * gs_session_jump:
 * @visible: ns; as for gs_session_set_visible()
 *
 * Shows something else, which can always be taken back by itself.
 */
void
gs_session_jump (GsSession *self, GsSpan visible)
{
  g_return_if_fail (GS_IS_SESSION (self));
  gs_session_change_visible (self, visible, TRUE);
}

/**
 * gs_session_leave:
 *
 * View, row, selection and range are about to be changed: gs_session_go() leads back to what they are now.
 */
void
gs_session_leave (GsSession *self)
{
  g_return_if_fail (GS_IS_SESSION (self));
  gs_session_keep_place (self, TRUE, TRUE);
}

/* Whether there is a place to go back (or forward) to. */
gboolean
gs_session_can_go (GsSession *self, gboolean back)
{
  g_return_val_if_fail (GS_IS_SESSION (self), FALSE);
  return gs_history_can_go (self->history, back);
}

/**
 * gs_session_go:
 * @back: to what was seen before, or forward again
 *
 * Returns: FALSE where there is nothing to go to
 */
gboolean
gs_session_go (GsSession *self, gboolean back)
{
  g_auto (GsPlace) place = { .visible = self->visible, .selection = self->selection };

  g_return_val_if_fail (GS_IS_SESSION (self), FALSE);
  place.view = g_strdup (self->view);
  place.row = g_strdup (self->highlight);
  if (!gs_history_go (self->history, back, &place))
    return FALSE;
  gs_session_take_span (self, &self->visible, gs_session_confine (self, place.visible), PROP_VISIBLE);
  if (!place.is_whole)
    return TRUE;
  gs_session_set_selection (self, place.selection);
  gs_session_set_highlight (self, place.row);
  if (place.view != NULL)
    gs_session_set_view (self, place.view);
  return TRUE;
}

GsSpan
gs_session_get_band (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), ((GsSpan){ 0, 0 }));
  return self->band;
}

/**
 * gs_session_set_band:
 * @band: ns, in either order: what is being drawn with the pointer, to zoom to; empty for none
 */
void
gs_session_set_band (GsSession *self, GsSpan band)
{
  g_return_if_fail (GS_IS_SESSION (self));
  self->band = (GsSpan){ MIN (band.begin, band.end), MAX (band.begin, band.end) };
  gs_session_emit (self, GS_SESSION_BAND_CHANGED);
}

/**
 * gs_session_zoom_at:
 * @time: ns; stays where it is
 * @factor: above 1 zooms in, below 1 out
 */
void
gs_session_zoom_at (GsSession *self, gint64 time, double factor)
{
  gint64 old_width, width;
  double share;
  GsSpan visible;

  g_return_if_fail (GS_IS_SESSION (self));
  g_return_if_fail (factor > 0 && isfinite (factor));

  old_width = gs_span_duration (self->visible);
  if (old_width <= 0)
    return;
  time = CLAMP (time, self->visible.begin, self->visible.end);
  factor = CLAMP (factor, 1 / MAX_FACTOR, MAX_FACTOR);
  width = llround (MIN ((double) old_width / factor, (double) gs_span_duration (self->full)));
  width = CLAMP (width, MIN (GS_SESSION_MIN_WIDTH, gs_span_duration (self->full)), gs_span_duration (self->full));
  share = (double) (time - self->visible.begin) / (double) old_width;
  visible.begin = time - llround (share * (double) width);
  visible.end = visible.begin + width;
  gs_session_set_visible (self, visible);
}

/**
 * gs_session_zoom:
 *
 * Zooms around the selection or at the cursor, where they are visible, else at the middle.
 */
void
gs_session_zoom (GsSession *self, double factor)
{
  GsSpan selected;
  gint64 time;

  g_return_if_fail (GS_IS_SESSION (self));

  selected = gs_span_intersect (self->selection, self->visible);
  time = self->visible.begin + gs_span_duration (self->visible) / 2;
  if (gs_span_duration (selected) > 0)
    time = selected.begin + gs_span_duration (selected) / 2;
  else if (self->cursor != GS_TIME_NONE && gs_span_contains (self->visible, self->cursor))
    time = self->cursor;
  gs_session_zoom_at (self, time, factor);
}

/* Shows the selection, and nothing else. */
void
gs_session_zoom_to_selection (GsSession *self)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (gs_session_has_selection (self))
    gs_session_jump (self, self->selection);
}

/**
 * gs_session_pan:
 * @delta: ns; above 0 shows later times
 */
void
gs_session_pan (GsSession *self, gint64 delta)
{
  gint64 least, most;

  g_return_if_fail (GS_IS_SESSION (self));

  least = self->full.begin - self->visible.begin;
  most = self->full.end - self->visible.end;
  delta = CLAMP (delta, least, most);
  gs_session_set_visible (self, (GsSpan){ self->visible.begin + delta, self->visible.end + delta });
}

/**
 * gs_session_reveal:
 * @time: ns
 *
 * Pans so far that @time is seen.
 */
void
gs_session_reveal (GsSession *self, gint64 time)
{
  gint64 width;

  g_return_if_fail (GS_IS_SESSION (self));

  width = gs_span_duration (self->visible);
  if (time < self->visible.begin)
    gs_session_pan (self, time - self->visible.begin - width / 4);
  else if (time >= self->visible.end)
    gs_session_pan (self, time - self->visible.end + width / 4);
}

/* Shows all of the experiment. */
void
gs_session_fit (GsSession *self)
{
  g_return_if_fail (GS_IS_SESSION (self));
  gs_session_change_visible (self, self->full, TRUE);
}

gint64
gs_session_get_cursor (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), GS_TIME_NONE);
  return self->cursor;
}

/**
 * gs_session_set_cursor:
 * @time: ns, or %GS_TIME_NONE
 */
void
gs_session_set_cursor (GsSession *self, gint64 time)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (self->cursor == time)
    return;
  self->cursor = time;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURSOR]);
}

gint64
gs_session_get_hover (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), GS_TIME_NONE);
  return self->hover;
}

/**
 * gs_session_set_hover:
 * @time: ns under the pointer, or %GS_TIME_NONE
 */
void
gs_session_set_hover (GsSession *self, gint64 time)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (self->hover == time)
    return;
  self->hover = time;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOVER]);
}

gboolean
gs_session_has_selection (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), FALSE);
  return self->selection.begin < self->selection.end;
}

/**
 * gs_session_get_selection:
 *
 * Returns: the selected span; empty where there is none
 */
GsSpan
gs_session_get_selection (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), ((GsSpan){ 0, 0 }));
  return self->selection;
}

/**
 * gs_session_set_selection:
 * @selection: ns, in either order; cut down to the experiment
 */
void
gs_session_set_selection (GsSession *self, GsSpan selection)
{
  GsSpan ordered = { MIN (selection.begin, selection.end), MAX (selection.begin, selection.end) };

  g_return_if_fail (GS_IS_SESSION (self));
  gs_session_take_span (self, &self->selection, gs_span_intersect (ordered, self->full), PROP_SELECTION);
}

void
gs_session_clear_selection (GsSession *self)
{
  g_return_if_fail (GS_IS_SESSION (self));
  gs_session_take_span (self, &self->selection, (GsSpan){ 0, 0 }, PROP_SELECTION);
}

/**
 * gs_session_get_highlight:
 *
 * Returns: (nullable): the key of the row that is focused in every view
 */
const char *
gs_session_get_highlight (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), NULL);
  return self->highlight;
}

/**
 * gs_session_set_highlight:
 * @key: (nullable): a row's key
 */
void
gs_session_set_highlight (GsSession *self, const char *key)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (g_strcmp0 (self->highlight, key) == 0)
    return;
  g_free (self->highlight);
  self->highlight = g_strdup (key);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HIGHLIGHT]);
}

/* Returns: (transfer none) (nullable): the id of the view that is seen */
const char *
gs_session_get_view (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), NULL);
  return self->view;
}

/**
 * gs_session_set_view:
 * @id: (nullable): of the view that is to be seen, or is
 */
void
gs_session_set_view (GsSession *self, const char *id)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (g_strcmp0 (self->view, id) == 0)
    return;
  g_free (self->view);
  self->view = g_strdup (id);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW]);
}

/* Returns: (transfer none) (nullable): the critical path that is shown */
const GsTracedPath *
gs_session_get_path (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), NULL);
  return self->path;
}

/**
 * gs_session_take_path:
 * @path: (transfer full) (nullable): the critical path that is shown from now on; NULL: none
 */
void
gs_session_take_path (GsSession *self, GsTracedPath *path)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (self->path == NULL && path == NULL)
    return;
  g_clear_pointer (&self->path, gs_traced_path_unref);
  self->path = path;
  gs_session_emit (self, GS_SESSION_PATH_CHANGED);
}
