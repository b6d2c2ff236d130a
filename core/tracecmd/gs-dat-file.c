/* gs-dat-file.c: a recording of trace-cmd: what it says of itself, and where its events lie
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"

#define BLOCK_PAGES 64
#define MOST_BLOCK_BYTES (64u << 20)

static const guint8 gs_dat_magic[] = { 0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g' };

/* Returns: whether @path is a file that begins as trace-cmd's do */
gboolean
gs_dat_file_is_one (const char *path)
{
  guint8 begin[sizeof gs_dat_magic];
  struct stat status;
  gboolean is_one;
  int fd;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return FALSE;
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0)
    return FALSE;
  is_one = pread (fd, begin, sizeof begin, 0) == sizeof begin && memcmp (begin, gs_dat_magic, sizeof begin) == 0;
  close (fd);
  return is_one;
}

/* Returns: how many bytes were read; fewer where the file ends */
gsize
gs_dat_file_read (const GsDatFile *self, guint64 offset, guint8 *data, gsize n_bytes)
{
  gsize n_done = 0;

  while (n_done < n_bytes)
    {
      ssize_t n = pread (self->fd, data + n_done, n_bytes - n_done, offset + n_done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      n_done += n;
    }
  return n_done;
}

/**
 * gs_dat_file_read_block:
 * @packed: for the bytes as they are in the file
 * @pages: (out caller-allocates): gets the block's pages
 *
 * From any thread.
 *
 * Returns: how many bytes @pages has; 0 where it can't be read
 */
gsize
gs_dat_file_read_block (const GsDatFile *self, const GsDatData *data, guint block, GByteArray *packed,
                        GByteArray *pages)
{
  const GsDatBlock *place = &g_array_index (data->blocks, GsDatBlock, block);
  GByteArray *target = data->is_packed ? packed : pages;
  gsize n;

  g_byte_array_set_size (target, place->n_file);
  n = gs_dat_file_read (self, place->offset, target->data, place->n_file);
  if (!data->is_packed)
    return n;
  g_byte_array_set_size (pages, place->n_bytes);
  return n == place->n_file && gs_dat_inflate (self->packing, packed->data, n, pages->data, place->n_bytes) ?
             place->n_bytes :
             0;
}

/* Returns: (nullable): the event with that number */
const GsDatClass *
gs_dat_file_get_class (const GsDatFile *self, guint id)
{
  return id < self->classes->len ? g_ptr_array_index (self->classes, id) : NULL;
}

/* --- Where the events lie --- */

static void
gs_dat_data_free (gpointer data)
{
  GsDatData *self = data;

  g_array_unref (self->blocks);
  g_free (self);
}

static void
gs_dat_data_add_block (GsDatData *self, guint64 offset, guint64 n_file, guint64 n_bytes)
{
  GsDatBlock block = { offset, n_file, n_bytes };

  g_array_append_val (self->blocks, block);
}

/* Some pages at a time. */
static void
gs_dat_data_set_pages (GsDatData *self, guint64 offset, guint64 n_bytes, guint page_size)
{
  const guint64 most = (guint64) BLOCK_PAGES * page_size;

  for (guint64 at = 0; at < n_bytes; at += most)
    gs_dat_data_add_block (self, offset + at, MIN (most, n_bytes - at), MIN (most, n_bytes - at));
}

/* As they were compressed: a number of chunks, and before each both of its sizes. trace-cmd 3.1 says how long all is
 * without that number. */
static void
gs_dat_data_set_chunks (GsDatData *self, const GsDatFile *file, guint64 offset, guint64 n_bytes)
{
  guint64 end = MIN (file->n_bytes, offset + n_bytes + 4);
  guint8 header[8];
  guint32 n_chunks;

  self->is_packed = TRUE;
  if (n_bytes < 4 || gs_dat_file_read (file, offset, header, 4) < 4)
    {
      self->is_cut |= n_bytes > 0;
      return;
    }
  n_chunks = gs_dat_load (header, 4, file->is_big_endian);
  offset += 4;
  for (; n_chunks > 0; n_chunks--)
    {
      guint32 n_file, n_inside;

      if (end - offset < sizeof header || gs_dat_file_read (file, offset, header, sizeof header) < sizeof header)
        break;
      n_file = gs_dat_load (header, 4, file->is_big_endian);
      n_inside = gs_dat_load (header + 4, 4, file->is_big_endian);
      offset += sizeof header;
      if (n_file > end - offset || n_inside > MOST_BLOCK_BYTES)
        break;
      gs_dat_data_add_block (self, offset, n_file, n_inside);
      offset += n_file;
    }
  self->is_cut |= n_chunks > 0;
}

/* A CPU's data in the file, as far as that goes. */
void
gs_dat_file_add_data (GsDatFile *self, guint buffer, guint cpu, guint64 offset, guint64 n_bytes, gboolean is_packed)
{
  GsDatData *data = g_new0 (GsDatData, 1);
  guint64 left = offset < self->n_bytes ? self->n_bytes - offset : 0;

  left = MIN (left, self->n_bytes - self->n_claimed); /* no byte is of two CPUs */
  data->cpu = cpu;
  data->buffer = buffer;
  data->blocks = g_array_new (FALSE, FALSE, sizeof (GsDatBlock));
  data->is_cut = n_bytes > left;
  self->n_claimed += MIN (n_bytes, left);
  if (is_packed)
    gs_dat_data_set_chunks (data, self, offset, MIN (n_bytes, left));
  else
    gs_dat_data_set_pages (data, offset, MIN (n_bytes, left), self->page_size);
  g_ptr_array_add (self->data, data);
}

/* --- Beginning and end --- */

/**
 * gs_dat_file_new:
 * @error: says what is wrong without naming the file
 *
 * Returns: (transfer full): the file, of which nothing was read yet; NULL with %GS_ERROR_FILE where it may not be
 */
GsDatFile *
gs_dat_file_new (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  struct stat status;
  int number = errno;
  GsDatFile *self;

  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      if (fd >= 0)
        close (fd);
      g_set_error_literal (error, GS_ERROR, GS_ERROR_FILE, g_strerror (fd < 0 ? number : EINVAL));
      return NULL;
    }
  self = g_new0 (GsDatFile, 1);
  self->path = g_strdup (path);
  self->fd = fd;
  self->n_bytes = status.st_size;
  self->classes = g_ptr_array_new ();
  self->data = g_ptr_array_new_with_free_func (gs_dat_data_free);
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->clock = g_strdup ("");
  self->uname = g_strdup ("");
  self->writer = g_strdup ("");
  self->recorder = gs_recorder_facts_new ();
  self->lost = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
gs_dat_file_free (GsDatFile *self)
{
  for (guint i = 0; i < self->classes->len; i++)
    if (g_ptr_array_index (self->classes, i) != NULL)
      gs_dat_class_free (g_ptr_array_index (self->classes, i));
  g_ptr_array_unref (self->classes);
  g_ptr_array_unref (self->data);
  g_hash_table_unref (self->names);
  gs_recorder_facts_unref (self->recorder);
  g_hash_table_unref (self->lost);
  g_ptr_array_unref (self->left_out);
  g_free (self->clock);
  g_free (self->uname);
  g_free (self->writer);
  g_free (self->path);
  close (self->fd);
  g_free (self);
}
