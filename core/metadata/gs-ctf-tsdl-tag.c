/* gs-ctf-tsdl-tag.c: which values of its tag choose a variant's options
 * SPDX-License-Identifier: MIT
 *
 * CTF 1.8 says it by name: an option is there where the tag, an enumeration, has
 * a value of that name. Most tags stand before their variant in the same text;
 * others are found once all structures are known that may be around it.
 */
#include "metadata/gs-ctf-tsdl-tag.h"

#include "metadata/gs-ctf-tsdl-parser.h"
#include <glib/gi18n.h>
#include <string.h>

#define FEW_MEMBERS 16

static const struct
{
  const char *prefix;
  GsCtfScope scope;
} gs_ctf_tsdl_tag_scopes[] = {
  { "trace.packet.header.", GS_CTF_SCOPE_PACKET_HEADER }, { "stream.packet.context.", GS_CTF_SCOPE_PACKET_CONTEXT },
  { "stream.event.header.", GS_CTF_SCOPE_EVENT_HEADER },  { "stream.event.context.", GS_CTF_SCOPE_STREAM_CONTEXT },
  { "event.context.", GS_CTF_SCOPE_EVENT_CONTEXT },       { "event.fields.", GS_CTF_SCOPE_PAYLOAD },
};

/* Reads where a length or tag is: a word with points. */
gboolean
gs_ctf_tsdl_tag_read_path (GsCtfTsdlParser *self, GsCtfPath *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  const char *rest, **names;

  if (self->lexer.kind != GS_TSDL_WORD)
    return gs_ctf_tsdl_parser_fail (self);
  rest = text = g_strndup (self->lexer.text, self->lexer.length);
  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_tsdl_tag_scopes) && path->scope == GS_CTF_SCOPE_RELATIVE; i++)
    if (g_str_has_prefix (text, gs_ctf_tsdl_tag_scopes[i].prefix))
      {
        rest = text + strlen (gs_ctf_tsdl_tag_scopes[i].prefix);
        path->scope = gs_ctf_tsdl_tag_scopes[i].scope;
      }

  parts = g_strsplit (rest, ".", GS_CTF_MAX_DEPTH + 1);
  path->n_names = g_strv_length (parts);
  if (path->n_names > GS_CTF_MAX_DEPTH)
    return gs_ctf_tsdl_parser_fail (self);
  names = gs_ctf_builder_alloc (self->builder, path->n_names, sizeof *names);
  for (guint i = 0; i < path->n_names; i++)
    names[i] = gs_ctf_builder_copy (self->builder, gs_ctf_tsdl_parser_plain (parts[i]), -1);
  path->names = names;
  gs_ctf_tsdl_lexer_next (&self->lexer);
  return TRUE;
}

/* From the last on, so that those of one name follow each other in the order of the text. */
static void
gs_ctf_tsdl_tag_index_labels (GsCtfTsdlLabels *self)
{
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = self->n_labels; i > 0; i--)
    {
      GsCtfTsdlLabel *label = &self->labels[i - 1];

      label->next = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, label->name));
      g_hash_table_insert (self->by_name, (gpointer) label->name, GUINT_TO_POINTER (i));
    }
}

/* All options of one name share the ranges: there may be as many of those as of these. */
static void
gs_ctf_tsdl_tag_fill_ranges (GsCtfTsdlParser *self, const GsCtfTsdlLabels *labels, GsCtfOption *option)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (labels->by_name, option->name));
  GsCtfTsdlLabel *first = place == 0 ? NULL : &labels->labels[place - 1];
  GsCtfRange *ranges;

  if (first == NULL)
    return;
  if (first->ranges == NULL)
    {
      for (guint i = place; i > 0; i = labels->labels[i - 1].next)
        first->n_ranges++;
      first->ranges = ranges = gs_ctf_builder_alloc (self->builder, first->n_ranges, sizeof *ranges);
      for (guint i = place; i > 0; i = labels->labels[i - 1].next)
        *ranges++ = labels->labels[i - 1].range;
    }
  option->ranges = first->ranges;
  option->n_ranges = first->n_ranges;
}

static gboolean
gs_ctf_tsdl_tag_options_are_equal (const GsCtfOption *a, const GsCtfOption *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (a[i].n_ranges != b[i].n_ranges
        || (a[i].n_ranges > 0 && memcmp (a[i].ranges, b[i].ranges, a[i].n_ranges * sizeof *a[i].ranges) != 0))
      return FALSE;
  return TRUE;
}

/* Fills the ranges of @variant from @tag. Its options may be those of a declaration that others share: a copy is
   made. */
static gboolean
gs_ctf_tsdl_tag_use (GsCtfTsdlParser *self, GsCtfField *variant, const GsCtfField *tag, const char *place)
{
  GsCtfTsdlLabels *labels = g_hash_table_lookup (self->labels, tag);
  guint n = variant->variant.n_options;
  gboolean was_found = g_hash_table_lookup (self->pending, variant) != NULL;
  GsCtfOption *options;

  if (labels == NULL)
    return gs_ctf_builder_fail (self->builder, place, _ ("a variant's tag is no enumeration"));
  if (labels->by_name == NULL)
    gs_ctf_tsdl_tag_index_labels (labels);
  options = gs_ctf_builder_alloc (self->builder, n, sizeof *options);
  for (guint i = 0; i < n; i++)
    {
      options[i].name = variant->variant.options[i].name;
      options[i].field = variant->variant.options[i].field;
      gs_ctf_tsdl_tag_fill_ranges (self, labels, &options[i]);
    }
  if (was_found && !gs_ctf_tsdl_tag_options_are_equal (options, variant->variant.options, n))
    gs_ctf_builder_leave (self->builder, place, _ ("a variant's tag is another one in each place"));
  variant->variant.options = options;
  return gs_ctf_builder_may_go_on (self->builder, place);
}

static void
gs_ctf_tsdl_tag_add_names (GHashTable *by_name, const GsCtfNamedField *members, guint first, guint n_members)
{
  for (guint i = first; i < n_members; i++)
    if (!g_hash_table_contains (by_name, members[i].name))
      g_hash_table_insert (by_name, (gpointer) members[i].name, GUINT_TO_POINTER (i + 1));
}

/* Returns: (nullable): the first of the members called @name, where that is one of @n_members */
static const GsCtfField *
gs_ctf_tsdl_tag_find_member (const GsCtfNamedField *members, guint n_members, const char *name)
{
  for (guint i = 0; i < n_members; i++)
    if (strcmp (members[i].name, name) == 0)
      return members[i].field;
  return NULL;
}

/* The same, quickly among many: a text can ask as often as it has members. */
static const GsCtfField *
gs_ctf_tsdl_tag_find_inside (GsCtfTsdlParser *self, const GsCtfField *field, guint n_before, const char *name)
{
  const GsCtfNamedField *members = field->structure.members;
  GHashTable *by_name;
  guint place;

  if (n_before <= FEW_MEMBERS)
    return gs_ctf_tsdl_tag_find_member (members, n_before, name);
  by_name = g_hash_table_lookup (self->indexes, field);
  if (by_name == NULL)
    {
      by_name = g_hash_table_new (g_str_hash, g_str_equal);
      gs_ctf_tsdl_tag_add_names (by_name, members, 0, field->structure.n_members);
      g_hash_table_insert (self->indexes, (gpointer) field, by_name);
    }
  place = GPOINTER_TO_UINT (g_hash_table_lookup (by_name, name));
  return place == 0 || place > n_before ? NULL : members[place - 1].field;
}

/* The same in a body that is being read. @end: behind its last member */
static const GsCtfField *
gs_ctf_tsdl_tag_find_in_frame (GsCtfTsdlParser *self, GsCtfTsdlFrame *frame, guint end, const char *name)
{
  const GsCtfNamedField *members;
  guint n = end - frame->first_member, place;

  if (n == 0)
    return NULL;
  members = &g_array_index (self->members, GsCtfNamedField, frame->first_member);
  if (n <= FEW_MEMBERS)
    return gs_ctf_tsdl_tag_find_member (members, n, name);
  if (frame->by_name == NULL)
    frame->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  gs_ctf_tsdl_tag_add_names (frame->by_name, members, frame->n_known, n);
  frame->n_known = n;
  place = GPOINTER_TO_UINT (g_hash_table_lookup (frame->by_name, name));
  return place == 0 ? NULL : members[place - 1].field;
}

/* Returns: (nullable): where the names behind the first one lead from @field on */
static const GsCtfField *
gs_ctf_tsdl_tag_follow (GsCtfTsdlParser *self, const GsCtfField *field, const GsCtfPath *path, guint first)
{
  for (guint i = first; field != NULL && i < path->n_names; i++)
    field = field->type != GS_CTF_STRUCT ?
                NULL :
                gs_ctf_tsdl_tag_find_inside (self, field, field->structure.n_members, path->names[i]);
  return field;
}

/**
 * gs_ctf_tsdl_tag_find:
 * @variant: that was read now, inside of self->frames
 *
 * Fills the ranges of its options, or remembers it where its tag is none of the members before it.
 */
gboolean
gs_ctf_tsdl_tag_find (GsCtfTsdlParser *self, GsCtfField *variant, const char *place)
{
  const GsCtfPath *path = &variant->variant.selector;
  guint end = self->members->len;

  for (guint i = self->frames->len; i > 0 && path->scope == GS_CTF_SCOPE_RELATIVE; i--)
    {
      GsCtfTsdlFrame *frame = &g_array_index (self->frames, GsCtfTsdlFrame, i - 1);
      const GsCtfField *tag = frame->is_variant ? NULL :
                                                  gs_ctf_tsdl_tag_find_in_frame (self, frame, end, path->names[0]);

      tag = gs_ctf_tsdl_tag_follow (self, tag, path, 1);
      if (tag != NULL)
        return gs_ctf_tsdl_tag_use (self, variant, tag, place);
      end = frame->first_member;
    }
  g_hash_table_insert (self->pending, variant, NULL);
  return TRUE;
}

/* A walk through all that an event holds. */
typedef struct
{
  GsCtfTsdlParser *tsdl;
  const GsCtfField *roots[GS_CTF_N_SCOPES];
  const GsCtfField *structures[GS_CTF_MAX_DEPTH]; /* that are around, and how many members are before */
  guint n_before[GS_CTF_MAX_DEPTH];
  guint n_structures;
} GsCtfTsdlWalk;

static const GsCtfField *
gs_ctf_tsdl_tag_walk_find (const GsCtfTsdlWalk *self, const GsCtfPath *path)
{
  const GsCtfField *found = NULL;

  if (path->scope != GS_CTF_SCOPE_RELATIVE)
    return gs_ctf_tsdl_tag_follow (self->tsdl, self->roots[path->scope], path, 0);
  for (guint i = self->n_structures; found == NULL && i > 0; i--)
    {
      found = gs_ctf_tsdl_tag_find_inside (self->tsdl, self->structures[i - 1], self->n_before[i - 1], path->names[0]);
      found = gs_ctf_tsdl_tag_follow (self->tsdl, found, path, 1);
    }
  return found;
}

static gboolean
gs_ctf_tsdl_tag_walk_variant (GsCtfTsdlWalk *self, const GsCtfField *variant)
{
  GsCtfTsdlParser *tsdl = self->tsdl;
  const char *place = tsdl->builder->text;
  const GsCtfField *tag;

  if (!g_hash_table_contains (tsdl->pending, variant))
    return TRUE;
  tag = gs_ctf_tsdl_tag_walk_find (self, &variant->variant.selector);
  if (tag == NULL)
    return gs_ctf_builder_fail (tsdl->builder, place, _ ("the tag “%.60s” of a variant is not declared"),
                                variant->variant.selector.names[0]);
  if (!gs_ctf_tsdl_tag_use (tsdl, (GsCtfField *) variant, tag, place))
    return FALSE;
  g_hash_table_insert (tsdl->pending, (gpointer) variant, (gpointer) variant);
  return TRUE;
}

static gboolean
gs_ctf_tsdl_tag_walk (GsCtfTsdlWalk *self, const GsCtfField *field)
{
  gboolean is_right = TRUE;

  if (field->type == GS_CTF_ARRAY || field->type == GS_CTF_SEQUENCE)
    return gs_ctf_tsdl_tag_walk (self, field->array.element);
  if (field->type == GS_CTF_VARIANT)
    {
      if (!gs_ctf_tsdl_tag_walk_variant (self, field))
        return FALSE;
      for (guint i = 0; is_right && i < field->variant.n_options; i++)
        is_right = gs_ctf_tsdl_tag_walk (self, field->variant.options[i].field);
    }
  if (field->type == GS_CTF_STRUCT)
    {
      guint place = self->n_structures++;

      self->structures[place] = field;
      for (guint i = 0; is_right && i < field->structure.n_members; i++)
        {
          self->n_before[place] = i;
          is_right = gs_ctf_tsdl_tag_walk (self, field->structure.members[i].field);
        }
      self->n_structures--;
    }
  return is_right;
}

/* @n_fields: of all that was walked through: shared ones count as often as they are used, so it could be endless */
static gboolean
gs_ctf_tsdl_tag_walk_root (GsCtfTsdlWalk *self, GsCtfScope scope, const GsCtfField *root, guint64 *n_fields)
{
  GsCtfBuilder *builder = self->tsdl->builder;

  self->roots[scope] = root;
  if (root == NULL)
    return TRUE;
  *n_fields += root->n_fields;
  if (*n_fields > GS_CTF_MAX_FIELDS)
    return gs_ctf_builder_fail (builder, builder->text, _ ("too many fields are declared"));
  return gs_ctf_builder_may_go_on (builder, builder->text) && gs_ctf_tsdl_tag_walk (self, root);
}

static gboolean
gs_ctf_tsdl_tag_walk_stream (GsCtfTsdlWalk *self, const GsCtfStreamClass *stream, guint64 *n_fields)
{
  self->roots[GS_CTF_SCOPE_EVENT_CONTEXT] = self->roots[GS_CTF_SCOPE_PAYLOAD] = NULL;
  return gs_ctf_tsdl_tag_walk_root (self, GS_CTF_SCOPE_PACKET_CONTEXT, stream->packet_context, n_fields)
         && gs_ctf_tsdl_tag_walk_root (self, GS_CTF_SCOPE_EVENT_HEADER, stream->event_header, n_fields)
         && gs_ctf_tsdl_tag_walk_root (self, GS_CTF_SCOPE_STREAM_CONTEXT, stream->event_context, n_fields);
}

/* Finds the tags that weren't among the members read before. Streams and events are sorted. */
gboolean
gs_ctf_tsdl_tag_find_pending (GsCtfTsdlParser *self)
{
  GsCtfBuilder *builder = self->builder;
  GsCtfTsdlWalk walk = { .tsdl = self };
  guint64 n_fields = 0;
  guint next = 0;

  if (g_hash_table_size (self->pending) == 0)
    return TRUE;
  if (!gs_ctf_tsdl_tag_walk_root (&walk, GS_CTF_SCOPE_PACKET_HEADER, builder->meta->packet_header, &n_fields))
    return FALSE;
  for (guint i = 0; i < builder->streams->len; i++)
    {
      const GsCtfStreamClass *stream = &g_array_index (builder->streams, GsCtfBuilderStream, i).class;

      if (!gs_ctf_tsdl_tag_walk_stream (&walk, stream, &n_fields))
        return FALSE;
      for (; next < builder->events->len; next++)
        {
          guint64 id;
          const GsCtfEventClass *event = gs_ctf_builder_get_event (builder, next, &id);

          if (id != stream->id)
            break;
          if (!gs_ctf_tsdl_tag_walk_root (&walk, GS_CTF_SCOPE_EVENT_CONTEXT, event->context, &n_fields)
              || !gs_ctf_tsdl_tag_walk_root (&walk, GS_CTF_SCOPE_PAYLOAD, event->payload, &n_fields))
            return FALSE;
        }
    }
  return TRUE;
}
