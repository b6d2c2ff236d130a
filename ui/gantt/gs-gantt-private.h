/* gs-gantt-private.h: what the parts of a gantt share
 * SPDX-License-Identifier: MIT
 *
 * They know this, the widget (gs-gantt.c) knows them.
 */
#pragma once

#include "gantt/gs-counter-chart.h"
#include "gantt/gs-gantt-chart.h"
#include "gantt/gs-gantt-overlay.h"
#include "gantt/gs-gantt-type.h"
#include "rows/gs-row-list.h"
#include "rows/gs-view.h"
#include "session/gs-seek.h"

G_BEGIN_DECLS

/* Of a drag with Alt held. */
typedef enum
{
  GS_GANTT_SHIFT_NONE,
  GS_GANTT_SHIFT_PENDING, /* it has not moved yet */
  GS_GANTT_SHIFT_ACTIVE,
  GS_GANTT_SHIFT_REFUSED, /* or given up: the rest of the drag does nothing */
} GsGanttShift;

/* What a drag that has begun does. */
typedef enum
{
  GS_GANTT_DRAG_NONE, /* nothing any more */
  GS_GANTT_DRAG_PAN,
  GS_GANTT_DRAG_SELECT,
  GS_GANTT_DRAG_BAND, /* draws the range to zoom to */
} GsGanttDrag;

struct _GsGantt
{
  GtkWidget parent_instance;

  const GsView *view;
  GsSession *session;
  GsTimeline *timeline;
  GsRowList *list;
  GtkAdjustment *vertical;
  GtkWidget *box;
  GtkWidget *paned;
  GsGanttChart *chart;
  GsGanttOverlay *overlay;
  GsCounterChart *counters;
  GtkWidget *names;
  GtkWidget *overview;
  GtkWidget *foot; /* below the names, beside the overview */
  GtkWidget *ruler;
  GtkWidget *find_bar;
  GtkWidget *filter_button;
  gboolean is_placing;    /* the names' width is ours, not what somebody drags */
  guint refresh_id;       /* timeout: rows and columns follow the visible range */
  GCancellable *counting; /* of exits, or NULL */
  GCancellable *tracing;  /* of a critical path, or NULL */

  gboolean has_pointer;
  gboolean ignores_pointer; /* until it moves: the keyboard has been used since */
  gboolean is_new;          /* it has been shown, and no pointer has come since */
  gboolean is_dragging;
  double pointer_x, pointer_y;
  GsSpan drag_visible; /* as it was when the drag or the pinch began */
  double drag_value;   /* likewise the vertical adjustment's */
  gint64 drag_time;
  double pinch_y; /* the fingers' middle when the pinch began */
  GsGanttDrag drag;
  gint64 anchor; /* the end of the selection that stays; GS_TIME_NONE: the cursor */
  GsSeek seek;   /* what N and P go to */

  GsGanttShift shift;
  guint shift_machine; /* index in the timeline */
};

/* The parts: each uses only those before it. */

/* gs-gantt-private.c */
gint64 gs_gantt_get_time (GsGantt *self, double x);
gint64 gs_gantt_get_cursor (GsGantt *self);
void gs_gantt_set_cursor (GsGantt *self, gint64 time);
gboolean gs_gantt_get_focused_row (GsGantt *self, guint *index);
void gs_gantt_focus_row (GsGantt *self, guint index);
gboolean gs_gantt_move_row (GsGantt *self, int delta);
void gs_gantt_update_description (GsGantt *self);
void gs_gantt_update_pointer (GsGantt *self);
void gs_gantt_point_at (GsGantt *self);
void gs_gantt_say (GsGantt *self, const char *text);
char *gs_gantt_dup_copy_text (GsGantt *self);
gboolean gs_gantt_reveal_row (GsGantt *self, const char *key, gint64 time);

/* gs-gantt-rows.c */
void gs_gantt_init_rows (GsGantt *self);
void gs_gantt_count_exits (GsGantt *self);
void gs_gantt_clear_rows (GsGantt *self);

/* gs-gantt-seek.c */
gboolean gs_gantt_go_to_state (GsGantt *self, gboolean forward, gboolean any_row);
gboolean gs_gantt_go_to_longest (GsGantt *self);
const char *gs_gantt_get_follow_label (GsGantt *self);
gboolean gs_gantt_follow (GsGantt *self);
gboolean gs_gantt_zoom_to_state (GsGantt *self);
gboolean gs_gantt_step_change (GsGantt *self, gboolean forward, gboolean extend);

/* gs-gantt-trace.c */
void gs_gantt_stop_tracing (GsGantt *self);
gboolean gs_gantt_trace_path (GsGantt *self);
gboolean gs_gantt_hide_path (GsGantt *self);
gboolean gs_gantt_pin_path (GsGantt *self);

/* gs-gantt-popovers.c */
void gs_gantt_popover_closed (GtkWidget *popover);
void gs_gantt_show_go_to (GsGantt *self);
void gs_gantt_show_bookmarks (GsGantt *self);
void gs_gantt_add_bookmark (GsGantt *self);

/* gs-gantt-actions.c */
void gs_gantt_run (GsGantt *self, const char *name);
void gs_gantt_add_actions (GsGantt *self);
void gs_gantt_popup_menu (GsGantt *self, double x, double y);
void gs_gantt_popup_row_menu (GsGantt *self, GtkWidget *widget, double x, double y);

/* gs-gantt-shift.c */
void gs_gantt_shift_init (GType type);
void gs_gantt_shift_press (GsGantt *self, double y);
gboolean gs_gantt_shift_drag (GsGantt *self, double x, double y, double dx);
void gs_gantt_shift_release (GsGantt *self, double dx);
gboolean gs_gantt_shift_cancel (GsGantt *self);

/* gs-gantt-touch.c */
void gs_gantt_add_touch (GsGantt *self);

/* gs-gantt-input.c */
void gs_gantt_add_input (GsGantt *self);
void gs_gantt_pan_by (GsGantt *self, double share);
void gs_gantt_cancel_drag (GsGantt *self);

/* gs-gantt-keys.c */
void gs_gantt_add_keys (GsGantt *self);

G_END_DECLS
