/* gs-gantt-private.h: what gs-gantt and gs-gantt-input share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gs-gantt-chart.h"
#include "gs-gantt-overlay.h"
#include "gs-gantt.h"

G_BEGIN_DECLS

struct _GsGantt
{
  GtkWidget parent_instance;

  GsRows          rows;
  GsSession      *session;
  GsTimeline     *timeline;
  GsRowList      *list;
  GtkAdjustment  *vertical;
  GtkWidget      *paned;
  GsGanttChart   *chart;
  GsGanttOverlay *overlay;
  GtkWidget      *names;
  GtkWidget      *overview;

  gboolean        has_pointer;
  gboolean        ignores_pointer; /* until it moves: the keyboard has been used since */
  gboolean        is_dragging;
  double          pointer_x, pointer_y;
  GsSpan          drag_visible;   /* as it was when the drag or the pinch began */
  double          drag_value;     /* likewise the vertical adjustment's */
  gint64          drag_time;
};

void     gs_gantt_add_input       (GsGantt *self);
void     gs_gantt_update_pointer  (GsGantt *self);
void     gs_gantt_point_at        (GsGantt *self);
gboolean gs_gantt_move_row        (GsGantt *self,
                                   int      delta);

G_END_DECLS
