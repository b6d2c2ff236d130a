/* gs-recording-lines.h: how other recorders than LTTng record what the views need
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-preset.h"

G_BEGIN_DECLS

typedef enum
{
  GS_RECORDER_LTTNG, /* gs_recording_make_script() */
  GS_RECORDER_TRACE_CMD,
  GS_RECORDER_TRACE_CMD_AGENT, /* host and guests in one go, over vsock */
  GS_RECORDER_PERF,
  GS_N_RECORDERS
} GsRecorder;

const char *gs_recorder_get_title (GsRecorder recorder);
char *gs_recording_make_lines (GsRecorder recorder, GsPreset preset, const char *guest, const char *const *guests);
char *gs_recording_make_line (const char *const *events);

G_END_DECLS
