/* gs-ctf-roles.c: what fields are to the trace format itself
 * SPDX-License-Identifier: MIT
 *
 * A declaration may be used in several scopes, in which it has different roles:
 * what gets a role is copied, with all around it, once for each scope.
 */
#include "metadata/gs-ctf-roles.h"

#include <string.h>

/* What is done at the moment. */
typedef struct
{
  GsCtfRoles *roles;
  GsCtfScope scope;
  gboolean maps_clock;
  GHashTable *done; /* compound fields to what they became */
} GsCtfRolesWalk;

static const GsCtfField *gs_ctf_roles_walk (const GsCtfRolesWalk *self, const GsCtfField *field, const char *name);

static const struct
{
  GsCtfScope scope;
  const char *name;
  GsCtfRole role;
} gs_ctf_roles_names[] = {
  { GS_CTF_SCOPE_PACKET_HEADER, "magic", GS_CTF_ROLE_MAGIC },
  { GS_CTF_SCOPE_PACKET_HEADER, "uuid", GS_CTF_ROLE_UUID },
  { GS_CTF_SCOPE_PACKET_HEADER, "stream_id", GS_CTF_ROLE_STREAM_CLASS },
  { GS_CTF_SCOPE_PACKET_HEADER, "stream_instance_id", GS_CTF_ROLE_STREAM_INSTANCE },
  { GS_CTF_SCOPE_PACKET_CONTEXT, "timestamp_begin", GS_CTF_ROLE_PACKET_BEGIN },
  { GS_CTF_SCOPE_PACKET_CONTEXT, "timestamp_end", GS_CTF_ROLE_PACKET_END },
  { GS_CTF_SCOPE_PACKET_CONTEXT, "content_size", GS_CTF_ROLE_CONTENT_BITS },
  { GS_CTF_SCOPE_PACKET_CONTEXT, "packet_size", GS_CTF_ROLE_PACKET_BITS },
  { GS_CTF_SCOPE_PACKET_CONTEXT, "packet_seq_num", GS_CTF_ROLE_SEQUENCE_NUMBER },
  { GS_CTF_SCOPE_PACKET_CONTEXT, "events_discarded", GS_CTF_ROLE_DISCARDED },
  { GS_CTF_SCOPE_EVENT_HEADER, "id", GS_CTF_ROLE_EVENT_CLASS },
  { GS_CTF_SCOPE_EVENT_HEADER, "timestamp", GS_CTF_ROLE_TIMESTAMP },
};

static GsCtfRole
gs_ctf_roles_find_name (GsCtfScope scope, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_roles_names); i++)
    if (gs_ctf_roles_names[i].scope == scope && strcmp (gs_ctf_roles_names[i].name, name) == 0)
      return gs_ctf_roles_names[i].role;
  return GS_CTF_ROLE_NONE;
}

/* A mark counts only where it has a meaning. One of them has two. */
static GsCtfRole
gs_ctf_roles_judge_mark (GsCtfScope scope, GsCtfRole mark)
{
  if (mark == GS_CTF_ROLE_TIMESTAMP && scope == GS_CTF_SCOPE_PACKET_CONTEXT)
    return GS_CTF_ROLE_PACKET_BEGIN;
  for (guint i = 0; mark != GS_CTF_ROLE_NONE && i < G_N_ELEMENTS (gs_ctf_roles_names); i++)
    if (gs_ctf_roles_names[i].scope == scope && gs_ctf_roles_names[i].role == mark)
      return mark;
  return GS_CTF_ROLE_NONE;
}

static GsCtfRole
gs_ctf_roles_judge_number (const GsCtfRolesWalk *self, const GsCtfField *field, const char *name)
{
  GsCtfRole role = self->roles->is_by_name ? gs_ctf_roles_find_name (self->scope, name) :
                                             gs_ctf_roles_judge_mark (self->scope, field->number.role);

  /* A CPU has no mark. */
  if (self->scope == GS_CTF_SCOPE_PACKET_CONTEXT && strcmp (name, "cpu_id") == 0)
    return GS_CTF_ROLE_CPU;
  if (self->scope >= GS_CTF_SCOPE_STREAM_CONTEXT && self->roles->is_perf && strcmp (name, "perf_cpu") == 0)
    return GS_CTF_ROLE_CPU;
  if (role == GS_CTF_ROLE_NONE && self->scope == GS_CTF_SCOPE_EVENT_HEADER && field->number.has_clock)
    return GS_CTF_ROLE_TIMESTAMP;
  return role == GS_CTF_ROLE_UUID ? GS_CTF_ROLE_NONE : role;
}

static const GsCtfField *
gs_ctf_roles_walk_number (const GsCtfRolesWalk *self, const GsCtfField *field, const char *name)
{
  GsCtfRole role = gs_ctf_roles_judge_number (self, field, name);
  gboolean is_time = role == GS_CTF_ROLE_TIMESTAMP || role == GS_CTF_ROLE_PACKET_BEGIN
                     || role == GS_CTF_ROLE_PACKET_END;
  gboolean has_clock = field->number.has_clock || (is_time && self->maps_clock);
  GsCtfField *copy;

  if (role == field->number.role && has_clock == field->number.has_clock)
    return field;
  copy = gs_ctf_builder_add_copy (self->roles->builder, field);
  copy->number.role = role;
  copy->number.has_clock = has_clock;
  return copy;
}

static const GsCtfField *
gs_ctf_roles_walk_array (const GsCtfRolesWalk *self, const GsCtfField *field, const char *name)
{
  const GsCtfField *element = field->array.element;
  gboolean is_uuid = self->scope == GS_CTF_SCOPE_PACKET_HEADER && field->array.length == 16
                     && element->type == GS_CTF_INTEGER && element->number.n_bits == 8;
  GsCtfRole role = GS_CTF_ROLE_NONE;
  GsCtfField *copy;

  if (is_uuid && self->roles->is_by_name)
    role = gs_ctf_roles_find_name (self->scope, name);
  else if (is_uuid)
    role = field->array.role;
  if (role == field->array.role)
    return field;
  copy = gs_ctf_builder_add_copy (self->roles->builder, field);
  copy->array.role = role;
  return copy;
}

static const GsCtfField *
gs_ctf_roles_walk_struct (const GsCtfRolesWalk *self, const GsCtfField *field)
{
  guint n = field->structure.n_members;
  GsCtfNamedField *members = NULL;
  GsCtfField *copy;

  for (guint i = 0; i < n; i++)
    {
      const GsCtfNamedField *old = &field->structure.members[i];
      const GsCtfField *new = gs_ctf_roles_walk (self, old->field, old->name);

      if (new == old->field)
        continue;
      if (members == NULL)
        {
          members = gs_ctf_builder_alloc (self->roles->builder, n, sizeof *members);
          memcpy (members, field->structure.members, n * sizeof *members);
        }
      members[i].field = new;
    }
  if (members == NULL)
    return field;
  copy = gs_ctf_builder_add_copy (self->roles->builder, field);
  copy->structure.members = members;
  return copy;
}

static const GsCtfField *
gs_ctf_roles_walk_variant (const GsCtfRolesWalk *self, const GsCtfField *field)
{
  guint n = field->variant.n_options;
  GsCtfOption *options = NULL;
  GsCtfField *copy;

  for (guint i = 0; i < n; i++)
    {
      const GsCtfOption *old = &field->variant.options[i];
      const GsCtfField *new = gs_ctf_roles_walk (self, old->field, old->name);

      if (new == old->field)
        continue;
      if (options == NULL)
        {
          options = gs_ctf_builder_alloc (self->roles->builder, n, sizeof *options);
          memcpy (options, field->variant.options, n * sizeof *options);
        }
      options[i].field = new;
    }
  if (options == NULL)
    return field;
  copy = gs_ctf_builder_add_copy (self->roles->builder, field);
  copy->variant.options = options;
  return copy;
}

/* Names say a role at any depth in an event's header alone: LTTng's have it in the options of a variant. */
static gboolean
gs_ctf_roles_is_deep (const GsCtfRolesWalk *self)
{
  return !self->roles->is_by_name || self->scope == GS_CTF_SCOPE_EVENT_HEADER;
}

static const GsCtfField *
gs_ctf_roles_walk (const GsCtfRolesWalk *self, const GsCtfField *field, const char *name)
{
  const GsCtfField *new;

  if (field->type == GS_CTF_INTEGER || field->type == GS_CTF_VARINT)
    return gs_ctf_roles_walk_number (self, field, name);
  if (field->type == GS_CTF_ARRAY)
    return gs_ctf_roles_walk_array (self, field, name);
  if ((field->type != GS_CTF_STRUCT && field->type != GS_CTF_VARIANT) || (name != NULL && !gs_ctf_roles_is_deep (self)))
    return field;

  new = g_hash_table_lookup (self->done, field);
  if (new != NULL)
    return new;
  new = field->type == GS_CTF_STRUCT ? gs_ctf_roles_walk_struct (self, field) : gs_ctf_roles_walk_variant (self, field);
  g_hash_table_insert (self->done, (gpointer) field, (gpointer) new);
  return new;
}

void
gs_ctf_roles_init (GsCtfRoles *self, GsCtfBuilder *builder, gboolean is_by_name)
{
  memset (self, 0, sizeof *self);
  self->builder = builder;
  self->is_by_name = is_by_name;
  for (guint i = 0; i < builder->env->len; i++)
    {
      const GsCtfEnv *env = &g_array_index (builder->env, GsCtfEnv, i);

      if (strcmp (env->name, "tracer_name") == 0)
        self->is_perf = strcmp (env->value, "perf") == 0;
    }
}

void
gs_ctf_roles_clear (GsCtfRoles *self)
{
  for (guint i = 0; i < GS_CTF_N_SCOPES; i++)
    for (guint k = 0; k < 2; k++)
      g_clear_pointer (&self->done[i][k], g_hash_table_unref);
}

/**
 * gs_ctf_roles_assign:
 * @maps_clock: whether fields that are times are of the trace's clock though nothing in them says so
 * @root: (nullable): a structure, what @scope holds
 *
 * Returns: (nullable) (transfer none): @root with its roles
 */
const GsCtfField *
gs_ctf_roles_assign (GsCtfRoles *self, GsCtfScope scope, gboolean maps_clock, const GsCtfField *root)
{
  GHashTable **done = &self->done[scope][maps_clock ? 1 : 0];
  GsCtfRolesWalk walk = { self, scope, maps_clock };

  if (root == NULL || !gs_ctf_builder_may_go_on (self->builder, self->builder->text))
    return root;
  if (*done == NULL)
    *done = g_hash_table_new (NULL, NULL);
  walk.done = *done;
  return gs_ctf_roles_walk (&walk, root, NULL);
}

/* Most traces' events have none. */
void
gs_ctf_roles_assign_events (GsCtfRoles *self)
{
  guint64 stream_id;

  if (self->is_by_name && !self->is_perf)
    return;
  for (guint i = 0; i < self->builder->events->len; i++)
    {
      GsCtfEventClass *event = gs_ctf_builder_get_event (self->builder, i, &stream_id);

      event->context = gs_ctf_roles_assign (self, GS_CTF_SCOPE_EVENT_CONTEXT, FALSE, event->context);
      event->payload = gs_ctf_roles_assign (self, GS_CTF_SCOPE_PAYLOAD, FALSE, event->payload);
    }
}
