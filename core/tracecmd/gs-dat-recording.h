/* gs-dat-recording.h: a recording of trace-cmd that is open, stream by stream
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "tracecmd/gs-dat-stream.h"

G_BEGIN_DECLS

/* A recording that is open, with a stream for each CPU's data. */
typedef struct
{
  GsDatFile *file;
  GsDatPrograms *programs;
  GsDatClock clock;
  GPtrArray *streams; /* of GsDatStream */
} GsDatRecording;

gboolean gs_dat_recording_init (GsDatRecording *self, const char *path, GsNames *names, GError **error);
void gs_dat_recording_clear (GsDatRecording *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsDatRecording, gs_dat_recording_clear)

G_END_DECLS
