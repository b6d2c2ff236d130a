/* test-recording.c: the scripts that record, run against a tracer that only notes how it is called
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "support/test-folder.h"
#include "trace/gs-recording-lines.h"
#include "trace/gs-recording.h"

/* A folder with a fake tracer, some tools of the system, and nothing else in the PATH. */
typedef struct
{
  char *folder;
  char *bin;
  char *calls; /* file: one line a call */
} Fixture;

static const char fake_lttng[] =
    "#!/bin/sh\n"
    "if [ \"$1\" = --version ]; then\n"
    "  [ -z \"${VERSION:-}\" ] || echo \"lttng (LTTng Trace Control) $VERSION - A Name - v$VERSION\"\n"
    "  exit\n"
    "fi\n"
    "printf '%s\\n' \"$*\" >>\"$CALLS\"\n"
    "[ \"$1\" != \"${FAIL:-}\" ] || exit 1\n"
    "[ \"$1\" != \"${INTERRUPT:-}\" ] || kill -TERM \"$PPID\"\n"
    "case \"$1 $2\" in\n"
    "  create*) : >\"$CALLS.session\" ;;\n"
    "  destroy*) rm -f \"$CALLS.session\" ;;\n"
    "  'list --kernel') ;;\n"
    "  list*) [ -e \"$CALLS.session\" ]; exit $? ;;\n"
    "esac\n"
    "if [ \"$1\" = list ]; then\n"
    "  printf 'Kernel events:\\n-------------\\n'\n"
    "  for e in ${OFFERED:-sched_switch}; do printf '      %s (loglevel: TRACE_EMERG (0)) (type: tracepoint)\\n' \"$e\"; done\n"
    "fi\n";

static const char all_events[] =
    "sched_switch sched_wakeup sched_wakeup_new sched_waking kvm_x86_entry kvm_x86_exit lttng_statedump_process_state net_dev_queue net_if_receive_skb sched_process_fork sched_process_exec sched_process_exit "
    "sched_process_free irq_handler_entry irq_handler_exit irq_softirq_entry irq_softirq_exit "
    "timer_hrtimer_expire_entry timer_hrtimer_expire_exit sched_migrate_task "
    "kvm_userspace_exit kvm_x86_hypercall kvm_x86_inj_virq kvm_set_irq kvm_msi_set_irq kvm_ioapic_set_irq";

static void
write_program (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->bin, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const tools[] = { "sh", "sed", "grep", "tr", "head", "cat", "rm", "sleep", "uname", "date" };

  fixture->folder = test_folder_new ();
  fixture->bin = g_build_filename (fixture->folder, "bin", NULL);
  fixture->calls = g_build_filename (fixture->folder, "calls", NULL);
  g_assert_cmpint (g_mkdir (fixture->bin, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      g_autofree char *from = g_find_program_in_path (tools[i]);
      g_autofree char *to = g_build_filename (fixture->bin, tools[i], NULL);
      g_autoptr (GFile) link = g_file_new_for_path (to);

      g_assert_nonnull (from);
      g_assert_true (g_file_make_symbolic_link (link, from, NULL, NULL));
    }
  write_program (fixture, "lttng", fake_lttng);
  write_program (fixture, "id", "#!/bin/sh\necho \"${FAKE_ID:-0}\"\n");
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->bin);
  g_free (fixture->calls);
}

/* Runs a script. @env: "NAME=VALUE" strings. Returns: its standard error; @status its exit status */
static char *
run_script (Fixture *fixture, GsPreset preset, const char *guest, const char *argument, const char *const *env,
            int *status)
{
  g_autofree char *script = gs_recording_make_script (preset, guest);
  g_autofree char *path = g_build_filename (fixture->folder, "record.sh", NULL);
  g_autofree char *sh = g_build_filename (fixture->bin, "sh", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_true (g_file_set_contents (path, script, -1, NULL));
  g_subprocess_launcher_setenv (launcher, "PATH", fixture->bin, TRUE);
  g_subprocess_launcher_setenv (launcher, "CALLS", fixture->calls, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", fixture->folder, TRUE);
  g_subprocess_launcher_set_cwd (launcher, fixture->folder);
  for (guint i = 0; env != NULL && env[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (env[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE);
    }
  process = g_subprocess_launcher_spawn (launcher, &error, sh, path, argument, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &text, &error));
  g_assert_true (g_subprocess_get_if_exited (process));
  *status = g_subprocess_get_exit_status (process);
  return text;
}

static char *
get_calls (Fixture *fixture)
{
  char *calls = NULL;

  return g_file_get_contents (fixture->calls, &calls, NULL, NULL) ? calls : g_strdup ("");
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in: %s", part, text);
}

static void
test_shellcheck (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "record.sh", NULL);

  for (GsPreset preset = 0; preset < GS_N_PRESETS; preset++)
    for (guint is_guest = 0; is_guest < 2; is_guest++)
      {
        g_autofree char *script = gs_recording_make_script (preset, is_guest ? "web server's \"$(guest)\"" : NULL);
        g_autofree char *out = NULL;
        const char *argv[] = { "shellcheck", "--shell=sh", "--color=never", path, NULL };
        int status;

        g_assert_true (g_file_set_contents (path, script, -1, NULL));
        g_assert_false (g_regex_match_simple ("@[A-Z_]+@", script, 0, 0));
        g_assert_true (
            g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, NULL));
        g_assert_cmpstr (out, ==, "");
        g_assert_true (g_spawn_check_wait_status (status, NULL));
      }
}

static void
test_host_records_in_this_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offered = g_strconcat ("OFFERED=", all_events, NULL);
  g_autofree char *output = g_strconcat ("OUTPUT=", fixture->folder, "/t", NULL);
  const char *env[] = { offered, output, NULL };
  g_autofree char *calls = NULL, *wanted = NULL, *message = NULL;
  int status;

  message = run_script (fixture, GS_PRESET_MINIMAL, NULL, "0", env, &status);
  g_assert_cmpstr (message, ==, "");
  g_assert_cmpint (status, ==, 0);
  calls = get_calls (fixture);
  wanted = g_strdup_printf (
      "list --kernel\n"
      "list guestscope-host\n"
      "create guestscope-host --output=%s/t\n"
      "enable-channel --kernel --session=guestscope-host --subbuf-size=512k --num-subbuf=8 guestscope\n"
      "enable-event --kernel --session=guestscope-host --channel=guestscope sched_switch,sched_wakeup,"
      "sched_wakeup_new,sched_waking,kvm_x86_entry,kvm_x86_exit,"
      "lttng_statedump_process_state\n"
      "start guestscope-host\n"
      "stop guestscope-host\n"
      "destroy guestscope-host\n",
      fixture->folder);
  g_assert_cmpstr (calls, ==, wanted);
}

/* Whatever viewer the trace is given to. */
static void
test_the_format_is_what_all_viewers_read (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *version;
    gboolean is_asked_for;
  } cases[] = { { "2.9.3", FALSE }, { "2.13.9", FALSE }, { "2.14.0", FALSE }, { "2.15.0", TRUE }, { "3.0.1", TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *offered = g_strconcat ("OFFERED=", all_events, NULL);
      g_autofree char *version = g_strconcat ("VERSION=", cases[i].version, NULL);
      g_autofree char *output = g_strdup_printf ("OUTPUT=%s/%u", fixture->folder, i);
      const char *env[] = { offered, version, output, NULL };
      g_autofree char *calls = NULL, *message = NULL;
      int status;

      g_unlink (fixture->calls);
      message = run_script (fixture, GS_PRESET_MINIMAL, NULL, "0", env, &status);
      g_assert_cmpint (status, ==, 0);
      calls = get_calls (fixture);
      g_assert_true ((strstr (calls, " --trace-format=ctf-1.8\nenable-channel") != NULL) == cases[i].is_asked_for);
    }
}

static void
test_deep_adds_calls_and_contexts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offered = g_strconcat ("OFFERED=", all_events, NULL);
  const char *env[] = { offered, "PEER=none", NULL };
  g_autofree char *calls = NULL, *message = NULL;
  int status;

  message = run_script (fixture, GS_PRESET_VM_DEEP, "web", "0", env, &status);
  g_assert_cmpint (status, ==, 0);
  calls = get_calls (fixture);
  assert_has (calls, "--session=guestscope-web --channel=guestscope --syscall --all\n");
  for (guint i = 0; i < 3; i++)
    assert_has (calls, ((const char *[]){ "--type=tid\n", "--type=pid\n", "--type=procname\n" })[i]);
  assert_has (calls, "net_dev_queue,net_if_receive_skb,");
  g_assert_null (strstr (calls, "kvm_"));
}

static void
test_older_names_are_found (Fixture *fixture, gconstpointer data)
{
  const char *env[] = { "OFFERED=sched_switch kvm_entry kvm_exit netif_receive_skb net_dev_queue", NULL };
  g_autofree char *calls = NULL, *message = NULL;
  int status;

  message = run_script (fixture, GS_PRESET_VM, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 0);
  calls = get_calls (fixture);
  assert_has (calls, "--channel=guestscope sched_switch,kvm_entry,kvm_exit,net_dev_queue,netif_receive_skb\n");
}

static void
test_modules_are_used_where_present (Fixture *fixture, gconstpointer data)
{
  const char *env[] = { "OFFERED=sched_switch kvm_x86_entry kvm_x86_exit vmsync_gh_host vmsync_hg_host", NULL };
  g_autofree char *calls = NULL, *message = NULL, *modules = NULL, *path = NULL;
  int status;

  write_program (fixture, "modprobe", "#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"$CALLS.modules\"\n");
  message = run_script (fixture, GS_PRESET_VM, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 0);
  calls = get_calls (fixture);
  path = g_strconcat (fixture->calls, ".modules", NULL);
  g_assert_true (g_file_get_contents (path, &modules, NULL, NULL));
  assert_has (modules, "--quiet lttng-vmsync-host\n");
  assert_has (calls, "vmsync_gh_host,vmsync_hg_host\n");
}

static void
test_stops_with_a_clear_message (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *env;
    const char *message;
  } cases[] = {
    { "FAKE_ID=1000", "recorded by root" },
    { "FAIL=list", "install lttng-modules" },
    { "OFFERED=sched_wakeup kvm_x86_entry", "sched_switch is missing" },
    { "OFFERED=sched_switch", "modprobe kvm_intel" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *env[] = { cases[i].env, NULL };
      g_autofree char *calls = NULL, *message = NULL;
      int status;

      message = run_script (fixture, GS_PRESET_MINIMAL, NULL, "start", env, &status);
      g_assert_cmpint (status, ==, 1);
      assert_has (message, cases[i].message);
      calls = get_calls (fixture);
      g_assert_null (strstr (calls, "create"));
    }
}

static void
test_missing_lttng_is_said (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lttng = g_build_filename (fixture->bin, "lttng", NULL);
  g_autofree char *message = NULL;
  int status;

  g_remove (lttng);
  message = run_script (fixture, GS_PRESET_VM, "web", "check", NULL, &status);
  g_assert_cmpint (status, ==, 1);
  assert_has (message, "install lttng-tools");
}

static void
test_failing_step_leaves_no_session (Fixture *fixture, gconstpointer data)
{
  const char *env[] = { "FAIL=enable-channel", "OFFERED=sched_switch kvm_x86_entry kvm_x86_exit", NULL };
  g_autofree char *calls = NULL, *message = NULL;
  int status;

  message = run_script (fixture, GS_PRESET_MINIMAL, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 1);
  assert_has (message, "BUFFERS=4");
  calls = get_calls (fixture);
  g_assert_true (g_str_has_suffix (calls, "destroy guestscope-host\n"));
}

static void
test_nothing_recorded_is_overwritten (Fixture *fixture, gconstpointer data)
{
  const char *env[] = { "OFFERED=sched_switch kvm_x86_entry kvm_x86_exit", "OUTPUT=here", NULL };
  g_autofree char *here = g_build_filename (fixture->folder, "here", NULL);
  g_autofree char *first = NULL, *second = NULL, *calls = NULL, *third = NULL, *failed = NULL;
  int status;

  first = run_script (fixture, GS_PRESET_MINIMAL, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 0);
  second = run_script (fixture, GS_PRESET_MINIMAL, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 1);
  assert_has (second, "there is a session guestscope-host already");
  calls = get_calls (fixture);
  g_assert_null (strstr (calls, "destroy"));
  g_free (run_script (fixture, GS_PRESET_MINIMAL, NULL, "stop", env, &status));
  g_assert_cmpint (status, ==, 0);

  g_assert_cmpint (g_mkdir (here, 0755), ==, 0);
  third = run_script (fixture, GS_PRESET_MINIMAL, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 1);
  assert_has (third, "there is here already");

  env[1] = "FAIL=create";
  failed = run_script (fixture, GS_PRESET_MINIMAL, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 1);
  assert_has (failed, "the session cannot be made");
}

static void
test_interrupted_start_leaves_no_session (Fixture *fixture, gconstpointer data)
{
  const char *env[] = { "INTERRUPT=enable-channel", "OFFERED=sched_switch kvm_x86_entry kvm_x86_exit", NULL };
  g_autofree char *calls = NULL, *message = NULL;
  int status;

  message = run_script (fixture, GS_PRESET_MINIMAL, NULL, "start", env, &status);
  g_assert_cmpint (status, ==, 1);
  assert_has (message, "interrupted");
  calls = get_calls (fixture);
  g_assert_true (g_str_has_suffix (calls, "destroy guestscope-host\n"));
}

static void
test_guest_talks_with_its_host_and_stops (Fixture *fixture, gconstpointer data)
{
  const char *env[] = { "OFFERED=sched_switch", NULL };
  g_autofree char *knocks = g_strconcat (fixture->calls, ".nc", NULL);
  g_autofree char *state = g_build_filename (fixture->folder, "guestscope-web.traffic", NULL);
  g_autofree char *message = NULL, *text = NULL;
  int status;

  write_program (fixture, "ip", "#!/bin/sh\necho 'default via 192.168.122.1 dev eth0'\n");
  write_program (fixture, "nc", "#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"$CALLS.nc\"\n");
  message = run_script (fixture, GS_PRESET_VM, "web", "1", env, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_file_get_contents (knocks, &text, NULL, NULL));
  assert_has (text, "-z -w 1 192.168.122.1 22\n");
  g_assert_false (g_file_test (state, G_FILE_TEST_EXISTS));
  g_usleep (400000);
  g_remove (knocks);
  g_usleep (500000);
  g_assert_false (g_file_test (knocks, G_FILE_TEST_EXISTS));
}

static void
test_commands_name_the_events (void)
{
  const char *both[] = { "sched_switch", "sched_waking", "syscall_*", NULL };
  g_autofree char *command = gs_recording_make_command (both);

  g_assert_cmpstr (command, ==,
                   "lttng enable-event --kernel --channel=guestscope 'sched_switch,sched_waking'\n"
                   "lttng enable-event --kernel --channel=guestscope --syscall --all");
}

/* What every recorder has to be told, by the kernel's names; and KVM's events on the host alone. */
static void
test_other_recorders_record_the_same (void)
{
  static const char *const guests[] = { "web", "it's; reboot", NULL };

  for (GsRecorder recorder = GS_RECORDER_TRACE_CMD; recorder < GS_N_RECORDERS; recorder++)
    {
      g_autofree char *host = gs_recording_make_lines (recorder, GS_PRESET_VM_DEEP, NULL, guests);
      g_autofree char *guest = gs_recording_make_lines (recorder, GS_PRESET_MINIMAL, "web", guests);

      assert_has (host, "sched:sched_switch");
      assert_has (host, "kvm:kvm_exit");
      assert_has (host, "irq:softirq_entry");
      assert_has (host, "timer:hrtimer_expire_entry");
      assert_has (host, "syscalls");
      g_assert_null (strstr (host, "lttng"));
      g_assert_null (strstr (guest, "kvm:"));
      if (recorder == GS_RECORDER_TRACE_CMD_AGENT)
        {
          assert_has (guest, "trace-cmd agent");
          assert_has (host, "-A @3:823 --name 'web'");
          assert_has (host, "-A @4:823 --name 'it'\\''s; reboot'");
        }
      else
        assert_has (guest, "sched:sched_waking");
    }
}

static void
test_lines_name_the_events (void)
{
  const char *both[] = { "sched:sched_switch", "syscall_*", NULL };
  g_autofree char *line = gs_recording_make_line (both);

  g_assert_cmpstr (line, ==, "trace-cmd record -e sched:sched_switch -e syscalls");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/recording/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("scripts-pass-shellcheck", test_shellcheck);
  ADD ("host-records-in-this-order", test_host_records_in_this_order);
  ADD ("the-format-is-what-all-viewers-read", test_the_format_is_what_all_viewers_read);
  ADD ("deep-adds-calls-and-contexts", test_deep_adds_calls_and_contexts);
  ADD ("older-names-are-found", test_older_names_are_found);
  ADD ("modules-are-used-where-present", test_modules_are_used_where_present);
  ADD ("stops-with-a-clear-message", test_stops_with_a_clear_message);
  ADD ("missing-lttng-is-said", test_missing_lttng_is_said);
  ADD ("failing-step-leaves-no-session", test_failing_step_leaves_no_session);
  ADD ("nothing-recorded-is-overwritten", test_nothing_recorded_is_overwritten);
  ADD ("interrupted-start-leaves-no-session", test_interrupted_start_leaves_no_session);
  ADD ("guest-talks-with-its-host-and-stops", test_guest_talks_with_its_host_and_stops);
  g_test_add_func ("/recording/commands-name-the-events", test_commands_name_the_events);
  g_test_add_func ("/recording/other-recorders-record-the-same", test_other_recorders_record_the_same);
  g_test_add_func ("/recording/lines-name-the-events", test_lines_name_the_events);
  return g_test_run ();
}
