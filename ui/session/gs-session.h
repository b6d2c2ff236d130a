/* gs-session.h: what all views of an experiment share: visible range, cursor, selection
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Views talk to the session, never to each other. Properties,
 * all notified when they change: "full", "visible", "selection" (GsSpan, boxed),
 * "cursor", "hover" (gint64 ns, GS_TIME_NONE for none), "highlight" (a row's key),
 * "view" (the id of the one that is seen).
 * Signals: "marks-changed" (markers, bookmarks), "rows-changed" (which rows are
 * shown, in which order), "layout-changed" (row height, columns, time format,
 * width of the names, what colours say, counters, states that are hidden), "band-changed" (the range that is being
 * drawn), "path-changed" (the critical path that is shown).
 */
#pragma once

#include <glib-object.h>

#include "draw/gs-palette.h"
#include "draw/gs-time-axis.h"
#include "session/gs-traced-path.h"

G_BEGIN_DECLS

#define GS_SESSION_MIN_WIDTH 10 /* ns: one cannot zoom in further */

/* Heights of a row, in pixels. */
#define GS_SESSION_MIN_ROW_HEIGHT 8
#define GS_SESSION_MAX_ROW_HEIGHT 64
#define GS_SESSION_ROW_HEIGHT 24

#define GS_SESSION_NAMES_WIDTH 320 /* pixels */

typedef enum
{
  GS_MARKER_A,
  GS_MARKER_B,
  GS_N_MARKERS
} GsMarker;

typedef struct
{
  char *name;
  gint64 time; /* ns */
} GsBookmark;

/* Beside the rows' names. */
typedef enum
{
  GS_COLUMN_NAME,
  GS_COLUMN_TID,
  GS_COLUMN_HOST_TID,
  GS_COLUMN_RUNNING,
  GS_COLUMN_STOLEN,
  GS_COLUMN_EXITS,
  GS_COLUMN_STOLEN_TIME,
  GS_N_COLUMNS
} GsColumn;

#define GS_SESSION_NO_SORT GS_N_COLUMNS /* as the views order their rows */

/* Which rows are left out, beside those hidden by hand; bits. */
typedef enum
{
  GS_ROW_FILTER_INACTIVE = 1 << 0,  /* never on a CPU in the visible range */
  GS_ROW_FILTER_UNTOUCHED = 1 << 1, /* threads that preemption never touched there */
} GsRowFilter;

/* Lists of rows by key. */
typedef enum
{
  GS_ROW_SET_HIDDEN,
  GS_ROW_SET_PINNED, /* on top of all others */
  GS_ROW_SET_ONLY,   /* where not empty: no others, but those above and below these */
  GS_N_ROW_SETS
} GsRowSet;

#define GS_TYPE_SPAN (gs_span_get_type ())
GType gs_span_get_type (void);

#define GS_TYPE_SESSION (gs_session_get_type ())
G_DECLARE_FINAL_TYPE (GsSession, gs_session, GS, SESSION, GObject)

GsSession *gs_session_new (void);

GsSpan gs_session_get_full (GsSession *self);
void gs_session_set_full (GsSession *self, GsSpan full);
GsSpan gs_session_get_visible (GsSession *self);
void gs_session_set_visible (GsSession *self, GsSpan visible);
gboolean gs_session_is_fit (GsSession *self);

void gs_session_zoom_at (GsSession *self, gint64 time, double factor);
void gs_session_zoom (GsSession *self, double factor);
void gs_session_zoom_to_selection (GsSession *self);
void gs_session_pan (GsSession *self, gint64 delta);
void gs_session_reveal (GsSession *self, gint64 time);
void gs_session_fit (GsSession *self);

gint64 gs_session_get_cursor (GsSession *self);
void gs_session_set_cursor (GsSession *self, gint64 time);
gint64 gs_session_get_hover (GsSession *self);
void gs_session_set_hover (GsSession *self, gint64 time);
gboolean gs_session_has_selection (GsSession *self);
GsSpan gs_session_get_selection (GsSession *self);
void gs_session_set_selection (GsSession *self, GsSpan selection);
void gs_session_clear_selection (GsSession *self);
const char *gs_session_get_highlight (GsSession *self);
void gs_session_set_highlight (GsSession *self, const char *key);

const char *gs_session_get_view (GsSession *self);
void gs_session_set_view (GsSession *self, const char *id);

void gs_session_leave (GsSession *self);
void gs_session_jump (GsSession *self, GsSpan visible);
gboolean gs_session_can_go (GsSession *self, gboolean back);
gboolean gs_session_go (GsSession *self, gboolean back);
GsSpan gs_session_get_band (GsSession *self);
void gs_session_set_band (GsSession *self, GsSpan band);

const GsTracedPath *gs_session_get_path (GsSession *self);
void gs_session_take_path (GsSession *self, GsTracedPath *path);

gint64 gs_session_get_marker (GsSession *self, GsMarker marker);
void gs_session_set_marker (GsSession *self, GsMarker marker, gint64 time);
guint gs_session_get_n_bookmarks (GsSession *self);
const GsBookmark *gs_session_get_bookmark (GsSession *self, guint index);
guint gs_session_add_bookmark (GsSession *self, const char *name, gint64 time);
void gs_session_rename_bookmark (GsSession *self, guint index, const char *name);
void gs_session_remove_bookmark (GsSession *self, guint index);

gboolean gs_session_has_row (GsSession *self, GsRowSet set, const char *key);
guint gs_session_get_n_rows (GsSession *self, GsRowSet set);
char **gs_session_dup_rows (GsSession *self, GsRowSet set);
void gs_session_set_row (GsSession *self, GsRowSet set, const char *key, gboolean is_in);
void gs_session_set_rows (GsSession *self, GsRowSet set, const char *const *keys);
void gs_session_show_all_rows (GsSession *self);
guint gs_session_get_row_filter (GsSession *self);
void gs_session_set_row_filter (GsSession *self, guint filter);
guint gs_session_get_sort (GsSession *self, gboolean *is_descending);
void gs_session_set_sort (GsSession *self, guint column, gboolean is_descending);

GsSpan gs_session_get_range (GsSession *self, const GsTimeline *timeline);
char *gs_session_dup_range_text (GsSession *self, const GsTimeline *timeline);
char *gs_session_dup_length_text (gint64 ns);

guint gs_session_get_columns (GsSession *self);
void gs_session_set_columns (GsSession *self, guint columns);
int gs_session_get_row_height (GsSession *self);
gboolean gs_session_has_row_height (GsSession *self);
void gs_session_set_row_height (GsSession *self, int height);
int gs_session_get_names_width (GsSession *self);
void gs_session_set_names_width (GsSession *self, int width);
GsTimeFormat gs_session_get_time_format (GsSession *self);
GsTimeAxis gs_session_get_time_axis (GsSession *self);
void gs_session_set_has_no_dates (GsSession *self, gboolean has_no_dates);
char *gs_session_dup_time_text (GsSession *self, gint64 time, gint64 precision);
void gs_session_set_time_format (GsSession *self, GsTimeFormat format);
GsColourBy gs_session_get_colour_by (GsSession *self);
void gs_session_set_colour_by (GsSession *self, GsColourBy by);
guint gs_session_get_counters (GsSession *self);
void gs_session_set_counters (GsSession *self, guint kinds);
guint32 gs_session_get_hidden_states (GsSession *self, guint rows);
void gs_session_set_hidden_states (GsSession *self, guint rows, guint32 states);

G_END_DECLS
