/* gs-trace-repair.c: temporary folders that hold the readable part of a trace
 * SPDX-License-Identifier: MIT
 *
 * The trace library takes all files of a folder or none. So a stand-in links to
 * the metadata and to the good stream files, and has copies of the good part of
 * those that are damaged, or of the last packets of each.
 */
#include "babeltrace/gs-trace-repair.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "babeltrace/gs-ctf-probe.h"
#include "base/gs-error.h"
#include "base/gs-readable.h"
#include "base/gs-scratch.h"
#include "read/gs-ctf-index.h"

#define COPY_BYTES (1 << 20)

static gboolean
gs_trace_repair_fail (GError **error, const char *path)
{
  g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("Cannot write “%s”: %s; make room in the folder for temporary files"),
               path, g_strerror (errno));
  return FALSE;
}

static gboolean
gs_trace_repair_fail_read (GError **error, const char *path, const char *reason)
{
  g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("Cannot read “%s”: %s; copy it again from the traced machine"), path,
               reason);
  return FALSE;
}

static gboolean
gs_trace_repair_write (int file, const char *buffer, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n = write (file, buffer, n_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      buffer += n;
      n_bytes -= n;
    }
  return TRUE;
}

/* Copies [@begin, @end) of a file. */
static gboolean
gs_trace_repair_copy_bytes (int from, const char *from_path, int to, const char *to_path, guint64 begin, guint64 end,
                            GError **error)
{
  g_autofree char *buffer = g_malloc (COPY_BYTES);

  while (begin < end)
    {
      gssize n = pread (from, buffer, MIN (end - begin, COPY_BYTES), begin);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return gs_trace_repair_fail_read (error, from_path,
                                          n < 0 ? g_strerror (errno) : _ ("it was cut off meanwhile"));
      if (!gs_trace_repair_write (to, buffer, n))
        return gs_trace_repair_fail (error, to_path);
      begin += n;
    }
  return TRUE;
}

static gboolean
gs_trace_repair_copy (GsTraceRepair *self, const char *folder, const char *name, guint64 begin, guint64 end,
                      GError **error)
{
  g_autofree char *from_path = g_build_filename (folder, name, NULL);
  g_autofree char *to_path = g_build_filename (self->folder, name, NULL);
  int from = g_open (from_path, O_RDONLY | O_CLOEXEC, 0);
  int to = from >= 0 ? g_open (to_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
  gboolean is_done = FALSE;

  if (from < 0)
    gs_trace_repair_fail_read (error, from_path, g_strerror (errno));
  else if (to < 0)
    gs_trace_repair_fail (error, to_path);
  else
    is_done = gs_trace_repair_copy_bytes (from, from_path, to, to_path, begin, end, error);
  if (from >= 0)
    close (from);
  if (to >= 0)
    close (to);
  return is_done;
}

static gboolean
gs_trace_repair_link (GsTraceRepair *self, const char *folder, const char *name, GError **error)
{
  g_autofree char *from_path = g_build_filename (folder, name, NULL);
  g_autofree char *target = g_canonicalize_filename (from_path, NULL);
  g_autofree char *to_path = g_build_filename (self->folder, name, NULL);

  return symlink (target, to_path) == 0 || gs_trace_repair_fail (error, to_path);
}

static void
gs_trace_repair_remove (GsTraceRepair *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_unlink (path);
}

/* An empty stand-in: the metadata only. */
static GsTraceRepair *
gs_trace_repair_new_empty (const char *folder, GError **error)
{
  g_autoptr (GsTraceRepair) self = g_new0 (GsTraceRepair, 1);

  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->cut = g_ptr_array_new_with_free_func (g_free);
  self->origin = g_strdup (folder);
  self->folder = gs_scratch_new (error);
  if (self->folder == NULL || !gs_trace_repair_link (self, folder, "metadata", error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Returns: the end of the last packet that is whole, as far as can be told */
static guint64
gs_trace_repair_find_end (const char *folder, const GsCtfFile *file)
{
  g_autoptr (GArray) packets = gs_ctf_index_read (folder, file->name, NULL);
  guint64 end = 0;

  if (packets == NULL)
    return gs_ctf_index_find_tail (folder, file, 1);

  for (guint i = 0; i < packets->len; i++)
    {
      GsCtfPacket packet = g_array_index (packets, GsCtfPacket, i);

      if (packet.offset + packet.n_bytes > file->n_bytes)
        break;
      end = packet.offset + packet.n_bytes;
    }
  return end;
}

/* Adds a damaged file up to its last whole packet, or leaves it out. */
static gboolean
gs_trace_repair_add_damaged (GsTraceRepair *self, const char *folder, const char *trace_name, const GsCtfFile *file,
                             GError **error)
{
  guint64 end = gs_trace_repair_find_end (folder, file);
  g_autofree char *display = g_filename_display_name (file->name);

  if (end > 0 && end < file->n_bytes)
    {
      if (!gs_trace_repair_copy (self, folder, file->name, 0, end, error))
        return FALSE;
      if (gs_ctf_can_open (self->folder, NULL))
        {
          g_autofree char *n_bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, file->n_bytes - end);

          g_ptr_array_add (self->cut, g_strdup (file->name));
          g_ptr_array_add (
              self->warnings,
              g_strdup_printf (_ ("%s: the stream file “%s” is damaged or cut off; its last %s bytes are left out "
                                  "(stop tracing before copying a trace)"),
                               trace_name, display, n_bytes));
          return TRUE;
        }
    }

  gs_trace_repair_remove (self, file->name);
  g_ptr_array_add (
      self->warnings,
      g_strdup_printf (_ ("%s: the stream file “%s” is damaged and left out; copy it again from the traced machine"),
                       trace_name, display));
  return TRUE;
}

static void
gs_trace_repair_leave_out (GsTraceRepair *self, const char *trace_name, const char *path, int number)
{
  g_autofree char *display = g_filename_display_name (path);
  char *warning = g_strdup_printf (
      _ ("%s: the stream file “%s” cannot be read and is left out: %s; make it readable, or copy it to where you may read it"),
      trace_name, display, g_strerror (number));

  g_ptr_array_add (self->warnings, warning);
  if (self->unreadable == NULL)
    self->unreadable = g_strdup (warning);
}

/* Adds a file as it is, or what can be read of it. */
static gboolean
gs_trace_repair_add (GsTraceRepair *self, const char *folder, const char *trace_name, const GsCtfFile *file,
                     GError **error)
{
  g_autofree char *path = g_build_filename (folder, file->name, NULL);
  int number = gs_readable_get_errno (path);

  if (number != 0)
    {
      gs_trace_repair_leave_out (self, trace_name, path, number);
      return TRUE;
    }
  if (!gs_trace_repair_link (self, folder, file->name, error))
    return FALSE;
  if (gs_ctf_can_open (self->folder, NULL))
    return TRUE;
  gs_trace_repair_remove (self, file->name);
  return gs_trace_repair_add_damaged (self, folder, trace_name, file, error);
}

/* The library has no words for metadata that it does not understand. */
static gboolean
gs_trace_repair_check_metadata (const GsTraceRepair *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (gs_ctf_can_open (self->folder, &cause))
    return TRUE;
  if (strstr (cause->message, self->folder) != NULL)
    g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, _ ("its file “metadata” is no CTF metadata, or is damaged"));
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/**
 * gs_trace_repair_new:
 * @folder: of a trace that the trace library does not take
 * @trace_name: what warnings call the trace
 *
 * Returns: (transfer full): a stand-in with all that can be read; %NULL with
 *   @error set where not even the metadata can be, or nothing can be written
 */
GsTraceRepair *
gs_trace_repair_new (const char *folder, const char *trace_name, GError **error)
{
  g_autoptr (GsTraceRepair) self = gs_trace_repair_new_empty (folder, error);
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);

  if (self == NULL || !gs_trace_repair_check_metadata (self, error))
    return NULL;

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);

      if (file->n_bytes > 0 && !gs_trace_repair_add (self, folder, trace_name, file, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * gs_trace_repair_new_tail:
 * @n_packets: how many packets of each stream file
 * @is_whole: (out): whether that is all there is
 *
 * Returns: (transfer full): a stand-in with the last packets of each stream;
 *   %NULL with @error set where nothing can be written
 */
GsTraceRepair *
gs_trace_repair_new_tail (const char *folder, guint n_packets, gboolean *is_whole, GError **error)
{
  g_autoptr (GsTraceRepair) self = gs_trace_repair_new_empty (folder, error);
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);

  if (self == NULL)
    return NULL;

  *is_whole = TRUE;
  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      guint64 begin = gs_ctf_index_find_tail (folder, file, n_packets);

      if (begin == 0 && !gs_trace_repair_link (self, folder, file->name, error))
        return NULL;
      if (begin > 0 && !gs_trace_repair_copy (self, folder, file->name, begin, file->n_bytes, error))
        return NULL;
      *is_whole &= begin == 0;
    }
  return g_steal_pointer (&self);
}

/**
 * gs_trace_repair_name_origin:
 * @error: (nullable): about the stand-in
 *
 * Lets it be about the trace's own folder, which people know.
 */
void
gs_trace_repair_name_origin (const GsTraceRepair *self, GError *error)
{
  g_autoptr (GString) text = NULL;

  if (error == NULL || strstr (error->message, self->folder) == NULL)
    return;
  text = g_string_new (error->message);
  g_string_replace (text, self->folder, self->origin, 0);
  g_free (error->message);
  error->message = g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gs_trace_repair_free:
 * @self: (transfer full): a stand-in; its folder is removed
 */
void
gs_trace_repair_free (GsTraceRepair *self)
{
  if (self->folder != NULL)
    gs_scratch_remove (self->folder);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->cut, g_ptr_array_unref);
  g_free (self->unreadable);
  g_free (self->origin);
  g_free (self->folder);
  g_free (self);
}
