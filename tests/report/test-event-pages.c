/* test-event-pages.c: pages of events against one reading of all of them
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <string.h>

#include "report/gs-event-pages.h"
#include "sim/simulator.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"

#define N_PLACES 50

static const GsEventFilter all = { GS_NO_INDEX, GS_NO_CPU, NULL, NULL, NULL, NULL };

typedef struct
{
  char *folder;
  GsTimeline *timeline;
  GPtrArray *lines; /* of char: of all events, in order */
  GArray *times;    /* of gint64 */
} Recording;

/* Reads all events once, from the first to the last. */
static void
list_all (Recording *recording)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GsEventMerge) merge = gs_event_merge_new (recording->timeline, problems);
  g_autoptr (GString) line = g_string_new (NULL);
  GsMergedEvent event;

  g_assert_cmpuint (problems->len, ==, 0);
  recording->lines = g_ptr_array_new_with_free_func (g_free);
  recording->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (gs_event_merge_next (merge, &event))
    {
      gint32 tid = gs_event_merge_find_thread (recording->timeline, &event, NULL);

      gs_event_format_line (line, recording->timeline, &event, tid);
      g_ptr_array_add (recording->lines, g_strdup (line->str));
      g_array_append_val (recording->times, event.time);
    }
  g_assert_cmpuint (recording->lines->len, ==, recording->timeline->n_events);
}

static void
record (Recording *recording, guint seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (SimResult) result = NULL;
  SimConfig config;

  sim_config_init (&config);
  config.seed = seed;
  config.n_events = 8000;
  config.contexts = seed % 2;
  recording->folder = test_folder_new ();
  result = sim_write (&config, recording->folder, &error);
  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths ((const char *const[]){ recording->folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  recording->timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  list_all (recording);
}

static void
forget (Recording *recording)
{
  g_ptr_array_unref (recording->lines);
  g_array_unref (recording->times);
  gs_timeline_unref (recording->timeline);
  test_folder_remove (recording->folder);
  g_free (recording->folder);
}

/* All lines of a span that hold a text. */
static char *
slice (const Recording *recording, GsSpan span, const char *text)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < recording->lines->len; i++)
    if (gs_span_contains (span, g_array_index (recording->times, gint64, i))
        && strstr (g_ptr_array_index (recording->lines, i), text) != NULL)
      g_string_append (lines, g_ptr_array_index (recording->lines, i));
  return g_string_free (lines, FALSE);
}

static void
check_page (const Recording *recording, const GsEventPage *page, const char *text)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *wanted = slice (recording, page->span, text);

  for (guint i = 0; i < page->records->len; i++)
    gs_event_record_format (g_ptr_array_index (page->records, i), recording->timeline, lines);
  g_assert_cmpstr (lines->str, ==, wanted);
}

static gboolean
has_event (const Recording *recording, GsSpan span, const char *text)
{
  g_autofree char *lines = slice (recording, span, text);

  return lines[0] != '\0';
}

static void
check_place (const Recording *recording, GsEventPages *pages, gint64 time, guint n, const char *text)
{
  GsEventFilter filter = all;
  g_autoptr (GsEventPage) before = NULL, after = NULL;

  filter.text = text[0] != '\0' ? (char *) text : NULL;
  before = gs_event_pages_read_until (pages, time, &filter, n, NULL);
  after = gs_event_pages_read_from (pages, time, &filter, n, NULL);
  g_assert_cmpint (before->span.end, ==, time);
  g_assert_cmpint (after->span.begin, ==, time);
  check_page (recording, before, text);
  check_page (recording, after, text);
  /* Fewer than wanted only where there are no more. */
  if (before->records->len < n)
    g_assert_true (before->is_first);
  if (before->is_first)
    g_assert_false (has_event (recording, (GsSpan){ G_MININT64, before->span.begin }, text));
  if (after->records->len < n)
    g_assert_true (after->is_last);
  if (after->is_last)
    g_assert_false (has_event (recording, (GsSpan){ after->span.end, G_MAXINT64 }, text));
}

static void
test_pages_are_parts_of_all (void)
{
  static const char *const texts[] = { "", "sched_switch", "kvm_x86_exit", "\t1\tsched_wakeup", "nowhere" };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint seed = 1; seed <= 2; seed++)
    {
      Recording recording;
      g_autoptr (GsEventPages) pages = NULL;

      record (&recording, seed);
      pages = gs_event_pages_new (recording.timeline);
      for (guint i = 0; i < N_PLACES; i++)
        {
          /* At an event, or somewhere between two. */
          gint64 time = g_array_index (recording.times, gint64, g_rand_int_range (random, 0, recording.times->len));

          check_place (&recording, pages, time + (i % 2) * g_rand_int_range (random, -2000, 2000),
                       1 + g_rand_int_range (random, 0, 400), texts[i % G_N_ELEMENTS (texts)]);
        }
      check_place (&recording, pages, recording.timeline->span.begin, 10, "");
      check_place (&recording, pages, recording.timeline->span.end + GS_SEC, 10, "");
      check_place (&recording, pages, recording.timeline->span.begin - GS_SEC, 10, "");
      forget (&recording);
    }
}

static gboolean
lets (const Recording *recording, const GsEventFilter *filter, const GsEventRecord *record)
{
  return (filter->machine == GS_NO_INDEX || record->machine == filter->machine)
         && (filter->cpu == GS_NO_CPU || record->cpu == filter->cpu)
         && (filter->name == NULL || strstr (record->name, filter->name) != NULL);
}

/* What a filter lets through is what one would choose of the records oneself. */
static void
test_filters_choose (void)
{
  Recording recording;
  g_autoptr (GsEventPages) pages = NULL;
  g_autoptr (GsEventPage) whole = NULL;
  GsEventFilter filters[] = { all, all, all, all };

  record (&recording, 3);
  pages = gs_event_pages_new (recording.timeline);
  whole = gs_event_pages_read_from (pages, recording.timeline->span.begin, &all, G_MAXINT / 2, NULL);
  g_assert_cmpuint (whole->records->len, ==, recording.lines->len);
  filters[0].machine = 1;
  filters[1].cpu = 0;
  filters[2].name = (char *) "switch";
  filters[3].machine = 0;
  filters[3].name = (char *) "kvm";
  for (guint f = 0; f < G_N_ELEMENTS (filters); f++)
    {
      g_autoptr (GsEventPage) page = gs_event_pages_read_from (pages, recording.timeline->span.begin, &filters[f],
                                                               G_MAXINT / 2, NULL);
      guint n = 0;

      for (guint i = 0; i < whole->records->len; i++)
        {
          const GsEventRecord *record = g_ptr_array_index (whole->records, i);

          if (lets (&recording, &filters[f], record))
            {
              g_assert_cmpuint (n, <, page->records->len);
              g_assert_true (gs_event_record_is_equal (record, g_ptr_array_index (page->records, n++)));
            }
        }
      g_assert_cmpuint (n, ==, page->records->len);
      g_assert_cmpuint (n, >, 0);
    }
  forget (&recording);
}

/* By a number or a part of the name. */
static void
test_threads_are_chosen_by_tid_or_name (void)
{
  Recording recording;
  g_autoptr (GsEventPages) pages = NULL;
  GsEventFilter filter = all;
  g_autoptr (GsEventPage) by_name = NULL, by_tid = NULL;
  const GsEventRecord *first;
  g_autofree char *tid = NULL;

  record (&recording, 4);
  pages = gs_event_pages_new (recording.timeline);
  filter.thread = (char *) "vcpu 0";
  by_name = gs_event_pages_read_from (pages, recording.timeline->span.begin, &filter, 50, NULL);
  g_assert_cmpuint (by_name->records->len, >=, 50);
  for (guint i = 0; i < by_name->records->len; i++)
    g_assert_nonnull (strstr (((const GsEventRecord *) g_ptr_array_index (by_name->records, i))->thread, "vcpu 0"));
  first = g_ptr_array_index (by_name->records, 0);
  filter.thread = tid = g_strdup_printf ("%d", first->tid);
  by_tid = gs_event_pages_read_from (pages, first->time, &filter, 50, NULL);
  g_assert_true (gs_event_record_is_equal (first, g_ptr_array_index (by_tid->records, 0)));
  for (guint i = 0; i < by_tid->records->len; i++)
    g_assert_cmpint (((const GsEventRecord *) g_ptr_array_index (by_tid->records, i))->tid, ==, first->tid);
  forget (&recording);
}

static void
test_a_cancelled_reading_returns (void)
{
  Recording recording;
  g_autoptr (GsEventPages) pages = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  record (&recording, 5);
  pages = gs_event_pages_new (recording.timeline);
  g_cancellable_cancel (cancellable);
  g_assert_null (gs_event_pages_read_from (pages, recording.timeline->span.begin, &all, 100, cancellable));
  g_assert_null (gs_event_pages_read_until (pages, recording.timeline->span.end, &all, 100, cancellable));
  forget (&recording);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-pages/pages-are-parts-of-all", test_pages_are_parts_of_all);
  g_test_add_func ("/event-pages/filters-choose", test_filters_choose);
  g_test_add_func ("/event-pages/threads-are-chosen-by-tid-or-name", test_threads_are_chosen_by_tid_or_name);
  g_test_add_func ("/event-pages/a-cancelled-reading-returns", test_a_cancelled_reading_returns);
  return g_test_run ();
}
