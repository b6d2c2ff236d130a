/* gs-event.h: the one event record that analyses see
 * SPDX-License-Identifier: MIT
 *
 * Small, of fixed size and without pointers: names are ids of the machine's
 * GsNames. Where the record comes from (which tracer, which version, a text
 * file) is not seen here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GS_EVENT_NONE,
  GS_EVENT_CONTEXT, /* from an event's contexts, when they changed */
  GS_EVENT_SCHED_SWITCH,
  GS_EVENT_SCHED_WAKEUP, /* wakeup, wakeup_new, waking, ttwu */
  GS_EVENT_SCHED_MIGRATE,
  GS_EVENT_FORK,
  GS_EVENT_EXEC,
  GS_EVENT_EXIT,
  GS_EVENT_FREE,
  GS_EVENT_IRQ_ENTRY,
  GS_EVENT_IRQ_EXIT,
  GS_EVENT_SOFTIRQ_ENTRY,
  GS_EVENT_SOFTIRQ_EXIT,
  GS_EVENT_TIMER_ENTRY, /* hrtimer_expire */
  GS_EVENT_TIMER_EXIT,
  GS_EVENT_SYSCALL_ENTRY,
  GS_EVENT_SYSCALL_EXIT,
  GS_EVENT_PROCESS_STATE, /* state dump */
  GS_EVENT_KVM_ENTRY,
  GS_EVENT_KVM_EXIT,
  GS_EVENT_KVM_INJ_VIRQ,
  GS_EVENT_KVM_SET_IRQ,
  GS_EVENT_KVM_MSI_SET_IRQ,
  GS_EVENT_KVM_IOAPIC_SET_IRQ,
  GS_EVENT_KVM_HYPERCALL,
  GS_EVENT_KVM_USERSPACE_EXIT,
  GS_EVENT_VMSYNC_GH_GUEST,
  GS_EVENT_VMSYNC_HG_GUEST,
  GS_EVENT_VMSYNC_GH_HOST,
  GS_EVENT_VMSYNC_HG_HOST,
  GS_EVENT_TCP_SEND,
  GS_EVENT_TCP_RECEIVE,
  GS_EVENT_LOST, /* events were discarded between two times */
  GS_N_EVENT_KINDS
} GsEventKind;

/* Why a span of a CPU's events is missing; several may come together. */
typedef enum
{
  GS_LOSS_EVENTS = 1 << 0,      /* the tracer discarded them, and counted them */
  GS_LOSS_PACKETS = 1 << 1,     /* whole packets: a gap in packet_seq_num */
  GS_LOSS_OVERWRITTEN = 1 << 3, /* with GS_LOSS_PACKETS: in a flight recorder, where that is meant */
  GS_LOSS_UNRECORDED = 1 << 2,  /* nothing was recorded: before a stream's first packet, after its last one */
} GsLoss;

/* What of a CPU isn't known where events are missing. */
typedef enum
{
  GS_LOSS_OF_RUNS = 1 << 0,       /* which thread it runs, so nothing of it is */
  GS_LOSS_OF_KVM = 1 << 1,        /* whether its thread is in guest code */
  GS_LOSS_OF_SYSCALLS = 1 << 2,   /* whether its thread is in a system call */
  GS_LOSS_OF_INTERRUPTS = 1 << 3, /* whether its thread is interrupted */
  GS_LOSS_OF_OTHERS = 1 << 4,     /* what no row shows */
} GsLossOf;

#define GS_NO_CPU 0xffff
#define GS_NO_TID G_MININT32
#define GS_NO_VCPU G_MAXUINT32

/* At most 40 bytes: the payload of no kind may be larger than 28. */
typedef struct
{
  gint64 time;  /* ns, the machine's clock */
  guint16 kind; /* GsEventKind */
  guint16 cpu;  /* where it was recorded */

  union
  {
    struct
    {
      gint32 tid, pid;
      guint32 name;
    } context; /* GS_NO_TID, 0 where not recorded */
    struct
    {
      gint32 prev_tid, next_tid;
      guint32 prev_name, next_name;
      guint32 prev_state;
    } sched_switch; /* prev_state: its low 32 bits */
    struct
    {
      gint32 tid;
      guint32 name;
      guint16 target_cpu;
      guint8 is_new, is_waking;
    } wakeup;
    struct
    {
      gint32 tid;
      guint16 dest_cpu;
    } migrate;
    struct
    {
      gint32 parent_tid, child_tid, child_pid;
      guint32 child_name;
    } fork; /* child_pid GS_NO_TID where not recorded */
    struct
    {
      gint32 tid;
      guint32 name;
    } task; /* exec (name: of the file), exit, free */
    struct
    {
      guint32 number;
      guint32 name;
    } irq; /* irq or softirq vector */
    struct
    {
      guint32 name;
    } syscall_entry; /* name without its prefix */
    struct
    {
      gint64 result;
    } __attribute__ ((packed, aligned (4))) syscall_exit;
    struct
    {
      gint32 tid, pid, ppid;
      guint32 name;
      guint16 cpu;
      guint8 status, type;
    } process; /* cpu GS_NO_CPU where not recorded */
    struct
    {
      guint32 vcpu;
    } kvm_entry; /* as recorded, not to be trusted; or GS_NO_VCPU */
    struct
    {
      guint32 reason, isa, vcpu;
    } kvm_exit; /* isa 0 and vcpu GS_NO_VCPU where not recorded */
    struct
    {
      guint32 number; /* vector, line or pin */
      gint32 level;
      guint64 address, data; /* data: of an I/O APIC also the pin's entry */
    } __attribute__ ((packed, aligned (4))) virq;
    struct
    {
      guint32 number;
      guint64 a0, a1;
    } __attribute__ ((packed, aligned (4))) hypercall;
    struct
    {
      guint32 reason;
    } userspace_exit;
    struct
    {
      guint32 counter;
      guint64 vm_uid;
    } __attribute__ ((packed, aligned (4))) vmsync;
    struct
    {
      guint32 seq, ack;
      guint16 source_port, dest_port, flags;
      guint32 device;
    } tcp; /* ports 0 where not recorded */
    struct
    {
      gint64 end;
      guint64 n_events;                           /* that the tracer counted */
      guint32 n_packets;                          /* missing ones */
      guint32 n_in_packets;                       /* about so many events were in these */
      guint16 causes;                             /* GsLoss; 0: not said, as the numbers tell */
      guint16 of;                                 /* GsLossOf; 0: of all */
    } __attribute__ ((packed, aligned (4))) lost; /* missing in [time, end) */
  };
} GsEvent;

G_STATIC_ASSERT (sizeof (GsEvent) <= 40);

/* A set of kinds is a bit for each. */
#define GS_KIND(kind) (G_GUINT64_CONSTANT (1) << GS_EVENT_##kind)
#define GS_KVM_KINDS (GS_KIND (KVM_ENTRY) | GS_KIND (KVM_EXIT))

G_STATIC_ASSERT (GS_N_EVENT_KINDS <= 64);

G_END_DECLS
