/* gs-trace-open.c: what is at a path to the description of the trace there
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-open.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/gs-error.h"
#include "base/gs-readable.h"
#include "find/gs-trace-formats.h"
#include "find/gs-trace-private.h"

/* Says why nothing of the trace can be read. */
static void
gs_trace_set_unreadable (GsTrace *self, const GError *error, gboolean is_forbidden)
{
  g_autofree char *path = g_filename_display_name (self->path);

  if (is_forbidden)
    gs_trace_set_unusable (
        self, g_strdup_printf (_ ("%s: “%s” cannot be read, make it readable or copy it to where you may read it: %s"),
                               self->name, path, error->message));
  else
    gs_trace_set_unusable (
        self,
        g_strdup_printf (_ ("%s: “%s” cannot be read, copy it again from the traced machine or record it again: %s"),
                         self->name, path, error->message));
}

/* The warnings, under the name that the trace has by now. */
static GStrv
gs_trace_dup_warnings (GsTrace *self, const GsTraceFacts *facts, const char *old_name, GPtrArray *own)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (guint i = 0; i < own->len; i++)
    g_strv_builder_add (all, g_ptr_array_index (own, i));
  for (guint i = 0; i < facts->warnings->len; i++)
    {
      g_autofree char *warning = g_strdup (g_ptr_array_index (facts->warnings, i));

      gs_trace_rename_text (&warning, old_name, self->name);
      g_strv_builder_add (all, warning);
    }
  return g_strv_builder_end (all);
}

static void
gs_trace_probe (GsTrace *self, gboolean is_close)
{
  g_auto (GsTraceFacts) facts = { 0 };
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *old_name = g_strdup (self->name);

  gs_trace_facts_init (&facts);
  if (!gs_trace_formats_describe (self, is_close, &facts, &error))
    {
      gs_trace_set_unreadable (self, error, g_error_matches (error, GS_ERROR, GS_ERROR_FILE));
      return;
    }
  self->n_bytes = facts.n_bytes;
  gs_trace_describe (self, &facts, warnings);
  g_strfreev (self->warnings);
  self->warnings = gs_trace_dup_warnings (self, &facts, old_name, warnings);
  if (!facts.is_filled && facts.unreadable != NULL)
    gs_trace_set_unusable (self, g_strdup (facts.unreadable));
}

/* What is no trace, or may not be opened. */
static gboolean
gs_trace_check_folder (const char *path, GError **error)
{
  g_autofree char *metadata = g_build_filename (path, "metadata", NULL);
  g_autofree char *display = g_filename_display_name (path);
  int number = gs_readable_get_errno (path);
  g_autofree char *advice = NULL;
  GStatBuf status;

  if (number == ENOENT || number == ENOTDIR)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_NO_TRACE,
                   _ ("“%s” is not there; put the folder back, or say where it is now"), display);
      return FALSE;
    }
  if (number == 0 && (gs_trace_formats_recognize (path, NULL) || g_lstat (metadata, &status) == 0))
    return TRUE;
  if (number == 0 && errno != ENOENT && errno != ENOTDIR)
    number = errno;
  if (number == 0)
    g_set_error (error, GS_ERROR, GS_ERROR_NO_TRACE,
                 _ ("“%s” is no trace: it holds no file “metadata”; choose an LTTng session folder"), display);
  else
    {
      advice = gs_readable_dup_folder_advice (path, number);
      g_set_error_literal (error, GS_ERROR, GS_ERROR_NO_TRACE, advice);
    }
  return FALSE;
}

static GsTrace *
gs_trace_look (const char *path, gboolean is_close, GError **error)
{
  g_autofree char *absolute = NULL;
  GsTrace *self;

  g_return_val_if_fail (path != NULL, NULL);

  absolute = g_canonicalize_filename (path, NULL);
  if (!gs_trace_check_folder (absolute, error))
    return NULL;

  self = gs_trace_new (absolute);
  gs_trace_probe (self, is_close);
  return self;
}

/**
 * gs_trace_open:
 * @path: a folder that holds `metadata`
 *
 * Returns: (transfer full): what is known of the trace, which may be that it is
 *   not usable; %NULL with %GS_ERROR_NO_TRACE where @path is no trace at all
 */
GsTrace *
gs_trace_open (const char *path, GError **error)
{
  return gs_trace_look (path, TRUE, error);
}

/**
 * gs_trace_glance:
 * @path: a folder that holds `metadata`
 *
 * Like gs_trace_open(), in about a third of the time, for callers that are going to read all of the trace: its end is
 * when its last packet was closed, a little after the last event, and a host that is idle at first has an unknown role.
 *
 * Returns: (transfer full): see gs_trace_open()
 */
GsTrace *
gs_trace_glance (const char *path, GError **error)
{
  return gs_trace_look (path, FALSE, error);
}
