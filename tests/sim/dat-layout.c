/* dat-layout.c: what the kernel's events are called and made of, for tests
 * SPDX-License-Identifier: MIT
 *
 * Names and fields as Linux 6.1 declares them.
 */
#include "sim/dat-layout.h"

#include <string.h>

#define FIRST_ID 100
#define MOST_VALUES 16

static const DatLayout layouts[CTF_N_KINDS] = {
  [CTF_SWITCH] = { "sched", "sched_switch", "ciilcii",
                   "prev_comm prev_pid prev_prio prev_state next_comm next_pid next_prio" },
  [CTF_WAKING] = { "sched", "sched_waking", "ciii", "comm pid prio target_cpu" },
  [CTF_WAKEUP] = { "sched", "sched_wakeup", "ciii", "comm pid prio target_cpu" },
  [CTF_WAKEUP_NEW] = { "sched", "sched_wakeup_new", "ciii", "comm pid prio target_cpu" },
  [CTF_MIGRATE] = { "sched", "sched_migrate_task", "ciiii", "comm pid prio orig_cpu dest_cpu" },
  [CTF_PI_SETPRIO] = { "sched", "sched_pi_setprio", "ciii", "comm pid oldprio newprio" },
  [CTF_FORK] = { "sched", "sched_process_fork", "cici", "parent_comm parent_pid child_comm child_pid" },
  [CTF_EXEC] = { "sched", "sched_process_exec", "sii", "filename pid old_pid" },
  [CTF_EXIT] = { "sched", "sched_process_exit", "cii", "comm pid prio" },
  [CTF_FREE] = { "sched", "sched_process_free", "cii", "comm pid prio" },
  [CTF_IRQ_ENTRY] = { "irq", "irq_handler_entry", "is", "irq name" },
  [CTF_IRQ_EXIT] = { "irq", "irq_handler_exit", "ii", "irq ret" },
  [CTF_SOFTIRQ_RAISE] = { "irq", "softirq_raise", "u", "vec" },
  [CTF_SOFTIRQ_ENTRY] = { "irq", "softirq_entry", "u", "vec" },
  [CTF_SOFTIRQ_EXIT] = { "irq", "softirq_exit", "u", "vec" },
  [CTF_KVM_ENTRY] = { "kvm", "kvm_entry", "uq", "vcpu_id rip" },
  [CTF_KVM_EXIT] = { "kvm", "kvm_exit", "uquqquuu",
                     "exit_reason guest_rip isa info1 info2 intr_info error_code vcpu_id" },
  [CTF_KVM_HYPERCALL] = { "kvm", "kvm_hypercall", "qqqqq", "nr a0 a1 a2 a3" },
  [CTF_KVM_USERSPACE_EXIT] = { "kvm", "kvm_userspace_exit", "ui", "reason errno" },
  [CTF_NET_QUEUE] = { "net", "net_dev_queue", "qus", "skbaddr len name" },
  [CTF_NET_RECEIVE] = { "net", "netif_receive_skb", "qus", "skbaddr len name" },
  [CTF_HRTIMER_CANCEL] = { "timer", "hrtimer_cancel", "q", "hrtimer" },
  [CTF_SYSCALL_ENTRY] = { "syscalls", "sys_enter_", "iqq", "__syscall_nr fd count" },
  [CTF_SYSCALL_EXIT] = { "syscalls", "sys_exit_", "il", "__syscall_nr ret" },
};

static const DatLayout raw_syscalls[2] = {
  { "raw_syscalls", "sys_enter", "lqq", "id fd count" },
  { "raw_syscalls", "sys_exit", "ll", "id ret" },
};

/* What ctf_syscalls' are numbered, on x86_64 and on ARM. */
static const guint16 numbers[2][12] = {
  { 0, 1, 16, 202, 271, 56, 59, 231, 230, 44, 45, 9 },
  { 63, 64, 29, 98, 73, 220, 221, 94, 115, 206, 207, 222 },
};

/* Returns: whether recordings have events of @kind */
gboolean
dat_layout_get (const DatOptions *options, CtfKind kind, DatLayout *layout)
{
  *layout = layouts[kind];
  if (options->raw_syscalls && (kind == CTF_SYSCALL_ENTRY || kind == CTF_SYSCALL_EXIT))
    *layout = raw_syscalls[kind - CTF_SYSCALL_ENTRY];
  return layout->name != NULL && (options->omit & CTF_KIND (kind)) == 0;
}

/* How many events of different names a kind has. */
guint
dat_layout_count_names (const DatOptions *options, CtfKind kind)
{
  guint n = 1;

  if ((kind == CTF_SYSCALL_ENTRY || kind == CTF_SYSCALL_EXIT) && !options->raw_syscalls)
    for (n = 0; ctf_syscalls[n] != NULL; n++)
      ;
  return n;
}

guint
dat_layout_get_id (const DatOptions *options, CtfKind kind, guint syscall)
{
  if (kind != CTF_SYSCALL_ENTRY && kind != CTF_SYSCALL_EXIT)
    return FIRST_ID + kind;
  if (options->raw_syscalls)
    syscall = 0;
  return FIRST_ID + CTF_N_KINDS + 2 * syscall + (kind == CTF_SYSCALL_EXIT);
}

static guint
dat_layout_get_size (char type)
{
  switch (type)
    {
    case 'c':
      return 16;
    case 'h':
      return 2;
    case 'u':
    case 'i':
    case 's':
      return 4;
    default:
      return 8;
    }
}

/* What the C compiler makes of it. */
static guint
dat_layout_align (guint offset, char type)
{
  guint alignment = type == 'c' ? 1 : dat_layout_get_size (type);

  return (offset + alignment - 1) / alignment * alignment;
}

static const char *
dat_layout_get_type (char type)
{
  switch (type)
    {
    case 'c':
      return "char";
    case 's':
      return "__data_loc char[]";
    case 'i':
      return "int";
    case 'u':
      return "unsigned int";
    case 'l':
      return "long";
    default:
      return "unsigned long";
    }
}

/* Returns: (transfer full): the text of the event's format file */
GString *
dat_layout_format (const DatOptions *options, CtfKind kind, guint syscall)
{
  GString *text = g_string_new (NULL);
  DatLayout layout;
  g_auto (GStrv) names = NULL;
  guint offset = 8;

  dat_layout_get (options, kind, &layout);
  names = g_strsplit (layout.fields, " ", -1);
  g_string_append_printf (text,
                          "name: %s%s\nID: %u\nformat:\n"
                          "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
                          "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
                          "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
                          "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n",
                          layout.name, g_str_has_suffix (layout.name, "_") ? ctf_syscalls[syscall] : "",
                          dat_layout_get_id (options, kind, syscall));
  for (guint i = 0; names[i] != NULL; i++)
    {
      char type = layout.types[i];

      offset = dat_layout_align (offset, type);
      g_string_append_printf (text, "\tfield:%s %s%s;\toffset:%u;\tsize:%u;\tsigned:%d;\n", dat_layout_get_type (type),
                              names[i], type == 'c' ? "[16]" : "", offset, dat_layout_get_size (type),
                              strchr ("cil", type) != NULL);
      offset += dat_layout_get_size (type);
    }
  g_string_append_printf (text, "\nprint fmt: \"%%d\", REC->%s\n", names[0]);
  return text;
}

static void
dat_layout_get_sched_values (const CtfEvent *e, DatValue v[MOST_VALUES])
{
  switch (e->kind)
    {
    case CTF_SWITCH:
      v[0].s = e->sched_switch.prev_comm, v[1].i = e->sched_switch.prev_tid, v[2].i = e->sched_switch.prev_prio;
      v[3].i = e->sched_switch.prev_state, v[4].s = e->sched_switch.next_comm;
      v[5].i = e->sched_switch.next_tid, v[6].i = e->sched_switch.next_prio;
      break;
    case CTF_MIGRATE:
      v[0].s = e->migrate.comm, v[1].i = e->migrate.tid, v[2].i = e->migrate.prio, v[3].i = e->migrate.orig_cpu;
      v[4].i = e->migrate.dest_cpu;
      break;
    case CTF_PI_SETPRIO:
      v[0].s = e->setprio.comm, v[1].i = e->setprio.tid, v[2].i = e->setprio.old_prio, v[3].i = e->setprio.new_prio;
      break;
    case CTF_FORK:
      v[0].s = e->fork.parent_comm, v[1].i = e->fork.parent_tid, v[2].s = e->fork.child_comm;
      v[3].i = e->fork.child_tid;
      break;
    case CTF_EXEC:
      v[0].s = e->task.name, v[1].i = v[2].i = e->task.tid;
      break;
    case CTF_EXIT:
    case CTF_FREE:
      v[0].s = e->task.name, v[1].i = e->task.tid, v[2].i = e->task.prio;
      break;
    default:
      v[0].s = e->wakeup.comm, v[1].i = e->wakeup.tid, v[2].i = e->wakeup.prio, v[3].i = e->wakeup.target_cpu;
      break;
    }
}

static void
dat_layout_get_values (const CtfEvent *e, DatValue v[MOST_VALUES])
{
  switch (e->kind)
    {
    case CTF_IRQ_ENTRY:
      v[0].i = e->irq.number, v[1].s = e->irq.name;
      break;
    case CTF_IRQ_EXIT:
    case CTF_SOFTIRQ_RAISE:
    case CTF_SOFTIRQ_ENTRY:
    case CTF_SOFTIRQ_EXIT:
      v[0].i = e->irq.number, v[1].i = 1;
      break;
    case CTF_KVM_ENTRY:
      v[0].i = e->kvm.vcpu, v[1].i = 0xffffffff81000000;
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
    case CTF_NET_QUEUE:
    case CTF_NET_RECEIVE:
      v[0].i = 0xffff888100000000, v[1].i = 66, v[2].s = e->tcp.device;
      break;
    case CTF_SYSCALL_ENTRY:
      v[0].i = e->syscall.number, v[1].i = 3, v[2].i = 4096;
      break;
    case CTF_SYSCALL_EXIT:
      v[0].i = e->syscall.number, v[1].i = e->syscall.ret;
      break;
    default:
      break;
    }
}

void
dat_layout_put_number (GByteArray *record, const DatOptions *options, guint64 number, guint n_bytes)
{
  guint64 ordered = options->is_big_endian ? GUINT64_TO_BE (number << (8 * (8 - n_bytes))) : GUINT64_TO_LE (number);

  g_byte_array_append (record, (const guint8 *) &ordered, n_bytes);
}

/* Texts of any length follow behind the fields, which say where. */
static void
dat_layout_put_text (GByteArray *record, const DatOptions *options, guint at, const char *text)
{
  guint32 place = (guint32) (strlen (text) + 1) << 16 | record->len;

  place = options->is_big_endian ? GUINT32_TO_BE (place) : GUINT32_TO_LE (place);
  memcpy (record->data + at, &place, sizeof place);
  g_byte_array_append (record, (const guint8 *) text, strlen (text) + 1);
}

/* Appends what @event writes. */
void
dat_layout_put (GByteArray *record, const DatOptions *options, const CtfEvent *event)
{
  static const guint8 zeros[16];
  DatValue values[MOST_VALUES] = { 0 };
  guint places[MOST_VALUES];
  DatLayout layout;

  dat_layout_get (options, event->kind, &layout);
  if (event->kind <= CTF_FREE)
    dat_layout_get_sched_values (event, values);
  else
    dat_layout_get_values (event, values);
  if (options->raw_syscalls && (event->kind == CTF_SYSCALL_ENTRY || event->kind == CTF_SYSCALL_EXIT))
    values[0].i = numbers[g_strcmp0 (options->machine, "aarch64") == 0][event->syscall.number];
  dat_layout_put_number (record, options, dat_layout_get_id (options, event->kind, event->syscall.number), 2);
  dat_layout_put_number (record, options, 0, 2);
  dat_layout_put_number (record, options, event->tid, 4);
  for (guint i = 0; layout.types[i] != '\0'; i++)
    {
      g_byte_array_append (record, zeros, dat_layout_align (record->len, layout.types[i]) - record->len);
      places[i] = record->len;
      if (layout.types[i] == 'c')
        {
          char name[16] = "";

          g_strlcpy (name, values[i].s, sizeof name);
          g_byte_array_append (record, (const guint8 *) name, sizeof name);
        }
      else
        dat_layout_put_number (record, options, layout.types[i] == 's' ? 0 : values[i].i,
                               dat_layout_get_size (layout.types[i]));
    }
  for (guint i = 0; layout.types[i] != '\0'; i++)
    if (layout.types[i] == 's')
      dat_layout_put_text (record, options, places[i], values[i].s);
  g_byte_array_append (record, zeros, (4 - record->len % 4) % 4);
}
