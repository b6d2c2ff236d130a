/* gs-gantt-type.h: the type of a gantt, for its parts and for those that use it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How far a drag is that moves a machine's clock. */
typedef enum
{
  GS_SHIFT_BEGIN,
  GS_SHIFT_UPDATE,
  GS_SHIFT_END,
  GS_SHIFT_CANCEL, /* it goes back to where it was */
} GsShiftPhase;

#define GS_TYPE_GANTT (gs_gantt_get_type ())
G_DECLARE_FINAL_TYPE (GsGantt, gs_gantt, GS, GANTT, GtkWidget)

G_END_DECLS
