/* gs-trace-formats.c: all kinds of recordings that can be read
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-formats.h"

#include <string.h>

#include "babeltrace/gs-bt-format.h"
#include "base/gs-error.h"
#include "gs-config.h"
#include "native/gs-native-format.h"
#include "tracecmd/gs-dat-format.h"

/* The preferred one first. */
static const GsTraceFormat *const gs_trace_formats[] = {
  &gs_native_format,
  &gs_bt_format,
#ifdef GS_WITH_TRACE_CMD
  &gs_dat_format,
#endif
};

static const char *gs_trace_preferred; /* atomic: a name in the table, or NULL for any */

/**
 * gs_trace_formats_prefer:
 * @reader: "auto", or a reader's name: where it and others know a format, the others are not asked
 *
 * For all traces that are opened from now on.
 *
 * Returns: whether there is such a reader
 */
gboolean
gs_trace_formats_prefer (const char *reader)
{
  const char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (gs_trace_formats) && found == NULL; i++)
    if (strcmp (gs_trace_formats[i]->reader, reader) == 0)
      found = gs_trace_formats[i]->reader;
  g_atomic_pointer_set (&gs_trace_preferred, found);
  return found != NULL || strcmp (reader, "auto") == 0;
}

/**
 * gs_trace_formats_recognize:
 * @path: a file or folder
 * @problem: (out) (optional): translated, begins with the path, where it only looks like a trace
 *
 * Returns: whether there is a trace at @path
 */
gboolean
gs_trace_formats_recognize (const char *path, char **problem)
{
  gboolean is_trace = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (gs_trace_formats) && !is_trace && (problem == NULL || *problem == NULL); i++)
    is_trace = gs_trace_formats[i]->recognize (path, problem);
  return is_trace;
}

/* Returns: the preferred reader of what @path holds, or the first one; -1 for none */
static gint
gs_trace_formats_find (const char *path, const char *preferred)
{
  gint found = -1;

  for (guint i = 0; i < G_N_ELEMENTS (gs_trace_formats); i++)
    if (gs_trace_formats[i]->recognize (path, NULL)
        && (found < 0 || g_strcmp0 (gs_trace_formats[i]->reader, preferred) == 0))
      found = i;
  return found;
}

/* A reader of the same format that comes after @index. */
static gint
gs_trace_formats_find_next (const char *path, guint index)
{
  for (guint i = index + 1; i < G_N_ELEMENTS (gs_trace_formats); i++)
    if (gs_trace_formats[i]->recognize (path, NULL))
      return i;
  return -1;
}

/**
 * gs_trace_formats_describe:
 * @trace: gets its format, and why it is not the preferred one
 * @is_close: FALSE where end and role need not be exact
 * @facts: (out): what the first reader that knows the format finds out
 *
 * Returns: FALSE with @error set where nobody can read it
 */
gboolean
gs_trace_formats_describe (GsTrace *trace, gboolean is_close, GsTraceFacts *facts, GError **error)
{
  const char *preferred = g_atomic_pointer_get (&gs_trace_preferred);
  gint at = gs_trace_formats_find (trace->path, preferred);

  /* Where nobody knows the path, the format that is asked last says why. */
  for (at = at < 0 ? (gint) G_N_ELEMENTS (gs_trace_formats) - 1 : at; at >= 0;)
    {
      const GsTraceFormat *format = gs_trace_formats[at];
      g_autoptr (GError) reason = NULL;

      trace->format = format;
      trace->reader = format->reader;
      if (format->describe (trace->path, trace->name, is_close, facts, &reason))
        return TRUE;
      at = preferred == NULL && g_error_matches (reason, GS_ERROR, GS_ERROR_UNSUPPORTED) ?
               gs_trace_formats_find_next (trace->path, at) :
               -1;
      if (at < 0)
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      g_free (trace->reader_reason);
      trace->reader_reason = g_strdup (reason->message);
    }
  return FALSE;
}
