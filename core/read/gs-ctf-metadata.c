/* gs-ctf-metadata.c: whether a trace's metadata is whole
 * SPDX-License-Identifier: MIT
 *
 * LTTng writes it in packets: a header, text, padding. Babeltrace 2.0 reads for
 * ever where the file ends before the text does, as in a copy that was made while
 * the trace was being recorded.
 */
#include "read/gs-ctf-metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"

#define METADATA_MAGIC 0x75D11D57u
#define HEADER_BYTES 37
#define CONTENT_SIZE_OFFSET 24 /* bits, header included; the packet's size follows */

static guint32
gs_ctf_metadata_get (const guint8 *header, gsize offset, gboolean is_swapped)
{
  guint32 value;

  memcpy (&value, header + offset, sizeof value);
  return is_swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

/* What does not begin like a packet is text, or damaged in a way that the library tells. */
static gboolean
gs_ctf_metadata_is_whole (int file, guint64 n_bytes)
{
  guint8 header[HEADER_BYTES];

  for (guint64 offset = 0; pread (file, header, sizeof header, offset) == (gssize) sizeof header;)
    {
      gboolean is_swapped = gs_ctf_metadata_get (header, 0, FALSE) == GUINT32_SWAP_LE_BE (METADATA_MAGIC);
      guint32 content = gs_ctf_metadata_get (header, CONTENT_SIZE_OFFSET, is_swapped);
      guint32 size = gs_ctf_metadata_get (header, CONTENT_SIZE_OFFSET + sizeof content, is_swapped);

      if (gs_ctf_metadata_get (header, 0, is_swapped) != METADATA_MAGIC)
        return TRUE;
      if (content < 8 * HEADER_BYTES || content > size || content / 8 > n_bytes - offset)
        return FALSE;
      offset += size / 8;
    }
  return TRUE;
}

/* Returns: (nullable) (transfer none): what is wrong with the open file */
static const char *
gs_ctf_metadata_judge (int file)
{
  struct stat status;

  if (fstat (file, &status) != 0)
    return g_strerror (errno);
  if (!S_ISREG (status.st_mode))
    return _ ("its “metadata” is no file");
  if (status.st_size == 0)
    return _ ("its file “metadata” is empty");
  if (!gs_ctf_metadata_is_whole (file, status.st_size))
    return _ ("its file “metadata” is cut off or damaged");
  return NULL;
}

/**
 * gs_ctf_metadata_check:
 * @folder: that holds `metadata`
 *
 * Returns: whether the folder's metadata is safe to read with the trace library; else @error says why not
 */
gboolean
gs_ctf_metadata_check (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "metadata", NULL);
  int file = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  const char *problem;

  if (file < 0)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("its file “metadata” cannot be read: %s"), g_strerror (errno));
      return FALSE;
    }
  problem = gs_ctf_metadata_judge (file);
  close (file);
  if (problem != NULL)
    g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, problem);
  return problem == NULL;
}
