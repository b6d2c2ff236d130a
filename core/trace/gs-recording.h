/* gs-recording.h: shell scripts that record what the views need
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-preset.h"

G_BEGIN_DECLS

char *gs_recording_make_file_name (const char *guest);
char *gs_recording_make_script (GsPreset preset, const char *guest);
char *gs_recording_make_command (const char *const *events);

G_END_DECLS
