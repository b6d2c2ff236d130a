/* gs-ctf-roles.h: what fields are to the trace format itself
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-builder.h"

G_BEGIN_DECLS

typedef struct
{
  GsCtfBuilder *builder;
  gboolean is_by_name; /* CTF 1.8: names say it; CTF 2: marks do, which the parser put into the fields */
  gboolean is_perf;
  GHashTable *done[GS_CTF_N_SCOPES][2];
} GsCtfRoles;

void gs_ctf_roles_init (GsCtfRoles *self, GsCtfBuilder *builder, gboolean is_by_name);
void gs_ctf_roles_clear (GsCtfRoles *self);
const GsCtfField *gs_ctf_roles_assign (GsCtfRoles *self, GsCtfScope scope, gboolean maps_clock, const GsCtfField *root);
void gs_ctf_roles_assign_events (GsCtfRoles *self);

G_END_DECLS
