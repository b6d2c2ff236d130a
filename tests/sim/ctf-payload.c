/* ctf-payload.c: what an event holds, as bytes
 * SPDX-License-Identifier: MIT
 */
#include "sim/ctf-payload.h"

#include <string.h>

/* The values of an event's fields, in the order of its layout. */
typedef union
{
  gint64 i;
  const char *s;
} CtfValue;

void
ctf_put_number (GByteArray *bytes, guint64 value, guint size)
{
  guint64 little = GUINT64_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &little, size);
}

void
ctf_put_name (GByteArray *bytes, const char *name)
{
  char buffer[16] = { 0 };

  strncpy (buffer, name != NULL ? name : "", sizeof buffer - 1);
  g_byte_array_append (bytes, (const guint8 *) buffer, sizeof buffer);
}

static void
ctf_put_network_number (GByteArray *bytes, guint64 value, guint size)
{
  guint64 big = GUINT64_TO_BE (value << (64 - 8 * size));

  g_byte_array_append (bytes, (const guint8 *) &big, size);
}

/* An IPv4 header and a TCP header in LTTng's variants. */
static void
ctf_put_tcp (GByteArray *bytes, const CtfEvent *event)
{
  static const guint8 addresses[] = { 192, 168, 77, 1, 192, 168, 77, 10 };

  ctf_put_number (bytes, 1, 1); /* network_header_type: ipv4 */
  ctf_put_network_number (bytes, 0x45, 1);
  ctf_put_network_number (bytes, 0, 1);
  ctf_put_network_number (bytes, 52, 2);
  ctf_put_network_number (bytes, event->tcp.seq & 0xffff, 2);
  ctf_put_network_number (bytes, 0x4000, 2);
  ctf_put_network_number (bytes, 64, 1);
  ctf_put_network_number (bytes, 6, 1); /* protocol: tcp */
  ctf_put_network_number (bytes, 0, 2);
  g_byte_array_append (bytes, addresses, sizeof addresses);
  ctf_put_number (bytes, 1, 1); /* transport_header_type: tcp */
  ctf_put_network_number (bytes, event->tcp.source_port, 2);
  ctf_put_network_number (bytes, event->tcp.dest_port, 2);
  ctf_put_network_number (bytes, event->tcp.seq, 4);
  ctf_put_network_number (bytes, event->tcp.ack, 4);
  ctf_put_network_number (bytes, 5u << 12 | (event->tcp.flags & 0x1ff), 2);
  ctf_put_network_number (bytes, 502, 2);
  ctf_put_network_number (bytes, 0, 4);
}

static void
ctf_put_field (GByteArray *bytes, char type, CtfValue value)
{
  switch (type)
    {
    case 'c':
      ctf_put_name (bytes, value.s);
      break;
    case 's':
      g_byte_array_append (bytes, (const guint8 *) value.s, strlen (value.s) + 1);
      break;
    case 'b':
      ctf_put_number (bytes, value.i, 1);
      break;
    case 'h':
      ctf_put_number (bytes, value.i, 2);
      break;
    case 'i':
    case 'u':
      ctf_put_number (bytes, value.i, 4);
      break;
    case 'V':
      ctf_put_number (bytes, 1, 1);
      ctf_put_number (bytes, value.i, 4);
      break;
    default:
      ctf_put_number (bytes, value.i, 8);
      break;
    }
}

static void
ctf_event_get_sched_values (const CtfEvent *e, CtfValue v[16])
{
  switch (e->kind)
    {
    case CTF_SWITCH:
      v[0].s = e->sched_switch.prev_comm, v[1].i = e->sched_switch.prev_tid;
      v[2].i = e->sched_switch.prev_prio, v[3].i = e->sched_switch.prev_state;
      v[4].s = e->sched_switch.next_comm, v[5].i = e->sched_switch.next_tid, v[6].i = e->sched_switch.next_prio;
      break;
    case CTF_MIGRATE:
      v[0].s = e->migrate.comm, v[1].i = e->migrate.tid, v[2].i = e->migrate.prio;
      v[3].i = e->migrate.orig_cpu, v[4].i = e->migrate.dest_cpu;
      break;
    case CTF_PI_SETPRIO:
      v[0].s = e->setprio.comm, v[1].i = e->setprio.tid, v[2].i = e->setprio.old_prio, v[3].i = e->setprio.new_prio;
      break;
    case CTF_EXEC:
    case CTF_EXIT:
    case CTF_FREE:
      v[0].s = e->task.name, v[1].i = e->task.tid, v[2].i = e->kind == CTF_EXEC ? e->task.tid : e->task.prio;
      break;
    default:
      v[0].s = e->wakeup.comm, v[1].i = e->wakeup.tid, v[2].i = e->wakeup.prio, v[3].i = e->wakeup.target_cpu;
      break;
    }
}

static void
ctf_event_get_fork_values (const CtfEvent *e, gboolean is_old, CtfValue v[16])
{
  v[0].s = e->fork.parent_comm, v[1].i = e->fork.parent_tid;
  if (is_old)
    {
      v[2].s = e->fork.child_comm, v[3].i = e->fork.child_tid;
      return;
    }
  v[2].i = e->fork.parent_pid, v[4].s = e->fork.child_comm, v[5].i = v[6].i = e->fork.child_tid;
  v[7].i = e->fork.child_pid;
}

static void
ctf_event_get_kvm_values (const CtfEvent *e, CtfValue v[16])
{
  switch (e->kind)
    {
    case CTF_KVM_ENTRY:
      v[0].i = e->kvm.vcpu;
      break;
    case CTF_KVM_EXIT:
      v[0].i = e->kvm.reason, v[1].i = 0xffffffff81000000, v[2].i = e->kvm.isa, v[7].i = e->kvm.vcpu;
      break;
    case CTF_KVM_HYPERCALL:
      v[0].i = e->hypercall.number, v[1].i = e->hypercall.a0, v[2].i = e->hypercall.a1;
      break;
    case CTF_KVM_USERSPACE_EXIT:
      v[0].i = e->userspace_exit.reason, v[1].i = e->userspace_exit.error;
      break;
    default:
      v[0].i = e->vmsync.counter, v[1].i = e->vmsync.vm_uid;
      break;
    }
}

static void
ctf_event_get_values (const CtfEvent *e, CtfValue v[16])
{
  switch (e->kind)
    {
    case CTF_IRQ_ENTRY:
      v[0].i = e->irq.number, v[1].s = e->irq.name;
      break;
    case CTF_IRQ_EXIT:
      v[0].i = e->irq.number, v[1].i = 1;
      break;
    case CTF_SOFTIRQ_RAISE:
    case CTF_SOFTIRQ_ENTRY:
    case CTF_SOFTIRQ_EXIT:
      v[0].i = e->irq.number;
      break;
    case CTF_PROCESS_STATE:
      v[0].i = e->process.tid, v[1].i = e->process.pid, v[2].i = e->process.ppid, v[3].s = e->process.name;
      v[4].i = e->process.type, v[5].i = 5, v[7].i = e->process.status, v[8].i = e->process.cpu;
      break;
    case CTF_NET_QUEUE:
    case CTF_NET_RECEIVE:
      v[0].i = 0xffff888100000000, v[1].i = 66, v[2].s = e->tcp.device;
      break;
    case CTF_INET_OUT:
    case CTF_INET_IN:
      v[0].i = 0xffff888100000000, v[1].i = e->tcp.seq, v[2].i = e->tcp.ack, v[3].i = e->tcp.flags;
      break;
    case CTF_HRTIMER_CANCEL:
      v[0].i = 0xffff888100000000, v[1].i = e->time;
      break;
    case CTF_SYSCALL_ENTRY:
      v[0].i = 3, v[1].i = 4096;
      break;
    case CTF_SYSCALL_EXIT:
      v[0].i = e->syscall.ret;
      break;
    default:
      break;
    }
}

/* Appends the fields of @event, which are of @types (see ctf-layout.h). */
void
ctf_payload_put (GByteArray *bytes, const char *types, gboolean is_old, const CtfEvent *event)
{
  CtfValue values[16] = { 0 };

  if (event->kind == CTF_FORK)
    ctf_event_get_fork_values (event, is_old, values);
  else if (event->kind <= CTF_FREE)
    ctf_event_get_sched_values (event, values);
  else if (event->kind >= CTF_KVM_ENTRY && event->kind <= CTF_VMSYNC_HG_HOST)
    ctf_event_get_kvm_values (event, values);
  else
    ctf_event_get_values (event, values);

  for (guint i = 0; types[i] != '\0'; i++)
    {
      if (types[i] == 'T')
        ctf_put_tcp (bytes, event);
      else
        ctf_put_field (bytes, types[i], values[i]);
    }
}
