/* ctf-writer.h: writes CTF 1.8 traces as LTTng lays them out, for tests
 * SPDX-License-Identifier: MIT
 *
 * A trace is a folder with `metadata` and one stream file per CPU and channel.
 * Events are written as they come: those of one CPU have to come in the order
 * in which they are to be in its streams (which need not be that of time).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTF_SWITCH,
  CTF_WAKING,
  CTF_WAKEUP,
  CTF_WAKEUP_NEW,
  CTF_MIGRATE,
  CTF_PI_SETPRIO,
  CTF_FORK,
  CTF_EXEC,
  CTF_EXIT,
  CTF_FREE,
  CTF_IRQ_ENTRY,
  CTF_IRQ_EXIT,
  CTF_SOFTIRQ_RAISE,
  CTF_SOFTIRQ_ENTRY,
  CTF_SOFTIRQ_EXIT,
  CTF_STATEDUMP_START,
  CTF_STATEDUMP_END,
  CTF_PROCESS_STATE,
  CTF_KVM_ENTRY,
  CTF_KVM_EXIT,
  CTF_KVM_HYPERCALL,
  CTF_KVM_USERSPACE_EXIT,
  CTF_VMSYNC_GH_GUEST,
  CTF_VMSYNC_HG_GUEST,
  CTF_VMSYNC_GH_HOST,
  CTF_VMSYNC_HG_HOST,
  CTF_NET_QUEUE,
  CTF_NET_RECEIVE,
  CTF_INET_OUT,
  CTF_INET_IN,
  CTF_HRTIMER_CANCEL, /* what no analysis wants */
  CTF_USER_TICK,      /* the one event of a user-space trace */
  CTF_SYSCALL_ENTRY,
  CTF_SYSCALL_EXIT,
  CTF_N_KINDS
} CtfKind;

#define CTF_KIND(kind) (G_GUINT64_CONSTANT (1) << (kind))

/* System calls by number: these names exist in every trace. */
extern const char *const ctf_syscalls[];
int ctf_syscall_number (const char *name);

typedef struct
{
  gint64 time;  /* ns since the epoch, on the trace's clock */
  guint16 kind; /* CtfKind */
  guint16 cpu;
  gint32 tid, pid; /* contexts */
  const char *comm;

  union
  {
    struct
    {
      const char *prev_comm, *next_comm;
      gint32 prev_tid, next_tid, prev_prio, next_prio;
      gint64 prev_state;
    } sched_switch;
    struct
    {
      const char *comm;
      gint32 tid, prio, target_cpu;
    } wakeup;
    struct
    {
      const char *comm;
      gint32 tid, prio, orig_cpu, dest_cpu;
    } migrate;
    struct
    {
      const char *comm;
      gint32 tid, old_prio, new_prio;
    } setprio;
    struct
    {
      const char *parent_comm, *child_comm;
      gint32 parent_tid, parent_pid, child_tid, child_pid;
    } fork;
    struct
    {
      const char *name;
      gint32 tid, prio;
    } task; /* exec: file name; exit, free: thread name */
    struct
    {
      const char *name;
      gint32 number;
    } irq; /* or the softirq's vector */
    struct
    {
      guint number;
      gint64 ret;
    } syscall;
    struct
    {
      const char *name;
      gint32 tid, pid, ppid, type, status, cpu;
    } process;
    struct
    {
      guint32 vcpu, reason, isa;
    } kvm; /* entry and exit */
    struct
    {
      guint64 number, a0, a1;
    } hypercall;
    struct
    {
      guint32 reason;
      gint32 error;
    } userspace_exit;
    struct
    {
      guint32 counter;
      guint64 vm_uid;
    } vmsync;
    struct
    {
      const char *device;
      guint32 seq, ack;
      guint16 source_port, dest_port, flags;
    } tcp;
  };
} CtfEvent;

typedef struct
{
  const char *hostname;
  const char *kernel_release;
  guint tracer_major, tracer_minor, tracer_patch;
  gboolean is_ust;     /* user-space domain: holds CTF_USER_TICK events only */
  gint64 clock_offset; /* ns from the epoch to the clock's zero */
  guint n_cpus;
  guint n_channels;  /* per CPU; kinds are spread over them. 0 is 1 */
  gsize packet_size; /* bytes; 0 is 256 KiB */
  gboolean with_tid, with_pid, with_procname;
  gboolean plain_kvm_names;   /* kvm_entry, not kvm_x86_entry */
  gboolean old_syscall_names; /* sys_read and exit_syscall, not syscall_entry_read */
  gboolean old_names;         /* softirq_entry, netif_receive_skb, …; no protocol headers */
  gboolean exit_without_vcpu;
  gboolean compact_headers; /* 5-bit ids and 27-bit times */
  gboolean packetized_metadata;
  gboolean with_index; /* index/NAME.idx, as LTTng writes them */
  guint64 omit;        /* CTF_KIND() of events that the trace does not even declare */
} CtfOptions;

typedef struct _CtfWriter CtfWriter;

CtfWriter *ctf_writer_new (const char *folder, const CtfOptions *options, GError **error);
void ctf_writer_add (CtfWriter *self, const CtfEvent *event);
void ctf_writer_lose (CtfWriter *self, guint cpu, guint64 n_events);
gboolean ctf_writer_close (CtfWriter *self, GError **error);

G_END_DECLS
