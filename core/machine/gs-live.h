/* gs-live.h: what a machine is doing right now, while its events are read
 * SPDX-License-Identifier: MIT
 *
 * Shared by the state machines of threads, CPUs and KVM, which together make a
 * machine (gs-machine-builder). Nothing outside of them includes this.
 */
#pragma once

#include "event/gs-event.h"
#include "machine/gs-machine.h"

G_BEGIN_DECLS

/* Events in an order that the kernel cannot produce, counted by kind. */
typedef enum
{
  GS_ODD_SWITCH_FROM,    /* a switch from a thread that was not there */
  GS_ODD_SWITCH_TO,      /* a switch to a thread that runs elsewhere */
  GS_ODD_WAKEUP,         /* a wake-up of a thread that had ended */
  GS_ODD_INTERRUPT_EXIT, /* an interrupt's exit without its entry */
  GS_ODD_INTERRUPT_OPEN, /* a switch while an interrupt was handled */
  GS_ODD_KVM,            /* KVM entry after entry, or exit after exit */
  GS_ODD_FREE,           /* a thread's end that was not the end */
  GS_N_ODDITIES
} GsOddity;

typedef struct
{
  GsThread *thread;
  guint32 index;   /* in the machine's threads */
  guint32 syscall; /* name id of the open one, or 0 */
  guint32 result;  /* of the last one, packed */
  guint32 n_wake_ups;
  guint16 cpu; /* where it runs or ran last or waits; or GS_NO_CPU */
  gboolean is_on_cpu;
  gboolean is_exited;    /* it has begun to end */
  gboolean is_gone;      /* it was switched out for the last time */
  gboolean is_from_dump; /* its state is the state dump's word only */
  gboolean is_woken;     /* the last of its wake-ups goes on: it has not run since */
  gboolean is_assumed;   /* it is taken for queued since its sched_waking; before that it was as slept says */
  gboolean is_early;     /* it was woken while on its CPU, by early */
  gboolean is_hidden;    /* it sleeps as hidden says since hidden_since, unless it ran on a CPU that is missing */
  gint64 hidden_since;
  GsTrackValue hidden;
  guint32 hidden_syscall; /* which it sleeps in, or 0 */
  gint64 left;            /* when it was switched out last */
  GsTrackValue slept;
  GsWakeUp early;
  gboolean is_ended; /* its row has ended */
} GsLiveThread;

typedef struct
{
  GsCpu *cpu;
  GsLiveThread *current; /* NULL: idle or unknown */
  gboolean is_idle;
  guint n_irqs; /* open */
  guint n_softirqs;
  gboolean is_in_timer;    /* a timer's end is handled */
  guint16 irq, softirq;    /* the last that were opened: indices in the interrupts */
  gboolean is_blind;       /* its events are missing */
  guint32 causes;          /* GsLoss: why, where it is blind */
  gint64 sees_from;        /* until then, where it is blind */
  guint missing;           /* GsLossOf: what isn't told of it, where it isn't blind */
  guint missing_aux;       /* bits of aux that say so */
  gint64 told_from[4];     /* by GsLossOf's bit: until then */
  gboolean has_interrupts; /* an entry was seen: exits without one are odd from then on */
  guint32 raised_line;     /* of a guest, whose vector comes next; or GS_NO_LINE */
  gint64 last;             /* its latest event */
  gint64 stopped;          /* when the idle thread gave it to its migration thread, which has it; or GS_TIME_NONE */
  guint32 stopper_name;    /* of its migration thread */
} GsLiveCpu;

#define GS_NO_LINE G_MAXUINT32

#define GS_LIVE_N_RECENT 1024

typedef struct
{
  GsNames *names;
  gboolean is_rows_only; /* of each thread's wake-ups the last is kept, of interrupts for guests none */
  GPtrArray *threads;    /* of GsLiveThread; their index is the thread's */
  GHashTable *by_tid;    /* TID -> GsLiveThread: the present life */
  GsLiveThread *recent[GS_LIVE_N_RECENT]; /* those found last, by the TID's low bits; perhaps ended */
  GPtrArray *cpus;                        /* of GsLiveCpu or NULL, by number */
  GArray *interrupts;                     /* of GsInterrupt */
  GArray *injections;                     /* of GsVirq */
  GArray *kicks;                          /* of GsVirq */
  GArray *virq_requests;                  /* of GsVirqRequest */
  guint32 kernel_name;
  gboolean has_report_states; /* prev_state as since Linux 4.14 */
  gboolean has_wakings;       /* the trace tells of wake-ups */
  gboolean has_timer_exits;   /* and when the handling of timers ends */
  gboolean has_wakeups;       /* and when their threads were put into a queue */
  GArray *losses;             /* of GsSpan, by begin: where events of any CPU were lost */
  gint64 longest_loss;        /* of them, ns */
  gint64 next_sight;          /* when the next CPU sees again that is blind or misses something; G_MAXINT64 for none */
  GsSpan kvm_gap;             /* when KVM's events of any CPU were missing */
  guint absent_aux;           /* where nothing is there of a blind CPU, bits of aux that say so of all threads
                                 that are not seen: they may be on it */
  guint64 oddities[GS_N_ODDITIES];
  gboolean has_oddities; /* any of them */
} GsLive;

static inline void
gs_live_count_oddity (GsLive *self, GsOddity oddity)
{
  self->oddities[oddity]++;
  self->has_oddities = TRUE;
}

/* Bits of aux that say why nothing is known of a CPU; 0 where it is not blind. */
static inline guint
gs_live_cpu_get_blind_aux (const GsLiveCpu *self)
{
  if (!self->is_blind)
    return 0;
  return (self->causes & GS_LOSS_UNRECORDED) != 0 ? GS_AUX_LOST | GS_AUX_UNRECORDED : GS_AUX_LOST;
}

/* Bits of aux that say that what is missing of a CPU may hide something; or 0. @hidden_by: GsLossOf */
static inline guint
gs_live_cpu_get_missing_aux (const GsLiveCpu *self, guint hidden_by)
{
  return !self->is_blind && (self->missing & hidden_by) != 0 ? self->missing_aux : 0;
}

void gs_live_init (GsLive *self, GsNames *names, const char *kernel_release);
void gs_live_clear (GsLive *self);
GsLiveThread *gs_live_look_up_thread (GsLive *self, gint32 tid);
GsLiveThread *gs_live_get_thread (GsLive *self, gint32 tid, guint32 name, gint64 time);
void gs_live_rename (GsLiveThread *thread, guint32 name, gint64 time);
GsLiveThread *gs_live_begin_thread (GsLive *self, gint64 time, gint32 tid, guint32 name);
void gs_live_end_thread (GsLive *self, GsLiveThread *thread, gint64 time);
GsLiveCpu *gs_live_add_cpu (GsLive *self, guint number);
guint gs_live_get_blind_aux (const GsLive *self, guint number);
guint16 gs_live_get_interrupt (GsLive *self, GsInterruptKind kind, guint32 number, guint32 name);
void gs_live_seal (GsLive *self, gint64 end);

/* Returns: (transfer none) (nullable): the present life of @tid, if it is known */
static inline GsLiveThread *
gs_live_find_thread (GsLive *self, gint32 tid)
{
  GsLiveThread *thread = self->recent[(guint32) tid % GS_LIVE_N_RECENT];

  if (thread != NULL && thread->thread->tid == tid && !thread->is_ended)
    return thread;
  return gs_live_look_up_thread (self, tid);
}

/* Returns: (transfer none) (nullable): NULL for a number that no CPU can have */
static inline GsLiveCpu *
gs_live_get_cpu (GsLive *self, guint number)
{
  GsLiveCpu *cpu = number < self->cpus->len ? g_ptr_array_index (self->cpus, number) : NULL;

  return cpu != NULL ? cpu : gs_live_add_cpu (self, number);
}

G_END_DECLS
