/* test-warning-list.c: warnings that say the same of several machines are one entry
 * SPDX-License-Identifier: MIT
 */
#include <glib.h>

#include "window/gs-warning-list.h"

static GPtrArray *
make_warnings (const char *const *texts)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_warning_free);

  for (guint i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (warnings, gs_warning_new (texts[i], NULL, NULL));
  return warnings;
}

/* "SUBJECT|TEXT|COMMAND" a line */
static char *
group_to_text (const char *const *texts)
{
  g_autoptr (GPtrArray) warnings = make_warnings (texts);
  g_autoptr (GPtrArray) entries = gs_warning_list_group (warnings);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const GsWarningEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (text, "%s|%s|%s\n", entry->subject != NULL ? entry->subject : "", entry->text,
                              entry->command != NULL ? entry->command : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_same_of_several_machines_is_one (void)
{
  static const char *const texts[] = { "guest1: no host trace. Record it: lttng enable-event -k 'kvm_*'",
                                       "guest2: its clock is not known.",
                                       "guest3: no host trace. Record it: lttng enable-event -k 'kvm_*'",
                                       "guest2: no host trace. Record it: lttng enable-event -k 'kvm_*'", NULL };
  g_autofree char *text = group_to_text (texts);

  g_assert_cmpstr (text, ==,
                   "guest1, guest3, guest2|no host trace. Record it:|lttng enable-event -k 'kvm_*'\n"
                   "guest2|its clock is not known.|\n");
}

static void
test_a_command_is_whole (void)
{
  static const char *const texts[] = {
    "host: events were lost: 3. Record with larger buffers: lttng enable-channel -k --num-subbuf=8 a: b",
    "host: read about lttng tracing: it says how.", "guest: record it: trace-cmd record -e sched", NULL
  };
  g_autofree char *text = group_to_text (texts);

  g_assert_cmpstr (text, ==,
                   "host|events were lost: 3. Record with larger buffers:|lttng enable-channel -k --num-subbuf=8 a: b\n"
                   "host|read about lttng tracing: it says how.|\n"
                   "guest|record it:|trace-cmd record -e sched\n");
}

static void
test_a_sentence_is_no_name (void)
{
  static const char *const texts[] = {
    "What was read: nothing", ": nothing", "no colon", "", "Of others: nothing", NULL
  };
  g_autofree char *text = group_to_text (texts);

  g_assert_cmpstr (text, ==, "|What was read: nothing|\n|: nothing|\n|no colon|\n||\n|Of others: nothing|\n");
}

static void
test_the_action_stays (void)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_warning_free);
  g_autoptr (GPtrArray) entries = NULL;
  const GsWarningEntry *entry;

  g_ptr_array_add (warnings, gs_warning_new ("a: it moved", "Find Traces…", "win.locate-traces"));
  g_ptr_array_add (warnings, gs_warning_new ("b: it moved", "Find Traces…", "win.locate-traces"));
  entries = gs_warning_list_group (warnings);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->subject, ==, "a, b");
  g_assert_cmpstr (entry->label, ==, "Find Traces…");
  g_assert_cmpstr (entry->action, ==, "win.locate-traces");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/warning-list/same-of-several-machines-is-one", test_same_of_several_machines_is_one);
  g_test_add_func ("/warning-list/a-command-is-whole", test_a_command_is_whole);
  g_test_add_func ("/warning-list/a-sentence-is-no-name", test_a_sentence_is_no_name);
  g_test_add_func ("/warning-list/the-action-stays", test_the_action_stays);
  return g_test_run ();
}
