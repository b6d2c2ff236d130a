/* gs-recorder-facts.h: what a recorder that ran on host and guests knew of them
 * SPDX-License-Identifier: MIT
 *
 * trace-cmd's agent numbers the recordings of one session, notes which thread is
 * which guest CPU, and measures the guests' clocks. Reference-counted, atomically;
 * immutable once it is another's.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A guest that was recorded with its host. */
typedef struct
{
  guint64 id; /* of its recording */
  char *name;
  GArray *tids; /* of gint32: the host's thread, by the guest's CPU */
} GsRecordedGuest;

/* From @time of one CPU's clock on, the host's shows time × @scale + @offset, all in ticks. */
typedef struct
{
  guint64 time;
  gint64 offset;
  double scale;
} GsRecordedShift;

typedef struct
{
  guint64 id;         /* of this recording; 0: not known */
  guint64 host_id;    /* of its host's; 0: none */
  GPtrArray *guests;  /* of GsRecordedGuest */
  GPtrArray *shifts;  /* of GArray of GsRecordedShift, by CPU */
  double ns_per_tick; /* of this recording's times: time in ns = ticks × ns_per_tick + ns_offset */
  gint64 ns_offset;
  gatomicrefcount ref_count;
} GsRecorderFacts;

GsRecorderFacts *gs_recorder_facts_new (void);
GsRecorderFacts *gs_recorder_facts_ref (GsRecorderFacts *self);
void gs_recorder_facts_unref (GsRecorderFacts *self);
void gs_recorder_facts_add_guest (GsRecorderFacts *self, guint64 id, const char *name, GArray *tids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsRecorderFacts, gs_recorder_facts_unref)

G_END_DECLS
