/* gs-hover.h: what a place in a chart says, as text
 * SPDX-License-Identifier: MIT
 *
 * No GTK. The hover card, the accessible description and what is copied. An axis that is NULL is one of local times.
 */
#pragma once

#include "draw/gs-palette.h"
#include "draw/gs-time-axis.h"
#include "rows/gs-row.h"

G_BEGIN_DECLS

char *gs_hover_describe (GsRow *row, GsSpan column, const GsTimeAxis *axis);
char *gs_hover_describe_line (GsRow *row, gint64 time, const GsTimeAxis *axis);
char *gs_hover_dup_copy_text (GsRow *row, GsSpan column, const GsTimeAxis *axis);
int gs_hover_get_state (GsRow *row, GsSpan column);
char *gs_hover_dup_label (GsRow *row, const GsInterval *interval);

G_END_DECLS
