/* gs-composer-veil.c: what lies over a guest's threads
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-composer-veil.h"

#include <string.h>

#include "timeline/gs-composer-tracks.h"
#include "track/gs-track-reader.h"

static GsOverlay
gs_composer_get_overlay (GsHostView host_view)
{
  switch (host_view)
    {
    case GS_HOST_VIEW_HYPERVISOR:
      return GS_OVERLAY_HYPERVISOR;
    case GS_HOST_VIEW_PREEMPTED:
      return GS_OVERLAY_PREEMPTED;
    case GS_HOST_VIEW_ASLEEP:
      return GS_OVERLAY_BLOCKED;
    default:
      return GS_OVERLAY_NONE;
    }
}

/* Appends one interval in which the guest's thread believes to run, cut where
 * its vCPU's host side changes. Returns the index to look from next time. */
static gsize
gs_composer_veil_interval (GsTrack *out, GsSpan span, GsTrackValue value, const GsTrack *host_view, gsize from)
{
  GsSpan known = gs_span_intersect (span, gs_track_get_span (host_view));
  guint8 state = value.state, aux = value.aux;
  gsize i = from;

  if (span.begin < known.begin || gs_span_duration (known) == 0)
    gs_track_append (out, span.begin, value);
  if (gs_span_duration (known) == 0)
    return from;

  for (i = gs_track_seek (host_view, from, known.begin); i < gs_track_get_n_intervals (host_view); i++)
    {
      GsInterval host = gs_track_get (host_view, i);

      if (host.span.begin >= known.end)
        break;
      value.state = gs_thread_state_veil (state, gs_composer_get_overlay (host.value.state));
      value.aux = aux | (host.value.aux & (GS_AUX_LOST | GS_AUX_UNRECORDED));
      gs_track_append (out, MAX (host.span.begin, known.begin), value);
    }
  value.state = state;
  value.aux = aux;
  if (known.end < span.end)
    gs_track_append (out, known.end, value);
  return i - 1;
}

/**
 * gs_composer_veil:
 * @thread: a guest thread's own track, on @clock
 * @host_views: (array length=n_host_views): by guest CPU number; NULL where not known
 *
 * Returns: (transfer full): the thread's row, with what its vCPU's host side
 *   says laid over the states on a CPU
 */
GsTrack *
gs_composer_veil (const GsTrack *thread, const GsClock *clock, GsTrack **host_views, guint n_host_views)
{
  g_autofree gsize *from = g_new0 (gsize, MAX (n_host_views, 1));
  GsTrack *out = gs_track_new (GS_N_VEILED_STATES);
  gsize n = gs_track_get_n_intervals (thread);
  GsSpan span = { .end = gs_clock_to_reference (clock, gs_track_get_span (thread).begin) };
  GsTrackReader reader;

  gs_track_reader_init (&reader, thread);
  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_reader_get (&reader, i);
      guint16 cpu = interval.value.cpu;

      span = (GsSpan){ span.end, gs_clock_to_reference (clock, interval.span.end) };

      if (gs_thread_state_is_on_cpu (interval.value.state) && cpu < n_host_views && host_views[cpu] != NULL
          && gs_track_get_n_intervals (host_views[cpu]) > 0)
        from[cpu] = gs_composer_veil_interval (out, span, interval.value, host_views[cpu], from[cpu]);
      else
        gs_track_append (out, span.begin, interval.value);
    }
  gs_track_seal (out, gs_clock_to_reference (clock, gs_track_get_span (thread).end));
  return out;
}

/* How far the host's side of one of the guest's CPUs has been added up. */
typedef struct
{
  GsTrackCursor cursor; /* without a track: not begun */
  gint64 end;           /* of the interval that the cursor is in, if that was looked at: nothing changes before */
  GsOverlay overlay;    /* of that one */
} GsVeilSide;

/* Most intervals of a thread end while its vCPU's host side stays as it is. Returns: whether this one does */
static gboolean
gs_veil_side_stays (GsVeilSide *self, GsSpan known)
{
  GsInterval host;

  if (self->cursor.track == NULL || self->cursor.time > known.begin)
    return FALSE;
  if (self->end < known.end)
    {
      host = gs_track_get (self->cursor.track, self->cursor.index);
      self->end = host.span.end;
      self->overlay = gs_composer_get_overlay (host.value.state);
    }
  return known.end <= self->end;
}

/* Goes on to the end of @known. @parts: (out): time in each of the host's views within it */
static void
gs_veil_side_step (GsVeilSide *self, const GsTrack *host_view, GsSpan known, gint64 *parts)
{
  if (self->cursor.track == NULL || self->cursor.time > known.begin)
    gs_track_cursor_init (&self->cursor, host_view, known.begin);
  if (self->cursor.time < known.begin)
    gs_track_cursor_step (&self->cursor, known.begin, parts);
  gs_track_cursor_step (&self->cursor, known.end, parts);
  self->end = GS_TIME_NONE;
}

/* Adds what @span of a thread in @value's state was in truth. */
static void
gs_veil_side_add (GsVeilSide *self, const GsTrack *host_view, GsSpan span, GsTrackValue value, gint64 *ns)
{
  GsSpan known = gs_span_intersect (span, gs_track_get_span (host_view));
  gint64 parts[GS_MAX_STATES];

  ns[value.state] += gs_span_duration (span);
  if (gs_span_duration (known) <= 0)
    return;
  if (gs_veil_side_stays (self, known))
    {
      ns[value.state] -= gs_span_duration (known);
      ns[gs_thread_state_veil (value.state, self->overlay)] += gs_span_duration (known);
      return;
    }
  gs_veil_side_step (self, host_view, known, parts);
  for (guint i = 0; i < GS_N_HOST_VIEWS; i++)
    {
      guint8 veiled = gs_thread_state_veil (value.state, gs_composer_get_overlay (i));

      ns[value.state] -= veiled != value.state ? parts[i] : 0;
      ns[veiled] += veiled != value.state ? parts[i] : 0;
    }
}

/**
 * gs_composer_sum_veiled:
 * @span: ns on the reference clock
 * @ns: (out) (array fixed-size=17): time in each of the row's states
 *
 * What gs_track_sum() says of what gs_composer_veil() makes, without making it.
 */
void
gs_composer_sum_veiled (const GsTrack *thread, const GsClock *clock, GsTrack **host_views, guint n_host_views,
                        GsSpan span, gint64 *ns)
{
  g_autofree GsVeilSide *sides = g_new0 (GsVeilSide, MAX (n_host_views, 1));
  gsize n = gs_track_get_n_intervals (thread);
  gint64 end = GS_TIME_NONE; /* of the interval before */
  GsTrackReader reader;

  memset (ns, 0, GS_MAX_STATES * sizeof *ns);
  gs_track_reader_init (&reader, thread);
  for (gsize i = gs_composer_seek (thread, clock, span.begin); i < n; i++)
    {
      GsInterval interval = gs_track_reader_get (&reader, i);
      gint64 begin = end != GS_TIME_NONE ? end : gs_clock_to_reference (clock, interval.span.begin);
      guint16 cpu = interval.value.cpu;
      GsSpan part;

      if (begin >= span.end)
        return;
      end = gs_clock_to_reference (clock, interval.span.end);
      part = gs_span_intersect ((GsSpan){ begin, end }, span);
      if (gs_span_duration (part) <= 0)
        continue;
      if (gs_thread_state_is_on_cpu (interval.value.state) && cpu < n_host_views && host_views[cpu] != NULL)
        gs_veil_side_add (&sides[cpu], host_views[cpu], part, interval.value, ns);
      else
        ns[interval.value.state] += gs_span_duration (part);
    }
}
