/* gs-ctf-meta.c: what a trace's metadata declares, in either of CTF's languages
 * SPDX-License-Identifier: MIT
 */
#include "metadata/gs-ctf-meta.h"

#include <string.h>

void
gs_ctf_meta_free (GsCtfMeta *self)
{
  g_string_chunk_free (self->strings);
  g_ptr_array_unref (self->chunks);
  g_free (self);
}

/* Returns: (nullable) (transfer none): what the environment says of @name; the last word counts */
const char *
gs_ctf_meta_get_env (const GsCtfMeta *self, const char *name)
{
  for (guint i = self->n_env; i > 0; i--)
    if (strcmp (self->env[i - 1].name, name) == 0)
      return self->env[i - 1].value;
  return NULL;
}
