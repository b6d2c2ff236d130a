/* gs-preset.h: how much is recorded
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each holds all of the one before. */
typedef enum
{
  GS_PRESET_MINIMAL, /* who had the CPUs */
  GS_PRESET_VM,      /* clocks brought together, interrupts, processes */
  GS_PRESET_VM_DEEP, /* system calls */
  GS_N_PRESETS
} GsPreset;

const char *gs_preset_get_name (GsPreset self);
const char *gs_preset_get_title (GsPreset self);
const char *gs_preset_get_description (GsPreset self);

G_END_DECLS
