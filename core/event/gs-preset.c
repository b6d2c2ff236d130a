/* gs-preset.c: how much is recorded
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-preset.h"

#include <glib/gi18n.h>

/* Returns: (transfer none): short and stable, for files and scripts */
const char *
gs_preset_get_name (GsPreset self)
{
  static const char *const names[] = { "minimal", "vm", "vm-deep" };

  g_return_val_if_fail (self < GS_N_PRESETS, NULL);
  return names[self];
}

const char *
gs_preset_get_title (GsPreset self)
{
  static const char *const titles[] = { N_ ("Minimal"), N_ ("Virtual machine"), N_ ("Virtual machine, deep") };

  g_return_val_if_fail (self < GS_N_PRESETS, NULL);
  return _ (titles[self]);
}

const char *
gs_preset_get_description (GsPreset self)
{
  static const char *const descriptions[] = {
    N_ ("Who had each CPU, and the virtual CPUs. The least load on the machines."),
    N_ ("Also clocks by network packets, processes and interrupts. Right for most questions."),
    N_ ("Also every system call. Large traces: record seconds, not minutes."),
  };

  g_return_val_if_fail (self < GS_N_PRESETS, NULL);
  return _ (descriptions[self]);
}
