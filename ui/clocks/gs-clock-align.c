/* gs-clock-align.c: two moments that are to be one
 * SPDX-License-Identifier: MIT
 */
#include "clocks/gs-clock-align.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "clocks/gs-clock-text.h"

#define EVENT_A 0
#define EVENT_B 1

struct _GsClockAlign
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  GtkWidget *labels[2];
  GtkWidget *entries[2];
  GtkWidget *cursors[2]; /* buttons */
  GtkWidget *problem;
  GsSession *session; /* NULL: there is no cursor to take */
  GsSpan span;        /* of the experiment */
};

static guint align_signal;

G_DEFINE_FINAL_TYPE (GsClockAlign, gs_clock_align, GTK_TYPE_WIDGET)

static void
gs_clock_align_say (GsClockAlign *self, const char *problem)
{
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
}

static void
gs_clock_align_set_entry (GsClockAlign *self, guint event, gint64 time)
{
  g_autofree char *text = time != GS_TIME_NONE ? gs_time_text_dup_clock (time, 1) : g_strdup ("");

  gtk_editable_set_text (GTK_EDITABLE (self->entries[event]), text);
}

static void
gs_clock_align_take_cursor (GsClockAlign *self, GtkWidget *button)
{
  gint64 time = gs_session_get_cursor (self->session);

  if (time == GS_TIME_NONE)
    gs_clock_align_say (self, _ ("There is no time cursor yet: click on the event in the timeline first"));
  else
    gs_clock_align_set_entry (self, button == self->cursors[EVENT_A] ? EVENT_A : EVENT_B, time);
}

static void
gs_clock_align_apply (GsClockAlign *self)
{
  gint64 times[2], delta;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      if (gs_clock_text_parse_moment (gtk_editable_get_text (GTK_EDITABLE (self->entries[i])), self->span, &times[i],
                                      &error))
        continue;
      gs_clock_align_say (self, error->message);
      gtk_widget_grab_focus (self->entries[i]);
      return;
    }
  gs_clock_align_say (self, NULL);
  if (__builtin_sub_overflow (times[EVENT_B], times[EVENT_A], &delta))
    delta = times[EVENT_B] > times[EVENT_A] ? G_MAXINT64 : G_MININT64;
  g_signal_emit (self, align_signal, 0, delta);
  /* Event A is there now. */
  gs_clock_align_set_entry (self, EVENT_A, times[EVENT_B]);
}

static void
gs_clock_align_dispose (GObject *object)
{
  GsClockAlign *self = GS_CLOCK_ALIGN (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_clock_align_parent_class)->dispose (object);
}

static void
gs_clock_align_class_init (GsClockAlignClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_clock_align_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  align_signal = g_signal_new ("align", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               1, G_TYPE_INT64);
}

static void
gs_clock_align_add_event (GsClockAlign *self, guint event, const char *name)
{
  self->labels[event] = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->labels[event]), 0);
  self->entries[event] = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entries[event]), "09:12:30.512");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entries[event]), 22);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entries[event]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  self->cursors[event] = gtk_button_new_with_label (_ ("Take Cursor"));
  gtk_widget_set_tooltip_text (self->cursors[event], _ ("The time that was clicked on in the timeline"));
  gtk_widget_set_visible (self->cursors[event], FALSE);
  gtk_grid_attach (GTK_GRID (self->grid), self->labels[event], 0, (int) event, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), self->entries[event], 1, (int) event, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), self->cursors[event], 2, (int) event, 1, 1);
  g_signal_connect_swapped (self->cursors[event], "clicked", G_CALLBACK (gs_clock_align_take_cursor), self);
  g_signal_connect_swapped (self->entries[event], "activate", G_CALLBACK (gs_clock_align_apply), self);
}

static void
gs_clock_align_init (GsClockAlign *self)
{
  GtkWidget *apply = gtk_button_new_with_label (_ ("Align"));

  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  gs_clock_align_add_event (self, EVENT_A, _ ("Event A"));
  gs_clock_align_add_event (self, EVENT_B, _ ("Event B"));
  gtk_grid_attach (GTK_GRID (self->grid), apply, 3, 1, 1, 1);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_grid_attach (GTK_GRID (self->grid), self->problem, 0, 2, 4, 1);
  gs_clock_align_say (self, NULL);
  g_signal_connect_swapped (apply, "clicked", G_CALLBACK (gs_clock_align_apply), self);
}

/**
 * gs_clock_align_set_session:
 * @session: (nullable): whose cursor and selection can be taken
 */
void
gs_clock_align_set_session (GsClockAlign *self, GsSession *session)
{
  g_return_if_fail (GS_IS_CLOCK_ALIGN (self));

  g_set_object (&self->session, session);
  for (guint i = 0; i < 2; i++)
    gtk_widget_set_visible (self->cursors[i], session != NULL);
}

/* Times that people type are near @span, on the reference clock. */
void
gs_clock_align_set_span (GsClockAlign *self, GsSpan span)
{
  g_return_if_fail (GS_IS_CLOCK_ALIGN (self));

  self->span = span;
}

/**
 * gs_clock_align_set_names:
 * @trace: which is moved
 * @reference: whose clock is the reference
 */
void
gs_clock_align_set_names (GsClockAlign *self, const char *trace, const char *reference)
{
  g_autofree char *a = g_strdup_printf (_ ("Event A, in %s, stands at"), trace);
  g_autofree char *b = g_strdup_printf (_ ("and belongs at Event B, in %s"), reference);

  g_return_if_fail (GS_IS_CLOCK_ALIGN (self));

  gtk_label_set_text (GTK_LABEL (self->labels[EVENT_A]), a);
  gtk_label_set_text (GTK_LABEL (self->labels[EVENT_B]), b);
}

/**
 * gs_clock_align_prefill:
 *
 * Proposes the timeline's markers A and B, or else what was selected, from A to B,
 * or else the cursor for A.
 */
void
gs_clock_align_prefill (GsClockAlign *self)
{
  gint64 a, b;

  g_return_if_fail (GS_IS_CLOCK_ALIGN (self));

  gs_clock_align_say (self, NULL);
  if (self->session == NULL)
    return;
  a = gs_session_get_marker (self->session, GS_MARKER_A);
  b = gs_session_get_marker (self->session, GS_MARKER_B);
  if (a == GS_TIME_NONE && b == GS_TIME_NONE && gs_session_has_selection (self->session))
    {
      a = gs_session_get_selection (self->session).begin;
      b = gs_session_get_selection (self->session).end;
    }
  gs_clock_align_set_entry (self, EVENT_A, a != GS_TIME_NONE ? a : gs_session_get_cursor (self->session));
  gs_clock_align_set_entry (self, EVENT_B, b);
}
