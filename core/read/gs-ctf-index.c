/* gs-ctf-index.c: reads LTTng's index files, finds packets without them
 * SPDX-License-Identifier: MIT
 *
 * An index file (index/STREAM.idx, all big-endian): magic, major, minor and
 * entry length as 32-bit numbers; then per packet, as 64-bit numbers, offset (in
 * bytes), packet size and content size (in bits), first and last time, discarded
 * events, stream class id and, since 1.1, stream id and sequence number.
 */
#include "read/gs-ctf-index.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INDEX_MAGIC 0xC1F1DCC1u
#define INDEX_HEADER_BYTES 16
#define INDEX_MIN_ENTRY_BYTES 56
#define INDEX_STREAM_ENTRY_BYTES 72
#define PACKET_MAGIC 0xC1FC1FC1u
#define SIGNATURE_BYTES 20 /* magic and UUID: the same in all packets of a trace */
#define PACKET_ALIGNMENT 8
#define SCAN_BYTES (1 << 20)

static void
gs_ctf_file_free (gpointer data)
{
  GsCtfFile *self = data;

  g_free (self->name);
  g_free (self);
}

static int
gs_ctf_file_compare (gconstpointer a, gconstpointer b)
{
  const GsCtfFile *file_a = *(GsCtfFile *const *) a;
  const GsCtfFile *file_b = *(GsCtfFile *const *) b;

  return strcmp (file_a->name, file_b->name);
}

static int
gs_ctf_index_compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * gs_ctf_index_list_files:
 * @folder: that holds `metadata`
 *
 * Returns: (transfer full) (element-type GsCtfFile): the stream files, by name;
 *   empty where the folder cannot be read
 */
GPtrArray *
gs_ctf_index_list_files (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (gs_ctf_file_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;
      GsCtfFile *file;

      if (name[0] == '.' || strcmp (name, "metadata") == 0 || g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
        continue;
      file = g_new0 (GsCtfFile, 1);
      file->name = g_strdup (name);
      file->n_bytes = status.st_size;
      g_ptr_array_add (files, file);
    }

  g_ptr_array_sort (files, gs_ctf_file_compare);
  return files;
}

static guint64
gs_ctf_index_get (const char *data, guint word)
{
  guint64 value;

  memcpy (&value, data + 8 * word, sizeof value);
  return GUINT64_FROM_BE (value);
}

static guint32
gs_ctf_index_get_header (const char *data, guint word)
{
  guint32 value;

  memcpy (&value, data + 4 * word, sizeof value);
  return GUINT32_FROM_BE (value);
}

/**
 * gs_ctf_index_read:
 * @file: name of a stream file
 * @stream_key: (out) (optional) (nullable): "CLASS | STREAM" as in the names
 *   that the trace library gives to ports
 *
 * Returns: (transfer full) (nullable) (element-type GsCtfPacket): the packets
 *   that the index names, without gaps from the file's begin; %NULL where there
 *   is no index, or none that makes sense
 */
GArray *
gs_ctf_index_read (const char *folder, const char *file, char **stream_key)
{
  g_autofree char *name = g_strconcat (file, ".idx", NULL);
  g_autofree char *path = g_build_filename (folder, "index", name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GArray) packets = g_array_new (FALSE, FALSE, sizeof (GsCtfPacket));
  gsize length, entry_bytes;
  guint64 end = 0;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (path, &data, &length, NULL)
      || length < INDEX_HEADER_BYTES || gs_ctf_index_get_header (data, 0) != INDEX_MAGIC)
    return NULL;
  entry_bytes = gs_ctf_index_get_header (data, 3);
  if (entry_bytes < INDEX_MIN_ENTRY_BYTES || entry_bytes > length)
    return NULL;

  for (gsize at = INDEX_HEADER_BYTES; at + entry_bytes <= length; at += entry_bytes)
    {
      GsCtfPacket packet = {
        gs_ctf_index_get (data + at, 0),
        gs_ctf_index_get (data + at, 1) / 8,
        gs_ctf_index_get (data + at, 4),
      };

      if (packet.offset != end || packet.n_bytes == 0)
        return NULL;
      end += packet.n_bytes;
      g_array_append_val (packets, packet);
    }

  if (stream_key != NULL && packets->len > 0 && entry_bytes >= INDEX_STREAM_ENTRY_BYTES)
    *stream_key = g_strdup_printf ("%" G_GUINT64_FORMAT " | %" G_GUINT64_FORMAT,
                                   gs_ctf_index_get (data + INDEX_HEADER_BYTES, 6),
                                   gs_ctf_index_get (data + INDEX_HEADER_BYTES, 7));
  return g_steal_pointer (&packets);
}

/* Whether a stream had no packet: then nobody misses its file. */
static gboolean
gs_ctf_index_is_empty (const char *folder, const char *file)
{
  g_autoptr (GArray) packets = gs_ctf_index_read (folder, file, NULL);

  return packets != NULL && packets->len == 0;
}

/**
 * gs_ctf_index_list_lost:
 * @folder: that holds `metadata`
 *
 * Returns: (transfer full) (element-type filename): the stream files that have an index and packets in it,
 *   but are not there, by name
 */
GPtrArray *
gs_ctf_index_list_lost (const char *folder)
{
  GPtrArray *lost = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *index = g_build_filename (folder, "index", NULL);
  g_autoptr (GDir) dir = g_dir_open (index, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_strndup (name, MAX (strlen (name), strlen (".idx")) - strlen (".idx"));
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (file[0] != '\0' && file[0] != '.' && g_str_has_suffix (name, ".idx")
          && !g_file_test (path, G_FILE_TEST_IS_REGULAR) && !gs_ctf_index_is_empty (folder, file))
        g_ptr_array_add (lost, g_steal_pointer (&file));
    }
  g_ptr_array_sort (lost, gs_ctf_index_compare_names);
  return lost;
}

static gboolean
gs_ctf_index_is_signature (const char *signature)
{
  guint32 magic;

  memcpy (&magic, signature, sizeof magic);
  return magic == PACKET_MAGIC || magic == GUINT32_SWAP_LE_BE (PACKET_MAGIC);
}

/* Looks backwards for what all packets begin with. The file is read, not mapped:
 * another program may be cutting it short. */
static guint64
gs_ctf_index_scan (int file, guint64 n_bytes, guint n_packets)
{
  g_autofree char *block = g_malloc (SCAN_BYTES + SIGNATURE_BYTES);
  char signature[SIGNATURE_BYTES];
  guint64 offset, begin;

  if (n_bytes < SIGNATURE_BYTES || pread (file, signature, SIGNATURE_BYTES, 0) != SIGNATURE_BYTES
      || !gs_ctf_index_is_signature (signature))
    return 0;

  begin = offset = (n_bytes - SIGNATURE_BYTES) / PACKET_ALIGNMENT * PACKET_ALIGNMENT + PACKET_ALIGNMENT;
  while (offset > PACKET_ALIGNMENT)
    {
      offset -= PACKET_ALIGNMENT;
      if (offset < begin)
        {
          begin = offset / SCAN_BYTES * SCAN_BYTES;
          if (pread (file, block, offset - begin + SIGNATURE_BYTES, begin)
              != (gssize) (offset - begin + SIGNATURE_BYTES))
            return 0;
        }
      if (memcmp (block + (offset - begin), signature, SIGNATURE_BYTES) == 0 && --n_packets == 0)
        return offset;
    }
  return 0;
}

static guint64
gs_ctf_index_scan_tail (const char *path, guint n_packets)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  guint64 offset = 0;
  struct stat status;

  if (file < 0)
    return 0;
  if (fstat (file, &status) == 0)
    offset = gs_ctf_index_scan (file, status.st_size, n_packets);
  close (file);
  return offset;
}

/**
 * gs_ctf_index_find_tail:
 * @n_packets: how many packets, at least 1
 *
 * Returns: where the last @n_packets of the file begin; 0 where it has no more
 *   than that, or its packets cannot be told apart
 */
guint64
gs_ctf_index_find_tail (const char *folder, const GsCtfFile *file, guint n_packets)
{
  g_autoptr (GArray) packets = gs_ctf_index_read (folder, file->name, NULL);
  g_autofree char *path = NULL;

  if (packets != NULL && packets->len > 0)
    {
      GsCtfPacket last = g_array_index (packets, GsCtfPacket, packets->len - 1);

      if (last.offset + last.n_bytes == file->n_bytes)
        return n_packets >= packets->len ? 0 : g_array_index (packets, GsCtfPacket, packets->len - n_packets).offset;
    }

  path = g_build_filename (folder, file->name, NULL);
  return gs_ctf_index_scan_tail (path, n_packets);
}

/**
 * gs_ctf_index_find_end:
 * @cycles: (out): of the trace's clock, when the last packet was closed
 *
 * Returns: %FALSE where some stream file has no index, or one that is not about
 *   all of it
 */
gboolean
gs_ctf_index_find_end (const char *folder, guint64 *cycles)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);

  *cycles = 0;
  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autoptr (GArray) packets = gs_ctf_index_read (folder, file->name, NULL);
      GsCtfPacket last;

      if (file->n_bytes == 0)
        continue;
      if (packets == NULL || packets->len == 0)
        return FALSE;
      last = g_array_index (packets, GsCtfPacket, packets->len - 1);
      if (last.offset + last.n_bytes != file->n_bytes)
        return FALSE;
      *cycles = MAX (*cycles, last.end);
    }
  return *cycles > 0;
}

/* Returns: (transfer full): bytes of each stream that has an index */
static GHashTable *
gs_ctf_index_get_sizes (const char *folder)
{
  GHashTable *sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autofree char *key = NULL;
      g_autoptr (GArray) packets = gs_ctf_index_read (folder, file->name, &key);
      guint64 *size = key != NULL ? g_hash_table_lookup (sizes, key) : NULL;

      if (size != NULL)
        *size += file->n_bytes;
      else if (key != NULL)
        g_hash_table_insert (sizes, g_steal_pointer (&key), g_memdup2 (&file->n_bytes, sizeof file->n_bytes));
    }
  return sizes;
}

/* A stream that is to be given to a group. */
typedef struct
{
  const char *name; /* of its port */
  guint index;
  guint64 n_bytes;
} GsCtfShare;

/* The largest first; equal ones by name, so that the order never depends on
 * the folder's. */
static int
gs_ctf_share_compare (gconstpointer a, gconstpointer b)
{
  const GsCtfShare *share_a = a, *share_b = b;

  if (share_a->n_bytes != share_b->n_bytes)
    return share_a->n_bytes > share_b->n_bytes ? -1 : 1;
  return strcmp (share_a->name, share_b->name);
}

/**
 * gs_ctf_index_share:
 * @port_names: (array length=n_ports): as the trace library names them
 * @n_groups: between how many threads the streams are shared
 *
 * Gives each stream, the largest first, to the group that has least.
 *
 * Returns: (transfer full): the group of each port
 */
guint *
gs_ctf_index_share (const char *folder, const char *const *port_names, guint n_ports, guint n_groups)
{
  guint *groups = g_new0 (guint, n_ports + 1);
  g_autoptr (GHashTable) sizes = NULL;
  g_autofree GsCtfShare *ports = NULL;
  g_autofree guint64 *loads = NULL;

  if (n_groups < 2)
    return groups;

  sizes = gs_ctf_index_get_sizes (folder);
  ports = g_new0 (GsCtfShare, n_ports + 1);
  loads = g_new0 (guint64, n_groups);
  for (guint i = 0; i < n_ports; i++)
    {
      const char *key = strstr (port_names[i], " | ");
      const guint64 *size = key != NULL ? g_hash_table_lookup (sizes, key + strlen (" | ")) : NULL;

      ports[i] = (GsCtfShare){ port_names[i], i, size != NULL ? *size : 1 };
    }
  if (n_ports > 0)
    qsort (ports, n_ports, sizeof *ports, gs_ctf_share_compare);

  for (guint i = 0; i < n_ports; i++)
    {
      guint lightest = 0;

      for (guint k = 1; k < n_groups; k++)
        if (loads[k] < loads[lightest])
          lightest = k;
      groups[ports[i].index] = lightest;
      loads[lightest] += ports[i].n_bytes;
    }
  return groups;
}
