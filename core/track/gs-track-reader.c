/* gs-track-reader.c: a sealed track's intervals, for callers that go through all of them
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track-reader.h"

#include "track/gs-track-private.h"

/* Unpacks the group that @index, below gs_track_get_n_intervals(), lies in. */
void
gs_track_reader_load (GsTrackReader *self, gsize index)
{
  const GsTrack *track = self->track;
  const GsTrackGroup *group;

  g_assert (index < gs_track_get_n_intervals (track));

  if (index == track->n_closed)
    {
      self->first = index;
      self->n = 1;
      self->starts[0] = (GsTrackStart){ track->tail_begin, track->tail };
      self->starts[1].begin = track->end;
      return;
    }
  group = gs_track_get_group (track, index / GS_TRACK_GROUP);
  self->first = index / GS_TRACK_GROUP * GS_TRACK_GROUP;
  self->n = group->n;
  gs_track_group_unpack (group, self->starts);
  self->starts[self->n].begin = group->end;
}
