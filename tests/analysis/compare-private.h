/* compare-private.h: what the comparisons with a simulation's truth share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "analysis/compare-truth.h"

G_BEGIN_DECLS

/* A stretch of a row in which nothing changes that is compared. */
typedef struct
{
  GsSpan span;
  guint64 key;
} Piece;

void compare_add_piece (GArray *pieces, GsSpan span, guint64 key);
void compare_check_pieces_are_in (const char *what, const GArray *some, const GArray *others, gint64 tolerance);
guint64 compare_key_of_truth (const SimRow *row, const SimInterval *interval);
guint64
compare_key_of_value (const GsTimeline *timeline, const GsTimelineMachine *machine, GsRows rows, GsTrackValue value);
const GsTrack *compare_find_track (const GsTimelineMachine *machine, const SimRow *row, GsSpan span);
GsSpan compare_span_to_compare (const SimResult *result, const SimRow *row, gint64 tolerance);
const SimRow *compare_find_truth (const SimResult *result, GsRows kind, guint machine, guint number);

G_END_DECLS
