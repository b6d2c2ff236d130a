/* test-event-type.c: what events are called, and what becomes of them
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-event-layout.h"

/* The same event as several tracers have it; kind GS_EVENT_NONE: not made use of. */
static const struct
{
  const char *name;
  GsEventKind kind;
  const char *text; /* the system call's name, or NULL */
} known[] = {
  { "sched_switch", GS_EVENT_SCHED_SWITCH, NULL },
  { "_sched_switch", GS_EVENT_SCHED_SWITCH, NULL },
  { "sched:sched_switch", GS_EVENT_SCHED_SWITCH, NULL },
  { "sched_ttwu", GS_EVENT_SCHED_WAKEUP, NULL },
  { "irq:softirq_entry", GS_EVENT_SOFTIRQ_ENTRY, NULL },
  { "softirq_entry", GS_EVENT_SOFTIRQ_ENTRY, NULL },
  { "irq_softirq_entry", GS_EVENT_SOFTIRQ_ENTRY, NULL },
  { "kvm:kvm_entry", GS_EVENT_KVM_ENTRY, NULL },
  { "kvm_x86_entry", GS_EVENT_KVM_ENTRY, NULL },
  { "net:netif_receive_skb", GS_EVENT_TCP_RECEIVE, NULL },
  { "syscall_entry_read", GS_EVENT_SYSCALL_ENTRY, "read" },
  { "compat_syscall_entry_read", GS_EVENT_SYSCALL_ENTRY, "read" },
  { "sys_read", GS_EVENT_SYSCALL_ENTRY, "read" },
  { "compat_sys_read", GS_EVENT_SYSCALL_ENTRY, "read" },
  { "syscalls:sys_enter_read", GS_EVENT_SYSCALL_ENTRY, "read" },
  { "sys_exit_group", GS_EVENT_SYSCALL_ENTRY, "exit_group" },
  { "syscalls:sys_exit_exit_group", GS_EVENT_SYSCALL_EXIT, NULL },
  { "syscall_exit_read", GS_EVENT_SYSCALL_EXIT, NULL },
  { "exit_syscall", GS_EVENT_SYSCALL_EXIT, NULL },
  { "raw_syscalls:sys_enter", GS_EVENT_SYSCALL_ENTRY, "?" },
  { "sys_exit", GS_EVENT_SYSCALL_ENTRY, "exit" },
  { "raw_syscalls:sys_exit", GS_EVENT_SYSCALL_EXIT, NULL },
  { "sched_switches", GS_EVENT_NONE, NULL },
  { "other:sched_switch", GS_EVENT_NONE, NULL },
  { "timer:sys_read", GS_EVENT_NONE, NULL },
  { "_", GS_EVENT_NONE, NULL },
  { "", GS_EVENT_NONE, NULL },
};

static void
test_names_of_all_tracers_are_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      GsEventLayout layout = { .kind = GS_EVENT_NONE };

      g_test_message ("%s", known[i].name);
      g_assert_true (gs_event_layout_find (known[i].name, &layout) == (known[i].kind != GS_EVENT_NONE));
      g_assert_cmpuint (layout.kind, ==, known[i].kind);
      g_assert_cmpstr (layout.text, ==, known[i].text);
    }
}

static void
test_waking_is_told_from_wakeup (void)
{
  static const char *const names[] = { "sched_waking", "sched:sched_waking", "sched_wakeup", "sched_wakeup_new" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GsEventLayout layout;

      g_assert_true (gs_event_layout_find (names[i], &layout));
      g_assert_cmpuint (layout.base.wakeup.is_waking, ==, i < 2);
    }
}

/* Whoever adds a row: each name means one event, and is found again. */
static void
test_each_name_means_one_event (void)
{
  guint n_types;
  const GsEventType *types = gs_event_types_get (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      const char *rest;

      for (guint k = 0; k < GS_EVENT_MAX_NAMES && types[i].names[k] != NULL; k++)
        g_assert_true (gs_event_type_find (types[i].names[k], &rest) == &types[i]);
      if (types[i].kernel != NULL)
        g_assert_true (gs_event_type_find (types[i].kernel, &rest) == &types[i]);
    }
}

static void
test_each_need_has_its_events (void)
{
  guint n_types, n_needs;
  const GsEventType *types = gs_event_types_get (&n_types);
  const GsEventNeed *needs = gs_event_needs_get (&n_needs);

  for (guint i = 0; i < n_needs; i++)
    {
      guint n = 0;

      for (guint k = 0; k < n_types; k++)
        n += types[k].need == &needs[i];
      g_assert_cmpuint (n, >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-type/names-of-all-tracers-are-known", test_names_of_all_tracers_are_known);
  g_test_add_func ("/event-type/waking-is-told-from-wakeup", test_waking_is_told_from_wakeup);
  g_test_add_func ("/event-type/each-name-means-one-event", test_each_name_means_one_event);
  g_test_add_func ("/event-type/each-need-has-its-events", test_each_need_has_its_events);
  return g_test_run ();
}
