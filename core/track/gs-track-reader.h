/* gs-track-reader.h: a sealed track's intervals, for callers that go through all of them
 * SPDX-License-Identifier: MIT
 *
 * What lies in one group is unpacked at once, which takes a third of asking gs_track_get() for each.
 */
#pragma once

#include "track/gs-track-group.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

/* Fields are private. */
typedef struct
{
  const GsTrack *track;
  gsize first;                             /* the interval that is unpacked first */
  guint n;                                 /* how many are */
  GsTrackStart starts[GS_TRACK_GROUP + 1]; /* behind them, where the last one ends */
} GsTrackReader;

void gs_track_reader_load (GsTrackReader *self, gsize index);

/* @track: has to live as long as the reader */
static inline void
gs_track_reader_init (GsTrackReader *self, const GsTrack *track)
{
  self->track = track;
  self->first = 0;
  self->n = 0;
}

/* As gs_track_get(); quick where @index is little more than that of the time before. */
static inline GsInterval
gs_track_reader_get (GsTrackReader *self, gsize index)
{
  const GsTrackStart *start;

  if (index - self->first >= self->n)
    gs_track_reader_load (self, index);
  start = &self->starts[index - self->first];
  return (GsInterval){ { start->begin, start[1].begin }, start->value };
}

G_END_DECLS
