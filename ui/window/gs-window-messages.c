/* gs-window-messages.c: what a window tells: of what was done, what failed, what is missing
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "rows/gs-row-tree.h"
#include "wizard/gs-trace-info.h"

void
gs_window_clear_messages (GsWindow *self)
{
  gs_toast_hide (self->toast);
  gs_warnings_button_clear (gs_status_bar_get_warnings (self->status_bar));
}

/* Shows what was done or failed over the chart; a warning is in the list of all of them. */
void
gs_window_tell (GsWindow *self, GtkMessageType type, const char *message)
{
  gs_window_tell_with_action (self, type, message, NULL, NULL);
}

/* Likewise, with a button for what helps. */
void
gs_window_tell_with_action (GsWindow *self, GtkMessageType type, const char *message, const char *label,
                            const char *action)
{
  if (type == GTK_MESSAGE_WARNING)
    gs_warnings_button_add (gs_status_bar_get_warnings (self->status_bar), message, label, action);
  else
    gs_toast_show (self->toast, type == GTK_MESSAGE_ERROR, message, label, action);
}

/* Whether it asks for the QEMU process of a guest. */
static gboolean
gs_window_asks_for_process (GsWindow *self, const char *warning)
{
  const char *option = gs_timeline_get_option (self->timeline, warning);

  return option != NULL && g_str_has_prefix (option, "--guest ");
}

/* Whether it says that a trace changed while it was read. */
static gboolean
gs_window_is_of_change (GsWindow *self, const char *warning)
{
  for (guint i = 0; i < self->timeline->machines->len; i++)
    {
      const GsMachine *machine = gs_timeline_get_machine (self->timeline, i)->machine;

      if (machine != NULL && machine->has_changed && g_strcmp0 (g_ptr_array_index (machine->warnings, 0), warning) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer full) (nullable): what leads to where it happened first */
static char *
gs_window_dup_place_action (GsWindow *self, const char *warning)
{
  g_autoptr (GVariant) target = NULL;
  g_autofree char *key = NULL;
  GsWarningPlace place;
  guint machine;

  if (!gs_timeline_find_warning_place (self->timeline, warning, &machine, &place))
    return NULL;
  key = gs_row_tree_dup_cpu_key (gs_timeline_get_machine (self->timeline, machine), place.cpu);
  target = g_variant_ref_sink (g_variant_new ("(sx)", key, place.time));
  return g_action_print_detailed_name ("win.show-row", target);
}

static void
gs_window_tell_warning (GsWindow *self, const char *warning, gboolean is_of_clocks)
{
  g_autofree char *place_action = NULL;

  if (gs_window_asks_for_process (self, warning))
    gs_window_tell_with_action (self, GTK_MESSAGE_WARNING, warning, _ ("Machines…"), "win.edit-machines");
  else if (is_of_clocks)
    gs_window_tell_with_action (self, GTK_MESSAGE_WARNING, warning, _ ("Clocks…"), "win.clocks");
  else if (gs_window_is_of_change (self, warning))
    gs_window_tell_with_action (self, GTK_MESSAGE_WARNING, warning, _ ("Read Again"), "win.read-again");
  else if ((place_action = gs_window_dup_place_action (self, warning)) != NULL)
    gs_window_tell_with_action (self, GTK_MESSAGE_WARNING, warning, _ ("Show the First"), place_action);
  else
    gs_window_tell (self, GTK_MESSAGE_WARNING, warning);
}

/* Warnings about clocks offer to show the clocks. */
void
gs_window_tell_clock_warnings (GsWindow *self)
{
  for (guint i = 0; self->timeline != NULL && i < self->timeline->clock_warnings->len; i++)
    gs_window_tell_warning (self, g_ptr_array_index (self->timeline->clock_warnings, i), TRUE);
}

/* Shows all warnings of the timeline, each with the action that helps. */
void
gs_window_tell_warnings (GsWindow *self)
{
  gs_window_tell_clock_warnings (self);
  for (guint i = 0; self->timeline != NULL && i < self->timeline->warnings->len; i++)
    gs_window_tell_warning (self, g_ptr_array_index (self->timeline->warnings, i), FALSE);
}

/* Warnings about clocks no longer hold once a clock is changed. */
void
gs_window_forget_clock_warnings (GsWindow *self)
{
  for (guint i = 0; self->timeline != NULL && i < self->timeline->clock_warnings->len; i++)
    gs_warnings_button_remove (gs_status_bar_get_warnings (self->status_bar),
                               g_ptr_array_index (self->timeline->clock_warnings, i));
}

/* Tells of traces and events that are missing, with the action that mends it. */
void
gs_window_tell_missing (GsWindow *self)
{
  for (guint i = 0; self->experiment != NULL && i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);
      g_autofree char *text = NULL;

      if (entry->trace == NULL && entry->role != GS_ROLE_IGNORE)
        {
          text = g_strdup_printf (_ ("The trace %s is not where it was: %s"), entry->name, entry->path);
          gs_window_tell_with_action (self, GTK_MESSAGE_WARNING, text, _ ("Find Traces…"), "win.locate-traces");
        }
      else if (entry->trace != NULL && entry->trace->usable && entry->role != GS_ROLE_IGNORE
               && gs_trace_info_lacks_much (entry->trace))
        {
          text = g_strdup_printf (_ ("%s was recorded without events that the views need"), entry->name);
          gs_window_tell_with_action (self, GTK_MESSAGE_WARNING, text, _ ("Traces…"), "win.trace-information");
        }
    }
}

static gboolean
gs_window_has_any_trace (GsWindow *self)
{
  for (guint i = 0; i < self->experiment->traces->len; i++)
    if (((const GsExperimentTrace *) g_ptr_array_index (self->experiment->traces, i))->trace != NULL)
      return TRUE;
  return FALSE;
}

/* Nothing could be read: says so, and offers to find the traces where all of them were moved. */
void
gs_window_tell_failure (GsWindow *self, const GError *error)
{
  if (self->experiment->traces->len > 0 && !gs_window_has_any_trace (self))
    gs_window_tell_with_action (self, GTK_MESSAGE_ERROR, error->message, _ ("Find Traces…"), "win.locate-traces");
  else
    gs_window_tell (self, GTK_MESSAGE_ERROR, error->message);
}
