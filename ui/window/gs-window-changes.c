/* gs-window-changes.c: what can be undone of an experiment
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

/* Changes that come closer together are undone together: moving a clock is one change. */
#define ONE_CHANGE_USEC 1000000
#define MAX_UNDO 100

GPtrArray *
gs_window_get_changes (GPtrArray **changes)
{
  if (*changes == NULL)
    *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_experiment_free);
  return *changes;
}

/* To be called before the experiment is changed. */
void
gs_window_remember (GsWindow *self)
{
  gint64 now = g_get_monotonic_time ();
  GPtrArray *undo = gs_window_get_changes (&self->undo);

  if (self->experiment != NULL && (undo->len == 0 || now - self->changed_usec > ONE_CHANGE_USEC))
    g_ptr_array_add (undo, gs_experiment_copy (self->experiment));
  if (undo->len > MAX_UNDO)
    g_ptr_array_remove_index (undo, 0);
  g_ptr_array_set_size (gs_window_get_changes (&self->redo), 0);
  self->changed_usec = now;
  gs_window_update_experiment_actions (self);
}

/* @before: (transfer full): the experiment, changed already, was that */
void
gs_window_remember_as (GsWindow *self, GsExperiment *before)
{
  g_ptr_array_add (gs_window_get_changes (&self->undo), before);
  gs_window_update_experiment_actions (self);
}

void
gs_window_forget_changes (GsWindow *self)
{
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  self->changed_usec = 0;
}
