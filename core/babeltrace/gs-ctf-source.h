/* gs-ctf-source.h: the wanted events of some of a trace's streams
 * SPDX-License-Identifier: MIT
 *
 * One graph of the trace library, used by one thread. It is an event source
 * (gs-event-source.h); the trace library is not seen from outside.
 */
#pragma once

#include "babeltrace/gs-ctf-probe.h"
#include "base/gs-names.h"
#include "base/gs-time.h"
#include "event/gs-event-source.h"

G_BEGIN_DECLS

/* What was met so far. */
typedef struct
{
  guint64 n_lost;
  guint64 n_lost_packets;
  guint64 n_steps_back;
  gint64 largest_step_back;
  GsSpan span;   /* first to last event, wanted or not; or GS_TIME_NONE */
  guint64 kinds; /* bit 1 << GsEventKind for each kind met */
  guint n_streams;
  guint n_cpus;
  guint n_empty_streams; /* without an event so far */
} GsCtfReport;

typedef struct _GsCtfSource GsCtfSource;

GsCtfSource *gs_ctf_source_new (const char *folder, const char *trace_name, GsNames *names, guint group, guint n_groups,
                                const gint *stop, GError **error);
GsEventSource *gs_ctf_source_get_source (GsCtfSource *self);
void gs_ctf_source_set_facts (GsCtfSource *self, GsCtfFacts *facts);
void gs_ctf_source_set_cut (GsCtfSource *self, GPtrArray *files, gint64 end);
guint64 gs_ctf_source_get_n_events (GsCtfSource *self);
void gs_ctf_source_get_report (GsCtfSource *self, GsCtfReport *report);
void gs_ctf_source_count_events (GsCtfSource *self, GHashTable *counts);
GPtrArray *gs_ctf_source_get_warnings (GsCtfSource *self);
void gs_ctf_source_free (GsCtfSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsCtfSource, gs_ctf_source_free)

G_END_DECLS
