/* gs-role.h: what a machine is to the others
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GS_ROLE_UNKNOWN, /* "auto" in an experiment file: found out */
  GS_ROLE_HOST,
  GS_ROLE_GUEST,
  GS_ROLE_IGNORE,
} GsRole;

const char *gs_role_get_name (GsRole role);
gboolean gs_role_from_name (const char *name, GsRole *role);

G_END_DECLS
