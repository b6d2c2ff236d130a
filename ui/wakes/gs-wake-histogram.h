/* gs-wake-histogram.h: how many wake-ups took how long, in powers of two
 * SPDX-License-Identifier: MIT
 *
 * Signal: "chosen", when somebody has chosen another bar, or none.
 */
#pragma once

#include <gtk/gtk.h>

#include "wakes/gs-wake-query.h"

G_BEGIN_DECLS

#define GS_TYPE_WAKE_HISTOGRAM (gs_wake_histogram_get_type ())
G_DECLARE_FINAL_TYPE (GsWakeHistogram, gs_wake_histogram, GS, WAKE_HISTOGRAM, GtkWidget)

GtkWidget *gs_wake_histogram_new (void);
void gs_wake_histogram_set (GsWakeHistogram *self, const guint64 *columns);
guint gs_wake_histogram_get_chosen (GsWakeHistogram *self);
void gs_wake_histogram_clear_chosen (GsWakeHistogram *self);

G_END_DECLS
