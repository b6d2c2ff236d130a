/* gs-run.c: one analysis for a subcommand, with progress and signals
 * SPDX-License-Identifier: MIT
 */
#include "gs-run.h"

#include <errno.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "analysis/gs-analysis.h"
#include "base/gs-error.h"
#include "base/gs-scratch.h"
#include "find/gs-trace-archive.h"
#include "gs-run-progress.h"

/* How often progress is looked at. */
#define PROGRESS_INTERVAL_MS 200

/* How long work that was interrupted may take to end by itself. Drawing never does, so this is what a person waits. */
#define PATIENCE_MS 20

/* @set: (out): those by which people end the program */
void
gs_run_get_signals (sigset_t *set)
{
  sigemptyset (set);
  sigaddset (set, SIGINT);
  sigaddset (set, SIGTERM);
}

/* Waits for SIGINT and SIGTERM, which every other thread has blocked. What then doesn't end by itself is ended, as a
 * second signal does at once: nothing that was to be written has a name yet, and scratch folders are removed. */
static gpointer
gs_run_wait_for_signals (gpointer data)
{
  const struct timespec patience = { 0, PATIENCE_MS * 1000 * 1000 };
  GCancellable *cancellable = data;
  sigset_t set;
  int number;

  gs_run_get_signals (&set);
  sigwait (&set, &number);
  g_cancellable_cancel (cancellable);
  while (sigtimedwait (&set, NULL, &patience) < 0 && errno == EINTR)
    ;
  gs_scratch_remove_all ();
  _exit (GS_EXIT_INTERRUPTED);
}

/**
 * gs_run_get_cancellable:
 *
 * From the first call on, SIGINT and SIGTERM cancel what it returns instead of
 * ending the program; so call it before the first thread is started.
 *
 * Returns: (transfer none): the program's cancellable
 */
GCancellable *
gs_run_get_cancellable (void)
{
  static GCancellable *cancellable;

  if (cancellable == NULL)
    {
      sigset_t set;

      gs_run_get_signals (&set);
      pthread_sigmask (SIG_BLOCK, &set, NULL);
      cancellable = g_cancellable_new ();
      g_thread_unref (g_thread_new ("signals", gs_run_wait_for_signals, cancellable));
    }
  return cancellable;
}

/**
 * gs_run_fail:
 * @subcommand: whose help tells more
 * @error: what ended it
 *
 * Says it on standard error. A reader that closed the pipe has what it wanted.
 *
 * Returns: the exit status
 */
int
gs_run_fail (const char *subcommand, const GError *error)
{
  /* GOption repeats arguments as they are. */
  g_autofree char *message = g_utf8_make_valid (error->message, -1);

  gs_run_progress_stop ();
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return GS_EXIT_INTERRUPTED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return GS_EXIT_DONE;

  g_printerr ("guestscope: %s\n", message);
  /* GOption's own: arguments that are no text at all. */
  if (error->domain != G_OPTION_ERROR && error->domain != G_CONVERT_ERROR
      && !g_error_matches (error, GS_ERROR, GS_ERROR_ARGUMENT))
    return GS_EXIT_INPUT;
  g_printerr (_ ("Try “guestscope %s --help”.\n"), subcommand);
  return GS_EXIT_USAGE;
}

typedef struct
{
  GMainLoop *loop;
  GsAnalysis *analysis;
  GError *error;
} GsRun;

static void
gs_run_on_finished (GsAnalysis *analysis, GError *error, GsRun *self)
{
  if (error != NULL && self->error == NULL)
    self->error = g_error_copy (error);
  g_main_loop_quit (self->loop);
}

static gboolean
gs_run_on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GsRun *self = user_data;

  gs_analysis_cancel (self->analysis);
  return G_SOURCE_REMOVE;
}

static void
gs_run_note_progress (GsAnalysis *analysis)
{
  GsProgress progress;

  gs_analysis_get_progress (analysis, &progress);
  gs_run_progress_set (progress.fraction, progress.n_events);
}

static gboolean
gs_run_on_tick (gpointer user_data)
{
  GsRun *self = user_data;

  gs_run_note_progress (self->analysis);
  return G_SOURCE_CONTINUE;
}

static GsTimeline *
gs_run_wait (GsAnalysis *analysis, gboolean progress, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) cancelled = g_cancellable_source_new (gs_run_get_cancellable ());
  GsRun self = { loop, analysis, NULL };
  guint tick = 0;

  g_signal_connect (analysis, "finished", G_CALLBACK (gs_run_on_finished), &self);
  g_source_set_callback (cancelled, G_SOURCE_FUNC (gs_run_on_cancelled), &self, NULL);
  g_source_attach (cancelled, NULL);
  if (progress)
    tick = g_timeout_add (PROGRESS_INTERVAL_MS, gs_run_on_tick, &self);

  gs_analysis_start (analysis);
  g_main_loop_run (loop);

  g_source_destroy (cancelled);
  if (progress)
    {
      g_source_remove (tick);
      gs_run_note_progress (analysis);
    }
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (gs_run_get_cancellable (), error))
    return NULL;
  return gs_timeline_ref (gs_analysis_get_timeline (analysis));
}

/**
 * gs_run_print:
 * @text: UTF-8
 *
 * Writes @text to standard output as it is, whatever the locale's encoding.
 *
 * Returns: FALSE with @error where not all of it could be written
 */
gboolean
gs_run_print (const char *text, GError **error)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  return g_output_stream_write_all (stream, text, strlen (text), NULL, gs_run_get_cancellable (), error);
}

/* Says on standard error what is missing but lets the work go on. */
void
gs_run_print_warnings (GPtrArray *warnings)
{
  for (guint i = 0; i < warnings->len; i++)
    g_printerr (_ ("guestscope: warning: %s\n"), (const char *) g_ptr_array_index (warnings, i));
}

/**
 * gs_run_find_traces:
 *
 * Blocks. Says which option allows what was too large.
 *
 * Returns: (transfer full) (nullable): what @options name, or NULL with @error
 */
GsExperiment *
gs_run_find_traces (const GsOptions *options, GError **error)
{
  GError *own_error = NULL;
  GsExperiment *experiment;

  if (options->unpack_large)
    gs_trace_archive_allow_large (NULL);
  experiment = gs_experiment_new_for_paths ((const char *const *) options->paths, gs_run_get_cancellable (),
                                            &own_error);
  if (g_error_matches (own_error, GS_ERROR, GS_ERROR_LARGE))
    g_set_error (error, GS_ERROR, GS_ERROR_LARGE, _ ("%s To unpack it all the same, add --unpack-large."),
                 own_error->message);
  else if (own_error != NULL)
    g_propagate_error (error, g_steal_pointer (&own_error));
  g_clear_error (&own_error);
  return experiment;
}

/* For whoever won't look for clocks again. */
void
gs_run_drop_clues (GsTimeline *timeline)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_machine (timeline, i)->machine != NULL)
      gs_machine_drop_clues (gs_timeline_get_machine (timeline, i)->machine);
}

/**
 * gs_run_analysis:
 * @options: what to analyse, and how
 * @name: (out) (transfer full): the experiment's name
 * @span: (out): the part that is asked for
 *
 * Finds and analyses the traces, prints warnings to standard error, and progress until gs_run_progress_stop().
 * Blocks; SIGINT and SIGTERM make it return early, with %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the result, or NULL with @error
 */
GsTimeline *
gs_run_analysis (const GsOptions *options, char **name, GsSpan *span, GError **error)
{
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsAnalysis) analysis = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GPtrArray) warnings = NULL;

  if (options->progress)
    gs_run_progress_start (gs_run_get_cancellable ());
  experiment = gs_run_find_traces (options, error);
  if (experiment == NULL || !gs_options_apply (options, experiment, error))
    return NULL;

  analysis = gs_analysis_new (experiment);
  gs_analysis_set_previews (analysis, FALSE);
  gs_analysis_set_rows_only (analysis, options->is_rows_only);
  timeline = gs_run_wait (analysis, options->progress, error);
  if (timeline == NULL)
    return NULL;
  warnings = gs_timeline_dup_warnings (timeline);
  if (timeline->span.begin >= timeline->span.end) /* all of it went away while it was read */
    {
      gs_run_print_warnings (warnings);
      g_set_error_literal (error, GS_ERROR, GS_ERROR_NO_TRACE, _ ("None of the traces can be analysed."));
      return NULL;
    }
  if (!gs_options_get_span (options, timeline->span, span, error))
    return NULL;

  gs_run_print_warnings (warnings);
  *name = g_strdup (experiment->name);
  return g_steal_pointer (&timeline);
}
