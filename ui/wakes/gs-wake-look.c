/* gs-wake-look.c: the parts of a wake-up in words and colours
 * SPDX-License-Identifier: MIT
 */
#include "wakes/gs-wake-look.h"

#include <glib/gi18n.h>

#include "draw/gs-pen.h"
#include "gantt/gs-gantt-chart.h"

#define SWATCH 12

/* The colour of a part is that of the state that the thread or its vCPU is in meanwhile. */
static const struct
{
  const char *label;
  const char *meaning;
  GsRows rows;
  guint state;
} parts[GS_N_WAIT_PARTS] = {
  [GS_WAIT_GUEST_QUEUE] = { N_ ("Guest queue"), N_ ("Its virtual CPU ran another thread of the guest"), GS_ROWS_THREADS,
                            GS_THREAD_WAIT_FOR_CPU },
  [GS_WAIT_GUEST_IDLE] = { N_ ("Guest idle"), N_ ("Its virtual CPU was awake, and the guest’s kernel on its way to it"),
                           GS_ROWS_VCPUS, GS_VCPU_IDLE },
  [GS_WAIT_ASLEEP] = { N_ ("Asleep"),
                       N_ ("Its virtual CPU slept on the host until the interrupt came that wakes it; of a thread of a "
                           "host: until it was in a CPU’s queue"),
                       GS_ROWS_THREADS, GS_THREAD_WAIT_BLOCKED },
  [GS_WAIT_HOST_QUEUE] = { N_ ("Host queue"), N_ ("Somebody else had the CPU of the host"), GS_ROWS_VCPUS,
                           GS_VCPU_PREEMPTED },
  [GS_WAIT_HYPERVISOR] = { N_ ("Hypervisor"), N_ ("The hypervisor or QEMU worked for its virtual CPU"), GS_ROWS_VCPUS,
                           GS_VCPU_HYPERVISOR },
  [GS_WAIT_UNKNOWN] = { N_ ("Unknown"), N_ ("The events don’t tell"), GS_ROWS_VCPUS, GS_VCPU_UNKNOWN },
};

/* Returns: (transfer none): translated */
const char *
gs_wake_part_get_label (GsWaitPart part)
{
  return _ (parts[part].label);
}

/* Returns: (transfer none): a sentence, translated */
const char *
gs_wake_part_get_meaning (GsWaitPart part)
{
  return _ (parts[part].meaning);
}

guint32
gs_wake_part_get_colour (const GsPalette *palette, GsWaitPart part)
{
  return palette->looks[parts[part].rows][parts[part].state].colour;
}

/**
 * gs_wake_parts_draw:
 * @ns: (array fixed-size=6): time in each part
 * @whole: ns: what all of @width stands for
 *
 * Draws the parts side by side. What there is of the last one ends where all together end, so nothing is lost by
 * rounding.
 */
void
gs_wake_parts_draw (const GsPalette *palette, const gint64 *ns, gint64 whole, cairo_t *cr, int width, int height)
{
  gint64 done = 0;

  for (guint i = 0; i < GS_N_WAIT_PARTS && whole > 0; i++)
    {
      double begin = (double) width * (double) done / (double) whole;
      double end = (double) width * (double) (done + ns[i]) / (double) whole;

      done += ns[i];
      if (ns[i] <= 0)
        continue;
      gs_pen_set_colour (cr, gs_wake_part_get_colour (palette, i), 1);
      cairo_rectangle (cr, begin, 0, end - begin, height);
      cairo_fill (cr);
    }
}

static void
gs_wake_parts_draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const GsPalette *palette = gs_widget_get_palette (GTK_WIDGET (area));

  gs_pen_set_colour (cr, gs_wake_part_get_colour (palette, GPOINTER_TO_UINT (data)), 1);
  cairo_paint (cr);
}

/* Returns: (transfer floating): what each colour means */
GtkWidget *
gs_wake_parts_new_legend (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  for (guint i = 0; i < GS_WAIT_UNKNOWN; i++)
    {
      GtkWidget *item = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *swatch = gtk_drawing_area_new ();

      gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (swatch), SWATCH);
      gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (swatch), SWATCH);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), gs_wake_parts_draw_swatch, GUINT_TO_POINTER (i), NULL);
      gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (item), swatch);
      gtk_box_append (GTK_BOX (item), gtk_label_new (gs_wake_part_get_label (i)));
      gtk_widget_set_tooltip_text (item, gs_wake_part_get_meaning (i));
      gtk_box_append (GTK_BOX (box), item);
    }
  return box;
}
