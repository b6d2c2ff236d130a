/* gs-ctf-wanted.h: which fields of a structure are wanted, and where they go
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "native/gs-ctf-program.h"

G_BEGIN_DECLS

#define GS_CTF_MAX_TARGETS (GS_EVENT_MAX_MEMBERS + 3) /* with contexts */

/* What a structure's members mean. */
typedef enum
{
  GS_CTF_WANT_NOTHING,
  GS_CTF_WANT_CONTEXT,
  GS_CTF_WANT_MEMBERS, /* of the layout */
  GS_CTF_WANT_NETWORK, /* the network header */
  GS_CTF_WANT_SEGMENT, /* the TCP header */
} GsCtfWant;

/* One place in the records that a field goes to. */
typedef struct
{
  gint index; /* of the structure's member */
  gboolean is_text;
  GsCtfStore store;
  guint target;
} GsCtfTarget;

guint
gs_ctf_plan_find_targets (const GsCtfPlan *self, const GsCtfField *structure, GsCtfWant want, GsCtfTarget *targets);
const GsCtfTarget *gs_ctf_find_text_target (guint index, const GsCtfTarget *targets, guint n_targets);
GsCtfWant gs_ctf_plan_look_inside (const GsCtfPlan *self, GsCtfWant want, const GsCtfNamedField *member);
gboolean gs_ctf_plan_has_contexts (const GsCtfField *context);
gboolean gs_ctf_plan_has_payload_contexts (const GsCtfField *payload);
gboolean gs_ctf_plan_has_segments (const GsCtfField *payload);

G_END_DECLS
