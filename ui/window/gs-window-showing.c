/* gs-window-showing.c: leading to rows, in whatever view has them
 * SPDX-License-Identifier: MIT
 *
 * Where one came from can always be gone back to.
 */
#include "window/gs-window-private.h"

#include "window/gs-views.h"

/* What is left free on either side of a span that is shown, as a share of it. */
#define ROOM 0.15

/* Returns: how many of @keys the view has rows for. @is_own: (out): whether the first is of the kind that it is made
   for */
static guint
gs_window_count_rows (GsWindow *self, GtkWidget *widget, const char *const *keys, gboolean *is_own)
{
  guint n = 0;

  *is_own = FALSE;
  if (!GS_IS_GANTT (widget))
    return 0;
  gs_window_give_timeline (self, widget);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GsRow) row = gs_row_find (gs_row_list_get_tree (gs_gantt_get_list (GS_GANTT (widget))), keys[i]);

      n += row != NULL;
      if (i == 0 && row != NULL)
        *is_own = gs_row_get_rows (row) == gs_window_view_of (widget)->rows;
    }
  return n;
}

static gboolean
gs_window_is_seen (GsWindow *self, GtkWidget *widget)
{
  return widget == GTK_WIDGET (self->gantt) || widget == gtk_stack_get_visible_child (self->views)
         || widget == gtk_stack_get_visible_child (self->lower);
}

/* Returns: (transfer none) (nullable): the view that has most of the rows; among such the one that is seen, else the
 * first whose own rows are of the first one's kind; NULL: none has any */
static GtkWidget *
gs_window_choose_view (GsWindow *self, const char *const *keys)
{
  GtkWidget *best = NULL;
  const GsView *view;
  guint most = 0;

  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    {
      GtkWidget *widget = gs_window_widget_of (self, view);
      gboolean is_own;
      guint n = gs_window_count_rows (self, widget, keys, &is_own);
      guint worth = n == 0 ? 0 :
                             8 * n + (gtk_widget_get_mapped (widget) && gs_window_is_seen (self, widget) ? 4 : 0)
                                 + (gtk_widget_get_mapped (widget) && widget == GTK_WIDGET (self->gantt) ? 2 : 0)
                                 + (is_own ? 1 : 0);

      if (worth > most)
        {
          most = worth;
          best = widget;
        }
    }
  return best;
}

/* Shows the first row in the view that suits it best, with the cursor at @time. Returns: FALSE where no view has it */
static gboolean
gs_window_go_to_row (GsWindow *self, const char *const *keys, gint64 time)
{
  GtkWidget *widget = gs_window_choose_view (self, keys);
  gboolean is_shown;

  if (widget != NULL && gtk_widget_get_parent (widget) == GTK_WIDGET (self->views))
    gtk_stack_set_visible_child (self->views, widget);
  is_shown = widget != NULL && gs_gantt_show_row (GS_GANTT (widget), keys[0], time);
  gtk_widget_grab_focus (widget != NULL ? widget : GTK_WIDGET (self->gantt));
  return is_shown;
}

static void
gs_window_show_row (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;
  const char *keys[] = { NULL, NULL };
  gint64 time;

  g_variant_get (parameter, "(&sx)", &keys[0], &time);
  gs_session_leave (self->session);
  if (!gs_window_go_to_row (self, keys, time))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

/* What was put on top for an earlier one goes; what somebody has pinned stays. */
static void
gs_window_put_on_top (GsWindow *self, const char *const *keys)
{
  for (guint i = 0; self->shown_rows != NULL && self->shown_rows[i] != NULL; i++)
    gs_session_set_row (self->session, GS_ROW_SET_PINNED, self->shown_rows[i], FALSE);
  g_clear_pointer (&self->shown_rows, g_strfreev);
  self->shown_rows = g_strdupv ((char **) keys);
  for (guint i = 0; keys[i] != NULL; i++)
    gs_session_set_row (self->session, GS_ROW_SET_PINNED, keys[i], TRUE);
}

/* Rows that have to do with one another are put on top, in the range, which is selected. */
static void
gs_window_show_rows (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;
  g_autofree const char **keys = NULL;
  gint64 room;
  GsSpan span;

  g_variant_get (parameter, "(^a&sxx)", &keys, &span.begin, &span.end);
  if (keys[0] == NULL)
    return;
  room = MAX ((gint64) (ROOM * (double) gs_span_duration (span)), GS_SESSION_MIN_WIDTH);
  gs_session_leave (self->session);
  gs_session_jump (self->session, gs_span_intersect ((GsSpan){ span.begin - room, span.end + room },
                                                     gs_session_get_full (self->session)));
  gs_window_put_on_top (self, keys);
  if (span.begin > gs_session_get_full (self->session).begin || span.end < gs_session_get_full (self->session).end)
    gs_session_set_selection (self->session, span);
  if (!gs_window_go_to_row (self, keys, span.begin))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

/* Once, for a new window. */
void
gs_window_add_showing_actions (GsWindow *self)
{
  static const GActionEntry entries[] = {
    { "show-row", gs_window_show_row, "(sx)" },
    { "show-rows", gs_window_show_rows, "(asxx)" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
