/* gs-clock-windows.h: a guest's events and its vCPUs' run windows, to a closer clock
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gs-clock-sync.h"

G_BEGIN_DECLS

/* One guest CPU and the host thread that is its vCPU. */
typedef struct
{
  const gint64 *events;    /* when the guest's trace has events of that CPU; by time */
  gsize         n_events;
  const GsSpan *windows;   /* from each KVM entry to the next exit, reference clock; by time */
  gsize         n_windows;
} GsSyncVcpu;

gboolean gs_clock_sync_windows (const GsSyncMessage *messages,
                                gsize                n_messages,
                                const GsSyncVcpu    *vcpus,
                                guint                n_vcpus,
                                GsSpan               span,
                                GsClock             *clock);

G_END_DECLS
