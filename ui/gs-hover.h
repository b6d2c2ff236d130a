/* gs-hover.h: what a place in a chart says, as text
 * SPDX-License-Identifier: MIT
 *
 * No GTK. The hover card, the accessible description and what is copied.
 */
#pragma once

#include "gs-palette.h"
#include "gs-row.h"

G_BEGIN_DECLS

char    *gs_hover_describe      (GsRow            *row,
                                 GsSpan            column);
char    *gs_hover_describe_line (GsRow            *row,
                                 gint64            time);
char    *gs_hover_dup_copy_text (GsRow            *row,
                                 GsSpan            column);
int      gs_hover_get_state     (GsRow            *row,
                                 GsSpan            column);
char    *gs_hover_dup_label     (GsRow            *row,
                                 const GsInterval *interval);

G_END_DECLS
