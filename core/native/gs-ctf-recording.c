/* gs-ctf-recording.c: the packets of one machine's recording, in however many folders it lies
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-recording.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "base/gs-readable.h"
#include "metadata/gs-ctf-meta-parse.h"
#include "metadata/gs-ctf-shelf.h"
#include "native/gs-ctf-scan.h"
#include "read/gs-ctf-index.h"
#include "read/gs-ctf-metadata.h"

#define ERRNO_BITS 12
#define MAX_OPEN_FILES 256

/* --- Parts --- */

static void
gs_ctf_part_clear (gpointer data)
{
  GsCtfPart *self = data;

  if (self->is_first)
    g_clear_pointer (&self->classes, gs_ctf_classes_free);
  g_bytes_unref (self->metadata);
  g_free (self->folder);
}

static void
gs_ctf_file_info_clear (gpointer data)
{
  GsCtfFileInfo *self = data;

  if (self->handle >= 0)
    close (self->handle);
  g_free (self->path);
  g_free (self->display);
}

static void
gs_ctf_stream_free (gpointer data)
{
  GsCtfStream *self = data;

  g_array_unref (self->packets);
  g_free (self);
}

/* Returns: (transfer full): what is in a folder's metadata */
static GBytes *
gs_ctf_recording_load_metadata (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "metadata", NULL);
  g_autoptr (GError) reason = NULL;
  GStatBuf status;
  char *data;
  gsize n_bytes;

  if (!gs_ctf_metadata_check (folder, error))
    return NULL;
  if (g_stat (path, &status) == 0 && status.st_size > GS_CTF_MAX_METADATA)
    {
      g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE,
                           _ ("its file “metadata” is larger than that of any trace; record it again"));
      return NULL;
    }
  if (!g_file_get_contents (path, &data, &n_bytes, &reason))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("its file “metadata” cannot be read: %s"), reason->message);
      return NULL;
    }
  return g_bytes_new_take (data, n_bytes);
}

/* Returns: (nullable): a part with the same metadata */
static const GsCtfPart *
gs_ctf_recording_find_same (const GsCtfRecording *self, GBytes *metadata)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (g_bytes_equal (g_array_index (self->parts, GsCtfPart, i).metadata, metadata))
      return &g_array_index (self->parts, GsCtfPart, i);
  return NULL;
}

static guint
gs_ctf_recording_find_session (const GsCtfRecording *self, const GsCtfMeta *meta)
{
  for (guint i = 0; i < self->parts->len && meta->has_uuid; i++)
    {
      const GsCtfPart *part = &g_array_index (self->parts, GsCtfPart, i);

      if (part->classes->meta->has_uuid && memcmp (part->classes->meta->uuid, meta->uuid, sizeof meta->uuid) == 0)
        return part->session;
    }
  return self->parts->len;
}

static gboolean
gs_ctf_recording_understand (GsCtfRecording *self, GsCtfPart *part, GsNames *names, GError **error)
{
  gsize n_bytes;
  const char *data = g_bytes_get_data (part->metadata, &n_bytes);
  GsCtfMeta *meta = gs_ctf_shelf_take (part->metadata);

  if (meta == NULL)
    meta = gs_ctf_meta_parse (data, n_bytes, self->stop, error);
  if (meta == NULL)
    return FALSE;
  part->session = gs_ctf_recording_find_session (self, meta);
  part->classes = gs_ctf_classes_new (meta, names, error);
  part->is_first = TRUE;
  if (part->classes != NULL && self->parts->len > 0)
    {
      const GsCtfPart *first = &g_array_index (self->parts, GsCtfPart, 0);

      /* One boot has one clock; each session measured the way from it to the time of day by itself. */
      part->classes->clock_base = first->classes->clock_base;
      part->classes->clock_cycles = first->classes->clock_cycles;
    }
  return part->classes != NULL;
}

static gboolean
gs_ctf_recording_add_part (GsCtfRecording *self, const char *folder, GsNames *names, GError **error)
{
  GsCtfPart part = { .metadata = gs_ctf_recording_load_metadata (folder, error) };
  const GsCtfPart *same;

  if (part.metadata == NULL)
    return FALSE;
  same = gs_ctf_recording_find_same (self, part.metadata);
  if (same != NULL)
    {
      part.session = same->session;
      part.classes = same->classes;
    }
  else if (!gs_ctf_recording_understand (self, &part, names, error))
    {
      g_bytes_unref (part.metadata);
      return FALSE;
    }
  part.folder = g_strdup (folder);
  g_array_append_val (self->parts, part);
  return TRUE;
}

/* --- Streams --- */

static GsCtfStream *
gs_ctf_recording_get_stream (GsCtfRecording *self, guint session, const GsCtfStreamKind *kind, guint64 key, guint file)
{
  GsCtfStream *stream;

  for (guint i = self->streams->len; i-- > 0;)
    {
      stream = g_ptr_array_index (self->streams, i);
      if (stream->session == session && stream->key == key && stream->kind->declared->id == kind->declared->id)
        return stream;
    }
  stream = g_new0 (GsCtfStream, 1);
  stream->session = session;
  stream->kind = kind;
  stream->key = key;
  stream->first_file = file;
  stream->packets = g_array_new (FALSE, FALSE, sizeof (GsCtfPacketInfo));
  g_ptr_array_add (self->streams, stream);
  return stream;
}

/* What adding a file's packets needs. */
typedef struct
{
  GsCtfRecording *recording;
  guint file, session;
  GsCtfStream *stream; /* the file's */
  guint n_packets;
} GsCtfAdding;

static void
gs_ctf_recording_add_packet (const GsCtfFoundPacket *found, gpointer user_data)
{
  GsCtfAdding *adding = user_data;
  GsCtfPacketInfo info = found->info;
  /* A file holds one stream. Without a number that is what a CPU has of a class; its files are its parts. */
  guint64 key = found->has_instance ? found->instance : info.cpu;

  info.file = adding->file;
  if (adding->stream == NULL)
    adding->stream = gs_ctf_recording_get_stream (adding->recording, adding->session, info.kind, key, adding->file);
  adding->stream->has_many_files |= adding->stream->first_file != adding->file;
  adding->stream->cpu = info.cpu;
  g_array_append_val (adding->stream->packets, info);
  adding->n_packets++;
}

static int
gs_ctf_packet_compare (gconstpointer a, gconstpointer b)
{
  const GsCtfPacketInfo *packet_a = a, *packet_b = b;

  if (packet_a->has_sequence && packet_b->has_sequence && packet_a->sequence != packet_b->sequence)
    return packet_a->sequence < packet_b->sequence ? -1 : 1;
  if (packet_a->begin != packet_b->begin)
    return packet_a->begin < packet_b->begin ? -1 : 1;
  if (packet_a->file != packet_b->file)
    return packet_a->file < packet_b->file ? -1 : 1;
  return packet_a->offset < packet_b->offset ? -1 : packet_a->offset > packet_b->offset;
}

/* One that lies in two snapshots. */
static gboolean
gs_ctf_packet_is_twin (const GsCtfPacketInfo *a, const GsCtfPacketInfo *b)
{
  return a->has_sequence && b->has_sequence && a->sequence == b->sequence && a->begin == b->begin && a->file != b->file;
}

/* In one file packets lie in their order. Several files are a ring, or chunks. */
static void
gs_ctf_stream_sort (GsCtfStream *self)
{
  guint n = 0;

  if (!self->has_many_files)
    return;
  g_array_sort (self->packets, gs_ctf_packet_compare);
  for (guint i = 0; i < self->packets->len; i++)
    {
      GsCtfPacketInfo *packets = (GsCtfPacketInfo *) (gpointer) self->packets->data;

      if (n == 0 || !gs_ctf_packet_is_twin (&packets[n - 1], &packets[i]))
        packets[n++] = packets[i];
    }
  g_array_set_size (self->packets, n);
}

/* --- Files --- */

static void
gs_ctf_recording_warn (GsCtfRecording *self, char *warning)
{
  g_ptr_array_add (self->warnings, warning);
}

/* Of a disk that fails, or a share that went away; what is on it may be whole. */
static void
gs_ctf_recording_warn_of_disk (GsCtfRecording *self, const char *display, const GsCtfScanReport *report)
{
  g_autofree char *n_bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, report->n_damaged + report->n_cut);

  gs_ctf_recording_warn (
      self, g_strdup_printf (_ ("%s: %s bytes of the stream file “%s” cannot be read and are left out: %s; "
                                "copy it to another disk, or again from the traced machine"),
                             self->name, n_bytes, display, g_strerror (report->read_error)));
}

static void
gs_ctf_recording_warn_of_scan (GsCtfRecording *self, const char *display, const GsCtfScanReport *report,
                               guint n_packets)
{
  g_autofree char *n_cut = g_strdup_printf ("%" G_GUINT64_FORMAT, report->n_cut);
  g_autofree char *n_damaged = g_strdup_printf ("%" G_GUINT64_FORMAT, report->n_damaged);
  g_autofree char *damage_at = g_strdup_printf ("%" G_GUINT64_FORMAT, report->damage_at);

  if (n_packets == 0)
    {
      gs_ctf_recording_warn (
          self, g_strdup_printf (
                    _ ("%s: the stream file “%s” is damaged and left out; copy it again from the traced machine"),
                    self->name, display));
      return;
    }
  if (report->read_error != 0)
    {
      gs_ctf_recording_warn_of_disk (self, display, report);
      return;
    }
  if (report->n_damaged > 0)
    gs_ctf_recording_warn (
        self, g_strdup_printf (_ ("%s: the stream file “%s” is damaged from byte %s on; %s bytes are left out "
                                  "(copy it again from the traced machine)"),
                               self->name, display, damage_at, n_damaged));
  if (report->n_cut > 0)
    gs_ctf_recording_warn (self,
                           g_strdup_printf (_ ("%s: the stream file “%s” is damaged or cut off; its last %s bytes are "
                                               "left out (stop tracing before copying a trace)"),
                                            self->name, display, n_cut));
}

static void
gs_ctf_recording_leave_out (GsCtfRecording *self, const char *path, int number)
{
  g_autofree char *display = g_filename_display_name (path);
  char *warning = g_strdup_printf (
      _ ("%s: the stream file “%s” cannot be read and is left out: %s; make it readable, or copy it to where you may read it"),
      self->name, display, g_strerror (number));

  if (self->unreadable == NULL)
    self->unreadable = g_strdup (warning);
  gs_ctf_recording_warn (self, warning);
}

static gboolean
gs_ctf_recording_scan (GsCtfRecording *self, guint part_index, const GsCtfFileInfo *file, guint index, GError **error)
{
  const GsCtfPart *part = &g_array_index (self->parts, GsCtfPart, part_index);
  GsCtfAdding adding = { self, index, part->session, NULL, 0 };
  GsCtfScanReport report;
  struct stat status;

  if (fstat (file->handle, &status) != 0)
    return TRUE;
  gs_ctf_scan (part->classes, file->handle, status.st_size, self->stop, gs_ctf_recording_add_packet, &adding, &report);
  if (adding.stream != NULL && report.n_cut > 0)
    adding.stream->is_cut = TRUE;
  if (report.is_too_large)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_UNSUPPORTED, _ ("the stream file “%s” has a packet of more than %u MB"),
                   file->path, GS_CTF_MAX_PACKET >> 20);
      return FALSE;
    }
  if (report.read_error != 0 && adding.n_packets == 0)
    gs_ctf_recording_leave_out (self, file->path, report.read_error);
  else if (status.st_size > 0 && g_atomic_int_get (self->stop) == 0)
    gs_ctf_recording_warn_of_scan (self, file->display, &report, adding.n_packets);
  return TRUE;
}

static gboolean
gs_ctf_recording_add_file (GsCtfRecording *self, guint part, const char *path, const char *display, GError **error)
{
  int number = gs_readable_get_errno (path);
  GsCtfFileInfo file = { NULL, NULL, -1, part };
  gboolean is_done;

  if (number != 0)
    {
      gs_ctf_recording_leave_out (self, path, number);
      return TRUE;
    }
  file.handle = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (file.handle < 0)
    return TRUE;
  file.path = g_strdup (path);
  file.display = g_strdup (display);
  is_done = gs_ctf_recording_scan (self, part, &file, self->files->len, error);
  if (self->files->len >= MAX_OPEN_FILES)
    {
      close (file.handle);
      file.handle = -1;
    }
  g_array_append_val (self->files, file);
  return is_done;
}

static gboolean
gs_ctf_recording_add_files (GsCtfRecording *self, guint part, gboolean has_many_parts, GError **error)
{
  g_autofree char *folder = g_strdup (g_array_index (self->parts, GsCtfPart, part).folder);
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autofree char *path = g_build_filename (folder, file->name, NULL);
      g_autofree char *display = g_filename_display_name (has_many_parts ? path : file->name);

      self->n_bytes += file->n_bytes;
      if (file->n_bytes > 0 && !gs_ctf_recording_add_file (self, part, path, display, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * gs_ctf_recording_new:
 * @folders: (array zero-terminated=1): of one machine, that hold `metadata`
 * @name: what warnings call it
 * @names: where names are put
 * @stop: (scope forever): read atomically; once it is not 0, reading ends
 *
 * Returns: (transfer full): the recording; %NULL with @error set, %GS_ERROR_UNSUPPORTED where another reader may know
 *   more
 */
GsCtfRecording *
gs_ctf_recording_new (const char *const *folders, const char *name, GsNames *names, const gint *stop, GError **error)
{
  g_autoptr (GsCtfRecording) self = g_new0 (GsCtfRecording, 1);

  self->name = g_strdup (name);
  self->stop = stop;
  self->parts = g_array_new (FALSE, FALSE, sizeof (GsCtfPart));
  g_array_set_clear_func (self->parts, gs_ctf_part_clear);
  self->files = g_array_new (FALSE, FALSE, sizeof (GsCtfFileInfo));
  g_array_set_clear_func (self->files, gs_ctf_file_info_clear);
  self->streams = g_ptr_array_new_with_free_func (gs_ctf_stream_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; folders[i] != NULL; i++)
    if (!gs_ctf_recording_add_part (self, folders[i], names, error))
      return NULL;
  for (guint i = 0; i < self->parts->len; i++)
    if (!gs_ctf_recording_add_files (self, i, self->parts->len > 1, error))
      return NULL;
  for (guint i = 0; i < self->streams->len; i++)
    gs_ctf_stream_sort (g_ptr_array_index (self->streams, i));
  return g_steal_pointer (&self);
}

/* Returns: (transfer none): that of the first part */
const GsCtfMeta *
gs_ctf_recording_get_meta (const GsCtfRecording *self)
{
  return g_array_index (self->parts, GsCtfPart, 0).classes->meta;
}

/* Returns: (transfer none): that the packet's class is counted among */
static const GsCtfFileInfo *
gs_ctf_recording_get_file (const GsCtfRecording *self, const GsCtfPacketInfo *packet)
{
  return &g_array_index (self->files, GsCtfFileInfo, packet->file);
}

static void
gs_ctf_recording_note_failure (const GsCtfRecording *self, const GsCtfPacketInfo *packet, int number)
{
  gint failure = (gint) MIN (packet->file, G_MAXINT >> ERRNO_BITS) << ERRNO_BITS | number;

  g_atomic_int_compare_and_exchange ((gint *) &self->failure, 0, failure);
}

/**
 * gs_ctf_recording_dup_failure:
 *
 * Returns: (transfer full) (nullable): a warning, where a packet could no longer be read; translated
 */
char *
gs_ctf_recording_dup_failure (const GsCtfRecording *self)
{
  gint failure = g_atomic_int_get (&self->failure);
  guint file = (guint) failure >> ERRNO_BITS;

  if (failure == 0 || file >= self->files->len)
    return NULL;
  return g_strdup_printf (
      _ ("%s: the stream file “%s” can no longer be read, what is missing of it is left out: %s; copy "
         "the recording to another disk"),
      self->name, g_array_index (self->files, GsCtfFileInfo, file).display,
      g_strerror (failure & ((1 << ERRNO_BITS) - 1)));
}

/**
 * gs_ctf_recording_read:
 * @buffer: for as many bytes as the packet's content has
 *
 * From any thread.
 *
 * Returns: how many bytes were read: fewer where the file became shorter
 */
gsize
gs_ctf_recording_read (const GsCtfRecording *self, const GsCtfPacketInfo *packet, guint8 *buffer)
{
  const GsCtfFileInfo *file = gs_ctf_recording_get_file (self, packet);
  int handle = file->handle >= 0 ? file->handle : g_open (file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  gsize n_wanted = (packet->content_end + 7) / 8, n_done = 0;

  while (handle >= 0 && n_done < n_wanted)
    {
      gssize n = pread (handle, buffer + n_done, n_wanted - n_done, packet->offset + n_done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        gs_ctf_recording_note_failure (self, packet, errno);
      if (n <= 0)
        break;
      n_done += n;
    }
  if (handle >= 0 && file->handle < 0)
    close (handle);
  return n_done;
}

/* As gs_ctf_recording_free(), where the same is likely to be wanted again soon. */
void
gs_ctf_recording_shelve (GsCtfRecording *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      GsCtfPart *part = &g_array_index (self->parts, GsCtfPart, i);

      if (part->is_first)
        gs_ctf_shelf_put (part->metadata, gs_ctf_classes_free_to_meta (part->classes));
      part->is_first = FALSE;
    }
  gs_ctf_recording_free (self);
}

void
gs_ctf_recording_free (GsCtfRecording *self)
{
  g_ptr_array_unref (self->streams);
  g_array_unref (self->files);
  g_array_unref (self->parts);
  g_ptr_array_unref (self->warnings);
  g_free (self->unreadable);
  g_free (self->name);
  g_free (self);
}
