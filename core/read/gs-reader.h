/* gs-reader.h: all wanted events of one trace, in order of time
 * SPDX-License-Identifier: MIT
 *
 * A reader decodes on threads of its own, whose events it merges. It is an event
 * source (gs-event-source.h); how a format is decoded, its class knows.
 */
#pragma once

#include <gio/gio.h>
#include <stdatomic.h>

#include "base/gs-names.h"
#include "event/gs-event-source.h"
#include "trace/gs-trace.h"

G_BEGIN_DECLS

/* What was met while reading; valid once the source is at its end. */
typedef struct
{
  guint64 n_events;       /* all, wanted or not */
  guint64 n_lost;         /* discarded by the tracer */
  guint64 n_lost_packets; /* gaps in the packets' numbers */
  guint64 n_steps_back;   /* times at which a stream's clock went back */
  gint64 largest_step_back;
  GsSpan span;          /* first to last event of any kind; end is the last event's time */
  gboolean has_changed; /* the files, meanwhile; the first warning says so */
  GStrv warnings;       /* translated, each names the trace; NULL for none */
} GsReaderReport;

typedef struct _GsReader GsReader;

typedef struct
{
  guint64 (*get_n_events) (GsReader *self); /* from any thread */
  /* Lets all who wait look at stop; from any thread, and also while there is nobody yet. */
  void (*wake) (GsReader *self);
  void (*get_report) (GsReader *self, GsReaderReport *report, GPtrArray *warnings);
  void (*count_events) (GsReader *self, GHashTable *counts);
  /* The threads' end, and all that the implementation has of its own; they were told to stop, and the merge is gone. */
  void (*clear) (GsReader *self);
} GsReaderClass;

/* To be the first member of an implementation. */
struct _GsReader
{
  GsEventSource parent;
  const GsReaderClass *klass;
  GsTrace *trace;
  GPtrArray *stamps;    /* of GsTraceStamp, one a part, of before reading */
  GsEventSource *merge; /* given by the implementation */
  gint stop;            /* atomic; 1: nobody waits for events any more */
  GCancellable *cancellable;
  gulong cancel_id;
  _Atomic gint64 last_time; /* of the events given out */
  _Atomic gboolean is_ended;
  GStrv warnings; /* of the report */
};

GsReader *gs_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error);
GsEventSource *gs_reader_get_source (GsReader *self);
guint64 gs_reader_get_n_events (GsReader *self);
double gs_reader_get_fraction (GsReader *self);
void gs_reader_get_report (GsReader *self, GsReaderReport *report);
GHashTable *gs_reader_count_events (GsReader *self);
void gs_reader_free (GsReader *self);

/* For implementations. */
void gs_reader_init (GsReader *self, const GsReaderClass *klass, GsTrace *trace);
GsReader *gs_reader_watch (GsReader *self, GCancellable *cancellable);
void gs_reader_report_add_span (GsReaderReport *report, GsSpan span);
void gs_reader_warn_of_steps (const GsReader *self, const GsReaderReport *report, GPtrArray *warnings);
void gs_reader_warn_anew (const GsReader *self, const GPtrArray *said, GPtrArray *warnings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsReader, gs_reader_free)

G_END_DECLS
