/* test-stream-merge.c: several sources become one in order of time
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <stdlib.h>

#include "event/gs-stream-merge.h"

/* Gives the times of an array, in batches of varying size, then an error or the end. */
typedef struct
{
  GsEventSource parent;
  GArray *times;
  guint position;
  guint16 cpu;
  gboolean fails;
} ListSource;

static guint n_freed;

static gssize
list_source_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  ListSource *self = (ListSource *) source;
  gsize n = MIN (self->times->len - self->position, MIN (n_max, 1 + self->position % 7));

  if (n == 0 && self->fails)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "broken");
      return -1;
    }
  for (gsize i = 0; i < n; i++)
    events[i] = (GsEvent){ .time = g_array_index (self->times, gint64, self->position++),
                           .kind = GS_EVENT_SCHED_SWITCH,
                           .cpu = self->cpu };
  return n;
}

static void
list_source_free (GsEventSource *source)
{
  ListSource *self = (ListSource *) source;

  g_array_unref (self->times);
  g_free (self);
  n_freed++;
}

static ListSource *
list_source_new (guint16 cpu)
{
  static const GsEventSourceClass klass = { list_source_next, list_source_free };
  ListSource *self = g_new0 (ListSource, 1);

  self->parent.klass = &klass;
  self->cpu = cpu;
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 time_a = *(const gint64 *) a, time_b = *(const gint64 *) b;

  return (time_a > time_b) - (time_a < time_b);
}

/* Sorting all of it at once is the other way to the same order. */
static void
test_order_is_that_of_a_sort (void)
{
  for (guint n_sources = 0; n_sources <= 9; n_sources++)
    {
      GsEventSource *sources[9];
      g_autoptr (GsEventSource) merge = NULL;
      g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
      GsEvent events[50];
      guint n_read = 0;
      gssize n;

      for (guint i = 0; i < n_sources; i++)
        {
          ListSource *source = list_source_new (i);
          gint64 time = 0;

          for (int k = g_test_rand_int_range (0, 400); k > 0; k--)
            {
              time += g_test_rand_int_range (0, 4);
              g_array_append_val (source->times, time);
              g_array_append_val (all, time);
            }
          sources[i] = &source->parent;
        }
      g_array_sort (all, compare_times);
      merge = gs_stream_merge_new (sources, n_sources, 16);
      while ((n = gs_event_source_next (merge, events, 1 + n_read % G_N_ELEMENTS (events), NULL)) > 0)
        for (gssize i = 0; i < n; i++)
          g_assert_cmpint (events[i].time, ==, g_array_index (all, gint64, n_read++));
      g_assert_cmpint (n, ==, 0);
      g_assert_cmpuint (n_read, ==, all->len);
      g_assert_cmpint (gs_event_source_next (merge, events, 1, NULL), ==, 0);
    }
}

static void
test_equal_times_go_by_cpu (void)
{
  GsEventSource *sources[3];
  g_autoptr (GsEventSource) merge = NULL;
  GsEvent events[6];
  static const guint16 cpus[] = { 2, 0, 1 };
  static const gint64 times[] = { 10, 20 };

  for (guint i = 0; i < 3; i++)
    {
      ListSource *source = list_source_new (cpus[i]);

      g_array_append_vals (source->times, times, 2);
      sources[i] = &source->parent;
    }
  merge = gs_stream_merge_new (sources, 3, 4);
  for (gsize n = 0; n < 6;)
    {
      gssize more = gs_event_source_next (merge, events + n, 6 - n, NULL);

      g_assert_cmpint (more, >, 0);
      n += more;
    }
  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpint (events[i].time, ==, i < 3 ? 10 : 20);
      g_assert_cmpuint (events[i].cpu, ==, i % 3);
    }
}

static void
test_error_is_passed_on (void)
{
  ListSource *good = list_source_new (0), *bad = list_source_new (1);
  GsEventSource *sources[] = { &good->parent, &bad->parent };
  GsEventSource *merge;
  g_autoptr (GError) error = NULL;
  GsEvent events[8];
  gint64 early = 5;
  gssize n = 1;

  for (gint64 time = 0; time < 100; time++)
    g_array_append_val (good->times, time);
  g_array_append_val (bad->times, early);
  bad->fails = TRUE;
  n_freed = 0;
  merge = gs_stream_merge_new (sources, 2, 4);
  while (n > 0)
    n = gs_event_source_next (merge, events, G_N_ELEMENTS (events), &error);
  g_assert_cmpint (n, ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  gs_event_source_free (merge);
  g_assert_cmpuint (n_freed, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream-merge/order-is-that-of-a-sort", test_order_is_that_of_a_sort);
  g_test_add_func ("/stream-merge/equal-times-go-by-cpu", test_equal_times_go_by_cpu);
  g_test_add_func ("/stream-merge/error-is-passed-on", test_error_is_passed_on);
  return g_test_run ();
}
