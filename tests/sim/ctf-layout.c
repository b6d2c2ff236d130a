/* ctf-layout.c: what the events of a test trace are called and made of
 * SPDX-License-Identifier: MIT
 *
 * Names and members as lttng-modules 2.1 to 2.13 write them.
 */
#include "sim/ctf-layout.h"

#include <string.h>

const char *const ctf_syscalls[] = {
  "read",       "write",           "ioctl",  "futex",    "ppoll", "clone", "execve",
  "exit_group", "clock_nanosleep", "sendto", "recvfrom", "mmap",  NULL,
};

#define N_SYSCALLS (G_N_ELEMENTS (ctf_syscalls) - 1)

/* Plain bits of a network header, in network byte order. */
#define BITS(bits, align, name) \
  "    integer { size = " #bits "; align = " #align "; signed = false; base = 10; byte_order = be; } _" name ";\n"
#define BYTES(n, name)                           \
  "    struct { } align(8) _" name "_padding;\n" \
  "    integer { size = 8; align = 8; signed = false; base = 10; byte_order = be; } _" name "[" #n "];\n"
#define PROTOCOL(name)                                                                          \
  "    enum : integer { size = 8; align = 8; signed = false; base = 10; byte_order = be; } {\n" \
  "      \"_unknown\" = 0, \"_icmp\" = 1, \"_unknown\" = 2 ... 5, \"_tcp\" = 6,\n"              \
  "      \"_unknown\" = 7 ... 16, \"_udp\" = 17, \"_unknown\" = 18 ... 255,\n"                  \
  "    } _" name ";\n"
#define TRANSPORT                                                                                                      \
  "    enum : integer { size = 8; align = 8; signed = false; base = 10; } {\n"                                         \
  "      \"_unknown\" = 0, \"_tcp\" = 1, \"_udp\" = 2, \"_icmp\" = 3,\n"                                               \
  "    } _transport_header_type;\n"                                                                                    \
  "    variant <_transport_header_type> {\n"                                                                           \
  "    struct {\n    } _unknown;\n"                                                                                    \
  "    struct {\n" BITS (16, 8, "source_port") BITS (16, 8, "dest_port") BITS (32, 8, "seq") BITS (                    \
      32, 8, "ack_seq") BITS (4, 4, "data_offset") BITS (3, 1, "reserved") BITS (9, 1, "flags")                        \
      BITS (16, 8, "window_size") BITS (16, 8, "checksum") BITS (                                                      \
          16, 8, "urg_ptr") "    } _tcp;\n"                                                                            \
                            "    struct {\n" BITS (16, 8, "source_port") BITS (16, 8, "dest_port") BITS (16, 8, "len") \
                                BITS (16, 8, "check") "    } _udp;\n"                                                  \
                                                      "    struct {\n" BITS (8, 8, "type") BITS (8, 8, "code")         \
                                                          BITS (16, 8, "checksum")                                     \
                                                              BITS (32, 8, "gateway") "    } _icmp;\n"                 \
                                                                                      "    } _transport_header;\n"

static const char network_fields[] = "    enum : integer { size = 8; align = 8; signed = false; base = 10; } {\n"
                                     "      \"_unknown\" = 0, \"_ipv4\" = 1, \"_ipv6\" = 2,\n"
                                     "    } _network_header_type;\n"
                                     "    variant <_network_header_type> {\n"
                                     "    struct {\n    } _unknown;\n"
                                     "    struct {\n" BITS (4, 4, "version") BITS (4, 4, "ihl") BITS (8, 8, "tos")
                                         BITS (16, 8, "tot_len") BITS (16, 8, "id") BITS (16, 8, "frag_off")
                                             BITS (8, 8, "ttl") PROTOCOL ("protocol") BITS (16, 8, "checksum")
                                                 BYTES (4, "saddr") BYTES (4, "daddr") TRANSPORT
    "    } _ipv4;\n"
    "    struct {\n" BITS (4, 4, "version") BITS (4, 4, "prio") BYTES (3, "flow_lbl") BITS (16, 8, "payload_len")
        PROTOCOL ("nexthdr") BITS (8, 8, "hop_limit") BYTES (16, "saddr") BYTES (16, "daddr") TRANSPORT
    "    } _ipv6;\n"
    "    } _network_header;\n";

static const CtfLayout layouts[CTF_N_KINDS] = {
  [CTF_SWITCH] = { "sched_switch", "ciilcii", "prev_comm prev_tid prev_prio prev_state next_comm next_tid next_prio" },
  [CTF_WAKING] = { "sched_waking", "ciii", "comm tid prio target_cpu" },
  [CTF_WAKEUP] = { "sched_wakeup", "ciii", "comm tid prio target_cpu" },
  [CTF_WAKEUP_NEW] = { "sched_wakeup_new", "ciii", "comm tid prio target_cpu" },
  [CTF_MIGRATE] = { "sched_migrate_task", "ciiii", "comm tid prio orig_cpu dest_cpu" },
  [CTF_PI_SETPRIO] = { "sched_pi_setprio", "ciii", "comm tid oldprio newprio" },
  [CTF_FORK] = { "sched_process_fork", "ciiuciViu",
                 "parent_comm parent_tid parent_pid parent_ns_inum child_comm child_tid vtids child_pid child_ns_inum" },
  [CTF_EXEC] = { "sched_process_exec", "sii", "filename tid old_tid" },
  [CTF_EXIT] = { "sched_process_exit", "cii", "comm tid prio" },
  [CTF_FREE] = { "sched_process_free", "cii", "comm tid prio" },
  [CTF_IRQ_ENTRY] = { "irq_handler_entry", "is", "irq name" },
  [CTF_IRQ_EXIT] = { "irq_handler_exit", "ii", "irq ret" },
  [CTF_SOFTIRQ_RAISE] = { "irq_softirq_raise", "u", "vec" },
  [CTF_SOFTIRQ_ENTRY] = { "irq_softirq_entry", "u", "vec" },
  [CTF_SOFTIRQ_EXIT] = { "irq_softirq_exit", "u", "vec" },
  [CTF_STATEDUMP_START] = { "lttng_statedump_start", "", "" },
  [CTF_STATEDUMP_END] = { "lttng_statedump_end", "", "" },
  [CTF_PROCESS_STATE] = { "lttng_statedump_process_state", "iiiciiiiuq",
                          "tid pid ppid name type mode submode status cpu file_table_address" },
  [CTF_KVM_ENTRY] = { "kvm_x86_entry", "u", "vcpu_id" },
  [CTF_KVM_EXIT] = { "kvm_x86_exit", "uquqquuu", "exit_reason guest_rip isa info1 info2 intr_info error_code vcpu_id" },
  [CTF_KVM_HYPERCALL] = { "kvm_x86_hypercall", "qqqqq", "nr a0 a1 a2 a3" },
  [CTF_KVM_USERSPACE_EXIT] = { "kvm_userspace_exit", "ui", "reason errno" },
  [CTF_VMSYNC_GH_GUEST] = { "vmsync_gh_guest", "uq", "cnt vm_uid" },
  [CTF_VMSYNC_HG_GUEST] = { "vmsync_hg_guest", "uq", "cnt vm_uid" },
  [CTF_VMSYNC_GH_HOST] = { "vmsync_gh_host", "uq", "cnt vm_uid" },
  [CTF_VMSYNC_HG_HOST] = { "vmsync_hg_host", "uq", "cnt vm_uid" },
  [CTF_NET_QUEUE] = { "net_dev_queue", "qusT", "skbaddr len name header" },
  [CTF_NET_RECEIVE] = { "net_if_receive_skb", "qusT", "skbaddr len name header" },
  [CTF_INET_OUT] = { "inet_sock_local_out", "quuh", "skaddr seq ack_seq flags" },
  [CTF_INET_IN] = { "inet_sock_local_in", "quuh", "skaddr seq ack_seq flags" },
  [CTF_HRTIMER_CANCEL] = { "timer_hrtimer_cancel", "qlq", "hrtimer now function" },
  [CTF_USER_TICK] = { "app:tick", "i", "value" },
  [CTF_SYSCALL_ENTRY] = { "syscall_entry_", "uq", "fd count" },
  [CTF_SYSCALL_EXIT] = { "syscall_exit_", "l", "ret" },
};

static const struct
{
  CtfKind kind;
  CtfLayout layout;
} old_layouts[] = {
  { CTF_FORK, { "sched_process_fork", "cici", "parent_comm parent_tid child_comm child_tid" } },
  { CTF_EXEC, { "sched_process_exec", "sii", "filename tid old_tid" } },
  { CTF_SOFTIRQ_RAISE, { "softirq_raise", "u", "vec" } },
  { CTF_SOFTIRQ_ENTRY, { "softirq_entry", "u", "vec" } },
  { CTF_SOFTIRQ_EXIT, { "softirq_exit", "u", "vec" } },
  { CTF_NET_QUEUE, { "net_dev_queue", "qus", "skbaddr len name" } },
  { CTF_NET_RECEIVE, { "netif_receive_skb", "qus", "skbaddr len name" } },
  { CTF_PROCESS_STATE, { "lttng_statedump_process_state", "iiiciiii", "tid pid ppid name type mode submode status" } },
};

/* The number of the system call @name, -1 where test traces have none such. */
int
ctf_syscall_number (const char *name)
{
  for (guint i = 0; i < N_SYSCALLS; i++)
    if (strcmp (ctf_syscalls[i], name) == 0)
      return i;
  return -1;
}

/* What events of @kind are called and hold in a trace with @options. A system
 * call's name is still to be added where the name ends in an underscore. */
void
ctf_layout_get (const CtfOptions *options, CtfKind kind, CtfLayout *layout)
{
  *layout = layouts[kind];
  for (guint i = 0; options->old_names && i < G_N_ELEMENTS (old_layouts); i++)
    if (old_layouts[i].kind == kind)
      *layout = old_layouts[i].layout;

  if (kind == CTF_KVM_EXIT && options->exit_without_vcpu)
    {
      layout->types = "uquqq";
      layout->fields = "exit_reason guest_rip isa info1 info2";
    }
  if (options->plain_kvm_names && g_str_has_prefix (layout->name, "kvm_x86_"))
    {
      static const char *const plain[] = { "kvm_entry", "kvm_exit", "kvm_hypercall" };

      layout->name = plain[kind - CTF_KVM_ENTRY];
    }
  if (options->old_syscall_names && kind == CTF_SYSCALL_ENTRY)
    layout->name = "sys_";
  if (options->old_syscall_names && kind == CTF_SYSCALL_EXIT)
    layout->name = "exit_syscall";
}

/* Which channel of its CPU an event goes to: KVM and system calls leave the
 * scheduler's where there are several. */
guint
ctf_layout_channel (const CtfOptions *options, CtfKind kind)
{
  guint group = 0;

  if (options->n_channels < 2)
    return 0;
  if (kind >= CTF_KVM_ENTRY && kind <= CTF_VMSYNC_HG_HOST)
    group = 1;
  else if (kind >= CTF_SYSCALL_ENTRY || kind == CTF_HRTIMER_CANCEL)
    group = 2;
  else if (kind >= CTF_NET_QUEUE && kind <= CTF_INET_IN)
    group = 3;
  return group % options->n_channels;
}

guint32
ctf_layout_event_id (const CtfOptions *options, CtfKind kind, guint syscall)
{
  if (kind == CTF_SYSCALL_EXIT && !options->old_syscall_names)
    return CTF_N_KINDS + N_SYSCALLS + syscall;
  if (kind == CTF_SYSCALL_ENTRY)
    return CTF_N_KINDS + syscall;
  return kind;
}

static guint
ctf_layout_get_bits (char type)
{
  switch (type)
    {
    case 'c':
    case 'b':
      return 8;
    case 'h':
      return 16;
    case 'u':
    case 'i':
    case 'V':
      return 32;
    default:
      return 64;
    }
}

static void
ctf_layout_add_field (GString *text, char type, const char *name)
{
  const char *is_signed = strchr ("cilV", type) != NULL ? "true" : "false";

  if (type == 'T')
    g_string_append (text, network_fields);
  else if (type == 's')
    g_string_append_printf (text, "    string _%s;\n", name);
  else
    {
      if (type == 'V')
        g_string_append_printf (text, "    integer { size = 8; align = 8; signed = false; } __%s_length;\n", name);
      g_string_append_printf (text, "    integer { size = %u; align = 8; signed = %s; encoding = %s; base = 10; } _%s",
                              ctf_layout_get_bits (type), is_signed, type == 'c' ? "UTF8" : "none", name);
      if (type == 'V')
        g_string_append_printf (text, "[ __%s_length ]", name);
      g_string_append (text, type == 'c' ? "[16];\n" : ";\n");
    }
}

static void
ctf_layout_add_class (GString *text, const CtfOptions *options, CtfKind kind, guint syscall)
{
  g_auto (GStrv) names = NULL;
  CtfLayout layout;
  gboolean is_named;

  ctf_layout_get (options, kind, &layout);
  is_named = kind == CTF_SYSCALL_ENTRY || (kind == CTF_SYSCALL_EXIT && !options->old_syscall_names);
  names = g_strsplit (layout.fields, " ", -1);
  g_string_append_printf (text, "event {\n  name = \"%s%s\";\n  id = %u;\n  stream_id = %u;\n  fields := struct {\n",
                          layout.name, is_named ? ctf_syscalls[syscall] : "",
                          ctf_layout_event_id (options, kind, syscall), ctf_layout_channel (options, kind));
  for (guint i = 0; layout.types[i] != '\0'; i++)
    ctf_layout_add_field (text, layout.types[i], names[i]);
  g_string_append (text, "  };\n};\n");
}

static gboolean
ctf_layout_has (const CtfOptions *options, CtfKind kind)
{
  if ((options->omit & CTF_KIND (kind)) != 0)
    return FALSE;
  return options->is_ust == (kind == CTF_USER_TICK);
}

static void
ctf_layout_add_streams (GString *text, const CtfOptions *options)
{
  for (guint i = 0; i < MAX (options->n_channels, 1); i++)
    {
      g_string_append_printf (text,
                              "stream {\n  id = %u;\n  event.header := struct event_header_%s;\n"
                              "  packet.context := struct packet_context;\n",
                              i, options->compact_headers ? "compact" : "large");
      if (options->with_tid || options->with_pid || options->with_procname)
        g_string_append_printf (
            text, "  event.context := struct {\n%s%s%s  };\n",
            options->with_tid ? "    integer { size = 32; align = 8; signed = true; } _tid;\n" : "",
            options->with_pid ? "    integer { size = 32; align = 8; signed = true; } _pid;\n" : "",
            options->with_procname ?
                "    integer { size = 8; align = 8; signed = true; encoding = UTF8; } _procname[16];\n" :
                "");
      g_string_append (text, "};\n");
    }
}

static void
ctf_layout_add_environment (GString *text, const CtfOptions *options, const char *uuid)
{
  g_string_append_printf (
      text,
      "trace {\n  major = 1;\n  minor = 8;\n  uuid = \"%s\";\n  byte_order = le;\n"
      "  packet.header := struct {\n    uint32_t magic;\n    uint8_t uuid[16];\n    uint32_t stream_id;\n"
      "    uint64_t stream_instance_id;\n  };\n};\n",
      uuid);
  g_string_append_printf (
      text,
      "env {\n  hostname = \"%s\";\n  domain = \"%s\";\n  sysname = \"Linux\";\n  kernel_release = \"%s\";\n"
      "  kernel_version = \"#1 SMP\";\n  tracer_name = \"%s\";\n  tracer_major = %u;\n  tracer_minor = %u;\n"
      "  tracer_patchlevel = %u;\n};\n",
      options->hostname, options->is_ust ? "ust" : "kernel", options->kernel_release,
      options->is_ust ? "lttng-ust" : "lttng-modules", options->tracer_major, options->tracer_minor,
      options->tracer_patch);
  g_string_append_printf (text,
                          "clock {\n  name = \"monotonic\";\n  uuid = \"%s\";\n  description = \"Monotonic Clock\";\n"
                          "  freq = 1000000000;\n  offset = %" G_GINT64_FORMAT ";\n};\n",
                          uuid, options->clock_offset);
}

static const char types_text[] = "/* CTF 1.8 */\n"
                                 "typealias integer { size = 8; align = 8; signed = false; } := uint8_t;\n"
                                 "typealias integer { size = 16; align = 8; signed = false; } := uint16_t;\n"
                                 "typealias integer { size = 32; align = 8; signed = false; } := uint32_t;\n"
                                 "typealias integer { size = 64; align = 8; signed = false; } := uint64_t;\n"
                                 "typealias integer { size = 64; align = 8; signed = false; } := unsigned long;\n"
                                 "typealias integer { size = 5; align = 1; signed = false; } := uint5_t;\n";

static const char headers_text[] =
    "typealias integer { size = 27; align = 1; signed = false; map = clock.monotonic.value; } := uint27_clock_t;\n"
    "typealias integer { size = 32; align = 8; signed = false; map = clock.monotonic.value; } := uint32_clock_t;\n"
    "typealias integer { size = 64; align = 8; signed = false; map = clock.monotonic.value; } := uint64_clock_t;\n"
    "struct packet_context {\n  uint64_clock_t timestamp_begin;\n  uint64_clock_t timestamp_end;\n"
    "  uint64_t content_size;\n  uint64_t packet_size;\n  uint64_t packet_seq_num;\n"
    "  unsigned long events_discarded;\n  uint32_t cpu_id;\n};\n"
    "struct event_header_compact {\n"
    "  enum : uint5_t { compact = 0 ... 30, extended = 31 } id;\n"
    "  variant <id> {\n    struct {\n      uint27_clock_t timestamp;\n    } compact;\n"
    "    struct {\n      uint32_t id;\n      uint64_clock_t timestamp;\n    } extended;\n  } v;\n} align(8);\n"
    "struct event_header_large {\n"
    "  enum : uint16_t { compact = 0 ... 65534, extended = 65535 } id;\n"
    "  variant <id> {\n    struct {\n      uint32_clock_t timestamp;\n    } compact;\n"
    "    struct {\n      uint32_t id;\n      uint64_clock_t timestamp;\n    } extended;\n  } v;\n} align(8);\n";

/* The text of `metadata` for a trace with @options. Returns: (transfer full) */
GString *
ctf_layout_metadata (const CtfOptions *options, const guint8 uuid[16])
{
  GString *text = g_string_new (types_text);
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < 16; i++)
    g_string_append_printf (name, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", uuid[i]);

  ctf_layout_add_environment (text, options, name->str);
  g_string_append (text, headers_text);
  ctf_layout_add_streams (text, options);
  for (CtfKind kind = 0; kind < CTF_N_KINDS; kind++)
    {
      guint n = kind == CTF_SYSCALL_ENTRY || kind == CTF_SYSCALL_EXIT ? N_SYSCALLS : 1;

      if (kind == CTF_SYSCALL_EXIT && options->old_syscall_names)
        n = 1;
      for (guint i = 0; ctf_layout_has (options, kind) && i < n; i++)
        ctf_layout_add_class (text, options, kind, i);
    }
  return text;
}
