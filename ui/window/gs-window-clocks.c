/* gs-window-clocks.c: the clocks page of a window, and clocks that are moved by hand
 * SPDX-License-Identifier: MIT
 *
 * Composing again runs in the background, one at a time; what was wanted
 * meanwhile is composed next, so that the latest wins and no queue builds up.
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#define PAGE_WIDTH 900
#define PAGE_HEIGHT 720

/* Gives the clocks page what is newest. */
static void
gs_window_update_clocks (GsWindow *self)
{
  if (self->clocks_page != NULL && self->experiment != NULL)
    gs_clocks_page_set (self->clocks_page, self->experiment, self->timeline,
                        self->analysis != NULL ? gs_analysis_get_machines (self->analysis) : NULL);
}

/* Composes again as the experiment now says, in the background. */
void
gs_window_recompose (GsWindow *self)
{
  if (self->experiment != NULL)
    gs_window_set_title (self);
  if (self->analysis == NULL || gs_analysis_get_machines (self->analysis) == NULL)
    return;
  self->wants_recompose = self->is_recomposing;
  if (self->is_recomposing)
    return;
  self->is_recomposing = TRUE;
  gs_analysis_recompose (self->analysis, self->experiment);
}

/* A timeline came: the one that was wanted, or there is a newer wish. */
void
gs_window_clocks_changed (GsWindow *self)
{
  gboolean was_recomposing = self->is_recomposing;

  self->is_recomposing = FALSE;
  if (self->wants_recompose)
    gs_window_recompose (self);
  /* A change that the user has not yet seen composed must not be undone by an older result. */
  if (self->is_recomposing)
    return;
  gs_window_update_clocks (self);
  if (was_recomposing && self->shifted == NULL)
    gs_window_tell_clock_warnings (self);
}

static void
gs_window_on_choice_changed (GsWindow *self)
{
  const GsExperiment *edited = gs_clocks_page_get_experiment (self->clocks_page);

  gs_window_remember (self);
  for (guint i = 0; i < edited->traces->len; i++)
    {
      const GsExperimentTrace *choice = g_ptr_array_index (edited->traces, i);
      GsExperimentTrace *own = gs_experiment_find_trace (self->experiment, choice->name);

      if (own == NULL)
        continue;
      own->clock_choice = choice->clock_choice;
      own->clock = choice->clock;
    }
  gs_window_forget_clock_warnings (self);
  gs_window_recompose (self);
}

static void
gs_window_on_clocks_closed (GsWindow *self)
{
  self->clocks_page = NULL;
  self->clocks_window = NULL;
}

static gboolean
gs_window_on_clocks_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

/* The machine that there is most to say about: not tied in, one way, by hand, or else a guest. */
static const char *
gs_window_choose_clock (const GsTimeline *timeline)
{
  const char *chosen = NULL;
  int most = -1;

  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);
      int weight = machine->clock.method == GS_CLOCK_REFERENCE ? 0 :
                   machine->clock.method == GS_CLOCK_NONE      ? 4 :
                   machine->clock.one_way                      ? 3 :
                   machine->clock.method == GS_CLOCK_MANUAL    ? 2 :
                                                                 1;

      if (machine->machine == NULL || weight <= most)
        continue;
      chosen = machine->name;
      most = weight;
    }
  return chosen;
}

static void
gs_window_create_clocks (GsWindow *self)
{
  g_autofree char *title = g_strdup_printf (_ ("Clocks – %s"), self->experiment->name);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new (), *page = gs_clocks_page_new ();
  const char *chosen = gs_window_choose_clock (self->timeline);

  self->clocks_window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (self->clocks_window), title);
  gtk_window_set_transient_for (GTK_WINDOW (self->clocks_window), GTK_WINDOW (self));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self->clocks_window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self->clocks_window), PAGE_WIDTH, PAGE_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), page);
  gtk_window_set_child (GTK_WINDOW (self->clocks_window), scrolled);
  gtk_widget_add_css_class (self->clocks_window, "clocks-window");
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (gs_window_on_clocks_escape, NULL, NULL)));
  gtk_widget_add_controller (self->clocks_window, shortcuts);
  g_signal_connect_object (self->clocks_window, "destroy", G_CALLBACK (gs_window_on_clocks_closed), self,
                           G_CONNECT_SWAPPED);

  self->clocks_page = GS_CLOCKS_PAGE (page);
  g_signal_connect_object (page, "choice-changed", G_CALLBACK (gs_window_on_choice_changed), self, G_CONNECT_SWAPPED);
  gs_clocks_page_set_session (self->clocks_page, self->session);
  gs_window_update_clocks (self);
  if (chosen != NULL)
    gs_clocks_page_select (self->clocks_page, chosen);
}

/* Shows the clocks in a window of their own, beside this one. */
void
gs_window_show_clocks (GsWindow *self)
{
  if (self->experiment == NULL)
    return;
  if (self->clocks_window == NULL)
    gs_window_create_clocks (self);
  gtk_window_present (GTK_WINDOW (self->clocks_window));
}

/* The experiment goes, and with it the window of its clocks. */
void
gs_window_forget_clocks (GsWindow *self)
{
  if (self->clocks_window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->clocks_window));
  self->is_recomposing = self->wants_recompose = FALSE;
  g_clear_pointer (&self->shifted, g_free);
}

/* The clock of the machine that is to be dragged; NULL where it may not be moved. */
static const GsTimelineMachine *
gs_window_get_movable (GsWindow *self, guint machine)
{
  const GsTimelineMachine *movable = self->timeline != NULL ? gs_timeline_get_machine (self->timeline, machine) : NULL;

  if (movable == NULL || movable->machine == NULL || movable->clock.method == GS_CLOCK_REFERENCE)
    return NULL;
  if (self->analysis == NULL || gs_analysis_get_machines (self->analysis) == NULL)
    return NULL;
  return movable;
}

static gboolean
gs_window_begin_shift (GsWindow *self, guint machine)
{
  const GsTimelineMachine *movable = gs_window_get_movable (self, machine);
  const GsExperimentTrace *choice = movable != NULL ? gs_experiment_find_trace (self->experiment, movable->name) : NULL;

  if (choice == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return FALSE;
    }
  gs_window_remember (self);
  g_free (self->shifted);
  self->shifted = g_strdup (movable->name);
  self->shift_choice = choice->clock_choice;
  self->shift_given = choice->clock;
  self->shift_clock = movable->clock;
  gs_window_forget_clock_warnings (self);
  return TRUE;
}

static void
gs_window_move_shift (GsWindow *self, GsExperimentTrace *choice, gint64 delta)
{
  choice->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  choice->clock = self->shift_clock;
  choice->clock.method = GS_CLOCK_MANUAL;
  choice->clock.offset = CLAMP (choice->clock.offset + delta, -GS_CLOCK_MAX_OFFSET, GS_CLOCK_MAX_OFFSET);
}

/**
 * gs_window_shift_clock:
 * @machine: index in the timeline, of the rows that are dragged; counts at the begin
 * @delta: ns that they are dragged to the right, since the begin
 * @phase: of the drag
 *
 * Returns: FALSE where the machine's clock cannot be moved
 */
static gboolean
gs_window_shift_clock (GsWindow *self, guint machine, gint64 delta, GsShiftPhase phase)
{
  GsExperimentTrace *choice;

  if (phase == GS_SHIFT_BEGIN)
    return gs_window_begin_shift (self, machine);
  choice = self->shifted != NULL && self->experiment != NULL ?
               gs_experiment_find_trace (self->experiment, self->shifted) :
               NULL;
  if (choice == NULL)
    return FALSE;

  gs_window_move_shift (self, choice, delta);
  if (phase == GS_SHIFT_CANCEL || (phase == GS_SHIFT_END && delta == 0))
    {
      choice->clock_choice = self->shift_choice;
      choice->clock = self->shift_given;
    }
  if (phase != GS_SHIFT_UPDATE)
    g_clear_pointer (&self->shifted, g_free);
  gs_window_recompose (self);
  return TRUE;
}

/* Rows of a new timeline may be dragged. */
void
gs_window_watch_shifts (GsWindow *self, GtkWidget *gantt)
{
  g_signal_connect_object (gantt, "shift-clock", G_CALLBACK (gs_window_shift_clock), self, G_CONNECT_SWAPPED);
}
