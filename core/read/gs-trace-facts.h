/* gs-trace-facts.h: what a reader finds out about a trace without reading all of it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib-object.h>

#include "base/gs-time.h"
#include "trace/gs-recorder-facts.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_filled; /* FALSE: there is no stream that can be read */
  char *hostname;     /* all strings "" where the trace does not say */
  char *domain;
  char *tracer;
  char *kernel_release;
  char *uuid;
  char *clock_uuid;
  gboolean has_clock;
  gint64 clock_offset;       /* ns from the epoch to the clock's zero */
  char *clock_name;          /* where times don't count from the epoch: of the clock that they are of; else NULL */
  GsRecorderFacts *recorder; /* or NULL */
  GPtrArray *event_names;    /* of strings: what it declares, as gs_event_plain_name() has them */
  guint64 kinds;             /* GS_KIND() of each kind of event met at the ends of the trace */
  guint n_streams, n_cpus;
  guint64 n_bytes;     /* of the stream files */
  GsSpan span;         /* first to last event, the end included; GS_TIME_NONE: it has none */
  GPtrArray *warnings; /* translated; each begins with the name that the caller gave to the trace */
  char *unreadable;    /* translated, or NULL: the file without which nothing can be read */
} GsTraceFacts;

/* Returns: (transfer full): an entry of a trace's environment as text, or "" */
typedef char *(*GsTraceEnvironment) (gconstpointer trace, const char *name);

void gs_trace_facts_init (GsTraceFacts *self);
void gs_trace_facts_clear (GsTraceFacts *self);
char *gs_trace_facts_dup_tracer (GsTraceEnvironment dup, gconstpointer trace);
char *gs_trace_facts_dup_uuid (const guint8 *bytes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsTraceFacts, gs_trace_facts_clear)

G_END_DECLS
