/* gs-trace-finder.c: searches folders for traces and describes them in parallel
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-finder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "base/gs-readable.h"
#include "find/gs-trace-archive.h"
#include "find/gs-trace-formats.h"
#include "find/gs-trace-join.h"
#include "find/gs-trace-open.h"
#include "find/gs-trace-walk.h"

#define MAX_THREADS 4

/* A trace that is looked into on the thread pool. */
typedef struct
{
  const char *path;
  GCancellable *cancellable;
  GsTrace *trace; /* the result, or NULL */
} GsTraceJob;

static void
gs_trace_job_run (gpointer data, gpointer user_data)
{
  GMutex *lock = user_data; /* guards all jobs */
  GsTraceJob *job = data;
  GsTraceJob own;

  gs_lock (lock);
  own = *job;
  gs_unlock (lock);

  if (!g_cancellable_is_cancelled (own.cancellable))
    own.trace = gs_trace_glance (own.path, NULL);

  gs_lock (lock);
  *job = own;
  gs_unlock (lock);
}

/* Returns: (transfer full): the traces that could be described, in order of @paths */
static GPtrArray *
gs_trace_open_all (GPtrArray *paths, GCancellable *cancellable)
{
  GPtrArray *traces = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_unref);
  g_autofree GsTraceJob *jobs = g_new0 (GsTraceJob, paths->len + 1);
  GMutex lock;
  GThreadPool *pool;

  g_mutex_init (&lock);
  pool = g_thread_pool_new (gs_trace_job_run, &lock, MIN (MAX_THREADS, g_get_num_processors ()), FALSE, NULL);
  for (guint i = 0; i < paths->len; i++)
    {
      gs_lock (&lock);
      jobs[i] = (GsTraceJob){ g_ptr_array_index (paths, i), cancellable, NULL };
      gs_unlock (&lock);
      g_thread_pool_push (pool, &jobs[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);

  gs_lock (&lock);
  for (guint i = 0; i < paths->len; i++)
    if (jobs[i].trace != NULL)
      g_ptr_array_add (traces, jobs[i].trace);
  gs_unlock (&lock);
  g_mutex_clear (&lock);
  return traces;
}

static void
gs_trace_replace (GPtrArray *traces, guint index, GsTrace *trace)
{
  gs_trace_unref (g_ptr_array_index (traces, index));
  g_ptr_array_index (traces, index) = trace;
}

/**
 * gs_trace_finder_guess_guests:
 * @traces: (element-type GsTrace): all of an experiment, of which some are replaced by copies
 *
 * A kernel trace without KVM events beside one of a host is one of its guests,
 * as far as can be told without reading it.
 */
void
gs_trace_finder_guess_guests (GPtrArray *traces)
{
  gboolean has_host = FALSE;

  for (guint i = 0; i < traces->len; i++)
    {
      const GsTrace *trace = g_ptr_array_index (traces, i);

      has_host |= trace->usable && trace->role == GS_ROLE_HOST;
    }

  for (guint i = 0; has_host && i < traces->len; i++)
    {
      GsTrace *trace = g_ptr_array_index (traces, i);

      if (trace->usable && trace->role == GS_ROLE_UNKNOWN && trace->domain != GS_DOMAIN_UST)
        gs_trace_replace (traces, i, gs_trace_assume_role (trace, GS_ROLE_GUEST));
    }
}

/* LTTng's folders below a session's: they say nothing about whose it is. */
static gboolean
gs_trace_is_layout_folder (const char *name)
{
  static const char *const names[] = { "kernel", "ust", "uid", "pid", "64-bit", "32-bit", "archives" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;
  return name[0] != '\0' && strspn (name, "0123456789") == strlen (name);
}

/* Returns: (transfer full): the innermost folder of @path that tells traces apart,
 * @level folders further up than that */
static char *
gs_trace_dup_session_name (const char *path, guint level)
{
  g_auto (GStrv) parts = g_strsplit (path, G_DIR_SEPARATOR_S, -1);
  guint last = g_strv_length (parts);

  while (last > 1 && gs_trace_is_layout_folder (parts[last - 1]))
    last--;
  last = last > level + 1 ? last - level : MIN (last, 1);
  return last == 0 || parts[last - 1][0] == '\0' ? g_filename_display_name (path) :
                                                   g_filename_display_name (parts[last - 1]);
}

static char *
gs_trace_dup_base_name (const GsTrace *trace)
{
  return trace->hostname[0] != '\0' ? g_strdup (trace->hostname) : gs_trace_dup_session_name (trace->path, 0);
}

static void
gs_trace_set_name (GPtrArray *traces, guint index, GHashTable *taken, const char *name)
{
  GsTrace *trace = g_ptr_array_index (traces, index);

  g_hash_table_insert (taken, g_strdup (name), g_strdup (trace->path));
  if (strcmp (trace->name, name) != 0)
    gs_trace_replace (traces, index, gs_trace_rename (trace, name));
}

/* Finds a name for a trace whose own is taken: with its folder's name, one
 * further up, or with a number. A folder's name that the other one's folder has as well doesn't tell them apart.
 * @taken: name -> path of whose it is */
static char *
gs_trace_find_free_name (const GsTrace *trace, const char *base, GHashTable *taken)
{
  const char *holder = g_hash_table_lookup (taken, base);

  for (guint level = 0; level < 4; level++)
    {
      g_autofree char *folder = gs_trace_dup_session_name (trace->path, level);
      g_autofree char *other = gs_trace_dup_session_name (holder, level);
      g_autofree char *name = g_strdup_printf ("%s (%s)", base, folder);

      if (strcmp (folder, base) != 0 && strcmp (folder, other) != 0 && !g_hash_table_contains (taken, name))
        return g_steal_pointer (&name);
    }
  for (guint number = 2;; number++)
    {
      g_autofree char *name = g_strdup_printf ("%s (%u)", base, number);

      if (!g_hash_table_contains (taken, name))
        return g_steal_pointer (&name);
    }
}

/* @traces: of which some are replaced by renamed copies. The first of several
 * with one host name keeps it; a usable one goes first. */
static void
gs_trace_make_names_unique (GPtrArray *traces)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < traces->len; i++)
      {
        GsTrace *trace = g_ptr_array_index (traces, i);
        g_autofree char *base = NULL;
        g_autofree char *name = NULL;

        if (trace->usable != (pass == 0))
          continue;
        base = gs_trace_dup_base_name (trace);
        if (g_hash_table_contains (taken, base))
          name = gs_trace_find_free_name (trace, base, taken);
        gs_trace_set_name (traces, i, taken, name != NULL ? name : base);
      }
}

/* Returns: (transfer full) (nullable): what to do with @path, where that or what lies in it is what perf wrote */
static char *
gs_trace_dup_perf_advice (const char *path)
{
  static const char magic[] = "PERFILE2";
  g_autofree char *inner = g_build_filename (path, "perf.data", NULL);
  const char *file = g_file_test (path, G_FILE_TEST_IS_DIR) ? inner : path;
  g_autofree char *display = g_filename_display_name (file);
  g_autofree char *quoted = g_shell_quote (display);
  char begin[sizeof magic] = { '\0' };
  int descriptor = g_open (file, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  gboolean is_perf = descriptor >= 0 && read (descriptor, begin, sizeof magic - 1) == sizeof magic - 1
                     && memcmp (begin, magic, sizeof magic - 1) == 0;

  if (descriptor >= 0)
    close (descriptor);
  if (!is_perf)
    return NULL;
  return g_strdup_printf (_ ("%s: this is perf's own file. Make a trace of it, and give the new folder: perf data "
                             "convert --all --to-ctf trace -i %s"),
                          display, quoted);
}

/* Returns: (nullable) (transfer full): why @path is no folder that can be searched */
static char *
gs_trace_dup_path_advice (const char *path)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *perf_advice = gs_trace_dup_perf_advice (path);
  GStatBuf status;

  if (perf_advice != NULL)
    return g_steal_pointer (&perf_advice);
  if (g_stat (path, &status) == 0)
    return S_ISDIR (status.st_mode) ?
               NULL :
               g_strdup_printf (
                   _ ("%s: this file is no recording; give trace-cmd's “trace.dat”, or the session folder that “lttng create” printed"),
                   display);
  if (errno != ENOENT && errno != ENOTDIR)
    return gs_readable_dup_folder_advice (path, errno);
  return g_strdup_printf (_ ("%s: there is no such folder; give the session folder that “lttng create” printed"),
                          display);
}

/**
 * gs_trace_finder_set_error:
 * @paths: (array zero-terminated=1): where nothing was found
 * @problems: (element-type utf8): what gs_trace_finder_walk() met
 *
 * Says so, or what was in the way.
 */
void
gs_trace_finder_set_error (const char *const *paths, GPtrArray *problems, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *first = NULL;

  for (guint i = 0; paths[i] != NULL && text == NULL; i++)
    text = gs_trace_archive_is_one (paths[i]) ? NULL : gs_trace_dup_path_advice (paths[i]);
  if (text == NULL && problems->len > 0)
    text = g_strdup (g_ptr_array_index (problems, 0));
  if (text != NULL)
    {
      g_set_error_literal (error, GS_ERROR, GS_ERROR_NO_TRACE, text);
      return;
    }
  first = g_filename_display_name (paths[0] != NULL ? paths[0] : "");
  if (paths[0] != NULL && gs_trace_archive_is_one (paths[0]))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_NO_TRACE,
                   _ ("%s: no trace was found in this archive; pack the session folder that “lttng create” printed"),
                   first);
      return;
    }
  g_set_error (
      error, GS_ERROR, GS_ERROR_NO_TRACE,
      _ ("%s: no trace was found in this folder; give trace-cmd's “trace.dat”, or the session folder that “lttng create” printed"),
      first);
}

/* @problems: gets what is in the way */
static gboolean
gs_trace_folder_holds_any (const char *folder, GPtrArray *traces, GPtrArray *problems)
{
  const char *const paths[] = { folder, NULL };
  g_autoptr (GPtrArray) found = NULL;
  char *real = realpath (folder, NULL);
  gsize length = real != NULL ? strlen (real) : 0;
  gboolean is_held = FALSE;

  for (guint i = 0; real != NULL && i < traces->len && !is_held; i++)
    {
      const GsTrace *trace = g_ptr_array_index (traces, i);

      for (guint k = 0; trace->parts[k] != NULL && !is_held; k++)
        is_held = g_str_has_prefix (trace->parts[k], real)
                  && (trace->parts[k][length] == '\0' || G_IS_DIR_SEPARATOR (trace->parts[k][length]));
    }
  free (real);
  if (is_held)
    return TRUE;
  found = gs_trace_walk_list (paths, NULL, problems);
  return found->len > 0;
}

/**
 * gs_trace_finder_warn:
 * @paths: (array zero-terminated=1): what was searched
 * @traces: (element-type GsTrace): what was found
 * @warnings: (element-type utf8): gets a sentence for each of @paths that is not there or holds nothing,
 *   but for those about which gs_trace_finder_find() has told more
 */
void
gs_trace_finder_warn (const char *const *paths, GPtrArray *traces, GPtrArray *warnings)
{
  for (guint i = 0; paths[i] != NULL; i++)
    {
      const char *const one[] = { paths[i], NULL };
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;

      g_auto (GStrv) folder = gs_trace_archive_unpack_all (one, NULL, NULL, NULL);

      if (folder == NULL || gs_trace_folder_holds_any (folder[0], traces, problems) || problems->len > 0)
        continue;
      gs_trace_finder_set_error (one, problems, &error);
      g_ptr_array_add (warnings, g_strdup (error->message));
    }
}

/**
 * gs_trace_finder_settle:
 * @traces: (element-type GsTrace): all of an experiment, of which some are replaced by copies
 *
 * What can be told only of all traces together: which are guests, and names of their own.
 */
void
gs_trace_finder_settle (GPtrArray *traces)
{
  gs_trace_finder_guess_guests (traces);
  gs_trace_make_names_unique (traces);
}

/**
 * gs_trace_finder_find:
 * @paths: (array zero-terminated=1): folders, searched downwards; a trace's own
 *   folder is one as well; and archives of such
 * @warnings: (nullable) (element-type utf8): gets a sentence for each folder that could not be searched
 * @cancellable: (nullable): stops the search
 *
 * Returns: (transfer full) (element-type GsTrace): the recordings that were found, by path, each
 *   under a name of its own and once only; %NULL with %GS_ERROR_NO_TRACE where
 *   there is none, or G_IO_ERROR_CANCELLED
 */
GPtrArray *
gs_trace_finder_find (const char *const *paths, GPtrArray *warnings, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) traces = NULL;
  g_auto (GStrv) folders = NULL;

  g_return_val_if_fail (paths != NULL, NULL);

  folders = gs_trace_archive_unpack_all (paths, warnings, cancellable, error);
  if (folders == NULL)
    return NULL;
  found = gs_trace_walk_list ((const char *const *) folders, cancellable, problems);
  traces = gs_trace_open_all (found, cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (traces->len == 0)
    {
      gs_trace_finder_set_error (paths, problems, error);
      return NULL;
    }

  if (warnings != NULL)
    g_ptr_array_extend_and_steal (warnings, g_steal_pointer (&problems));
  gs_trace_join_parts (traces);
  gs_trace_finder_settle (traces);
  return g_steal_pointer (&traces);
}
