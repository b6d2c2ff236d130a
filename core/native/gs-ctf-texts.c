/* gs-ctf-texts.c: one thread's short cut from texts in a stream to names
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-texts.h"

/* A text of any length. Returns: its id */
guint32
gs_ctf_texts_add_long (GsCtfTexts *self, const guint8 *text, gsize n_bytes)
{
  const guint8 *end = memchr (text, 0, n_bytes);
  gsize length = end != NULL ? (gsize) (end - text) : n_bytes;
  char buffer[256];
  g_autofree char *copy = NULL;

  if (end != NULL)
    return gs_name_cache_add (&self->names, (const char *) text);
  if (length < sizeof buffer)
    {
      memcpy (buffer, text, length);
      buffer[length] = '\0';
      return gs_name_cache_add (&self->names, buffer);
    }
  copy = g_strndup ((const char *) text, length);
  return gs_name_cache_add (&self->names, copy);
}
