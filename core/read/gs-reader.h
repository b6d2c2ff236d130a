/* gs-reader.h: all wanted events of one trace, in order of time
 * SPDX-License-Identifier: MIT
 *
 * A reader decodes on threads of its own. It is an event source
 * (gs-event-source.h); what it is made of, its class knows.
 */
#pragma once

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
  GsEventSourceClass parent;
  guint64 (*get_n_events) (GsReader *self); /* these two from any thread */
  double (*get_fraction) (GsReader *self);
  void (*get_report) (GsReader *self, GsReaderReport *report);
  GHashTable *(*count_events) (GsReader *self);
} GsReaderClass;

/* To be the first member of an implementation; klass is a GsReaderClass. */
struct _GsReader
{
  GsEventSource parent;
};

GsReader *gs_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error);
GsEventSource *gs_reader_get_source (GsReader *self);
guint64 gs_reader_get_n_events (GsReader *self);
double gs_reader_get_fraction (GsReader *self);
void gs_reader_get_report (GsReader *self, GsReaderReport *report);
GHashTable *gs_reader_count_events (GsReader *self);
void gs_reader_free (GsReader *self);

/* For implementations. */
void gs_reader_report_warn_of_steps (const GsReaderReport *report, const char *name, GPtrArray *warnings);
void gs_reader_report_warn_anew (const GsTrace *trace, const GPtrArray *said, GPtrArray *warnings);
void gs_reader_report_keep (GsReaderReport *report, GStrv *kept, const GPtrArray *warnings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsReader, gs_reader_free)

G_END_DECLS
