/* gs-timeline.h: everything that is drawn, counted and exported
 * SPDX-License-Identifier: MIT
 *
 * The machines of an experiment brought together: who is who, and every row's
 * track on the reference clock, which is made when somebody asks for it. Immutable and
 * atomically reference-counted. Made by gs-composer.
 */
#pragma once

#include "clock/gs-clock.h"
#include "machine/gs-machine.h"
#include "model/gs-vm.h"
#include "timeline/gs-lazy-track.h"

G_BEGIN_DECLS

/* Time that a thread believes to run, and what of it was stolen. */
typedef struct
{
  gint64 believed, stolen; /* ns */
} GsTimeUse;

typedef struct
{
  const GsThread *thread; /* its identity; its own track is on the machine's clock: use ours */
  GsLazyTrack *track;     /* veiled states (gs-state.h); cpu; arg as in gs-machine.h */
  GsTimeUse use;          /* private: see gs_composer_get_use() */
} GsThreadRow;

typedef struct
{
  guint id;
  gint32 host_tid;
  guint32 host_thread; /* index in the host's threads */
  GsLazyTrack
      *track; /* GsVcpuState; aux: GsGuestView in GS_AUX_GUEST_VIEW, GS_AUX_LEVEL, and GS_AUX_USERSPACE; cpu: the
                           * host's (of that level), where on or waiting for one; arg: for hypervisor the exit reason, else GS_NO_REASON */
  GsLazyTrack *host_view; /* GsHostView; aux but for the view, cpu and arg as above; NULL: its host isn't known */
  GArray *exits;          /* of GsExitCount, or NULL; borrowed */
} GsVcpuRow;

#define GS_NO_REASON G_MAXUINT32

typedef struct
{
  guint number;
  GsLazyTrack *track;   /* GsCpuState; arg: index of an occupant, or GS_NO_INDEX */
  GsLazyTrack *current; /* GsGuestView; arg: index of the machine's thread, or GS_NO_INDEX */
} GsCpuRow;

/* Who has a physical CPU. */
typedef struct
{
  guint32 host;         /* index of the machine whose CPU it is */
  guint32 thread;       /* index in the host's threads */
  guint32 guest;        /* index of the machine whose vCPU that thread is, or GS_NO_INDEX */
  guint32 vcpu;         /* its number, or GS_NO_VCPU */
  guint32 guest_thread; /* index in the guest's threads, or GS_NO_INDEX */
  guint32 inner;        /* where that one is a vCPU itself: the occupant of the guest's CPU, else GS_NO_INDEX */
} GsOccupant;

typedef struct
{
  char *name;
  GsRole role;
  guint host; /* index of the machine it runs on, or GS_NO_INDEX */
  gint32 pid; /* its QEMU process, GS_NO_TID where none is known */
  GsMatch matched_by;
  double confidence;   /* 0 to 1: how sure its process is */
  GPtrArray *evidence; /* of translated sentences that say why; NULL for a guest that was not traced */
  GsClock clock;
  GArray *pieces;     /* of GsClockPiece: what the clock has; NULL where it is one line */
  GsMachine *machine; /* NULL: a guest that was not traced, known from its host only */
  GArray *threads;    /* of GsThreadRow, same indices as the machine's threads */
  GArray *vcpus;      /* of GsVcpuRow, by id; empty where it is no guest */
  GArray *cpus;       /* of GsCpuRow, by number; physical ones unless it has a host */

  /*< private >*/
  gboolean is_limited;                /* reading goes on: its rows are known only up to @limit */
  gint64 limit;                       /* ns on the reference clock */
  gboolean has_uses;                  /* of its threads */
  const struct _GsTimeline *timeline; /* that it is a part of */
  guint32 *inside;   /* by thread: where the occupants begin that a vCPU has inside; or GS_NO_INDEX: it is none */
  GArray *occupants; /* of guint32: by thread, index of the occupant that it is at least */
  guint first_occupant, n_occupants; /* all that its CPUs can have */
} GsTimelineMachine;

typedef struct _GsTimeline
{
  GsSpan span;               /* of the experiment; end is exclusive: one past the last event. While reading goes on,
                              * as the traces' packets say */
  GPtrArray *machines;       /* of GsTimelineMachine: hosts by name, each followed by its guests, then the others */
  GArray *occupants;         /* of GsOccupant */
  GPtrArray *warnings;       /* of translated strings */
  GPtrArray *clock_warnings; /* those of them that are about clocks */
  GHashTable *options;       /* from a warning to what the command line can say to mend it */
  guint64 n_events;
  guint64 n_lost;
  guint64 n_lost_packets;
  gboolean is_partial; /* reading goes on */
  gboolean is_passed;  /* one thread goes through its rows, and nobody comes back to them: see gs_composer_leave() */

  /*< private >*/
  gatomicrefcount ref_count;
} GsTimeline;

GsTimeline *gs_timeline_ref (const GsTimeline *self);
void gs_timeline_unref (GsTimeline *self);
GsTimelineMachine *gs_timeline_get_machine (const GsTimeline *self, guint index);
const GsOccupant *gs_timeline_get_inner (const GsTimeline *self, const GsOccupant *occupant);
const char *gs_timeline_get_clock_name (const GsTimeline *self);
GsSpan gs_timeline_get_known (const GsTimeline *self, guint machine);
GsSpan gs_timeline_get_row_known (const GsTimeline *self, GsRows rows, guint machine, guint index);
GsSpan gs_timeline_get_thread_span (const GsTimeline *self, guint machine, guint thread);
GsSpan gs_timeline_get_common (const GsTimeline *self);
guint gs_timeline_get_outer (const GsTimeline *self, guint machine, guint level);
gboolean gs_timeline_find_cpu (const GsTimelineMachine *machine, guint number, guint *index);
const GsTrack *gs_timeline_get_current (const GsTimelineMachine *machine, guint cpu);
GsGuestView gs_timeline_look_at_cpu (const GsTimelineMachine *machine, guint cpu, gint64 time, guint32 *thread);
guint32 gs_timeline_find_current (const GsTimelineMachine *machine, guint cpu, gint64 time);
gboolean gs_timeline_shows_cpus (const GsTimeline *self, guint machine);
gboolean gs_timeline_find_vcpu (const GsTimelineMachine *machine, guint id, guint *index);

const char *gs_timeline_get_option (const GsTimeline *self, const char *warning);
gboolean
gs_timeline_find_warning_place (const GsTimeline *self, const char *warning, guint *machine, GsWarningPlace *place);
GPtrArray *gs_timeline_dup_warnings (const GsTimeline *self);

char *gs_timeline_name_thread (const GsTimeline *self, guint machine, guint32 thread, gint64 time);
char *gs_timeline_name_occupant (const GsTimeline *self, guint32 occupant, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTimeline, gs_timeline_unref)

G_END_DECLS
