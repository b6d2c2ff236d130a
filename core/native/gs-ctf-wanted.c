/* gs-ctf-wanted.c: which fields of a structure are wanted, and where they go
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-wanted.h"

#include <stddef.h>
#include <string.h>

static GsCtfStore
gs_ctf_member_get_store (const GsEventMember *member)
{
  switch (member->size)
    {
    case 1:
      return GS_CTF_STORE_1;
    case 2:
      return GS_CTF_STORE_2;
    case 4:
      return GS_CTF_STORE_4;
    default:
      return GS_CTF_STORE_8;
    }
}

static gboolean
gs_ctf_field_is_number (const GsCtfField *field)
{
  return field->type == GS_CTF_INTEGER || field->type == GS_CTF_VARINT;
}

static gboolean
gs_ctf_field_is_text (const GsCtfField *field)
{
  if (field->type == GS_CTF_STRING)
    return TRUE;
  if (field->type != GS_CTF_ARRAY && field->type != GS_CTF_SEQUENCE)
    return FALSE;
  return field->array.is_text
         || (field->array.element->type == GS_CTF_INTEGER && field->array.element->number.n_bits == 8);
}

/* Returns: the index of the first of the member's names that the structure has and can be read; or -1 */
static gint
gs_ctf_find_wanted (const GsCtfField *structure, const char *const *names, guint n_names)
{
  for (guint i = 0; i < n_names && names[i] != NULL; i++)
    for (guint k = 0; k < structure->structure.n_members; k++)
      {
        const GsCtfNamedField *member = &structure->structure.members[k];

        if (strcmp (member->name, names[i]) == 0
            && (gs_ctf_field_is_number (member->field) || gs_ctf_field_is_text (member->field)))
          return k;
      }
  return -1;
}

static gboolean
gs_ctf_plan_takes (const GsCtfPlan *self, GsCtfWant want, const GsEventMember *member)
{
  if (want == GS_CTF_WANT_SEGMENT)
    return !member->is_text;
  return want == GS_CTF_WANT_MEMBERS && (self->layout->shape == GS_SHAPE_FLAT || member->is_text);
}

/* LTTng's contexts, and what perf puts before each event's own members. */
static const struct
{
  const char *context, *payload;
  guint target;
  gboolean is_text;
} gs_ctf_contexts[] = {
  { "tid", "perf_tid", offsetof (GsEvent, context.tid), FALSE },
  { "pid", "perf_pid", offsetof (GsEvent, context.pid), FALSE },
  { "procname", "perf_comm", offsetof (GsEvent, context.name), TRUE },
};

static guint
gs_ctf_find_context_targets (const GsCtfField *structure, gboolean is_payload, GsCtfTarget *targets)
{
  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_contexts); i++)
    {
      const char *name = is_payload ? gs_ctf_contexts[i].payload : gs_ctf_contexts[i].context;

      targets[i] = (GsCtfTarget){ gs_ctf_find_wanted (structure, &name, 1), gs_ctf_contexts[i].is_text, GS_CTF_STORE_4,
                                  gs_ctf_contexts[i].target };
    }
  return G_N_ELEMENTS (gs_ctf_contexts);
}

/* Returns: how many places the structure's members go to */
guint
gs_ctf_plan_find_targets (const GsCtfPlan *self, const GsCtfField *structure, GsCtfWant want, GsCtfTarget *targets)
{
  gboolean is_payload = self != NULL && self->context_index == GS_CTF_PAYLOAD_CONTEXT;
  guint n = 0;

  if (want == GS_CTF_WANT_CONTEXT)
    return gs_ctf_find_context_targets (structure, is_payload, targets);
  if (want != GS_CTF_WANT_MEMBERS && want != GS_CTF_WANT_SEGMENT)
    return 0;
  if (want == GS_CTF_WANT_MEMBERS && is_payload)
    n = gs_ctf_find_context_targets (structure, TRUE, targets);
  for (guint i = 0; i < self->layout->n_members; i++)
    {
      const GsEventMember *member = &self->layout->members[i];

      if (gs_ctf_plan_takes (self, want, member))
        targets[n++] = (GsCtfTarget){ gs_ctf_find_wanted (structure, member->names, GS_EVENT_MAX_MEMBER_NAMES),
                                      member->is_text, gs_ctf_member_get_store (member),
                                      sizeof (GsEvent) + member->offset };
    }
  return n;
}

/* Returns: (nullable): where the text of that member goes to */
const GsCtfTarget *
gs_ctf_find_text_target (guint index, const GsCtfTarget *targets, guint n_targets)
{
  for (guint i = 0; i < n_targets; i++)
    if (targets[i].index == (gint) index && targets[i].is_text)
      return &targets[i];
  return NULL;
}

/* What is wanted inside a member. */
GsCtfWant
gs_ctf_plan_look_inside (const GsCtfPlan *self, GsCtfWant want, const GsCtfNamedField *member)
{
  if (member->field->type != GS_CTF_VARIANT || self == NULL || self->layout == NULL
      || self->layout->shape != GS_SHAPE_TCP)
    return GS_CTF_WANT_NOTHING;
  if (want == GS_CTF_WANT_MEMBERS && strcmp (member->name, "network_header") == 0)
    return GS_CTF_WANT_NETWORK;
  if (want == GS_CTF_WANT_NETWORK && strcmp (member->name, "transport_header") == 0)
    return GS_CTF_WANT_SEGMENT;
  return GS_CTF_WANT_NOTHING;
}

/* Whether a context says which thread an event is of. */
static gboolean
gs_ctf_plan_finds_contexts (const GsCtfField *context, gboolean is_payload)
{
  GsCtfTarget targets[GS_CTF_MAX_TARGETS];
  gboolean has_any = FALSE;

  if (context == NULL || context->type != GS_CTF_STRUCT)
    return FALSE;
  for (guint i = 0, n = gs_ctf_find_context_targets (context, is_payload, targets); i < n; i++)
    has_any |= targets[i].index >= 0;
  return has_any;
}

/* Whether a context of events has something that is read as one. */
gboolean
gs_ctf_plan_has_contexts (const GsCtfField *context)
{
  return gs_ctf_plan_finds_contexts (context, FALSE);
}

/* Likewise for an event's payload. */
gboolean
gs_ctf_plan_has_payload_contexts (const GsCtfField *payload)
{
  return gs_ctf_plan_finds_contexts (payload, TRUE);
}

/* Returns: (nullable): the member, where it is a variant */
static const GsCtfField *
gs_ctf_find_variant (const GsCtfField *structure, const char *name)
{
  if (structure == NULL || structure->type != GS_CTF_STRUCT)
    return NULL;
  for (guint i = 0; i < structure->structure.n_members; i++)
    if (strcmp (structure->structure.members[i].name, name) == 0
        && structure->structure.members[i].field->type == GS_CTF_VARIANT)
      return structure->structure.members[i].field;
  return NULL;
}

/* Whether a packet's event has a TCP header anywhere. */
gboolean
gs_ctf_plan_has_segments (const GsCtfField *payload)
{
  const GsCtfField *network = gs_ctf_find_variant (payload, "network_header");

  for (guint i = 0; network != NULL && i < network->variant.n_options; i++)
    {
      const GsCtfField *transport = gs_ctf_find_variant (network->variant.options[i].field, "transport_header");

      for (guint k = 0; transport != NULL && k < transport->variant.n_options; k++)
        if (g_strcmp0 (transport->variant.options[k].name, "tcp") == 0)
          return TRUE;
    }
  return FALSE;
}
