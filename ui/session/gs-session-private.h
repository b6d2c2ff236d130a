/* gs-session-private.h: what the session's own files share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "session/gs-history.h"
#include "session/gs-session.h"
#include "track/gs-state.h"

G_BEGIN_DECLS

typedef enum
{
  GS_SESSION_MARKS_CHANGED,
  GS_SESSION_ROWS_CHANGED,
  GS_SESSION_LAYOUT_CHANGED,
  GS_SESSION_BAND_CHANGED,
  GS_SESSION_PATH_CHANGED,
  GS_SESSION_N_SIGNALS
} GsSessionSignal;

struct _GsSession
{
  GObject parent_instance;

  GsSpan full;
  GsSpan visible;
  GsSpan selection; /* empty: none */
  GsSpan band;      /* being drawn; empty: none */
  gint64 cursor;
  gint64 hover;
  char *highlight;
  char *view;
  GsHistory *history;
  GsTracedPath *path; /* or NULL */

  gint64 markers[GS_N_MARKERS];
  GArray *bookmarks; /* of GsBookmark, by time */

  GHashTable *row_sets[GS_N_ROW_SETS]; /* of keys */
  guint row_filter;
  guint sort_column;
  gboolean sort_descending;

  guint columns; /* bits: 1 << GsColumn */
  int row_height;
  gboolean has_row_height; /* a person chose it */
  int names_width;
  gboolean has_no_dates;
  GsTimeFormat time_format;
  GsColourBy colour_by;
  guint counters; /* bits: 1 << GsCounterKind */
  guint32 hidden_states[GS_N_ROWS];
};

void gs_session_emit (GsSession *self, GsSessionSignal signal);

G_END_DECLS
