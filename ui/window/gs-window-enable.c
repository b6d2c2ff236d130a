/* gs-window-enable.c: which actions of a window can be used now
 * SPDX-License-Identifier: MIT
 *
 * Nothing that would do nothing can be clicked.
 */
#include "window/gs-window-private.h"

void
gs_window_update_experiment_actions (GsWindow *self)
{
  static const char *const with_experiment[] = { "save",          "save-as",    "edit-experiment",  "edit-machines",
                                                 "locate-traces", "read-again", "trace-information" };
  GActionMap *map = G_ACTION_MAP (self);

  if (g_action_map_lookup_action (map, "undo") == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (with_experiment); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, with_experiment[i])),
                                 self->experiment != NULL && self->analysis != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "undo")),
                               self->undo != NULL && self->undo->len > 0);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "redo")),
                               self->redo != NULL && self->redo->len > 0);
}

void
gs_window_update_actions (GsWindow *self)
{
  static const char *const with_timeline[] = { "export-details", "zoom-in", "zoom-out", "zoom-fit", "clocks" };
  static const char *const with_rows[] = {
    "export-picture", "export-vectors", "export-table", "next-change", "previous-change",
  };
  static const char *const with_page[] = { "legend", "details", "view", "below" };
  gboolean has_page = g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "experiment") == 0;
  gboolean has_timeline = has_page && self->timeline != NULL;
  gboolean has_rows = has_timeline
                      && (gs_view_has_rows (gs_window_get_view (self))
                          || gtk_widget_get_visible (GTK_WIDGET (self->lower)));
  GActionMap *map = G_ACTION_MAP (self);

  for (guint i = 0; i < G_N_ELEMENTS (with_timeline); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, with_timeline[i])), has_timeline);
  for (guint i = 0; i < G_N_ELEMENTS (with_rows); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, with_rows[i])), has_rows);
  for (guint i = 0; i < G_N_ELEMENTS (with_page); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, with_page[i])), has_page);
  gs_window_update_timeline_actions (self, has_rows);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "zoom-selection")),
                               has_page && gs_session_has_selection (self->session));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "cancel")), self->tick != 0);
  gs_window_update_experiment_actions (self);
}
