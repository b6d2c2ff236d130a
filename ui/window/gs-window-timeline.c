/* gs-window-timeline.c: a window's actions on the timeline that is seen
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include "report/gs-counter.h"

#include <glib/gi18n.h>

/* Of the view that is seen; see gs-gantt-actions.c. */
static const char *const names[] = {
  "zoom-state", "back",          "forward",        "go-to",          "hide-row",           "only-row",
  "pin-row",    "show-all-rows", "filter",         "find",           "find-next",          "find-previous",
  "follow",     "next-state",    "previous-state", "next-state-any", "previous-state-any", "longest-state",
  "marker-a",   "marker-b",      "select-markers", "add-bookmark",   "bookmarks",          "critical-path",
  "hide-path",  "pin-path",
};

static const char *const time_formats[GS_N_TIME_FORMATS] = { "local", "utc", "seconds", "nanoseconds" };
static const char *const seeks[GS_N_SEEKS] = { "preempted", "hypervisor", "blocked", "waiting", "running" };

static void
gs_window_timeline_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_gantt_activate (gs_window_get_gantt (user_data), g_action_get_name (G_ACTION (action)));
}

static void
gs_window_change_time_format (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsWindow *self = user_data;

  for (guint i = 0; i < GS_N_TIME_FORMATS; i++)
    if (g_str_equal (time_formats[i], g_variant_get_string (state, NULL)))
      {
        gs_session_set_time_format (self->session, i);
        g_simple_action_set_state (action, state);
      }
}

static void
gs_window_change_seek (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  for (guint i = 0; i < GS_N_SEEKS; i++)
    if (g_str_equal (seeks[i], g_variant_get_string (state, NULL)))
      {
        gs_window_set_seek (user_data, i);
        g_simple_action_set_state (action, state);
      }
}

static void
gs_window_change_colour_by (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsColourBy by;

  if (!gs_colour_by_from_name (g_variant_get_string (state, NULL), &by))
    return;
  gs_session_set_colour_by (((GsWindow *) user_data)->session, by);
  g_simple_action_set_state (action, state);
}

static char *
gs_window_dup_counter_action (GsCounterKind kind)
{
  return g_strdup_printf ("counter-%s", gs_counter_kind_get_name (kind));
}

static void
gs_window_change_counter (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsWindow *self = user_data;
  guint bit = 1u << GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (action), "kind"));
  guint kinds = gs_session_get_counters (self->session);

  g_simple_action_set_state (action, state);
  gs_session_set_counters (self->session, g_variant_get_boolean (state) ? kinds | bit : kinds & ~bit);
}

/* win.counter-KIND shows and hides each. */
static void
gs_window_add_counter_actions (GsWindow *self)
{
  for (guint kind = 0; kind < GS_N_COUNTER_KINDS; kind++)
    {
      g_autofree char *name = gs_window_dup_counter_action (kind);
      g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (FALSE));

      g_object_set_data (G_OBJECT (action), "kind", GUINT_TO_POINTER (kind));
      g_signal_connect (action, "change-state", G_CALLBACK (gs_window_change_counter), self);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
}

static void
gs_window_update_history (GsWindow *self)
{
  GActionMap *map = G_ACTION_MAP (self);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "back")),
                               gs_session_can_go (self->session, TRUE));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "forward")),
                               gs_session_can_go (self->session, FALSE));
}

/* The session may have been read from a file. */
static void
gs_window_update_choices (GsWindow *self)
{
  GAction *format = g_action_map_lookup_action (G_ACTION_MAP (self), "time-format");
  GAction *colours = g_action_map_lookup_action (G_ACTION_MAP (self), "colour-by");

  g_simple_action_set_state (G_SIMPLE_ACTION (format),
                             g_variant_new_string (time_formats[gs_session_get_time_format (self->session)]));
  g_simple_action_set_state (G_SIMPLE_ACTION (colours),
                             g_variant_new_string (gs_colour_by_get_name (gs_session_get_colour_by (self->session))));
  gs_legend_set_colour_by (self->legend, gs_session_get_colour_by (self->session), self->timeline);
  for (guint kind = 0; kind < GS_N_COUNTER_KINDS; kind++)
    {
      g_autofree char *name = gs_window_dup_counter_action (kind);
      gboolean is_on = (gs_session_get_counters (self->session) & 1u << kind) != 0;

      g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)),
                                 g_variant_new_boolean (is_on));
    }
}

/* Nothing that would do nothing can be clicked. */
void
gs_window_update_timeline_actions (GsWindow *self, gboolean has_rows)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), names[i])),
                                 has_rows);
  gs_window_update_history (self);
}

/* Once, when the views are there. */
void
gs_window_add_timeline_actions (GsWindow *self)
{
  static const GActionEntry entries[] = {
    { "time-format", NULL, "s", "'local'", gs_window_change_time_format },
    { "colour-by", NULL, "s", "'state'", gs_window_change_colour_by },
    { "seek", NULL, "s", "'preempted'", gs_window_change_seek },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

      g_signal_connect (action, "activate", G_CALLBACK (gs_window_timeline_action), self);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gs_window_add_counter_actions (self);
  g_signal_connect_object (self->session, "notify::visible", G_CALLBACK (gs_window_update_history), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "layout-changed", G_CALLBACK (gs_window_update_choices), self,
                           G_CONNECT_SWAPPED);
}
