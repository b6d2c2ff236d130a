/* gs-machine-builder.h: one machine's events to its finished tracks, in one pass
 * SPDX-License-Identifier: MIT
 *
 * Pure: events in, state out. Used by one thread at a time.
 */
#pragma once

#include "event/gs-event.h"
#include "machine/gs-machine.h"

G_BEGIN_DECLS

typedef struct _GsMachineBuilder GsMachineBuilder;

GsMachineBuilder *gs_machine_builder_new (GsTrace *trace, GsNames *names);
void gs_machine_builder_set_rows_only (GsMachineBuilder *self, gboolean is_rows_only);
void gs_machine_builder_feed (GsMachineBuilder *self, const GsEvent *events, gsize n_events);
GsMachine *gs_machine_builder_snapshot (GsMachineBuilder *self);
GsMachine *gs_machine_builder_finish (GsMachineBuilder *self, gint64 end);
void gs_machine_builder_free (GsMachineBuilder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsMachineBuilder, gs_machine_builder_free)

G_END_DECLS
