/* gs-trace-open.c: looks into a trace, cheaply
 * SPDX-License-Identifier: MIT
 *
 * Only the head and, for a close look, the tail of a trace are decoded.
 */
#include "find/gs-trace-open.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/gs-error.h"
#include "base/gs-readable.h"
#include "find/gs-trace-private.h"
#include "read/gs-ctf-index.h"
#include "read/gs-ctf-layout.h"
#include "read/gs-ctf-metadata.h"
#include "read/gs-trace-repair.h"

#define HEAD_EVENTS 16384
#define GLANCE_EVENTS 1024
#define MAX_TAIL_PACKETS 4096

static const gint gs_trace_never_stop = 0;

static void
gs_trace_count_bytes (GsTrace *self)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (self->path);

  for (guint i = 0; i < files->len; i++)
    self->n_bytes += ((GsCtfFile *) g_ptr_array_index (files, i))->n_bytes;
}

static gboolean
gs_trace_declares_kvm (const GsCtfFacts *facts)
{
  for (guint i = 0; i < facts->event_names->len; i++)
    {
      GsCtfLayout layout;

      if (gs_ctf_layout_find (g_ptr_array_index (facts->event_names, i), &layout) && layout.kind == GS_EVENT_KVM_ENTRY)
        return TRUE;
    }
  return FALSE;
}

/* Whether the events met so far leave open if the trace is a host's: it declares
 * KVM's events, and none has come. */
static gboolean
gs_trace_is_role_open (GsCtfSource *source, const GsCtfFacts *facts)
{
  GsCtfReport report;

  gs_ctf_source_get_report (source, &report);
  return (report.kinds & GS_KIND (KVM_ENTRY)) == 0 && gs_trace_declares_kvm (facts);
}

/* Decodes up to @n_max wanted events, at least the first of each stream; with
 * @facts no more than their question needs. */
static gboolean
gs_trace_decode (GsTrace *self, const char *folder, gsize n_max, GsCtfFacts *facts, GsCtfReport *report, GError **error)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsCtfSource) source = NULL;
  g_autofree GsEvent *events = g_new (GsEvent, 1024);
  gsize n_done = 0;
  gssize n = 1;

  source = gs_ctf_source_new (folder, self->name, names, 0, 1, &gs_trace_never_stop, error);
  if (source == NULL)
    return FALSE;

  gs_ctf_source_set_facts (source, facts);
  while (n > 0 && n_done < n_max && (n_done == 0 || facts == NULL || gs_trace_is_role_open (source, facts)))
    {
      n = gs_event_source_next (gs_ctf_source_get_source (source), events, 1024, error);
      n_done += MAX (n, 0);
    }
  gs_ctf_source_get_report (source, report);
  return n >= 0;
}

/* Decodes the last packets, more of them until each stream told its last event
 * or all was read. */
static void
gs_trace_decode_tail (GsTrace *self, const char *folder, GsCtfReport *report)
{
  gboolean is_whole = FALSE;

  for (guint n_packets = 1; n_packets <= MAX_TAIL_PACKETS && !is_whole; n_packets *= 4)
    {
      g_autoptr (GsTraceRepair) tail = gs_trace_repair_new_tail (folder, n_packets, &is_whole, NULL);

      if (tail == NULL || !gs_trace_decode (self, tail->folder, G_MAXSIZE, NULL, report, NULL))
        break;
      if (report->n_empty_streams == 0 && report->span.begin != GS_TIME_NONE)
        return;
    }
  if (!is_whole && report->span.begin == GS_TIME_NONE)
    gs_trace_decode (self, folder, G_MAXSIZE, NULL, report, NULL);
}

/* Where the trace ends, by its index: when its last packet was closed, which is
 * soon after the last event. An index that is damaged may say anything. */
static gboolean
gs_trace_glance_at_end (const char *folder, const GsCtfFacts *facts, GsCtfReport *report)
{
  guint64 cycles;
  long double ns;

  if (!facts->has_clock || facts->clock_frequency == 0 || !gs_ctf_index_find_end (folder, &cycles))
    return FALSE;
  ns = (long double) cycles * 1e9L / facts->clock_frequency;
  if (ns >= G_MAXINT64 / 2)
    return FALSE;
  report->span.begin = report->span.end = (gint64) ((guint64) facts->clock_offset + (guint64) ns);
  return TRUE;
}

/* A stand-in's warnings, under the name that the trace has by now. */
static void
gs_trace_add_repair_warnings (GsTrace *self, const GsTraceRepair *repair, const char *old_name, GPtrArray *warnings)
{
  for (guint i = 0; i < repair->warnings->len; i++)
    {
      char *warning = g_strdup (g_ptr_array_index (repair->warnings, i));

      gs_trace_rename_text (&warning, old_name, self->name);
      g_ptr_array_add (warnings, warning);
    }
}

/* An empty file is as good as none, unless its index knows better. */
static void
gs_trace_warn_of_empty_files (GsTrace *self, GPtrArray *warnings)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (self->path);

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autoptr (GArray) packets = file->n_bytes == 0 ? gs_ctf_index_read (self->path, file->name, NULL) : NULL;
      g_autofree char *display = g_filename_display_name (file->name);

      if (packets != NULL && packets->len > 0)
        g_ptr_array_add (
            warnings,
            g_strdup_printf (
                _ ("%s: the stream file “%s” is empty though events were recorded; copy it again from the traced machine"),
                self->name, display));
    }
}

/* A file that is gone, or is none any more. */
static void
gs_trace_warn_of_lost_files (GsTrace *self, GPtrArray *warnings)
{
  g_autoptr (GPtrArray) lost = gs_ctf_index_list_lost (self->path);

  for (guint i = 0; i < lost->len; i++)
    {
      const char *name = g_ptr_array_index (lost, i);
      g_autofree char *path = g_build_filename (self->path, name, NULL);
      g_autofree char *display = g_filename_display_name (name);

      g_ptr_array_add (
          warnings,
          g_strdup_printf (
              g_file_test (path, G_FILE_TEST_EXISTS) ?
                  _ ("%s: the stream file “%s” is left out since it is no file; copy it again from the traced machine") :
                  _ ("%s: the stream file “%s” is missing though it has an index; copy it again from the traced machine"),
              self->name, display));
    }
}

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

/* What the trace is, as far as it was read; @repair: (nullable): what was read in its place */
static void
gs_trace_take_probe (GsTrace *self, GsTraceProbe *probe, const GsTraceRepair *repair, GPtrArray *warnings)
{
  g_autofree char *old_name = g_strdup (self->name);
  gboolean is_filled = probe->facts.is_filled;

  gs_trace_describe (self, probe, warnings);
  gs_trace_warn_of_empty_files (self, warnings);
  gs_trace_warn_of_lost_files (self, warnings);
  if (repair == NULL)
    return;
  gs_trace_add_repair_warnings (self, repair, old_name, warnings);
  if (!is_filled && repair->unreadable != NULL)
    gs_trace_set_unusable (self, g_strdup (repair->unreadable));
}

/* Looks into the trace, or into its repaired stand-in. */
static void
gs_trace_probe (GsTrace *self, gboolean is_close, GPtrArray *warnings)
{
  GsTraceProbe probe = { .tail.span = { GS_TIME_NONE, GS_TIME_NONE } };
  g_autoptr (GsTraceRepair) repair = NULL;
  g_autoptr (GError) error = NULL;
  const char *folder = self->path;
  gsize n_head = is_close ? HEAD_EVENTS : GLANCE_EVENTS;

  if (!gs_ctf_metadata_check (folder, &error))
    {
      gs_trace_set_unreadable (self, error, g_error_matches (error, GS_ERROR, GS_ERROR_FILE));
      return;
    }
  if (!gs_trace_decode (self, folder, n_head, &probe.facts, &probe.head, NULL))
    {
      gs_ctf_facts_clear (&probe.facts);
      repair = gs_trace_repair_new (folder, self->name, &error);
      folder = repair != NULL && gs_trace_decode (self, repair->folder, n_head, &probe.facts, &probe.head, &error) ?
                   repair->folder :
                   NULL;
      if (repair != NULL)
        gs_trace_repair_name_origin (repair, error);
    }
  if (folder == NULL)
    gs_trace_set_unreadable (self, error, FALSE);
  else
    {
      if (probe.head.span.begin != GS_TIME_NONE
          && (is_close || !gs_trace_glance_at_end (folder, &probe.facts, &probe.tail)))
        gs_trace_decode_tail (self, folder, &probe.tail);
      gs_trace_take_probe (self, &probe, repair, warnings);
    }
  gs_ctf_facts_clear (&probe.facts);
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
  if (g_lstat (metadata, &status) == 0 && number == 0)
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
  g_autoptr (GPtrArray) warnings = g_ptr_array_new ();
  GsTrace *self;

  g_return_val_if_fail (path != NULL, NULL);

  absolute = g_canonicalize_filename (path, NULL);
  if (!gs_trace_check_folder (absolute, error))
    return NULL;

  self = gs_trace_new (absolute);
  gs_trace_count_bytes (self);
  gs_trace_probe (self, is_close, warnings);
  g_ptr_array_add (warnings, NULL);
  g_strfreev (self->warnings);
  self->warnings = (GStrv) g_ptr_array_free (g_steal_pointer (&warnings), FALSE);
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
 * Like gs_trace_open(), in about a third of the time, for who is going to read
 * all of the trace: its end is when its last packet was closed, a little after
 * the last event, and a host that is idle at first has an unknown role.
 *
 * Returns: (transfer full): see gs_trace_open()
 */
GsTrace *
gs_trace_glance (const char *path, GError **error)
{
  return gs_trace_look (path, FALSE, error);
}
