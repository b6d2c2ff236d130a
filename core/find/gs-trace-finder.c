/* gs-trace-finder.c: searches folders for traces and describes them in parallel
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-finder.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "base/gs-readable.h"
#include "find/gs-trace-formats.h"
#include "find/gs-trace-open.h"

#define MAX_DEPTH 64
#define MAX_THREADS 4

/* A search downwards. */
typedef struct
{
  GHashTable *visited; /* "device:inode" of the folders that were seen */
  GCancellable *cancellable;
  GsTraceFolderFunc found;
  gpointer user_data;
  GPtrArray *problems; /* (nullable): sentences about what could not be searched */
} GsTraceWalk;

/* A trace that is looked into on the thread pool. */
typedef struct
{
  const char *path;
  GCancellable *cancellable;
  GsTrace *trace; /* the result, or NULL */
} GsTraceJob;

static void gs_trace_search_folder (GsTraceWalk *self, const char *folder, guint depth);

/* Takes @problem. */
static void
gs_trace_walk_note (GsTraceWalk *self, char *problem)
{
  if (self->problems != NULL)
    g_ptr_array_add (self->problems, problem);
  else
    g_free (problem);
}

/* Returns: whether there is a trace at @path; what only looks like one is told. */
static gboolean
gs_trace_walk_check (GsTraceWalk *self, const char *path)
{
  char *problem = NULL;
  gboolean is_trace = gs_trace_formats_recognize (path, &problem);

  if (problem != NULL)
    gs_trace_walk_note (self, problem);
  return is_trace;
}

/* @path: a file or folder that is a trace */
static void
gs_trace_walk_tell (GsTraceWalk *self, const char *path)
{
  char *real = realpath (path, NULL);

  if (real != NULL)
    self->found (real, self->user_data);
  free (real);
}

/* Goes on with the folders that a folder holds; a folder's names may be readable though nothing behind them is.
 * Returns: 0, or an errno */
static int
gs_trace_walk_children (GsTraceWalk *self, const char *folder, guint depth)
{
  int number = gs_readable_get_errno (folder);
  g_autoptr (GDir) dir = number == 0 ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && !g_cancellable_is_cancelled (self->cancellable))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;

      if (g_stat (path, &status) == 0 && S_ISDIR (status.st_mode))
        gs_trace_search_folder (self, path, depth + 1);
      else if (gs_trace_walk_check (self, path))
        gs_trace_walk_tell (self, path);
      else if (number == 0 && g_lstat (path, &status) != 0 && errno == EACCES)
        number = EACCES;
    }
  return number;
}

static void
gs_trace_search_folder (GsTraceWalk *self, const char *folder, guint depth)
{
  g_autofree char *key = NULL;
  GStatBuf status;
  int number;

  if (depth > MAX_DEPTH || g_cancellable_is_cancelled (self->cancellable) || g_stat (folder, &status) != 0
      || !S_ISDIR (status.st_mode))
    return;

  key = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status.st_dev, (guint64) status.st_ino);
  if (!g_hash_table_add (self->visited, g_steal_pointer (&key)))
    return;

  if (gs_trace_walk_check (self, folder))
    gs_trace_walk_tell (self, folder);

  number = gs_trace_walk_children (self, folder, depth);
  if (number != 0)
    gs_trace_walk_note (self, gs_readable_dup_folder_advice (folder, number));
}

static int
gs_trace_compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

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
 * further up, or with a number. What the folder of who has the name is called, too, tells nothing.
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

/* Returns: (nullable) (transfer full): why @path is no folder that can be searched */
static char *
gs_trace_dup_path_advice (const char *path)
{
  g_autofree char *display = g_filename_display_name (path);
  GStatBuf status;

  if (g_stat (path, &status) == 0)
    return S_ISDIR (status.st_mode) ?
               NULL :
               g_strdup_printf (_ ("%s: this is a file; give the session folder that “lttng create” printed"), display);
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
    text = gs_trace_dup_path_advice (paths[i]);
  if (text == NULL && problems->len > 0)
    text = g_strdup (g_ptr_array_index (problems, 0));
  if (text != NULL)
    {
      g_set_error_literal (error, GS_ERROR, GS_ERROR_NO_TRACE, text);
      return;
    }
  first = g_filename_display_name (paths[0] != NULL ? paths[0] : "");
  g_set_error (error, GS_ERROR, GS_ERROR_NO_TRACE,
               _ ("%s: no trace was found in this folder; give the session folder that “lttng create” printed"), first);
}

static void
gs_trace_add_path (const char *path, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (path));
}

/* Also where links lead out of @folder. @problems: gets what is in the way */
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

      is_held = g_str_has_prefix (trace->path, real)
                && (trace->path[length] == '\0' || G_IS_DIR_SEPARATOR (trace->path[length]));
    }
  free (real);
  if (is_held)
    return TRUE;
  found = g_ptr_array_new_with_free_func (g_free);
  gs_trace_finder_walk (paths, NULL, gs_trace_add_path, found, problems);
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

      if (gs_trace_folder_holds_any (paths[i], traces, problems) || problems->len > 0)
        continue;
      gs_trace_finder_set_error (one, problems, &error);
      g_ptr_array_add (warnings, g_strdup (error->message));
    }
}

/**
 * gs_trace_finder_walk:
 * @found: called in this thread for each trace's folder, with its real path, once
 * @problems: (nullable) (element-type utf8): gets a sentence for each folder that could not be searched
 *
 * Searches downwards, through links, but no folder twice.
 */
void
gs_trace_finder_walk (const char *const *paths, GCancellable *cancellable, GsTraceFolderFunc found, gpointer user_data,
                      GPtrArray *problems)
{
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GsTraceWalk search = { visited, cancellable, found, user_data, problems };

  for (guint i = 0; paths[i] != NULL; i++)
    gs_trace_search_folder (&search, paths[i], 0);
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
 *   folder is one as well
 * @warnings: (nullable) (element-type utf8): gets a sentence for each folder that could not be searched
 * @cancellable: (nullable): stops the search
 *
 * Returns: (transfer full) (element-type GsTrace): what was found, by path, each
 *   under a name of its own and once only; %NULL with %GS_ERROR_NO_TRACE where
 *   there is none, or G_IO_ERROR_CANCELLED
 */
GPtrArray *
gs_trace_finder_find (const char *const *paths, GPtrArray *warnings, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) traces = NULL;

  g_return_val_if_fail (paths != NULL, NULL);

  gs_trace_finder_walk (paths, cancellable, gs_trace_add_path, found, problems);
  g_ptr_array_sort (found, gs_trace_compare_paths);
  g_ptr_array_sort (problems, gs_trace_compare_paths);
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
  gs_trace_finder_settle (traces);
  return g_steal_pointer (&traces);
}
