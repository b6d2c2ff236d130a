/* gs-wake-ups.h: what woke a thread, each time, in some 25 bytes
 * SPDX-License-Identifier: MIT
 *
 * Written by one thread, then immutable. Only the latest may still be changed.
 */
#pragma once

#include <glib-object.h>

#include "machine/gs-wake-up.h"

G_BEGIN_DECLS

typedef struct _GsWakeUps GsWakeUps;

GsWakeUps *gs_wake_ups_new (void);
void gs_wake_ups_free (GsWakeUps *self);
GsWakeUp *gs_wake_ups_append (GsWakeUps *self, const GsWakeUp *wake_up);
GsWakeUp *gs_wake_ups_get_last (GsWakeUps *self);
void gs_wake_ups_clear (GsWakeUps *self);
void gs_wake_ups_seal (GsWakeUps *self);
guint gs_wake_ups_get_length (const GsWakeUps *self);
GsWakeUp gs_wake_ups_get (const GsWakeUps *self, guint index);
guint gs_wake_ups_count_until (const GsWakeUps *self, gint64 woken);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsWakeUps, gs_wake_ups_free)

G_END_DECLS
