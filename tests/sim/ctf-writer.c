/* ctf-writer.c: writes CTF 1.8 traces as LTTng lays them out, for tests
 * SPDX-License-Identifier: MIT
 */
#include "sim/ctf-writer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "sim/ctf-layout.h"
#include "sim/ctf-payload.h"

#define PACKET_HEADER_SIZE 84 /* header 32, context 52 */
#define INDEX_MAGIC 0xc1f1dcc1
#define METADATA_MAGIC 0x75d11d57
#define METADATA_PACKET_SIZE 4096
#define METADATA_HEADER_SIZE 37

typedef struct
{
  FILE *file;
  FILE *index;
  GByteArray *packet;  /* the one being filled, with room for its header */
  guint n_events;      /* in the packet */
  guint64 begin, last; /* clock values of the packet's first and of the latest event */
  guint64 n_packets;
  guint64 n_lost;
  guint64 position; /* bytes written */
  guint32 id;
  guint32 cpu;
} CtfStream;

struct _CtfWriter
{
  CtfOptions options;
  char *folder;
  guint8 uuid[16];
  CtfStream *streams; /* of a CPU one after another, by channel */
  guint n_streams;
  CtfLayout layouts[CTF_N_KINDS];
  int write_errno; /* of the first write that failed, or 0 */
};

/* A short time holds the clock's low bits only and is understood as the next
 * such time; one that is too far away, or back in time, is written in full. */
static void
ctf_writer_put_header (CtfWriter *self, CtfStream *stream, guint64 time, guint32 id)
{
  guint bits = self->options.compact_headers ? 27 : 32;
  guint32 last_id = self->options.compact_headers ? 30 : 65534;
  gboolean is_extended = id > last_id || ((time - stream->last) >> bits) != 0;

  if (!is_extended && self->options.compact_headers)
    ctf_put_number (stream->packet, id | (time & ((1u << 27) - 1)) << 5, 4);
  else if (!is_extended)
    {
      ctf_put_number (stream->packet, id, 2);
      ctf_put_number (stream->packet, time, 4);
    }
  else
    {
      ctf_put_number (stream->packet, last_id + 1, self->options.compact_headers ? 1 : 2);
      ctf_put_number (stream->packet, id, 4);
      ctf_put_number (stream->packet, time, 8);
    }
}

static void
ctf_writer_put_contexts (CtfWriter *self, GByteArray *bytes, const CtfEvent *event)
{
  if (self->options.with_tid)
    ctf_put_number (bytes, event->tid, 4);
  if (self->options.with_pid)
    ctf_put_number (bytes, event->pid, 4);
  if (self->options.with_procname)
    ctf_put_name (bytes, event->comm);
}

static void
ctf_writer_write (CtfWriter *self, FILE *file, const guint8 *data, gsize size)
{
  if (fwrite (data, 1, size, file) != size && self->write_errno == 0)
    self->write_errno = errno;
}

static void
ctf_writer_write_index (CtfWriter *self, CtfStream *stream, guint64 content_bits, guint64 packet_bits)
{
  const guint64 values[] = {
    stream->position, packet_bits, content_bits, stream->begin,     stream->last,
    stream->n_lost,   stream->id,  stream->cpu,  stream->n_packets,
  };
  guint64 big[G_N_ELEMENTS (values)];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    big[i] = GUINT64_TO_BE (values[i]);
  ctf_writer_write (self, stream->index, (const guint8 *) big, sizeof big);
}

/* Ends the packet: pads it to its size (the last one to a page), fills in its header. */
static void
ctf_writer_flush (CtfWriter *self, CtfStream *stream, gsize size)
{
  g_autoptr (GByteArray) header = g_byte_array_sized_new (PACKET_HEADER_SIZE);
  gsize content = stream->packet->len;

  if (stream->n_events == 0)
    return;

  size = MAX (size, (content + 7) / 8 * 8);
  g_byte_array_set_size (stream->packet, size);
  memset (stream->packet->data + content, 0, size - content);

  ctf_put_number (header, 0xc1fc1fc1, 4);
  g_byte_array_append (header, self->uuid, sizeof self->uuid);
  ctf_put_number (header, stream->id, 4);
  ctf_put_number (header, stream->cpu, 8);
  ctf_put_number (header, stream->begin, 8);
  ctf_put_number (header, MAX (stream->last, stream->begin), 8);
  ctf_put_number (header, content * 8, 8);
  ctf_put_number (header, size * 8, 8);
  ctf_put_number (header, stream->n_packets, 8);
  ctf_put_number (header, stream->n_lost, 8);
  ctf_put_number (header, stream->cpu, 4);
  g_assert (header->len == PACKET_HEADER_SIZE);
  memcpy (stream->packet->data, header->data, header->len);

  ctf_writer_write (self, stream->file, stream->packet->data, size);
  if (stream->index != NULL)
    ctf_writer_write_index (self, stream, content * 8, size * 8);
  stream->position += size;
  stream->n_packets++;
  stream->n_events = 0;
  g_byte_array_set_size (stream->packet, PACKET_HEADER_SIZE);
}

/* Appends @event to its stream. A kind that the trace's options omit is dropped. */
void
ctf_writer_add (CtfWriter *self, const CtfEvent *event)
{
  guint channel = ctf_layout_channel (&self->options, event->kind);
  guint n_channels = self->n_streams / self->options.n_cpus;
  CtfStream *stream = &self->streams[event->cpu * n_channels + channel];
  gsize start = stream->packet->len;
  guint64 time = event->time - self->options.clock_offset;

  g_assert (event->cpu < self->options.n_cpus);
  if ((self->options.omit & CTF_KIND (event->kind)) != 0)
    return;

  for (guint attempt = 0; attempt < 2; attempt++)
    {
      if (stream->n_events == 0)
        stream->begin = stream->last = time;
      ctf_writer_put_header (self, stream, time,
                             ctf_layout_event_id (&self->options, event->kind,
                                                  event->kind >= CTF_SYSCALL_ENTRY ? event->syscall.number : 0));
      ctf_writer_put_contexts (self, stream->packet, event);
      ctf_payload_put (stream->packet, self->layouts[event->kind].types, self->options.old_names, event);
      if (stream->packet->len <= self->options.packet_size)
        break;

      /* It does not fit any more: it begins the next packet. */
      g_assert (attempt == 0 && stream->n_events > 0);
      g_byte_array_set_size (stream->packet, start);
      ctf_writer_flush (self, stream, self->options.packet_size);
      start = stream->packet->len;
    }
  stream->last = time;
  stream->n_events++;
}

/* Says that @n_events were lost on @cpu since the last one that was added: the
 * packet ends, and the next one (of the CPU's first channel) counts them. */
void
ctf_writer_lose (CtfWriter *self, guint cpu, guint64 n_events)
{
  CtfStream *stream = &self->streams[cpu * (self->n_streams / self->options.n_cpus)];

  ctf_writer_flush (self, stream, 0);
  stream->n_lost += n_events;
}

static FILE *
ctf_writer_open (const char *folder, const char *sub_folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, sub_folder, name, NULL);
  FILE *file = fopen (path, "wb");

  if (file == NULL)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  return file;
}

static gboolean
ctf_writer_open_stream (CtfWriter *self, CtfStream *stream, GError **error)
{
  g_autofree char *name = g_strdup_printf ("channel%u_%u", stream->id, stream->cpu);

  stream->packet = g_byte_array_sized_new (self->options.packet_size);
  g_byte_array_set_size (stream->packet, PACKET_HEADER_SIZE);
  stream->file = ctf_writer_open (self->folder, ".", name, error);
  if (stream->file == NULL)
    return FALSE;
  if (self->options.with_index)
    {
      const guint32 header[] = { g_htonl (INDEX_MAGIC), g_htonl (1), g_htonl (1), g_htonl (72) };
      g_autofree char *index_name = g_strconcat (name, ".idx", NULL);

      stream->index = ctf_writer_open (self->folder, "index", index_name, error);
      if (stream->index == NULL)
        return FALSE;
      ctf_writer_write (self, stream->index, (const guint8 *) header, sizeof header);
    }
  return TRUE;
}

/* LTTng's way of keeping metadata: in packets of a page. */
static GByteArray *
ctf_writer_packetize (CtfWriter *self, GString *text)
{
  const gsize room = METADATA_PACKET_SIZE - METADATA_HEADER_SIZE;
  GByteArray *bytes = g_byte_array_new ();

  for (gsize i = 0; i < text->len; i += room)
    {
      gsize n = MIN (room, text->len - i);
      gsize start = bytes->len;

      ctf_put_number (bytes, METADATA_MAGIC, 4);
      g_byte_array_append (bytes, self->uuid, sizeof self->uuid);
      ctf_put_number (bytes, 0, 4);
      ctf_put_number (bytes, (METADATA_HEADER_SIZE + n) * 8, 4);
      ctf_put_number (bytes, METADATA_PACKET_SIZE * 8, 4);
      ctf_put_number (bytes, 0, 3);
      ctf_put_number (bytes, 1, 1);
      ctf_put_number (bytes, 8, 1);
      g_byte_array_append (bytes, (const guint8 *) text->str + i, n);
      g_byte_array_set_size (bytes, start + METADATA_PACKET_SIZE);
      memset (bytes->data + start + METADATA_HEADER_SIZE + n, 0, room - n);
    }
  return bytes;
}

static gboolean
ctf_writer_write_metadata (CtfWriter *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "metadata", NULL);
  g_autoptr (GByteArray) packets = NULL;
  GString *text = ctf_layout_metadata (&self->options, self->uuid);
  gboolean is_written;

  if (self->options.packetized_metadata)
    packets = ctf_writer_packetize (self, text);
  is_written = packets != NULL ? g_file_set_contents (path, (const char *) packets->data, packets->len, error) :
                                 g_file_set_contents (path, text->str, text->len, error);
  g_string_free (text, TRUE);
  return is_written;
}

/* The same for the same name and folder: runs can be compared. */
static void
ctf_writer_make_uuid (CtfWriter *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) self->folder, -1);
  g_checksum_update (checksum, (const guchar *) self->options.hostname, -1);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (self->uuid, digest, sizeof self->uuid);
}

/* Makes @folder and begins a trace in it. @options' strings need not live on.
 * Returns: (transfer full) (nullable): to be given to ctf_writer_close() */
CtfWriter *
ctf_writer_new (const char *folder, const CtfOptions *options, GError **error)
{
  CtfWriter *self = g_new0 (CtfWriter, 1);
  g_autofree char *deepest = g_build_filename (folder, options->with_index ? "index" : NULL, NULL);
  guint n_channels = MAX (options->n_channels, 1);
  gboolean is_open = TRUE;

  self->folder = g_strdup (folder);
  self->options = *options;
  if (self->options.packet_size == 0)
    self->options.packet_size = 256 * 1024;
  self->options.hostname = options->hostname != NULL ? options->hostname : "machine";
  self->options.kernel_release = options->kernel_release != NULL ? options->kernel_release : "6.1.0";
  ctf_writer_make_uuid (self);
  for (CtfKind kind = 0; kind < CTF_N_KINDS; kind++)
    ctf_layout_get (&self->options, kind, &self->layouts[kind]);

  self->n_streams = options->n_cpus * n_channels;
  self->streams = g_new0 (CtfStream, self->n_streams);
  if (g_mkdir_with_parents (deepest, 0777) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", deepest, g_strerror (errno));
      is_open = FALSE;
    }
  is_open = is_open && ctf_writer_write_metadata (self, error);
  for (guint i = 0; is_open && i < self->n_streams; i++)
    {
      self->streams[i].cpu = i / n_channels;
      self->streams[i].id = i % n_channels;
      is_open = ctf_writer_open_stream (self, &self->streams[i], error);
    }
  self->options.hostname = self->options.kernel_release = NULL;
  if (!is_open)
    {
      ctf_writer_close (self, NULL);
      return NULL;
    }
  return self;
}

static void
ctf_writer_close_file (CtfWriter *self, FILE *file)
{
  if (file != NULL && fclose (file) != 0 && self->write_errno == 0)
    self->write_errno = errno;
}

/* Writes what is left and frees @self, also where it fails. */
gboolean
ctf_writer_close (CtfWriter *self, GError **error)
{
  g_autofree char *folder = self->folder;
  int write_errno;

  for (guint i = 0; i < self->n_streams; i++)
    {
      CtfStream *stream = &self->streams[i];

      if (stream->file != NULL)
        ctf_writer_flush (self, stream, MIN (self->options.packet_size, (stream->packet->len + 4095) / 4096 * 4096));
      ctf_writer_close_file (self, stream->file);
      ctf_writer_close_file (self, stream->index);
      g_clear_pointer (&stream->packet, g_byte_array_unref);
    }
  write_errno = self->write_errno;
  g_free (self->streams);
  g_free (self);
  if (write_errno != 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (write_errno), "%s: %s", folder,
                 g_strerror (write_errno));
  return write_errno == 0;
}
