/* gs-role.c: what a machine is to the others
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-role.h"

#include <string.h>

/**
 * gs_role_get_name:
 *
 * Returns: (transfer none): "unknown", "host", "guest" or "ignore"; not translated
 */
const char *
gs_role_get_name (GsRole role)
{
  switch (role)
    {
    case GS_ROLE_HOST:
      return "host";
    case GS_ROLE_GUEST:
      return "guest";
    case GS_ROLE_IGNORE:
      return "ignore";
    case GS_ROLE_UNKNOWN:
    default:
      return "unknown";
    }
}

/**
 * gs_role_from_name:
 * @name: "auto" or what gs_role_get_name() gives
 * @role: (out): the role
 *
 * Returns: whether @name is a role
 */
gboolean
gs_role_from_name (const char *name, GsRole *role)
{
  static const GsRole roles[] = { GS_ROLE_UNKNOWN, GS_ROLE_HOST, GS_ROLE_GUEST, GS_ROLE_IGNORE };

  g_return_val_if_fail (name != NULL, FALSE);

  if (strcmp (name, "auto") == 0)
    {
      *role = GS_ROLE_UNKNOWN;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (name, gs_role_get_name (roles[i])) == 0)
      {
        *role = roles[i];
        return TRUE;
      }
  return FALSE;
}
