/* test-native.c: our reader and babeltrace2's library tell the same events
 * SPDX-License-Identifier: MIT
 *
 * Event by event and field by field: of simulated recordings as they are written,
 * and of such whose streams are damaged at random. Where both read, they agree;
 * who gives up says so.
 */
#include <glib/gstdio.h>
#include <stddef.h>
#include <string.h>

#include "babeltrace/gs-read-guard.h"
#include "find/gs-trace-finder.h"
#include "find/gs-trace-formats.h"
#include "find/gs-trace-open.h"
#include "read/gs-reader.h"
#include "sim/simulator.h"
#include "support/test-folder.h"

#define DAMAGED_PER_SEED 8
#define BATCH 500

/* All that a reader tells of a trace. */
typedef struct
{
  GsTrace *trace;
  GsNames *names;
  GArray *events;
  GsReaderReport report;
  GHashTable *counts;
  char *warnings;
} Told;

static guint
count_seeds (guint n)
{
  const char *text = g_getenv ("SEEDS");

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : n;
}

static char *
join_warnings (const GsTrace *trace, GStrv warnings)
{
  g_autofree char *at_opening = g_strjoinv ("\n", trace->warnings);
  g_autofree char *at_reading = warnings != NULL ? g_strjoinv ("\n", warnings) : NULL;

  return g_strconcat (at_opening, at_reading != NULL ? at_reading : "", NULL);
}

static void
read_by (Told *self, const char *reader, const char *path, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) source = NULL;
  GsEvent batch[BATCH];
  gssize n;

  memset (self, 0, sizeof *self);
  self->names = gs_names_new ();
  self->events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  g_assert_true (gs_trace_formats_prefer (reader));
  self->trace = gs_trace_open (path, &error);
  g_assert_true (gs_trace_formats_prefer ("auto"));
  g_assert_no_error (error);
  if (!self->trace->usable)
    {
      self->warnings = join_warnings (self->trace, NULL);
      return;
    }
  g_assert_cmpstr (self->trace->reader, ==, reader);
  source = gs_reader_new (self->trace, self->names, n_threads, NULL, &error);
  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (source), batch, BATCH, &error)) > 0)
    g_array_append_vals (self->events, batch, n);
  g_assert_no_error (error);
  gs_reader_get_report (source, &self->report);
  self->counts = gs_reader_count_events (source);
  self->warnings = join_warnings (self->trace, self->report.warnings);
}

static void
told_clear (Told *self)
{
  gs_trace_unref (self->trace);
  gs_names_unref (self->names);
  g_array_unref (self->events);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_free (self->warnings);
}

/* --- Comparing --- */

/* The fields that are ids of names. Returns: how many */
static guint
find_names (GsEventKind kind, gsize *offsets)
{
  switch (kind)
    {
    case GS_EVENT_CONTEXT:
      offsets[0] = offsetof (GsEvent, context.name);
      return 1;
    case GS_EVENT_SCHED_SWITCH:
      offsets[0] = offsetof (GsEvent, sched_switch.prev_name);
      offsets[1] = offsetof (GsEvent, sched_switch.next_name);
      return 2;
    case GS_EVENT_SCHED_WAKEUP:
      offsets[0] = offsetof (GsEvent, wakeup.name);
      return 1;
    case GS_EVENT_FORK:
      offsets[0] = offsetof (GsEvent, fork.child_name);
      return 1;
    case GS_EVENT_EXEC:
    case GS_EVENT_EXIT:
    case GS_EVENT_FREE:
      offsets[0] = offsetof (GsEvent, task.name);
      return 1;
    case GS_EVENT_IRQ_ENTRY:
    case GS_EVENT_IRQ_EXIT:
      offsets[0] = offsetof (GsEvent, irq.name);
      return 1;
    case GS_EVENT_SYSCALL_ENTRY:
      offsets[0] = offsetof (GsEvent, syscall_entry.name);
      return 1;
    case GS_EVENT_PROCESS_STATE:
      offsets[0] = offsetof (GsEvent, process.name);
      return 1;
    case GS_EVENT_TCP_SEND:
    case GS_EVENT_TCP_RECEIVE:
      offsets[0] = offsetof (GsEvent, tcp.device);
      return 1;
    default:
      return 0;
    }
}

/* Whether two readers mean the same, whose names have ids of their own. @a: ours */
static gboolean
is_same (const Told *a, const Told *b, GsEvent event_a, GsEvent event_b)
{
  gsize offsets[2];
  guint n = event_a.kind == event_b.kind ? find_names (event_a.kind, offsets) : 0;

  for (guint i = 0; i < n; i++)
    {
      guint32 *id_a = (guint32 *) (gpointer) ((char *) &event_a + offsets[i]);
      guint32 *id_b = (guint32 *) (gpointer) ((char *) &event_b + offsets[i]);

      /* Where a text is empty, babeltrace 2.0 repeats the one before it. */
      if (*id_a != 0 && strcmp (gs_names_get (a->names, *id_a), gs_names_get (b->names, *id_b)) != 0)
        return FALSE;
      *id_a = *id_b = 0;
    }
  return memcmp (&event_a, &event_b, sizeof event_a) == 0;
}

/* What one of them alone can tell of a CPU: when it was not recorded. */
static gboolean
is_unrecorded (const GsEvent *event)
{
  return event->kind == GS_EVENT_LOST && event->lost.causes == GS_LOSS_UNRECORDED;
}

static void
remove_unrecorded (GArray *events)
{
  guint n = 0;

  for (guint i = 0; i < events->len; i++)
    if (!is_unrecorded (&g_array_index (events, GsEvent, i)))
      g_array_index (events, GsEvent, n++) = g_array_index (events, GsEvent, i);
  g_array_set_size (events, n);
}

static void
compare_counts (const Told *a, const Told *b)
{
  GHashTableIter iter;
  gpointer name, count;

  g_assert_cmpuint (g_hash_table_size (a->counts), ==, g_hash_table_size (b->counts));
  g_hash_table_iter_init (&iter, a->counts);
  while (g_hash_table_iter_next (&iter, &name, &count))
    {
      const guint64 *other = g_hash_table_lookup (b->counts, name);

      g_assert_nonnull (other);
      g_assert_cmpuint (*other, ==, *(guint64 *) count);
    }
}

static void
compare_traces (const GsTrace *a, const GsTrace *b)
{
  g_assert_cmpstr (a->hostname, ==, b->hostname);
  g_assert_cmpstr (a->tracer, ==, b->tracer);
  g_assert_cmpstr (a->kernel_release, ==, b->kernel_release);
  g_assert_cmpstr (a->uuid, ==, b->uuid);
  g_assert_cmpstr (a->clock_uuid, ==, b->clock_uuid);
  g_assert_cmpint (a->clock_offset, ==, b->clock_offset);
  g_assert_cmpint (a->span.begin, ==, b->span.begin);
  g_assert_cmpint (a->span.end, ==, b->span.end);
  g_assert_cmpuint (a->n_cpus, ==, b->n_cpus);
  g_assert_cmpuint (a->n_streams, ==, b->n_streams);
  g_assert_cmpuint (a->n_bytes, ==, b->n_bytes);
  g_assert_cmpint (a->role, ==, b->role);
  g_assert_cmpint (a->domain, ==, b->domain);
  g_assert_true (a->kinds == b->kinds);
  g_assert_true (g_strv_equal ((const char *const *) a->event_names, (const char *const *) b->event_names));
}

/* Of whole traces all is the same. */
static void
compare_whole (const char *path, guint n_threads)
{
  Told a, b;

  read_by (&a, "native", path, n_threads);
  read_by (&b, "babeltrace2", path, 1 + n_threads % 2);
  remove_unrecorded (a.events);
  remove_unrecorded (b.events);
  compare_traces (a.trace, b.trace);
  g_assert_cmpuint (a.events->len, ==, b.events->len);
  for (guint i = 0; i < a.events->len; i++)
    g_assert_true (is_same (&a, &b, g_array_index (a.events, GsEvent, i), g_array_index (b.events, GsEvent, i)));
  g_assert_cmpuint (a.report.n_events, ==, b.report.n_events);
  g_assert_cmpuint (a.report.n_lost, ==, b.report.n_lost);
  g_assert_cmpuint (a.report.n_lost_packets, ==, b.report.n_lost_packets);
  g_assert_cmpuint (a.report.n_steps_back, ==, b.report.n_steps_back);
  g_assert_cmpint (a.report.largest_step_back, ==, b.report.largest_step_back);
  g_assert_cmpint (a.report.span.begin, ==, b.report.span.begin);
  g_assert_cmpint (a.report.span.end, ==, b.report.span.end);
  compare_counts (&a, &b);
  told_clear (&a);
  told_clear (&b);
}

/* --- Recordings --- */

static void
choose (SimConfig *config, guint seed)
{
  sim_config_init (config);
  config->seed = seed;
  config->n_guests = 1 + seed % 2;
  config->n_vcpus = 1 + seed % 3;
  config->n_cpus = 1 + seed / 3 % 4;
  config->duration = G_GINT64_CONSTANT (8000000) + seed % 5 * 4000000;
  config->vmsync = seed % 4 == 1;
  config->tcp = seed % 5 != 2;
  config->contexts = seed % 2 == 1;
  config->bulk_percent = seed % 3 * 60;
  config->loses = seed % 4 == 3;
  config->steps_back = seed % 7 == 4;
  config->format.with_index = seed % 2 == 0;
}

static char *
get_path (const char *root, const SimResult *result, guint machine)
{
  return g_build_filename (root, result->machines[machine].name, "kernel", NULL);
}

static void
test_tells_the_same_events (void)
{
  for (guint seed = 1, n = count_seeds (60); seed <= n; seed++)
    {
      g_autofree char *root = test_folder_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (SimResult) result = NULL;
      SimConfig config;

      choose (&config, seed);
      result = sim_write (&config, root, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < result->n_machines; i++)
        {
          g_autofree char *path = get_path (root, result, i);

          compare_whole (path, seed % 4);
        }
      test_folder_remove (root);
    }
}

/* --- Damage --- */

/* Another reader may stop where this one goes on, and what is lost is no event. */
static GArray *
get_events_of (const Told *told, guint16 cpu)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (GsEvent));

  for (guint i = 0; i < told->events->len; i++)
    {
      const GsEvent *event = &g_array_index (told->events, GsEvent, i);

      if (event->cpu == cpu && event->kind != GS_EVENT_LOST && event->kind != GS_EVENT_CONTEXT)
        g_array_append_vals (events, event, 1);
    }
  return events;
}

static void
compare_damaged_cpu (const Told *a, const Told *b, guint16 cpu)
{
  g_autoptr (GArray) events_a = get_events_of (a, cpu);
  g_autoptr (GArray) events_b = get_events_of (b, cpu);
  guint n = MIN (events_a->len, events_b->len);
  guint i = 0;

  while (i < n && is_same (a, b, g_array_index (events_a, GsEvent, i), g_array_index (events_b, GsEvent, i)))
    i++;
  if (i == events_a->len && i == events_b->len)
    return;
  /* From there on one of them at least has met the damage. */
  g_assert_true (strstr (a->warnings, "channel") != NULL || strstr (b->warnings, "channel") != NULL);
}

static void
compare_damaged (const char *path, guint n_threads)
{
  Told a, b;

  read_by (&a, "native", path, n_threads);
  read_by (&b, "babeltrace2", path, 1);
  for (guint cpu = 0; cpu < 8 && a.trace->usable && b.trace->usable; cpu++)
    compare_damaged_cpu (&a, &b, cpu);
  told_clear (&a);
  told_clear (&b);
}

static void
damage (char *data, gsize n_bytes, GRand *rand)
{
  guint n = g_rand_int_range (rand, 1, 5);
  guint where = g_rand_int_range (rand, 0, 3);

  for (guint i = 0; i < n; i++)
    {
      gsize packet = g_rand_int_range (rand, 0, MAX (n_bytes / 4096, 1)) * (gsize) 4096;
      gsize at = g_rand_int_range (rand, 0, 120);

      /* In the first packet's header, in any packet's, or anywhere. */
      if (where == 1)
        at += packet;
      else if (where == 2)
        at = g_rand_int_range (rand, 0, n_bytes);
      if (at < n_bytes)
        data[at] = g_rand_int_range (rand, 0, 4) == 0 ? (char) 0xff : (char) g_rand_int (rand);
    }
}

static void
damage_and_compare (const char *folder, GRand *rand)
{
  g_autofree char *name = g_strdup_printf ("channel0_%d", g_rand_int_range (rand, 0, 2));
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  g_autofree char *whole = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, NULL) || n_bytes == 0)
    return;
  whole = g_memdup2 (data, n_bytes);
  damage (data, n_bytes, rand);
  g_assert_true (g_file_set_contents (
      path, data, g_rand_int_range (rand, 0, 5) == 0 ? g_rand_int_range (rand, 0, n_bytes) : (gssize) n_bytes, NULL));
  compare_damaged (folder, g_rand_int_range (rand, 0, 3));
  g_assert_true (g_file_set_contents (path, whole, n_bytes, NULL));
}

static void
test_damaged_streams_agree_as_far_as_both_read (void)
{
  for (guint seed = 1, n = count_seeds (60) / 4 + 1; seed <= n; seed++)
    {
      g_autofree char *root = test_folder_new ();
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (SimResult) result = NULL;
      g_autofree char *path = NULL;
      SimConfig config;

      choose (&config, seed);
      config.format.packet_size = 4096;
      result = sim_write (&config, root, NULL);
      path = get_path (root, result, 0);
      for (guint i = 0; i < DAMAGED_PER_SEED; i++)
        damage_and_compare (path, rand);
      test_folder_remove (root);
    }
}

/* --- Parts --- */

/* Copies packets [@begin, @end) of a stream file, of 4096 bytes each. */
static void
copy_packets (const char *from, const char *to, guint begin, guint end)
{
  g_autofree char *data = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (from, &data, &n_bytes, NULL));
  end = MIN (end, n_bytes / 4096);
  if (begin < end)
    g_assert_true (g_file_set_contents (to, data + begin * 4096, (end - begin) * 4096, NULL));
}

static void
copy_metadata (const char *from, const char *to)
{
  g_autofree char *source = g_build_filename (from, "metadata", NULL);
  g_autofree char *target = g_build_filename (to, "metadata", NULL);
  g_autofree char *data = NULL;
  gsize n_bytes;

  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  g_assert_true (g_file_get_contents (source, &data, &n_bytes, NULL));
  g_assert_true (g_file_set_contents (target, data, n_bytes, NULL));
}

/* Cuts a trace; part i of a stream has its packets [i × @step, i × @step + @n). Returns: (transfer full): the parts */
static GStrv
cut (const char *path, const char *root, guint n_cpus, guint n_parts, guint step, guint n)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();

  for (guint i = 0; i < n_parts; i++)
    {
      g_autofree char *part = g_strdup_printf ("part%u", i);
      g_autofree char *folder = g_build_filename (root, part, NULL);

      copy_metadata (path, folder);
      for (guint cpu = 0; cpu < n_cpus; cpu++)
        {
          g_autofree char *name = g_strdup_printf ("channel0_%u", cpu);
          g_autofree char *from = g_build_filename (path, name, NULL);
          g_autofree char *to = g_build_filename (folder, name, NULL);

          if (g_file_test (from, G_FILE_TEST_EXISTS))
            copy_packets (from, to, i * step, i + 1 == n_parts && n == step ? G_MAXUINT32 / 4096 : i * step + n);
        }
      g_strv_builder_add (folders, folder);
    }
  return g_strv_builder_end (folders);
}

/* As the finder puts parts together. */
static void
read_parts (Told *self, const char *whole, GStrv parts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = NULL;
  GsEvent batch[BATCH];
  gssize n;

  memset (self, 0, sizeof *self);
  self->names = gs_names_new ();
  self->events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  self->trace = gs_trace_open (whole, &error);
  g_assert_no_error (error);
  g_strfreev (self->trace->parts);
  self->trace->parts = g_strdupv (parts);
  reader = gs_reader_new (self->trace, self->names, 2, NULL, &error);
  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), batch, BATCH, &error)) > 0)
    g_array_append_vals (self->events, batch, n);
  gs_reader_get_report (reader, &self->report);
}

static char *
write_host (SimConfig *config, guint seed, const char *root)
{
  g_autoptr (SimResult) result = NULL;

  choose (config, seed);
  config->loses = FALSE;
  config->format.packet_size = 4096;
  result = sim_write (config, root, NULL);
  return get_path (root, result, 0);
}

/* Chunks of a rotated session, and snapshots that overlap, are what they are parts of. */
static void
test_parts_are_one_recording (void)
{
  for (guint seed = 1; seed <= 16; seed++)
    {
      g_autofree char *root = test_folder_new ();
      SimConfig config;
      g_autofree char *path = write_host (&config, seed, root);
      guint step = 1 + seed % 5;
      g_auto (GStrv) parts = cut (path, root, config.n_cpus, 2 + seed % 8, step, step + (seed % 2) * 2);
      Told whole, read;

      read_by (&whole, "native", path, 1);
      read_parts (&read, path, parts);
      if (seed % 2 == 0) /* else the last packets may be in none */
        g_assert_cmpuint (read.report.n_events, ==, whole.report.n_events);
      g_assert_cmpuint (read.report.n_lost_packets, ==, 0);
      remove_unrecorded (read.events);
      remove_unrecorded (whole.events);
      for (guint i = 0; seed % 2 == 0 && i < read.events->len; i++)
        g_assert_true (
            is_same (&read, &whole, g_array_index (read.events, GsEvent, i), g_array_index (whole.events, GsEvent, i)));
      told_clear (&whole);
      told_clear (&read);
      test_folder_remove (root);
    }
}

/* What lies between snapshots is told as packets that are missing, on their CPU and then. */
static void
test_gaps_between_parts_are_told (void)
{
  for (guint seed = 1; seed <= 16; seed++)
    {
      g_autofree char *root = test_folder_new ();
      SimConfig config;
      g_autofree char *path = write_host (&config, seed, root);
      g_auto (GStrv) parts = cut (path, root, config.n_cpus, 3, 3, 2);
      Told read;
      guint n_packets = 0;

      read_parts (&read, path, parts);
      for (guint i = 0; i < read.events->len; i++)
        {
          const GsEvent *event = &g_array_index (read.events, GsEvent, i);

          if (event->kind != GS_EVENT_LOST || is_unrecorded (event))
            continue;
          g_assert_cmpuint (event->lost.causes, ==, GS_LOSS_PACKETS | GS_LOSS_OVERWRITTEN);
          g_assert_cmpuint (event->lost.n_packets, ==, 1);
          g_assert_cmpuint (event->lost.n_in_packets, >, 0);
          n_packets++;
          for (guint k = i + 1; k < read.events->len; k++)
            {
              const GsEvent *later = &g_array_index (read.events, GsEvent, k);

              g_assert_false (later->cpu == event->cpu && later->kind != GS_EVENT_LOST
                              && later->time < event->lost.end);
            }
        }
      g_assert_cmpuint (n_packets, ==, read.report.n_lost_packets);
      told_clear (&read);
      test_folder_remove (root);
    }
}

/* The leak checker asks for this. What babeltrace2 was working on when one of its assertions failed can't be freed. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gs_read_guard_install (); /* babeltrace2's library aborts over packets of impossible size */
  g_test_add_func ("/native/tells-the-same-events", test_tells_the_same_events);
  g_test_add_func ("/native/damaged-streams-agree-as-far-as-both-read", test_damaged_streams_agree_as_far_as_both_read);
  g_test_add_func ("/native/parts-are-one-recording", test_parts_are_one_recording);
  g_test_add_func ("/native/gaps-between-parts-are-told", test_gaps_between_parts_are_told);
  return g_test_run ();
}
