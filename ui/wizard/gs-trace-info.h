/* gs-trace-info.h: what each trace of an experiment holds, and what it lacks
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "experiment/gs-experiment.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

#define GS_TYPE_TRACE_INFO (gs_trace_info_get_type ())
G_DECLARE_FINAL_TYPE (GsTraceInfo, gs_trace_info, GS, TRACE_INFO, GtkWindow)

GtkWidget *gs_trace_info_new (GtkWindow *parent, GsExperiment *experiment, GsTimeline *timeline);
gboolean gs_trace_info_lacks_much (const GsTrace *trace);

G_END_DECLS
