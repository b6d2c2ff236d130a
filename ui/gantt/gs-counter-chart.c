/* gs-counter-chart.c: counters over time, above the rows
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-counter-chart.h"

#include <glib/gi18n.h>

#include "draw/gs-painter.h"
#include "draw/gs-pen.h"
#include "gantt/gs-gantt-chart.h"
#include "rows/gs-counter-area.h"

#define FONT "Sans 8"
#define NAME_MARGIN 22 /* px, as that of the overview */

struct _GsCounterChart
{
  GtkWidget parent_instance;

  GsSession *session;
  GsTimeline *timeline;
  GtkWidget *names;          /* beside it: a label for each */
  GPtrArray *counters;       /* of GsCounter */
  GCancellable *cancellable; /* of the worker that is awaited, or NULL */
  guint kinds;               /* what was asked for */
};

G_DEFINE_FINAL_TYPE (GsCounterChart, gs_counter_chart, GTK_TYPE_WIDGET)

/* --- Making them --- */

typedef struct
{
  GsTimeline *timeline;
  guint kinds;
} GsCounterJob;

static void
gs_counter_job_free (gpointer data)
{
  gs_timeline_unref (((GsCounterJob *) data)->timeline);
  g_free (data);
}

static void
gs_counter_chart_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsCounterJob *job = task_data;

  g_task_return_pointer (task, gs_counters_new (job->timeline, job->kinds, cancellable),
                         (GDestroyNotify) g_ptr_array_unref);
}

/* Takes @counters. */
static void
gs_counter_chart_take (GsCounterChart *self, GPtrArray *counters)
{
  GtkWidget *old;

  g_ptr_array_unref (self->counters);
  self->counters = counters;
  while ((old = gtk_widget_get_first_child (self->names)) != NULL)
    gtk_box_remove (GTK_BOX (self->names), old);
  for (guint i = 0; i < counters->len; i++)
    {
      const GsCounter *counter = g_ptr_array_index (counters, i);
      gboolean is_partial = self->timeline != NULL && self->timeline->is_partial;
      g_autofree char *name = g_strdup_printf (is_partial ? _ ("%s, so far") : "%s", counter->name);
      GtkWidget *label = gtk_label_new (name);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_margin_start (label, NAME_MARGIN);
      gtk_widget_set_size_request (label, -1, GS_COUNTER_HEIGHT);
      gtk_box_append (GTK_BOX (self->names), label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), counters->len > 0);
  gtk_widget_set_visible (self->names, counters->len > 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
gs_counter_chart_on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsCounterChart) self = user_data;
  g_autoptr (GPtrArray) counters = g_task_propagate_pointer (G_TASK (result), NULL);

  if (counters != NULL && self->session != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellable)
    gs_counter_chart_take (self, g_steal_pointer (&counters));
}

static void
gs_counter_chart_cancel (GsCounterChart *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
gs_counter_chart_start (GsCounterChart *self)
{
  GsCounterJob *job;
  g_autoptr (GTask) task = NULL;

  gs_counter_chart_cancel (self);
  if (self->timeline == NULL || self->kinds == 0)
    {
      gs_counter_chart_take (self, g_ptr_array_new_with_free_func ((GDestroyNotify) gs_counter_free));
      return;
    }
  self->cancellable = g_cancellable_new ();
  job = g_new0 (GsCounterJob, 1);
  job->timeline = gs_timeline_ref (self->timeline);
  job->kinds = self->kinds;
  task = g_task_new (NULL, self->cancellable, gs_counter_chart_on_made, g_object_ref (self));
  g_task_set_task_data (task, job, gs_counter_job_free);
  g_task_run_in_thread (task, gs_counter_chart_work);
}

static void
gs_counter_chart_layout_changed (GsCounterChart *self)
{
  guint kinds = gs_session_get_counters (self->session);

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (kinds == self->kinds)
    return;
  self->kinds = kinds;
  gs_counter_chart_start (self);
}

/* --- The widget --- */

static void
gs_counter_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsCounterChart *self = GS_COUNTER_CHART (widget);
  const GsPalette *palette = gs_widget_get_palette (widget);
  int width = gtk_widget_get_width (widget);
  GsSpan visible = gs_session_get_visible (self->session);
  cairo_t *cr;

  if (width <= 0 || gs_span_duration (visible) <= 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, gtk_widget_get_height (widget)));
  gs_pen_set_colour (cr, palette->background, 1);
  cairo_paint (cr);
  for (guint i = 0; i < self->counters->len; i++)
    {
      gs_counter_area_draw (cr, palette, g_ptr_array_index (self->counters, i), visible, width,
                            gtk_widget_get_scale_factor (widget), FONT);
      cairo_translate (cr, 0, GS_COUNTER_HEIGHT);
    }
  cairo_destroy (cr);
}

/* What a column says. */
static gboolean
gs_counter_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  GsCounterChart *self = GS_COUNTER_CHART (widget);
  GsPlace place = { .span = gs_session_get_visible (self->session), .width = gtk_widget_get_width (widget) };
  guint index = MAX (y, 0) / GS_COUNTER_HEIGHT;
  const GsCounter *counter = index < self->counters->len ? g_ptr_array_index (self->counters, index) : NULL;
  g_autofree char *value = NULL, *time = NULL, *text = NULL;
  GsSpan part;

  if (counter == NULL || by_keyboard || x < 0 || x >= place.width)
    return FALSE;
  part = gs_span_intersect ((GsSpan){ gs_place_get_time (&place, x), gs_place_get_time (&place, x + 1) },
                            counter->span);
  if (gs_span_duration (part) <= 0)
    return FALSE;
  value = gs_counter_dup_text (counter, gs_counter_measure (counter, part));
  time = gs_session_dup_time_text (self->session, part.begin, MAX (gs_span_duration (part) / 10, 1));
  text = g_strdup_printf (self->timeline->is_partial ? _ ("%s, so far\n%s: %s") : "%s\n%s: %s", counter->name, time,
                          value);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
gs_counter_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ?
                            0 :
                            (int) GS_COUNTER_CHART (widget)->counters->len * GS_COUNTER_HEIGHT;
}

static void
gs_counter_chart_dispose (GObject *object)
{
  GsCounterChart *self = GS_COUNTER_CHART (object);

  gs_counter_chart_cancel (self);
  g_clear_object (&self->names);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_counter_chart_parent_class)->dispose (object);
}

static void
gs_counter_chart_finalize (GObject *object)
{
  g_ptr_array_unref (GS_COUNTER_CHART (object)->counters);
  G_OBJECT_CLASS (gs_counter_chart_parent_class)->finalize (object);
}

static void
gs_counter_chart_class_init (GsCounterChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_counter_chart_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_counter_chart_finalize;
  widget_class->snapshot = gs_counter_chart_snapshot;
  widget_class->measure = gs_counter_chart_measure;
  widget_class->query_tooltip = gs_counter_chart_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "counter-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gs_counter_chart_init (GsCounterChart *self)
{
  self->counters = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_counter_free);
  self->names = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_visible (self->names, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Counters"), -1);
}

/**
 * gs_counter_chart_new:
 * @session: says which counters, and which time
 */
GtkWidget *
gs_counter_chart_new (GsSession *session)
{
  GsCounterChart *self = g_object_new (GS_TYPE_COUNTER_CHART, NULL);

  self->session = g_object_ref (session);
  self->kinds = gs_session_get_counters (session);
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_counter_chart_layout_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/* Returns: (transfer none): their names, each as high as its counter */
GtkWidget *
gs_counter_chart_get_names (GsCounterChart *self)
{
  return self->names;
}

/**
 * gs_counter_chart_set_timeline:
 * @timeline: (nullable): what is counted from now on; what was counted of another is shown until then
 */
void
gs_counter_chart_set_timeline (GsCounterChart *self, GsTimeline *timeline)
{
  g_return_if_fail (GS_IS_COUNTER_CHART (self));

  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline != NULL ? gs_timeline_ref (timeline) : NULL;
  if (self->kinds != 0)
    gs_counter_chart_start (self);
}
