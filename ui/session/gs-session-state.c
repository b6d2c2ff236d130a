/* gs-session-state.c: a session to what is kept of it, and back
 * SPDX-License-Identifier: MIT
 *
 * What was kept may have been edited by hand: anything that is not as it should
 * be is as if it were not there.
 */
#include "session/gs-session-state.h"

#include "report/gs-counter.h"
#include "track/gs-state.h"
#include "user/gs-session-store.h"

static const char *const row_sets[GS_N_ROW_SETS] = {
  [GS_ROW_SET_HIDDEN] = "hidden-rows",
  [GS_ROW_SET_PINNED] = "pinned-rows",
  [GS_ROW_SET_ONLY] = "only-rows",
};

static const char *const markers[GS_N_MARKERS] = { "marker-a", "marker-b" };

static const char *const hidden_states[GS_N_ROWS] = {
  [GS_ROWS_VCPUS] = "hidden-vcpu-states",
  [GS_ROWS_THREADS] = "hidden-thread-states",
  [GS_ROWS_CPUS] = "hidden-cpu-states",
};

static void
gs_session_state_save_times (GsSession *session, GVariantDict *state)
{
  GsSpan visible = gs_session_get_visible (session);
  GsSpan selection = gs_session_get_selection (session);
  gboolean has_selection = gs_session_has_selection (session);

  g_variant_dict_insert (state, "fit", "b", gs_session_is_fit (session));
  g_variant_dict_insert (state, "visible-begin", "x", visible.begin);
  g_variant_dict_insert (state, "visible-end", "x", visible.end);
  g_variant_dict_insert (state, "selected", "b", has_selection);
  g_variant_dict_insert (state, "selection-begin", "x", has_selection ? selection.begin : 0);
  g_variant_dict_insert (state, "selection-end", "x", has_selection ? selection.end : 0);
  for (guint i = 0; i < GS_N_MARKERS; i++)
    g_variant_dict_insert (state, markers[i], "x", gs_session_get_marker (session, i));
}

/* [ { "name": "…", "time": ns }, … ] */
static void
gs_session_state_save_bookmarks (GsSession *session, GVariantDict *state)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < gs_session_get_n_bookmarks (session); i++)
    {
      const GsBookmark *bookmark = gs_session_get_bookmark (session, i);

      g_variant_builder_open (&list, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&list, "{sv}", "name", g_variant_new_string (bookmark->name));
      g_variant_builder_add (&list, "{sv}", "time", g_variant_new_int64 (bookmark->time));
      g_variant_builder_close (&list);
    }
  g_variant_dict_insert_value (state, "bookmarks", g_variant_builder_end (&list));
}

static void
gs_session_state_save_rows (GsSession *session, GVariantDict *state)
{
  gboolean is_descending = FALSE;
  guint sort = gs_session_get_sort (session, &is_descending);

  for (guint i = 0; i < GS_N_ROW_SETS; i++)
    {
      g_auto (GStrv) keys = gs_session_dup_rows (session, i);

      g_variant_dict_insert_value (state, row_sets[i], g_variant_new_strv ((const char *const *) keys, -1));
    }
  g_variant_dict_insert (state, "row-filter", "x", (gint64) gs_session_get_row_filter (session));
  if (sort != GS_SESSION_NO_SORT)
    g_variant_dict_insert (state, "sorted-by", "x", (gint64) sort);
  g_variant_dict_insert (state, "sort-descending", "b", is_descending);
}

/**
 * gs_session_state_save:
 * @state: gets all that is to be kept
 */
void
gs_session_state_save (GsSession *session, GVariantDict *state)
{
  gs_session_state_save_times (session, state);
  gs_session_state_save_bookmarks (session, state);
  gs_session_state_save_rows (session, state);
  g_variant_dict_insert (state, "columns", "x", (gint64) gs_session_get_columns (session));
  g_variant_dict_insert (state, "row-height", "x", (gint64) gs_session_get_row_height (session));
  g_variant_dict_insert (state, "has-row-height", "b", gs_session_has_row_height (session));
  g_variant_dict_insert (state, "names-width", "x", (gint64) gs_session_get_names_width (session));
  g_variant_dict_insert (state, "time-format", "x", (gint64) gs_session_get_time_format (session));
  g_variant_dict_insert (state, "colour-by", "x", (gint64) gs_session_get_colour_by (session));
  g_variant_dict_insert (state, "counters", "x", (gint64) gs_session_get_counters (session));
  for (guint i = 0; i < GS_N_ROWS; i++)
    g_variant_dict_insert (state, hidden_states[i], "x", (gint64) gs_session_get_hidden_states (session, i));
}

/* A number of the state in [min, max]. */
static gboolean
gs_session_state_get (GVariant *state, const char *key, gint64 min, gint64 max, gint64 *number)
{
  return g_variant_lookup (state, key, "x", number) && *number >= min && *number <= max;
}

static void
gs_session_state_restore_rows (GsSession *session, GVariant *state)
{
  gboolean is_descending = FALSE;
  gint64 number;

  for (guint i = 0; i < GS_N_ROW_SETS; i++)
    {
      g_auto (GStrv) keys = gs_session_state_dup_strv (state, row_sets[i]);

      gs_session_set_rows (session, i, (const char *const *) keys);
    }
  if (gs_session_state_get (state, "row-filter", 0, GS_ROW_FILTER_INACTIVE | GS_ROW_FILTER_UNTOUCHED, &number))
    gs_session_set_row_filter (session, number);
  g_variant_lookup (state, "sort-descending", "b", &is_descending);
  if (gs_session_state_get (state, "sorted-by", 0, GS_N_COLUMNS - 1, &number))
    gs_session_set_sort (session, number, is_descending);
}

/**
 * gs_session_state_restore:
 * @state: an a{sv}; what needs no experiment to be read
 */
void
gs_session_state_restore (GsSession *session, GVariant *state)
{
  gboolean has_row_height;
  gint64 number;

  gs_session_state_restore_rows (session, state);
  if (gs_session_state_get (state, "columns", 0, (1 << GS_N_COLUMNS) - 1, &number))
    gs_session_set_columns (session, number);
  if (gs_session_state_get (state, "row-height", GS_SESSION_MIN_ROW_HEIGHT, GS_SESSION_MAX_ROW_HEIGHT, &number)
      && (g_variant_lookup (state, "has-row-height", "b", &has_row_height) ? has_row_height :
                                                                             number != GS_SESSION_ROW_HEIGHT))
    gs_session_set_row_height (session, number);
  if (gs_session_state_get (state, "names-width", 0, 4000, &number))
    gs_session_set_names_width (session, number);
  if (gs_session_state_get (state, "time-format", 0, GS_N_TIME_FORMATS - 1, &number))
    gs_session_set_time_format (session, number);
  if (gs_session_state_get (state, "colour-by", 0, GS_N_COLOUR_BYS - 1, &number))
    gs_session_set_colour_by (session, number);
  if (gs_session_state_get (state, "counters", 0, (1 << GS_N_COUNTER_KINDS) - 1, &number))
    gs_session_set_counters (session, number);
  for (guint i = 0; i < GS_N_ROWS; i++)
    if (gs_session_state_get (state, hidden_states[i], 0, G_MAXUINT32, &number))
      gs_session_set_hidden_states (session, i, number);
}

/* A span of the state that lies in what was read. */
static gboolean
gs_session_state_find_span (GsSession *session, GVariant *state, const char *begin, const char *end, GsSpan *span)
{
  GsSpan full = gs_session_get_full (session);

  return g_variant_lookup (state, begin, "x", &span->begin) && g_variant_lookup (state, end, "x", &span->end)
         && span->begin < span->end && span->begin >= full.begin && span->end <= full.end;
}

static void
gs_session_state_restore_bookmarks (GsSession *session, GVariant *state)
{
  g_autoptr (GVariant) list = g_variant_lookup_value (state, "bookmarks", NULL);
  GsSpan full = gs_session_get_full (session);

  for (gsize i = 0; list != NULL && g_variant_is_container (list) && i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);
      g_autoptr (GVariant) value = g_variant_is_of_type (child, G_VARIANT_TYPE_VARIANT) ?
                                       g_variant_get_variant (child) :
                                       g_variant_ref (child);
      const char *name;
      gint64 time;

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT) && g_variant_lookup (value, "name", "&s", &name)
          && gs_session_state_get (value, "time", full.begin, full.end, &time))
        gs_session_add_bookmark (session, name, time);
    }
}

/**
 * gs_session_state_restore_times:
 * @state: an a{sv}; what lies in the experiment, once that is read. What the user did meanwhile
 *   is not undone
 */
void
gs_session_state_restore_times (GsSession *session, GVariant *state)
{
  GsSpan full = gs_session_get_full (session);
  gboolean is_fit = TRUE, is_selected = FALSE;
  GsSpan span;
  gint64 time;

  if (gs_session_is_fit (session) && g_variant_lookup (state, "fit", "b", &is_fit) && !is_fit
      && gs_session_state_find_span (session, state, "visible-begin", "visible-end", &span))
    gs_session_set_visible (session, span);
  if (!gs_session_has_selection (session) && g_variant_lookup (state, "selected", "b", &is_selected) && is_selected
      && gs_session_state_find_span (session, state, "selection-begin", "selection-end", &span))
    gs_session_set_selection (session, span);
  for (guint i = 0; i < GS_N_MARKERS; i++)
    if (gs_session_state_get (state, markers[i], full.begin, full.end, &time))
      gs_session_set_marker (session, i, time);
  if (gs_session_get_n_bookmarks (session) == 0)
    gs_session_state_restore_bookmarks (session, state);
}
