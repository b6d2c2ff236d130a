/* gs-ruler.c: the time axis above a chart
 * SPDX-License-Identifier: MIT
 */
#include "gs-ruler.h"

#include <glib/gi18n.h>

#include "gs-gantt-chart.h"
#include "gs-ticks.h"

#define FONT "Sans 9"

struct _GsRuler
{
  GtkWidget parent_instance;

  GsSession *session;
};

G_DEFINE_FINAL_TYPE (GsRuler, gs_ruler, GTK_TYPE_WIDGET)

static void
gs_ruler_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsRuler *self = GS_RULER (widget);
  int width = gtk_widget_get_width (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, GS_RULER_HEIGHT));

  gs_ticks_draw_ruler (cr, gs_widget_get_palette (widget), FONT, gs_session_get_visible (self->session), width);
  cairo_destroy (cr);
}

static void
gs_ruler_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                  int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? GS_RULER_HEIGHT : 0;
}

static void
gs_ruler_dispose (GObject *object)
{
  g_clear_object (&GS_RULER (object)->session);
  G_OBJECT_CLASS (gs_ruler_parent_class)->dispose (object);
}

static void
gs_ruler_class_init (GsRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_ruler_dispose;
  widget_class->snapshot = gs_ruler_snapshot;
  widget_class->measure = gs_ruler_measure;
  gtk_widget_class_set_css_name (widget_class, "ruler");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gs_ruler_init (GsRuler *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Time axis"), -1);
}

GtkWidget *
gs_ruler_new (GsSession *session)
{
  GsRuler *self = g_object_new (GS_TYPE_RULER, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
