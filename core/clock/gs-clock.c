/* gs-clock.c: from one machine's clock to the reference clock
 * SPDX-License-Identifier: MIT
 */
#include "clock/gs-clock.h"

/**
 * gs_clock_method_get_name:
 *
 * Returns: the stable name of @method, as the command line's outputs use it
 */
const char *
gs_clock_method_get_name (GsClockMethod method)
{
  static const char *const names[] = {
    [GS_CLOCK_NONE] = "none",     [GS_CLOCK_REFERENCE] = "reference", [GS_CLOCK_VMSYNC] = "vmsync",
    [GS_CLOCK_TCP] = "tcp",       [GS_CLOCK_WINDOWS] = "windows",     [GS_CLOCK_COMBINED] = "combined",
    [GS_CLOCK_MANUAL] = "manual", [GS_CLOCK_RECORDER] = "recorder",
  };

  g_return_val_if_fail ((guint) method < G_N_ELEMENTS (names), "none");
  return names[method];
}

/* Each piece goes on no earlier than where the one before has ended. */
static gint64
gs_clock_piece_get_floor (const GArray *pieces, guint index)
{
  const GsClockPiece *previous;

  if (index == 0)
    return G_MININT64;
  previous = &g_array_index (pieces, GsClockPiece, index - 1);
  return MAX (gs_clock_piece_get_floor (pieces, index - 1),
              gs_clock_to_reference (&previous->clock, previous->span.end));
}

/**
 * gs_clock_pieces_to_reference:
 * @pieces: of GsClockPiece, at least one
 *
 * Never goes back where @time does not: where a clock was set back, time stands still
 * until it has caught up.
 *
 * Returns: the reference's time; the first and the last piece go on for ever
 */
gint64
gs_clock_pieces_to_reference (const GArray *pieces, gint64 time)
{
  guint i = 0;

  while (i + 1 < pieces->len && time >= g_array_index (pieces, GsClockPiece, i).span.end)
    i++;
  return MAX (gs_clock_to_reference (&g_array_index (pieces, GsClockPiece, i).clock, time),
              gs_clock_piece_get_floor (pieces, i));
}

/**
 * gs_clock_pieces_from_reference:
 *
 * Returns: the machine's time; one between two pieces is the end of the first
 */
gint64
gs_clock_pieces_from_reference (const GArray *pieces, gint64 reference)
{
  for (guint i = 0; i + 1 < pieces->len; i++)
    {
      const GsClockPiece *piece = &g_array_index (pieces, GsClockPiece, i), *next = piece + 1;

      if (reference < gs_clock_to_reference (&piece->clock, piece->span.end))
        return gs_clock_from_reference (&piece->clock, reference);
      if (reference < gs_clock_to_reference (&next->clock, next->span.begin))
        return piece->span.end;
    }
  return gs_clock_from_reference (&g_array_index (pieces, GsClockPiece, pieces->len - 1).clock, reference);
}
