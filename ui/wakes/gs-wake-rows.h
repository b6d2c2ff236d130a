/* gs-wake-rows.h: from a wake-up to the rows that it involves
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "why/gs-wake-latency.h"

G_BEGIN_DECLS

GStrv gs_wake_rows_dup_keys (GsTimeline *timeline, const GsWakeLatency *latency);
void gs_wake_rows_show (GtkWidget *widget, GsTimeline *timeline, const GsWakeLatency *latency);

G_END_DECLS
