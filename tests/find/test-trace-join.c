/* test-trace-join.c: which folders are parts of one recording
 * SPDX-License-Identifier: MIT
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "find/gs-trace-join.h"
#include "find/gs-trace-walk.h"
#include "support/test-folder.h"

static void
set (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

/* "path host uuid boot begin end" */
static GsTrace *
make_trace (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  GsTrace *self = gs_trace_new (words[0]);

  set (&self->hostname, words[1]);
  set (&self->uuid, words[2]);
  set (&self->clock_uuid, words[3]);
  self->span.begin = g_ascii_strtoll (words[4], NULL, 10);
  self->span.end = g_ascii_strtoll (words[5], NULL, 10);
  self->domain = GS_DOMAIN_KERNEL;
  self->usable = TRUE;
  self->n_bytes = 100 + self->span.begin;
  self->n_cpus = 2;
  return self;
}

/* Each recording in a line: its path, its span, its parts. */
static char *
join (const char *const *lines)
{
  g_autoptr (GPtrArray) traces = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_unref);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (traces, make_trace (lines[i]));
  gs_trace_join_parts (traces);
  for (guint i = 0; i < traces->len; i++)
    {
      const GsTrace *trace = g_ptr_array_index (traces, i);
      g_autofree char *parts = g_strjoinv (" ", trace->parts);

      g_string_append_printf (text, "%s %d..%d: %s\n", trace->path, (int) trace->span.begin, (int) trace->span.end,
                              parts);
    }
  return g_string_free (text, FALSE);
}

static void
assert_joined (const char *const *lines, const char *wanted)
{
  g_autofree char *text = join (lines);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_chunks_of_a_session_are_one (void)
{
  assert_joined ((const char *const[]){ "/s/archives/b/kernel h u k 20 30", "/s/archives/a/kernel h u k 10 22",
                                        "/s/kernel h u k 30 40", NULL },
                 "/s 10..40: /s/archives/a/kernel /s/archives/b/kernel /s/kernel\n");
}

static void
test_snapshots_may_overlap (void)
{
  assert_joined ((const char *const[]){ "/s/snapshot-1/kernel h u k 10 30", "/s/snapshot-2/kernel h u k 20 40", NULL },
                 "/s 10..40: /s/snapshot-1/kernel /s/snapshot-2/kernel\n");
}

static void
test_sessions_of_one_boot_are_one_unless_they_overlap (void)
{
  assert_joined ((const char *const[]){ "/a/kernel h u k 10 20", "/b/kernel h v k 30 40", NULL },
                 "/ 10..40: /a/kernel /b/kernel\n");
  assert_joined ((const char *const[]){ "/x/a/kernel h u k 10 35", "/x/b/kernel h v k 30 40", NULL },
                 "/x/a/kernel 10..35: /x/a/kernel\n/x/b/kernel 30..40: /x/b/kernel\n");
}

static void
test_machines_and_boots_stay_apart (void)
{
  assert_joined ((const char *const[]){ "/x/a h u k 10 20", "/x/b g v l 10 20", "/x/c h w m 30 40", "/x/d i w m 50 60",
                                        "/x/e h y n 70 80", NULL },
                 "/x/a 10..20: /x/a\n/x/b 10..20: /x/b\n/x/c 30..40: /x/c\n/x/d 50..60: /x/d\n/x/e 70..80: /x/e\n");
}

static void
test_nothing_tells_whose_a_trace_without_uuids_is (void)
{
  g_autoptr (GsTrace) a = make_trace ("/x/a h u k 10 20"), b = make_trace ("/x/b h u k 30 40");

  set (&a->uuid, "");
  set (&b->uuid, "");
  set (&a->clock_uuid, "");
  set (&b->clock_uuid, "");
  g_assert_null (gs_trace_join (a, b));
}

static void
test_a_copy_is_no_part (void)
{
  assert_joined ((const char *const[]){ "/x/a h u k 10 20", "/y/a h u k 10 20", NULL },
                 "/x/a 10..20: /x/a\n/y/a 10..20: /y/a\n");
}

static void
test_what_each_part_has_is_united (void)
{
  g_autoptr (GsTrace) a = make_trace ("/x/a h u k 10 20"), b = make_trace ("/x/b h u k 30 40");
  g_autoptr (GsTrace) both = NULL;

  g_strfreev (a->event_names);
  a->event_names = g_strsplit ("kvm_x86_exit sched_switch", " ", -1);
  g_strfreev (b->event_names);
  b->event_names = g_strsplit ("kvm_x86_entry sched_switch", " ", -1);
  g_strfreev (a->events_missing);
  a->events_missing = g_strsplit ("kvm_x86_entry sched_waking", " ", -1);
  g_strfreev (b->events_missing);
  b->events_missing = g_strsplit ("kvm_x86_exit sched_waking", " ", -1);
  b->role = GS_ROLE_HOST;
  both = gs_trace_join (b, a);
  g_assert_nonnull (both);
  g_assert_cmpstr (both->parts[0], ==, "/x/a");
  g_assert_cmpuint (g_strv_length (both->event_names), ==, 3);
  g_assert_cmpstr (both->event_names[0], ==, "kvm_x86_entry");
  g_assert_cmpuint (g_strv_length (both->events_missing), ==, 1);
  g_assert_cmpstr (both->events_missing[0], ==, "sched_waking");
  g_assert_cmpint (both->role, ==, GS_ROLE_HOST);
  g_assert_cmpuint (both->n_bytes, ==, 110 + 130);
}

static void
make_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "/* CTF 1.8 */\n", -1, NULL));
}

static void
test_a_search_stays_in_what_was_chosen (void)
{
  g_autofree char *top = test_folder_new ();
  g_autofree char *chosen = g_build_filename (top, "chosen", NULL), *other = g_build_filename (top, "other", NULL);
  g_autofree char *out = g_build_filename (chosen, "out", NULL), *in = g_build_filename (chosen, "in", NULL);
  const char *const one[] = { chosen, NULL }, *const both[] = { chosen, other, NULL };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) found = NULL;

  make_file (chosen, "trace/metadata");
  make_file (other, "trace/metadata");
  g_assert_cmpint (symlink (other, out), ==, 0);
  g_assert_cmpint (symlink ("trace", in), ==, 0);
  found = gs_trace_walk_list (one, NULL, problems);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), out));

  g_ptr_array_unref (found);
  g_ptr_array_set_size (problems, 0);
  found = gs_trace_walk_list (both, NULL, problems);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpuint (problems->len, ==, 0);
  test_folder_remove (top);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/find/chunks-of-a-session-are-one", test_chunks_of_a_session_are_one);
  g_test_add_func ("/find/snapshots-may-overlap", test_snapshots_may_overlap);
  g_test_add_func ("/find/sessions-of-one-boot-are-one-unless-they-overlap",
                   test_sessions_of_one_boot_are_one_unless_they_overlap);
  g_test_add_func ("/find/machines-and-boots-stay-apart", test_machines_and_boots_stay_apart);
  g_test_add_func ("/find/nothing-tells-whose-a-trace-without-uuids-is",
                   test_nothing_tells_whose_a_trace_without_uuids_is);
  g_test_add_func ("/find/a-copy-is-no-part", test_a_copy_is_no_part);
  g_test_add_func ("/find/what-each-part-has-is-united", test_what_each_part_has_is_united);
  g_test_add_func ("/find/a-search-stays-in-what-was-chosen", test_a_search_stays_in_what_was_chosen);
  return g_test_run ();
}
