/* simulator.h: a simulated host with guests, which may be hosts themselves, whose true states are known
 * SPDX-License-Identifier: MIT
 *
 * One true timeline, in ns on the host's clock. Guest code runs only while its
 * vCPU thread has a CPU and is between KVM entry and exit, and that CPU, where it is a
 * guest's, runs itself. What is
 * true of every row is written down as it happens, by the definitions of the
 * states, and never by looking at the events.
 */
#pragma once

#include "sim/ctf-writer.h"
#include "sim/dat-writer.h"
#include "track/gs-state.h"

G_BEGIN_DECLS

#define SIM_MAX_GUESTS 16
#define SIM_MAX_CPUS 32

typedef enum
{
  SIM_VMSYNC_NONE,
  SIM_VMSYNC_BOTH,      /* both add-on modules are loaded */
  SIM_VMSYNC_HYPERCALL, /* the guest's only: its host sees the hypercall */
} SimVmsync;

typedef struct
{
  guint32 seed;
  guint n_guests, n_vcpus, n_cpus; /* guests: on each host */
  guint n_levels;                  /* 1: the guests are no hosts, 2: they have guests, too, … */
  gint64 duration;                 /* ns of tracing */
  guint64 n_events;                /* stops after so many (all machines); 0: no limit */
  gint64 warmup;                   /* ns that the machines run before tracing starts */
  gint64 epoch;                    /* true time at which tracing starts */
  gint64 offset;                   /* ns; guest g's clock is ahead by (g + 1) times that at the epoch */
  double drift_ppm;                /* and gains (g + 1) times that */
  SimVmsync vmsync;
  gboolean tcp;
  gboolean contexts; /* tid, pid, procname in each event */
  gboolean statedump;
  gboolean old_kernel;   /* before 4.14: another encoding of prev_state */
  gboolean garbage_vcpu; /* kvm_x86_entry has part of a pointer as vcpu_id */
  gboolean is_svm;       /* AMD's exit reasons, else Intel's */
  guint bulk_percent;    /* events that no analysis wants, per 100 others */
  gboolean steps_back;   /* the host's clock steps back by a µs now and then, in the trace only */
  gint64 wake_delay;     /* ns: at most so long until a thread that was woken on another CPU is in its own's queue */
  gboolean balances;     /* idle CPUs take waiting threads from others */
  gboolean loses;        /* events are lost now and then, and counted in packet headers */
  gboolean with_truth;   /* else nothing but the events is kept */
  gboolean as_trace_cmd; /* files of trace-cmd, of what it can record, and no losses */
  gboolean with_agent;   /* and they know each other, as with trace-cmd's agent */
  gint64 clock_lie;      /* ns by which what they know of clocks is wrong */
  DatOptions dat;        /* then: how they are written; names, release and CPUs are the simulator's */
  CtfOptions format;     /* how traces are written; names, release and CPUs are the simulator's */
} SimConfig;

typedef struct
{
  gint64 begin, end;
  guint8 state;            /* of the row's kind, see gs-state.h; threads: without overlay */
  guint8 aux;              /* vcpus: GsGuestView; threads: GsOverlay */
  guint8 level;            /* vcpus: how many hosts further out the one is that has it */
  guint16 cpu;             /* threads: where it runs; vcpus: for which it waits where preempted; else 0xffff */
  gint32 tid;              /* cpus: the current thread, -1: none known */
  gint32 guest, guest_tid; /* cpus in guest: its number and thread, else -1 */
  gint32 inner, inner_tid; /* where that is a vCPU in its own guest: the innermost one's number and thread, else -1 */
  guint32 reason;          /* vcpus in hypervisor: the exit's */
  gint32 syscall;          /* threads in a system call: its number, -1: a kernel thread; else 0 */
} SimInterval;

#define SIM_N_EXITS 6 /* kinds of exits that there are */

typedef struct
{
  guint32 reason;
  guint64 count;
} SimExitCount;

/* Events of one CPU were lost, as its packets' headers tell. */
typedef struct
{
  guint machine, cpu;
  gint64 begin, end; /* true times: of the packet before's end, and of the next one's */
} SimLoss;

/* A thread was woken; as the trace tells it. */
typedef struct
{
  guint machine;
  gint32 tid;
  gint64 woken, queued, switched_in; /* true times; -1: not any more */
  gint32 waker; /* its TID, or that of whom an interrupt came upon; 0: the CPU was idle; -1: not told */
  guint waker_cpu, cpu;
  gboolean is_interrupt;
} SimWakeUp;

typedef struct
{
  GsRows kind;
  guint machine;    /* 0: the host, then the guests, then theirs */
  guint number;     /* of the CPU or vCPU */
  gint32 tid, pid;  /* threads; vcpus: of the host's thread and process */
  char comm[16];    /* the latest */
  gint64 sure_from; /* before that, the trace does not fully tell */
  gboolean is_ended;
  SimExitCount exits[SIM_N_EXITS]; /* vcpus: those whose thread the trace told */
  GArray *intervals;               /* of SimInterval */
} SimRow;

typedef struct
{
  char name[16]; /* host name */
  guint host;    /* the machine that it runs on; the host: itself */
  gint32 pid;    /* of its QEMU process there, 0: the host */
  guint64 vm_uid;
  gint64 offset; /* clock = true time + offset + drift × (true time - epoch) */
  double drift;
  guint64 n_events;
  gint64 first, last; /* true times of its first and last event */
} SimMachineInfo;

typedef struct
{
  GPtrArray *rows; /* of SimRow */
  guint n_machines;
  SimMachineInfo machines[SIM_MAX_GUESTS + 1];
  guint64 n_events; /* that are in the traces */
  guint64 n_lost;
  GArray *losses;    /* of SimLoss */
  GArray *wake_ups;  /* of SimWakeUp, by woken; empty without with_truth */
  gint64 epoch, end; /* true times */
} SimResult;

/* Gets each event; its time is on the clock of @machine. */
typedef void (*SimSink) (guint machine, const CtfEvent *event, gpointer user_data);

void sim_config_init (SimConfig *config);
guint sim_config_count_machines (const SimConfig *config);
SimResult *sim_run (const SimConfig *config, SimSink sink, gpointer user_data);
SimResult *sim_write (const SimConfig *config, const char *folder, GError **error);
void sim_result_free (SimResult *self);
gint64 sim_result_clock (const SimResult *self, guint machine, gint64 true_time);
void sim_result_print (const SimResult *self, GsRows rows, GString *csv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimResult, sim_result_free)

G_END_DECLS
