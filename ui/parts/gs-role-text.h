/* gs-role-text.h: what a machine is, in a word
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib/gi18n.h>

#include "trace/gs-trace.h"

G_BEGIN_DECLS

static inline const char *
gs_role_text_get (GsRole role)
{
  switch (role)
    {
    case GS_ROLE_HOST:
      return _ ("Host");
    case GS_ROLE_GUEST:
      return _ ("Guest");
    case GS_ROLE_IGNORE:
      return _ ("Left out");
    case GS_ROLE_UNKNOWN:
    default:
      return _ ("Host or guest: not known");
    }
}

G_END_DECLS
