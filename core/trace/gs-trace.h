/* gs-trace.h: what a trace is, read cheaply
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "base/gs-time.h"
#include "event/gs-event.h"
#include "event/gs-role.h"
#include "trace/gs-recorder-facts.h"

G_BEGIN_DECLS

typedef enum
{
  GS_DOMAIN_KERNEL,
  GS_DOMAIN_UST,
  GS_DOMAIN_OTHER,
} GsDomain;

typedef struct _GsTraceFormat GsTraceFormat;

/**
 * GsTrace:
 *
 * Immutable description of one CTF trace (a folder that holds `metadata`).
 * Reference-counted, atomically. Fields are read-only.
 *
 * A trace that cannot be analysed is described too, with @usable FALSE and a
 * @reason that names it and says what to do.
 */
typedef struct
{
  char *name;     /* host name, made unique by the finder */
  char *path;     /* absolute: the folder or file of the recording; of one in parts, the folder that holds them all */
  GStrv parts;    /* absolute, in order of time, at least one: what its readers read */
  char *hostname; /* "" where the trace does not say */
  GsDomain domain;
  char *tracer;         /* "lttng-modules 2.13.9", or "" */
  char *kernel_release; /* or "" */
  guint n_cpus;
  guint n_streams;
  GsSpan span;               /* first event to last event; both GS_TIME_NONE where there is none.
                          * end is the time of the last event, not one past it */
  guint64 n_bytes;           /* of the stream files */
  gint64 clock_offset;       /* ns from the epoch to the clock's zero */
  char *clock_uuid;          /* of the machine's boot, or "" */
  char *clock_name;          /* where times don't count from the epoch: of the clock that they are of; else NULL */
  GsRecorderFacts *recorder; /* what the recorder knew of host and guests, or NULL */
  char *uuid;                /* of the trace, or "": the same trace added twice has the same */
  guint64 kinds;             /* GS_KIND() of each kind of event that it declares */
  GsRole role;               /* as the events that it can hold suggest: host or unknown,
                          * guest where it holds vmsync_*_guest events */
  gboolean usable;
  char *reason;         /* why not, or NULL */
  GStrv event_names;    /* that the trace declares, sorted, each once; whether they occur is seen by reading */
  GStrv events_missing; /* LTTng names of wanted events that the trace does not declare */
  GStrv warnings;       /* translated; e.g. a stream that had to be left out */

  const GsTraceFormat *format; /* who reads it; never NULL where it is usable */
  const char *reader;          /* its name, or NULL: "native", "babeltrace2" … */
  char *reader_reason;         /* translated: why not the preferred reader; or NULL */

  /*< private >*/
  gatomicrefcount ref_count;
} GsTrace;

GsTrace *gs_trace_new (const char *path);
GsTrace *gs_trace_ref (GsTrace *self);
void gs_trace_unref (GsTrace *self);
GsTrace *gs_trace_copy (GsTrace *self);
GsTrace *gs_trace_rename (GsTrace *self, const char *name);
void gs_trace_rename_text (char **text, const char *old_name, const char *name);
GsTrace *gs_trace_assume_role (GsTrace *self, GsRole role);

const char *gs_trace_get_command (const GsTrace *self, const char *lttng, const char *trace_cmd);
const char *gs_domain_get_name (GsDomain domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTrace, gs_trace_unref)

G_END_DECLS
