/* gs-event-need.h: which events what is shown needs, and for what each is good
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "trace/gs-trace.h"

G_BEGIN_DECLS

/* How much is recorded; each holds all of the one before. */
typedef enum
{
  GS_PRESET_MINIMAL, /* who had the CPUs */
  GS_PRESET_VM,      /* clocks brought together, interrupts, processes */
  GS_PRESET_VM_DEEP, /* system calls and the hypervisor's doings */
  GS_N_PRESETS
} GsPreset;

/* Events that serve one purpose. */
typedef struct
{
  const char *events;   /* LTTng names with spaces; "a|b": older tracers call a b; "syscall_*": all system calls */
  GsRole role;          /* who has to record them; GS_ROLE_UNKNOWN: host and guests */
  GsPreset preset;      /* the least that records them */
  const char *analysis; /* untranslated; what is missing without them, as a heading */
  const char *purpose;  /* untranslated; one sentence */
} GsEventNeed;

const GsEventNeed *gs_event_needs_get (guint *n_needs);
gboolean gs_event_need_concerns (const GsEventNeed *self, GsRole role);

const char *gs_preset_get_name (GsPreset self);
const char *gs_preset_get_title (GsPreset self);
const char *gs_preset_get_description (GsPreset self);

G_END_DECLS
