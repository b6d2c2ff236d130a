/* gs-trace-again.c: a recording whose place is known to its description
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-again.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "find/gs-trace-formats.h"
#include "find/gs-trace-join.h"
#include "find/gs-trace-open.h"
#include "find/gs-trace-walk.h"

static GsTrace *
gs_trace_again_look (const char *path, gboolean is_close, GError **error)
{
  return is_close ? gs_trace_open (path, error) : gs_trace_glance (path, error);
}

/* Returns: (transfer full): the recordings below a folder */
static GPtrArray *
gs_trace_again_find (const char *path, gboolean is_close)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (GPtrArray) found = gs_trace_walk_list (paths, NULL, NULL);
  GPtrArray *traces = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_unref);

  for (guint i = 0; i < found->len; i++)
    {
      GsTrace *trace = gs_trace_again_look (g_ptr_array_index (found, i), is_close, NULL);

      if (trace != NULL)
        g_ptr_array_add (traces, trace);
    }
  gs_trace_join_parts (traces);
  return traces;
}

/* Returns: (nullable): the one that is meant; without a UUID, the only one that there is */
static GsTrace *
gs_trace_again_choose (GPtrArray *traces, const char *uuid)
{
  for (guint i = 0; uuid != NULL && i < traces->len; i++)
    {
      GsTrace *trace = g_ptr_array_index (traces, i);

      if (g_str_equal (trace->uuid, uuid))
        return trace;
    }
  return traces->len == 1 ? g_ptr_array_index (traces, 0) : NULL;
}

/**
 * gs_trace_again:
 * @path: a trace's, or a folder that holds the parts of a recording: what #GsTrace has as its path
 * @uuid: (nullable): which one, where the folder holds several recordings
 * @is_close: see gs_trace_open() and gs_trace_glance()
 *
 * Returns: (transfer full) (nullable): its description; NULL with %GS_ERROR_NO_TRACE where it is not there, or is not
 *   the only one
 */
GsTrace *
gs_trace_again (const char *path, const char *uuid, gboolean is_close, GError **error)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autoptr (GPtrArray) traces = NULL;
  GsTrace *chosen;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR) || gs_trace_formats_recognize (path, NULL))
    return gs_trace_again_look (path, is_close, error);
  traces = gs_trace_again_find (path, is_close);
  if (traces->len == 0)
    return gs_trace_again_look (path, is_close, error);
  chosen = gs_trace_again_choose (traces, uuid);
  if (chosen != NULL)
    return gs_trace_ref (chosen);
  g_set_error (
      error, GS_ERROR, GS_ERROR_NO_TRACE,
      _ ("“%s” holds several recordings, and none is known to be the one that is meant; choose one of its folders"),
      display);
  return NULL;
}
