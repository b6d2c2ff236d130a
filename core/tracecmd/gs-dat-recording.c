/* gs-dat-recording.c: a recording of trace-cmd that is open, stream by stream
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-recording.h"

#include "tracecmd/gs-dat-head.h"

#define HEAD_EVENTS 16384 /* of a CPU that tell what a buffer holds */

/* What a CPU's buffer has of kinds of events, as its first ones tell. */
static guint64
gs_dat_recording_find_kinds (const GsDatRecording *self, const GsDatData *data, GsNames *names)
{
  g_autoptr (GsDatStream) stream = gs_dat_stream_new (self->programs, &self->clock, data, names);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (GsEvent));

  while (stream->n_events < HEAD_EVENTS && gs_dat_stream_decode (stream, events))
    g_array_set_size (events, 0);
  return stream->kinds;
}

/* An event that several buffers have counts once: in the first of them. */
static void
gs_dat_recording_share_out (GsDatRecording *self, GsNames *names)
{
  g_autofree guint64 *taken = g_new0 (guint64, GS_DAT_MAX_CPUS); /* kinds, by CPU */
  gboolean has_several = FALSE;

  for (guint i = 0; i < self->streams->len; i++)
    has_several |= ((const GsDatStream *) g_ptr_array_index (self->streams, i))->data->buffer > 0;
  for (guint i = 0; has_several && i < self->streams->len; i++)
    {
      GsDatStream *stream = g_ptr_array_index (self->streams, i);

      stream->unwanted = taken[stream->data->cpu];
      taken[stream->data->cpu] |= gs_dat_recording_find_kinds (self, stream->data, names);
    }
}

/**
 * gs_dat_recording_init:
 * @self: (out): free with gs_dat_recording_clear()
 * @error: as gs_dat_head_open() says it
 */
gboolean
gs_dat_recording_init (GsDatRecording *self, const char *path, GsNames *names, GError **error)
{
  *self = (GsDatRecording){ gs_dat_head_open (path, error) };
  if (self->file == NULL)
    return FALSE;
  self->programs = gs_dat_programs_new (self->file, names);
  self->clock = gs_dat_clock_find (self->file);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_dat_stream_free);
  for (guint i = 0; i < self->file->data->len; i++)
    g_ptr_array_add (self->streams,
                     gs_dat_stream_new (self->programs, &self->clock, g_ptr_array_index (self->file->data, i), names));
  gs_dat_recording_share_out (self, names);
  return TRUE;
}

void
gs_dat_recording_clear (GsDatRecording *self)
{
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  g_clear_pointer (&self->programs, gs_dat_programs_free);
  g_clear_pointer (&self->file, gs_dat_file_free);
}
