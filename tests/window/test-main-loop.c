/* test-main-loop.c: the main loop is never blocked while an experiment is read
 * SPDX-License-Identifier: MIT
 *
 * Measured between one poll() and the next: that is how long whatever was
 * dispatched kept the main loop from the user's next click. What other programs
 * on a busy machine take away is left out: where the thread never waited of its own accord, its CPU time
 * counts; where it did (for a lock, a disk, another thread), all of the time
 * but that in which it only waited for a CPU, or for the display server, which
 * waits for a CPU like everybody else.
 */
#define _GNU_SOURCE
#include <gdk/x11/gdkx.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <sys/resource.h>
#include <time.h>

#include "window/gs-window.h"
#include "wizard/gs-wizard.h"

/* What a person takes for at once. A machine at hand blocks for 20 to 60 ms, as fast as it is. */
#define LIMIT_USEC 100000
#define MAX_SECONDS 120
#define MAX_RUNS 6
#define CANCEL_USEC 200000

/* What the kernel tells of this thread; all in µs, since it began. */
typedef struct
{
  gint64 now;
  gint64 cpu;     /* on a CPU */
  gint64 delay;   /* could run but had no CPU; 0 where the kernel doesn't tell */
  gint64 display; /* waited for the display server, but for delay */
  glong waits;    /* how often it waited of its own accord */
} Reading;

static struct
{
  Reading begin;
  gboolean is_running;
  gint64 worst;
  guint n_iterations;
  gint64 display;
} measure;

static Reading
read_thread (void)
{
  g_autofree char *text = NULL;
  guint64 run = 0, delay = 0;
  struct timespec cpu;
  struct rusage usage;

  if (g_file_get_contents ("/proc/thread-self/schedstat", &text, NULL, NULL))
    sscanf (text, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &run, &delay);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);
  getrusage (RUSAGE_THREAD, &usage);
  return (Reading){ g_get_monotonic_time (), cpu.tv_sec * G_USEC_PER_SEC + cpu.tv_nsec / 1000, delay / 1000,
                    measure.display, usage.ru_nvcsw };
}

/* What the display's library waits by, in the C library's place. */
int
poll (struct pollfd *fds, nfds_t n_fds, int timeout)
{
  const struct timespec most = { timeout / 1000, timeout % 1000 * 1000000 };
  GdkDisplay *display = n_fds == 1 ? gdk_display_get_default () : NULL;
  Reading begin, end;
  int n;

  if (display == NULL || fds[0].fd != ConnectionNumber (gdk_x11_display_get_xdisplay (display)))
    return ppoll (fds, n_fds, timeout < 0 ? NULL : &most, NULL);
  begin = read_thread ();
  n = ppoll (fds, n_fds, timeout < 0 ? NULL : &most, NULL);
  end = read_thread ();
  measure.display += end.now - begin.now - (end.delay - begin.delay);
  return n;
}

static gint64
get_blocked (Reading begin, Reading end)
{
  if (end.waits == begin.waits)
    return end.cpu - begin.cpu;
  return end.now - begin.now - (end.delay - begin.delay) - (end.display - begin.display);
}

static int
poll_and_measure (GPollFD *fds, guint n_fds, int timeout)
{
  int n;

  if (measure.is_running)
    {
      Reading begin = measure.begin, end = read_thread ();

      measure.worst = MAX (measure.worst, get_blocked (begin, end));
      measure.n_iterations++;
      if (get_blocked (begin, end) > LIMIT_USEC)
        g_printerr ("blocked: %ld ms, of them %ld on a CPU, %ld waiting for one, %ld for the display\n",
                    (end.now - begin.now) / 1000, (end.cpu - begin.cpu) / 1000, (end.delay - begin.delay) / 1000,
                    (end.display - begin.display) / 1000);
    }
  n = g_poll (fds, n_fds, timeout);
  measure.begin = read_thread ();
  measure.is_running = TRUE;
  return n;
}

static gboolean
set_flag (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
spin (guint ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, set_flag, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
remove_folder (const char *path)
{
  const char *argv[] = { "rm", "-rf", path, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static char *
make_traces (const char *n_events)
{
  char *folder = g_dir_make_tmp ("guestscope-main-loop-XXXXXX", NULL);
  const char *argv[] = { g_getenv ("MAKE_TRACES"), folder, "--events", n_events, "--guests", "2", "--vmsync", NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_nonnull (argv[0]);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return folder;
}

static guint
read_folder (GsWindow *window, const char *folder)
{
  const char *const paths[] = { folder, NULL };
  gint64 end = g_get_monotonic_time () + MAX_SECONDS * G_USEC_PER_SEC;
  GsTimeline *last = NULL;
  guint n_timelines = 0;

  gs_window_open (window, paths);
  while (gs_window_is_reading (window))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
      if (gs_window_get_timeline (window) != last)
        n_timelines++;
      last = gs_window_get_timeline (window);
    }
  return n_timelines;
}

/* Reads the folder in a new window. Returns: the longest block, in µs */
static gint64
measure_reading (const char *folder)
{
  GtkWidget *window = gs_window_new (NULL);
  guint n_timelines;

  gtk_window_present (GTK_WINDOW (window));
  spin (1000);

  measure.is_running = FALSE;
  measure.worst = 0;
  measure.n_iterations = 0;
  g_main_context_set_poll_func (NULL, poll_and_measure);
  n_timelines = read_folder (GS_WINDOW (window), folder);
  spin (500);
  g_main_context_set_poll_func (NULL, NULL);

  g_test_message ("%u iterations, %u timelines, longest %" G_GINT64_FORMAT " µs", measure.n_iterations, n_timelines,
                  measure.worst);
  g_assert_nonnull (gs_window_get_timeline (GS_WINDOW (window)));
  g_assert_cmpuint (gs_window_get_timeline (GS_WINDOW (window))->n_events, >, 1000000);
  g_assert_cmpuint (n_timelines, >=, 2); /* rows come while reading goes on */
  g_assert_cmpuint (measure.n_iterations, >, 10);
  gtk_window_destroy (GTK_WINDOW (window));
  return measure.worst;
}

/* What our own code does too long, it does each time; a display server that
 * waits for a CPU itself makes one run slow. So the best of a few runs counts. */
static void
test_reading_does_not_block (void)
{
  g_autofree char *folder = make_traces ("8000000");
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < MAX_RUNS && best > LIMIT_USEC; i++)
    best = MIN (best, measure_reading (folder));
  g_assert_cmpint (best, <=, LIMIT_USEC);
  remove_folder (folder);
}

/* Cancel ends reading soon, and what has been read stays on show. */
static void
test_cancel_keeps_what_was_read (void)
{
  g_autofree char *folder = make_traces ("8000000");
  const char *const paths[] = { folder, NULL };
  GtkWidget *window = gs_window_new (NULL);
  gint64 begin;

  gtk_window_present (GTK_WINDOW (window));
  gs_window_open (GS_WINDOW (window), paths);
  while (gs_window_get_timeline (GS_WINDOW (window)) == NULL && gs_window_is_reading (GS_WINDOW (window)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gs_window_is_reading (GS_WINDOW (window)));

  begin = g_get_monotonic_time ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "cancel", NULL);
  while (gs_window_is_reading (GS_WINDOW (window)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 2 * G_USEC_PER_SEC);
  g_assert_nonnull (gs_window_get_timeline (GS_WINDOW (window)));
  g_assert_true (gs_window_get_timeline (GS_WINDOW (window))->is_partial);

  gtk_window_destroy (GTK_WINDOW (window));
  remove_folder (folder);
}

/* Closing the window while it reads ends the reading, at once and without a word. */
static void
test_closing_ends_reading (void)
{
  g_autofree char *folder = make_traces ("400000");
  const char *const paths[] = { folder, NULL };
  GtkWidget *window = gs_window_new (NULL);
  gpointer watched = window;
  gint64 begin;

  g_object_add_weak_pointer (G_OBJECT (window), &watched);
  gtk_window_present (GTK_WINDOW (window));
  gs_window_open (GS_WINDOW (window), paths);
  spin (100);
  begin = g_get_monotonic_time ();
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 500000);
  spin (1000);
  g_assert_null (watched);
  remove_folder (folder);
}

/* At whatever stage: looking for traces, describing them, reading, composing. */
static void
test_cancel_is_soon_at_every_stage (void)
{
  g_autofree char *folder = make_traces ("400000");
  const char *const paths[] = { folder, "/usr/share", NULL };

  for (guint ms = 0; ms < 600; ms += 40)
    {
      GtkWidget *window = gs_window_new (NULL);
      gint64 begin, duration;

      gtk_window_present (GTK_WINDOW (window));
      gs_window_open (GS_WINDOW (window), ms % 80 == 0 ? paths : (const char *const[]){ folder, NULL });
      spin (ms);
      begin = g_get_monotonic_time ();
      if (gs_window_is_reading (GS_WINDOW (window)))
        g_action_group_activate_action (G_ACTION_GROUP (window), "cancel", NULL);
      while (gs_window_is_reading (GS_WINDOW (window)))
        g_main_context_iteration (NULL, TRUE);
      duration = g_get_monotonic_time () - begin;
      g_test_message ("after %u ms: %" G_GINT64_FORMAT " µs", ms, duration);
      g_assert_cmpint (duration, <, CANCEL_USEC);
      gtk_window_destroy (GTK_WINDOW (window));
    }
  remove_folder (folder);
}

static void
ignore_created (GsExperiment *experiment, GsAnalysis *analysis, const char *save_path, gpointer user_data)
{
}

/* Twenty hosts with a guest each. */
static char *
make_many_traces (void)
{
  char *folder = g_dir_make_tmp ("guestscope-main-loop-XXXXXX", NULL);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%02u", folder, i);
      g_autofree char *seed = g_strdup_printf ("--seed=%u", i + 1);
      const char *argv[] = { g_getenv ("MAKE_TRACES"), "--guests=1", "--duration-ms=20", seed, path, NULL };

      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                                   NULL, NULL, NULL, NULL, NULL, NULL));
    }
  return folder;
}

static gint64
measure_wizard (const char *folder)
{
  const char *const paths[] = { folder, NULL };
  GtkWidget *window = gs_window_new (NULL);
  GtkWidget *wizard;

  gtk_window_present (GTK_WINDOW (window));
  wizard = gs_wizard_new (GTK_WINDOW (window), NULL, NULL, ignore_created, G_OBJECT (window));
  gtk_window_present (GTK_WINDOW (wizard));
  spin (1000);
  measure.is_running = FALSE;
  measure.worst = 0;
  g_main_context_set_poll_func (NULL, poll_and_measure);
  gs_wizard_add_folders (GS_WIZARD (wizard), paths);
  spin (4000);
  g_main_context_set_poll_func (NULL, NULL);
  g_test_message ("longest %" G_GINT64_FORMAT " µs", measure.worst);
  gtk_window_destroy (GTK_WINDOW (window));
  spin (100);
  return measure.worst;
}

static void
test_wizard_with_forty_traces_does_not_block (void)
{
  g_autofree char *folder = make_many_traces ();
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < MAX_RUNS && best > LIMIT_USEC; i++)
    best = MIN (best, measure_wizard (folder));
  g_assert_cmpint (best, <=, LIMIT_USEC);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("guestscope-main-loop-XXXXXX", NULL);
  int status;

  /* What the program remembers is the test's own. */
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/main-loop/reading-does-not-block", test_reading_does_not_block);
  g_test_add_func ("/main-loop/cancel-keeps-what-was-read", test_cancel_keeps_what_was_read);
  g_test_add_func ("/main-loop/cancel-is-soon-at-every-stage", test_cancel_is_soon_at_every_stage);
  g_test_add_func ("/main-loop/closing-ends-reading", test_closing_ends_reading);
  g_test_add_func ("/main-loop/wizard-with-forty-traces-does-not-block", test_wizard_with_forty_traces_does_not_block);
  status = g_test_run ();
  remove_folder (home);
  return status;
}
