/* gs-machine.h: a kernel as its one trace tells it
 * SPDX-License-Identifier: MIT
 *
 * Made by gs-machine-builder; immutable and atomically reference-counted from
 * then on, so that any thread may read it. All times are on the machine's own
 * clock. A partial machine (reading goes on) looks the same and ends earlier.
 */
#pragma once

#include <glib-object.h>

#include "base/gs-names.h"
#include "clock/gs-sync-point.h"
#include "machine/gs-moments.h"
#include "machine/gs-virq.h"
#include "machine/gs-wake-ups.h"
#include "trace/gs-trace.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

#define GS_NO_INDEX G_MAXUINT32

/* How often a vCPU thread left its guest for one reason. */
typedef struct
{
  guint32 reason;
  guint32 isa;
  guint64 count;
} GsExitCount;

/* A name that a thread had before it got another one. */
typedef struct
{
  gint64 until; /* when, on the machine's clock */
  guint32 name;
} GsFormerName;

/* One life of one TID. */
typedef struct
{
  gint32 tid;
  gint32 pid;           /* process (thread group), GS_NO_TID where unknown */
  gint32 ppid;          /* parent process, GS_NO_TID where unknown */
  guint32 name;         /* the latest; id in the machine's names */
  GArray *former_names; /* of GsFormerName, by time; or NULL */
  gboolean is_kernel;   /* a kernel thread: no user mode */
  GsTrack *track;       /* GsThreadState; cpu; arg: of a system call its name id, or 0; of user mode what the last
                          * one returned, see gs_syscall_result_unpack(); of a wait for a CPU the number of the
                          * wake-up that it began with, from 1 on, or 0: it was preempted, or that isn't known */
  GsTrack *kvm;         /* GsKvmMode; arg: the last exit's reason; NULL: never a vCPU thread.
                          * aux 1: in user space since (kvm_userspace_exit) */
  GArray *exits;        /* of GsExitCount, or NULL */
  GsWakeUps *wake_ups;  /* sealed; NULL: none, or a partial machine */
  guint32 entry_vcpu;   /* vcpu_id of entries and of exits: GS_NO_VCPU where none was recorded */
  guint32 exit_vcpu;
  guint64 n_entries;
} GsThread;

typedef struct
{
  guint number;
  GsTrack *states;     /* GsCpuState; arg: index of the current thread, or GS_NO_INDEX;
                          * aux 1: the idle thread is current */
  GsTrack *current;    /* GsGuestView: idle thread, or running arg: index of the thread */
  gboolean has_switch; /* a sched_switch was seen here */
  GsMoments *moments;  /* of all events here; NULL in a partial machine */
} GsCpu;

/* A QEMU process says which guest it is: vmsync_*_host on a CPU where thread was current. */
typedef struct
{
  guint64 vm_uid;
  guint32 thread; /* index, or GS_NO_INDEX on the guest's side */
  guint64 count;
} GsVmUid;

/* Where what a warning tells of happened first. */
typedef struct
{
  gint64 time; /* on the machine's clock */
  guint cpu;
} GsWarningPlace;

typedef struct _GsMachine
{
  GsTrace *trace;
  GsNames *names;
  GPtrArray *threads;     /* of GsThread, in order of first evidence */
  GPtrArray *cpus;        /* of GsCpu, by number */
  GArray *interrupts;     /* of GsInterrupt */
  GArray *injections;     /* of GsVirq, by time; as the next two, NULL in a partial machine */
  GArray *kicks;          /* of GsVirq, by time */
  GArray *virq_requests;  /* of GsVirqRequest, by time */
  GArray *tcp;            /* of GsSyncPoint, by time; in a partial machine some of them, as of @vmsync */
  GArray *vmsync;         /* of GsSyncPoint, by time */
  GArray *host_uids;      /* of GsVmUid: from vmsync_*_host and hypercalls */
  GArray *guest_uids;     /* of GsVmUid: from vmsync_*_guest; all machines of one guest trace */
  GsSpan span;            /* first event to last event */
  gint64 longest_silence; /* ns between two successive events */
  guint64 n_events;
  guint64 n_lost;           /* events that the tracer discarded */
  guint64 n_lost_packets;   /* that are missing; their events are in no count */
  GHashTable *event_counts; /* gs-event-counts.h: how often each event occurred; NULL: not known (yet) */
  gboolean has_kvm;         /* kvm entries or exits were seen: it is a host */
  gboolean is_partial;
  GPtrArray *warnings;  /* of translated strings, each names the trace */
  GHashTable *places;   /* of those warnings that have one: string -> GsWarningPlace */
  gboolean has_changed; /* the trace's files, while they were read; the first warning says so */

  /*< private >*/
  struct _GsClockMemo *memo; /* of what its run windows were found to say; NULL in a partial machine */
  gatomicrefcount ref_count;
} GsMachine;

GsMachine *gs_machine_ref (const GsMachine *self);
void gs_machine_unref (GsMachine *self);
void gs_machine_drop_clues (GsMachine *self);
GsThread *gs_machine_get_thread (const GsMachine *self, guint32 index);
GsCpu *gs_machine_get_cpu (const GsMachine *self, guint number);
void gs_machine_add_warning (GsMachine *self, char *warning, GsWarningPlace place);
const char *gs_machine_get_thread_name (const GsMachine *self, guint32 index);

guint32 gs_thread_get_name_at (const GsThread *self, gint64 time);
GsThread *gs_thread_copy (const GsThread *self, gint64 end);
void gs_thread_free (GsThread *self);
GsCpu *gs_cpu_copy (const GsCpu *self, gint64 end);
void gs_cpu_free (GsCpu *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsMachine, gs_machine_unref)

G_END_DECLS
