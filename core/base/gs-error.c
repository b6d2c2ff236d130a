/* gs-error.c: the one error domain
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-error.h"

/* What an error carries beside its message. */
typedef struct
{
  char *path; /* NULL: it tells of no one file */
} GsErrorPrivate;

static void
gs_error_private_init (GsErrorPrivate *self)
{
  self->path = NULL;
}

static void
gs_error_private_copy (const GsErrorPrivate *self, GsErrorPrivate *copy)
{
  copy->path = g_strdup (self->path);
}

static void
gs_error_private_clear (GsErrorPrivate *self)
{
  g_free (self->path);
}

G_DEFINE_EXTENDED_ERROR (GsError, gs_error)

/**
 * gs_error_set_about:
 * @error: (nullable): what a function was given to report to, which it has done
 * @path: the file that has to be dealt with before that goes
 */
void
gs_error_set_about (GError **error, const char *path)
{
  GsErrorPrivate *self = error != NULL ? gs_error_get_private (*error) : NULL;

  if (self == NULL)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
}

/* Returns: (nullable): the file that @error, of GS_ERROR, is about, where that was said */
const char *
gs_error_get_about (const GError *error)
{
  return gs_error_get_private (error)->path;
}
