/* test-exit-reason.c: exit reasons have the kernel's names
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-exit-reason-table.h"
#include "timeline/gs-exit-reason.h"

static void
assert_name (guint32 isa, guint32 reason, const char *expected)
{
  g_autofree char *name = gs_exit_reason_dup_name (isa, reason);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_vmx_names (void)
{
  assert_name (1, 0, "EXCEPTION_NMI");
  assert_name (1, 1, "EXTERNAL_INTERRUPT");
  assert_name (1, 12, "HLT");
  assert_name (1, 18, "VMCALL");
  assert_name (1, 30, "IO_INSTRUCTION");
  assert_name (1, 32, "MSR_WRITE");
  assert_name (1, 48, "EPT_VIOLATION");
  assert_name (1, 52, "PREEMPTION_TIMER");
  assert_name (1, 75, "NOTIFY");
}

static void
test_svm_names (void)
{
  assert_name (2, 0x000, "READ_CR0");
  assert_name (2, 0x04e, "PF_EXCP");
  assert_name (2, 0x060, "INTR");
  assert_name (2, 0x064, "VINTR");
  assert_name (2, 0x072, "CPUID");
  assert_name (2, 0x078, "HLT");
  assert_name (2, 0x07b, "IOIO");
  assert_name (2, 0x07c, "MSR");
  assert_name (2, 0x081, "VMMCALL");
  assert_name (2, 0x400, "NPF");
  assert_name (2, 0xffffffff, "ERR");
}

static void
test_failed_entry_keeps_its_name (void)
{
  assert_name (1, 0x80000021, "INVALID_STATE");
}

static void
test_others_are_numbers (void)
{
  assert_name (1, 5, "5");
  assert_name (2, 0x7777, "30583");
  assert_name (0, 12, "12");
  assert_name (3, 4294967295u, "4294967295");
}

/* Names are searched by bisection. */
static void
test_tables_rise (void)
{
  for (guint32 isa = 1; isa <= 2; isa++)
    {
      gsize n;
      const GsExitReasonName *names = gs_exit_reason_table_get (isa, &n);

      for (gsize i = 1; i < n; i++)
        g_assert_cmpuint (names[i - 1].reason, <, names[i].reason);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exit-reason/vmx-names", test_vmx_names);
  g_test_add_func ("/exit-reason/svm-names", test_svm_names);
  g_test_add_func ("/exit-reason/failed-entry-keeps-its-name", test_failed_entry_keeps_its_name);
  g_test_add_func ("/exit-reason/others-are-numbers", test_others_are_numbers);
  g_test_add_func ("/exit-reason/tables-rise", test_tables_rise);
  return g_test_run ();
}
