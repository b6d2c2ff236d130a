/* gs-hover-cause.h: why a row is as it is, as lines of text
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "rows/gs-row.h"

G_BEGIN_DECLS

void gs_hover_cause_add (GString *text, GsRow *row, const GsInterval *interval, gint64 time);
void gs_hover_cause_add_line (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);
char *gs_hover_cause_dup_duration (gint64 ns);
char *gs_hover_cause_dup_exit_reason (GsTimeline *timeline, guint machine, const GsVcpuRow *vcpu, GsTrackValue value);
char *gs_hover_cause_dup_thief (GsTimeline *timeline, guint machine, guint vcpu, gsize interval);
char *gs_hover_cause_take_valid (char *text);

G_END_DECLS
