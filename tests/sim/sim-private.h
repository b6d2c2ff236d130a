/* sim-private.h: what the simulator's parts share
 * SPDX-License-Identifier: MIT
 *
 * sim-truth: the truth, sim-kernel: CPUs, scheduler, interrupts (of host and
 * guests alike), sim-thread: what threads do, sim-kvm: virtual CPUs,
 * sim-net: TCP, simulator: the whole.
 */
#pragma once

#include <string.h>

#include "base/gs-time.h"
#include "sim/simulator.h"

G_BEGIN_DECLS

#define SIM_NEVER G_MAXINT64

typedef struct _Sim Sim;
typedef struct _SimMachine SimMachine;
typedef struct _SimCpu SimCpu;
typedef struct _SimThread SimThread;
typedef struct _SimVcpu SimVcpu;

typedef enum
{
  SIM_SLEEPING,
  SIM_WOKEN, /* it still sleeps: an interrupt is on its way to the CPU that it is to run on */
  SIM_RUNNABLE,
  SIM_RUNNING,
  SIM_DEAD
} SimRun;

/* What the host has to do for a vCPU before its next entry. */
typedef enum
{
  SIM_ASKS_NOTHING,
  SIM_ASKS_HALT,
  SIM_ASKS_HYPERCALL,
  SIM_ASKS_KICK,
  SIM_ASKS_IO
} SimRequest;

typedef enum
{
  SIM_EXIT_INTERRUPT,
  SIM_EXIT_HALT,
  SIM_EXIT_HYPERCALL,
  SIM_EXIT_IO,
  SIM_EXIT_FAULT,
  SIM_EXIT_MSR
} SimExit;

struct _SimThread
{
  SimMachine *machine;
  SimVcpu *vcpu; /* whose thread it is, or NULL */
  gint32 tid, pid, ppid;
  char comm[16];
  gint32 prio;
  gboolean is_kernel;
  gboolean is_child; /* forked here: it exits some day */
  SimRun run;
  SimCpu *cpu;    /* where it is, or was last */
  gint64 wake_at; /* sleeping: when it wakes; woken: when it is in the queue; dead: when it is freed */
  int syscall;    /* number, or -1 */
  guint step;     /* how far it is in what it does */

  /* As the trace tells it. */
  gboolean is_known;
  gboolean is_known_kernel;
  gboolean is_sure;
  GsThreadState seen; /* USERMODE: on a CPU */
  gboolean in_syscall;
  GsKvmMode kvm;
  guint32 reason;                  /* of the last exit */
  SimExitCount exits[SIM_N_EXITS]; /* by SimExit */
  int wake_up;                     /* index of the present one in the result's, or -1 */
  SimRow *row;
};

struct _SimCpu
{
  SimMachine *machine;
  SimVcpu *vcpu; /* of a guest's CPU, else NULL */
  guint number;
  SimThread *current; /* NULL: the idle thread */
  GQueue queue;       /* runnable threads */
  gint64 next;        /* when it does something */
  gint64 due;         /* when a thread of its has to be woken or freed, or a packet comes */
  gint64 slice_end;
  gboolean needs_switch;
  gboolean in_irq, in_softirq;
  gboolean has_raised;

  gboolean is_known; /* as the trace tells: who is current */
  gboolean is_sure;  /* a switch has told it */
  gboolean saw_irq, saw_softirq;
  SimRow *row;
};

struct _SimVcpu
{
  SimCpu *cpu;       /* the guest's */
  SimThread *thread; /* the host's */
  gboolean in_guest;
  SimRequest request;
  guint step;      /* in handling it */
  guint32 counter; /* of the vmsync message under way */
  gboolean has_reply;
  SimRow *row;
};

typedef struct
{
  gint64 time; /* of its arrival */
  CtfEvent event;
} SimPacket;

struct _SimMachine
{
  Sim *sim;
  guint index;
  SimMachineInfo *info;
  SimCpu cpus[SIM_MAX_CPUS];
  SimVcpu vcpus[SIM_MAX_CPUS];
  guint n_cpus;
  GPtrArray *threads; /* alive or dead, not yet freed */
  gint32 next_tid, freed_tid;
  GQueue packets;        /* of SimPacket, by time */
  guint32 seq, last_ack; /* of the connection to the host, the guest's side */
  guint32 host_seq;      /* and the host's */
  guint32 counter;       /* vmsync */
  gboolean needs_dump;
};

struct _Sim
{
  const SimConfig *config;
  SimResult *result;
  SimSink sink;
  gpointer sink_data;
  GRand *rand;
  gint64 now;
  gboolean is_tracing;
  SimMachine machines[SIM_MAX_GUESTS + 1];
};

/* simulator */
gboolean sim_chance (Sim *sim, double probability);
gint64 sim_between (Sim *sim, gint64 least, gint64 most);
void sim_emit (SimCpu *cpu, CtfEvent *event);
SimThread *sim_machine_add (SimMachine *machine, const char *comm, gint32 tid, gint32 pid, gint32 ppid);

/* sim-truth */
void sim_truth_context (SimCpu *cpu);
void sim_truth_thread (SimThread *thread);
void sim_truth_cpu (SimCpu *cpu);
void sim_truth_see (SimThread *thread, GsThreadState state);
void sim_truth_switch (SimCpu *cpu, SimThread *prev, SimThread *next);
void sim_truth_wake (SimCpu *cpu, SimThread *thread, gboolean is_wakers);
void sim_truth_queue (SimThread *thread);
void sim_truth_end_thread (SimThread *thread);
void sim_truth_finish (Sim *sim);

/* sim-kernel */
void sim_cpu_find_due (SimCpu *cpu);
gboolean sim_cpu_is_armed (const SimCpu *cpu);
void sim_cpu_switch (SimCpu *cpu, gint64 prev_state);
void sim_cpu_sleep (SimCpu *cpu, gint64 wake_at);
void sim_cpu_wake (SimCpu *cpu, SimThread *thread, gboolean is_new);
void sim_cpu_step (SimCpu *cpu);
void sim_cpu_dump (SimCpu *cpu);

/* sim-thread */
void sim_thread_enter (SimCpu *cpu, int syscall);
void sim_thread_leave (SimCpu *cpu);
void sim_thread_step (SimCpu *cpu);

/* sim-kvm */
void sim_vcpu_step (SimCpu *cpu);
void sim_vcpu_exit (SimVcpu *vcpu, SimExit why);
void sim_vcpu_kick (SimVcpu *vcpu);
void sim_vcpu_guest_step (SimVcpu *vcpu);
gboolean sim_vcpu_reply (SimVcpu *vcpu);

/* sim-net */
void sim_net_send (SimCpu *cpu);
void sim_net_receive (SimCpu *cpu);

G_END_DECLS
