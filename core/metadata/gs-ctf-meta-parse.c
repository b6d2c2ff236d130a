/* gs-ctf-meta-parse.c: reads a trace's metadata
 * SPDX-License-Identifier: MIT
 *
 * The file holds text, or packets of text with a header each (CTF 1.8, section
 * "Metadata"), which CTF 2 keeps: LTTng writes both languages so.
 */
#include "metadata/gs-ctf-meta-parse.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"
#include "metadata/gs-ctf-builder.h"
#include "metadata/gs-ctf-json.h"
#include "metadata/gs-ctf-tsdl.h"

#define METADATA_MAGIC 0x75D11D57u
#define HEADER_BYTES 37
#define CONTENT_SIZE_OFFSET 24 /* bits, header included; the packet's size follows */
#define PACKET_SIZE_OFFSET 28
#define SCHEMES_OFFSET 32 /* a byte each: compression, encryption, checksum */
#define RECORD_SEPARATOR 0x1e

static guint32
gs_ctf_meta_parse_get (const char *header, gsize offset, gboolean is_swapped)
{
  guint32 value;

  memcpy (&value, header + offset, sizeof value);
  return is_swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

static gboolean
gs_ctf_meta_parse_is_packet (const char *data, gsize size, gboolean *is_swapped)
{
  guint32 magic;

  if (size < sizeof magic)
    return FALSE;
  magic = gs_ctf_meta_parse_get (data, 0, FALSE);
  *is_swapped = magic == GUINT32_SWAP_LE_BE (METADATA_MAGIC);
  return *is_swapped || magic == METADATA_MAGIC;
}

static gboolean
gs_ctf_meta_parse_refuse (int code, const char *reason, GError **error)
{
  g_set_error_literal (error, GS_ERROR, code, reason);
  return FALSE;
}

/* Appends what the packets hold to @text. */
static gboolean
gs_ctf_meta_parse_unpack (const char *data, gsize size, GString *text, GError **error)
{
  while (size > 0)
    {
      guint32 n_content, n_packet;
      gboolean is_swapped;

      if (size < HEADER_BYTES || !gs_ctf_meta_parse_is_packet (data, size, &is_swapped))
        return gs_ctf_meta_parse_refuse (GS_ERROR_TRACE, _ ("its file “metadata” is cut off or damaged"), error);
      n_content = gs_ctf_meta_parse_get (data, CONTENT_SIZE_OFFSET, is_swapped) / 8;
      n_packet = gs_ctf_meta_parse_get (data, PACKET_SIZE_OFFSET, is_swapped) / 8;
      if (n_content < HEADER_BYTES || n_content > n_packet || n_content > size)
        return gs_ctf_meta_parse_refuse (GS_ERROR_TRACE, _ ("its file “metadata” is cut off or damaged"), error);
      if (data[SCHEMES_OFFSET] != 0 || data[SCHEMES_OFFSET + 1] != 0)
        return gs_ctf_meta_parse_refuse (GS_ERROR_UNSUPPORTED, _ ("its file “metadata” is compressed or encrypted"),
                                         error);

      g_string_append_len (text, data + HEADER_BYTES, n_content - HEADER_BYTES);
      n_packet = MIN (n_packet, size);
      data += n_packet;
      size -= n_packet;
    }
  return TRUE;
}

static GsCtfMeta *
gs_ctf_meta_parse_text (const char *text, gsize size, const gint *stop, GError **error)
{
  GsCtfBuilder builder;

  gs_ctf_builder_init (&builder, text, size, stop);
  if (size > 0 && text[0] == RECORD_SEPARATOR)
    gs_ctf_json_parse (&builder);
  else
    gs_ctf_tsdl_parse (&builder);
  return gs_ctf_builder_finish (&builder, error);
}

/**
 * gs_ctf_meta_parse:
 * @data: the file `metadata`, not needed afterwards
 * @stop: (nullable): looked at all the time; another thread sets it to end parsing
 *
 * Memory and time grow no faster than the text, whatever it declares.
 *
 * Returns: (transfer full) (nullable): what it declares. Else %GS_ERROR_UNSUPPORTED
 *   for what only another reader might read, %GS_ERROR_TRACE for damage, or
 *   %G_IO_ERROR_CANCELLED
 */
GsCtfMeta *
gs_ctf_meta_parse (const char *data, gsize size, const gint *stop, GError **error)
{
  g_autoptr (GString) text = NULL;
  gboolean is_swapped;

  if (size > GS_CTF_MAX_METADATA)
    {
      gs_ctf_meta_parse_refuse (GS_ERROR_TRACE, _ ("its file “metadata” is too large"), error);
      return NULL;
    }
  if (!gs_ctf_meta_parse_is_packet (data, size, &is_swapped))
    return gs_ctf_meta_parse_text (size == 0 ? "" : data, size, stop, error);

  text = g_string_sized_new (size);
  if (!gs_ctf_meta_parse_unpack (data, size, text, error))
    return NULL;
  return gs_ctf_meta_parse_text (text->str, text->len, stop, error);
}
