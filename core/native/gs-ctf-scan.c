/* gs-ctf-scan.c: finds the packets in a stream file
 * SPDX-License-Identifier: MIT
 *
 * From header to header. Where one makes no sense, the next that does is looked
 * for by the number that all packets begin with. Files are read, not mapped:
 * another program may be cutting them short.
 */
#define _GNU_SOURCE /* SEEK_DATA */
#include "native/gs-ctf-scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "native/gs-ctf-run.h"

#define PACKET_MAGIC 0xC1FC1FC1u
#define HEADER_BYTES 512
#define MAX_HEADER_BYTES 65536
#define SCAN_BYTES (1 << 20)
#define SCAN_STEP 8

typedef struct
{
  const GsCtfClasses *classes;
  int file;
  guint64 n_bytes;
  guint8 *buffer; /* of MAX_HEADER_BYTES */
  gsize n_read;   /* of it */
  gboolean is_too_large;
  int read_error; /* an errno: of the first part that couldn't be read; or 0 */
} GsCtfScan;

static gsize
gs_ctf_scan_read (GsCtfScan *self, guint8 *buffer, gsize n_bytes, guint64 offset)
{
  gsize n_done = 0;

  while (n_done < n_bytes)
    {
      gssize n = pread (self->file, buffer + n_done, n_bytes - n_done, offset + n_done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && self->read_error == 0)
        self->read_error = errno;
      if (n <= 0)
        break;
      n_done += n;
    }
  return n_done;
}

static gboolean
gs_ctf_scan_check_trace (const GsCtfScan *self, const GsCtfRun *run)
{
  const GsCtfMeta *meta = self->classes->meta;

  if (GS_CTF_HAS (run, GS_CTF_ROLE_MAGIC) && (guint32) run->roles[GS_CTF_ROLE_MAGIC] != PACKET_MAGIC)
    return FALSE;
  return !GS_CTF_HAS (run, GS_CTF_ROLE_UUID) || !meta->has_uuid
         || memcmp (run->bytes, meta->uuid, sizeof meta->uuid) == 0;
}

/* Returns: FALSE where the sizes make no sense */
static gboolean
gs_ctf_scan_take_sizes (GsCtfScan *self, const GsCtfRun *run, GsCtfPacketInfo *info)
{
  guint64 left = (self->n_bytes - info->offset) * 8;
  guint64 size = GS_CTF_HAS (run, GS_CTF_ROLE_PACKET_BITS) ? run->roles[GS_CTF_ROLE_PACKET_BITS] : 0;
  guint64 content = run->roles[GS_CTF_ROLE_CONTENT_BITS];

  if (!GS_CTF_HAS (run, GS_CTF_ROLE_PACKET_BITS))
    size = GS_CTF_HAS (run, GS_CTF_ROLE_CONTENT_BITS) ? content : left;
  if (!GS_CTF_HAS (run, GS_CTF_ROLE_CONTENT_BITS))
    content = size;
  if (size == 0 || size % 8 != 0 || size > left || content > size || content < info->header_end)
    return FALSE;
  info->n_bytes = size / 8;
  info->content_end = content;
  if (info->n_bytes > GS_CTF_MAX_PACKET)
    self->is_too_large = TRUE;
  return !self->is_too_large;
}

static gint64
gs_ctf_scan_get_time (const GsCtfClasses *classes, const GsCtfRun *run, GsCtfRole role)
{
  if (!GS_CTF_HAS (run, role) || !classes->meta->has_clock)
    return GS_TIME_NONE;
  if (run->roles[role] == 0 && !classes->meta->is_clock_absolute)
    return GS_TIME_NONE; /* perf's records of what was there before */
  return gs_ctf_classes_get_time (classes, run->roles[role]);
}

static void
gs_ctf_scan_take_roles (const GsCtfClasses *classes, const GsCtfRun *run, GsCtfFoundPacket *found)
{
  GsCtfPacketInfo *info = &found->info;

  info->cycles = run->roles[GS_CTF_ROLE_PACKET_BEGIN];
  info->begin = gs_ctf_scan_get_time (classes, run, GS_CTF_ROLE_PACKET_BEGIN);
  info->end = gs_ctf_scan_get_time (classes, run, GS_CTF_ROLE_PACKET_END);
  info->has_sequence = GS_CTF_HAS (run, GS_CTF_ROLE_SEQUENCE_NUMBER);
  info->sequence = run->roles[GS_CTF_ROLE_SEQUENCE_NUMBER];
  info->has_discarded = GS_CTF_HAS (run, GS_CTF_ROLE_DISCARDED);
  info->n_discarded = run->roles[GS_CTF_ROLE_DISCARDED];
  info->cpu = run->roles[GS_CTF_ROLE_CPU];
  found->has_instance = GS_CTF_HAS (run, GS_CTF_ROLE_STREAM_INSTANCE);
  found->instance = run->roles[GS_CTF_ROLE_STREAM_INSTANCE];
}

/* Runs the programs of header and context over what is in the buffer. */
static gboolean
gs_ctf_scan_parse (GsCtfScan *self, GsCtfFoundPacket *found)
{
  GsCtfRun run = { .budget = MAX_HEADER_BYTES };
  const GsCtfStreamKind *kind;
  guint64 at = 0, end = self->n_read * 8;

  if (!gs_ctf_program_run (self->classes->packet_header, &run, self->buffer, &at, end)
      || !gs_ctf_scan_check_trace (self, &run))
    return FALSE;
  kind = gs_ctf_classes_find_kind (self->classes, run.roles[GS_CTF_ROLE_STREAM_CLASS]);
  if (kind == NULL || !gs_ctf_program_run (kind->packet_context, &run, self->buffer, &at, end))
    return FALSE;
  found->info.kind = kind;
  found->info.header_end = at;
  gs_ctf_scan_take_roles (self->classes, &run, found);
  return gs_ctf_scan_take_sizes (self, &run, &found->info);
}

/* Returns: whether there is a packet at @offset */
static gboolean
gs_ctf_scan_look (GsCtfScan *self, guint64 offset, GsCtfFoundPacket *found)
{
  static const gsize sizes[] = { HEADER_BYTES, MAX_HEADER_BYTES };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      *found = (GsCtfFoundPacket){ .info.offset = offset };
      self->n_read = gs_ctf_scan_read (self, self->buffer, MIN (sizes[i], self->n_bytes - offset), offset);
      if (gs_ctf_scan_parse (self, found))
        return TRUE;
      if (self->n_read < sizes[i])
        break;
    }
  return FALSE;
}

/* Whether packets begin with a number that can be looked for. */
static gboolean
gs_ctf_scan_has_magic (const GsCtfClasses *classes)
{
  const GsCtfField *header = classes->meta->packet_header;

  return header != NULL && header->type == GS_CTF_STRUCT && header->structure.n_members > 0
         && header->structure.members[0].field->type == GS_CTF_INTEGER
         && header->structure.members[0].field->number.role == GS_CTF_ROLE_MAGIC
         && header->structure.members[0].field->number.n_bits == 32;
}

/* Returns: @offset, or where something is again in the file, where nothing was ever written at @offset */
static guint64
gs_ctf_scan_pass_hole (const GsCtfScan *self, guint64 offset)
{
  off_t data = lseek (self->file, (off_t) offset, SEEK_DATA);

  if (data < 0)
    return errno == ENXIO ? self->n_bytes : offset;
  return MAX (offset, (guint64) data / SCAN_STEP * SCAN_STEP);
}

/* Returns: where the next packet begins after @offset; the file's end where there is none */
static guint64
gs_ctf_scan_find_next (GsCtfScan *self, guint64 offset, const gint *stop, GsCtfFoundPacket *found)
{
  g_autofree guint8 *block = g_malloc (SCAN_BYTES);

  if (!gs_ctf_scan_has_magic (self->classes))
    return self->n_bytes;
  offset = (offset / SCAN_STEP + 1) * SCAN_STEP;
  while ((offset = gs_ctf_scan_pass_hole (self, offset)) < self->n_bytes && g_atomic_int_get (stop) == 0)
    {
      gsize n = gs_ctf_scan_read (self, block, MIN (SCAN_BYTES, self->n_bytes - offset), offset);

      for (gsize i = 0; i + sizeof (guint32) <= n; i += SCAN_STEP)
        {
          guint32 magic;

          memcpy (&magic, block + i, sizeof magic);
          if ((magic == PACKET_MAGIC || magic == GUINT32_SWAP_LE_BE (PACKET_MAGIC))
              && gs_ctf_scan_look (self, offset + i, found))
            return offset + i;
        }
      if (n < SCAN_BYTES)
        break;
      offset += n;
    }
  return self->n_bytes;
}

/**
 * gs_ctf_scan:
 * @file: a stream file, open for reading
 * @n_bytes: its size
 * @found: called for each packet, in the order of the file
 * @report: (out): what is no packet
 */
void
gs_ctf_scan (const GsCtfClasses *classes, int file, guint64 n_bytes, const gint *stop, GsCtfPacketFunc found,
             gpointer user_data, GsCtfScanReport *report)
{
  g_autofree guint8 *buffer = g_malloc (MAX_HEADER_BYTES);
  GsCtfScan self = { .classes = classes, .file = file, .n_bytes = n_bytes, .buffer = buffer };
  guint64 offset = 0;

  *report = (GsCtfScanReport){ 0 };
  while (offset < n_bytes && g_atomic_int_get (stop) == 0)
    {
      GsCtfFoundPacket packet;

      if (!gs_ctf_scan_look (&self, offset, &packet))
        {
          guint64 next = gs_ctf_scan_find_next (&self, offset, stop, &packet);

          if (next == n_bytes)
            {
              report->n_cut = n_bytes - offset;
              break;
            }
          if (report->n_damaged == 0)
            report->damage_at = offset;
          report->n_damaged += next - offset;
          packet.info.follows_damage = TRUE;
        }
      found (&packet, user_data);
      offset = packet.info.offset + packet.info.n_bytes;
    }
  report->is_too_large = self.is_too_large;
  report->read_error = self.read_error;
}
