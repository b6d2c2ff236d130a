/* gs-ctf-json-field.c: field classes of CTF 2's metadata
 * SPDX-License-Identifier: MIT
 *
 * After the CTF 2 specification (CTF2-SPEC-2.0), "Field classes". What it allows
 * and this doesn't know (attributes, extensions, names for values) changes
 * nothing of how a field lies in a stream.
 */
#include "metadata/gs-ctf-json-field.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "metadata/gs-ctf-json-location.h"

typedef enum
{
  GS_CTF_JSON_UNSIGNED,
  GS_CTF_JSON_SIGNED,
  GS_CTF_JSON_REAL,
  GS_CTF_JSON_UNSIGNED_VARINT,
  GS_CTF_JSON_SIGNED_VARINT,
  GS_CTF_JSON_STRING,
  GS_CTF_JSON_STATIC_STRING,
  GS_CTF_JSON_DYNAMIC_STRING,
  GS_CTF_JSON_STATIC_BLOB,
  GS_CTF_JSON_DYNAMIC_BLOB,
  GS_CTF_JSON_STATIC_ARRAY,
  GS_CTF_JSON_DYNAMIC_ARRAY,
  GS_CTF_JSON_STRUCTURE,
  GS_CTF_JSON_OPTIONAL,
  GS_CTF_JSON_VARIANT,
} GsCtfJsonFieldType;

static const struct
{
  const char *name;
  GsCtfJsonFieldType type;
} gs_ctf_json_field_types[] = {
  { "fixed-length-unsigned-integer", GS_CTF_JSON_UNSIGNED },
  { "fixed-length-signed-integer", GS_CTF_JSON_SIGNED },
  { "structure", GS_CTF_JSON_STRUCTURE },
  { "null-terminated-string", GS_CTF_JSON_STRING },
  { "static-length-string", GS_CTF_JSON_STATIC_STRING },
  { "dynamic-length-array", GS_CTF_JSON_DYNAMIC_ARRAY },
  { "static-length-array", GS_CTF_JSON_STATIC_ARRAY },
  { "variant", GS_CTF_JSON_VARIANT },
  { "fixed-length-boolean", GS_CTF_JSON_UNSIGNED },
  { "fixed-length-bit-array", GS_CTF_JSON_UNSIGNED },
  { "fixed-length-bit-map", GS_CTF_JSON_UNSIGNED },
  { "fixed-length-floating-point-number", GS_CTF_JSON_REAL },
  { "variable-length-unsigned-integer", GS_CTF_JSON_UNSIGNED_VARINT },
  { "variable-length-signed-integer", GS_CTF_JSON_SIGNED_VARINT },
  { "dynamic-length-string", GS_CTF_JSON_DYNAMIC_STRING },
  { "static-length-blob", GS_CTF_JSON_STATIC_BLOB },
  { "dynamic-length-blob", GS_CTF_JSON_DYNAMIC_BLOB },
  { "optional", GS_CTF_JSON_OPTIONAL },
};

static const struct
{
  const char *name;
  GsCtfRole role;
} gs_ctf_json_field_roles[] = {
  { "packet-magic-number", GS_CTF_ROLE_MAGIC },
  { "metadata-stream-uuid", GS_CTF_ROLE_UUID },
  { "data-stream-class-id", GS_CTF_ROLE_STREAM_CLASS },
  { "data-stream-id", GS_CTF_ROLE_STREAM_INSTANCE },
  { "packet-end-default-clock-timestamp", GS_CTF_ROLE_PACKET_END },
  { "packet-content-length", GS_CTF_ROLE_CONTENT_BITS },
  { "packet-total-length", GS_CTF_ROLE_PACKET_BITS },
  { "packet-sequence-number", GS_CTF_ROLE_SEQUENCE_NUMBER },
  { "discarded-event-record-counter-snapshot", GS_CTF_ROLE_DISCARDED },
  { "event-record-class-id", GS_CTF_ROLE_EVENT_CLASS },
  { "default-clock-timestamp", GS_CTF_ROLE_TIMESTAMP },
};

/* Returns: the mark of the first role that is known */
static GsCtfRole
gs_ctf_json_field_read_role (GsCtfJsonParser *self, JsonObject *object)
{
  JsonArray *roles = gs_ctf_json_parser_get_array (self, object, "roles");
  GsCtfRole found = GS_CTF_ROLE_NONE;

  for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
    {
      const char *name = gs_ctf_json_parser_node_get_text (json_array_get_element (roles, i));

      for (guint k = 0; k < G_N_ELEMENTS (gs_ctf_json_field_roles); k++)
        if (g_strcmp0 (gs_ctf_json_field_roles[k].name, name) == 0)
          {
            if (found != GS_CTF_ROLE_NONE && found != gs_ctf_json_field_roles[k].role)
              gs_ctf_builder_leave (self->builder, self->place, _ ("a field has several roles"));
            found = gs_ctf_json_field_roles[k].role;
          }
    }
  return found;
}

static gboolean
gs_ctf_json_field_read_alignment (GsCtfJsonParser *self, JsonObject *object, const char *name, GsCtfField *field)
{
  return gs_ctf_builder_set_alignment (self->builder, field, gs_ctf_json_parser_get_number (self, object, name, 1),
                                       self->place);
}

/* Bits in the other direction than bytes are no tracer's. */
static gboolean
gs_ctf_json_field_read_byte_order (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field)
{
  const char *order = gs_ctf_json_parser_get_text (self, object, "byte-order", "");
  const char *bits = gs_ctf_json_parser_get_text (self, object, "bit-order", NULL);

  field->number.is_big_endian = g_strcmp0 (order, "big-endian") == 0;
  if (!field->number.is_big_endian && g_strcmp0 (order, "little-endian") != 0)
    return gs_ctf_json_parser_fail (self, "byte-order");
  if (bits != NULL && strcmp (bits, field->number.is_big_endian ? "last-to-first" : "first-to-last") != 0)
    gs_ctf_builder_leave (self->builder, self->place, _ ("bits are in the other order than bytes"));
  return TRUE;
}

static gboolean
gs_ctf_json_field_fill_number (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field)
{
  guint64 n_bits = gs_ctf_json_parser_get_number (self, object, "length", 0);
  guint n_max = field->type == GS_CTF_REAL ? 128 : 64;

  if (n_bits == 0)
    return gs_ctf_json_parser_fail (self, "length");
  if (n_bits > n_max)
    gs_ctf_builder_leave (self->builder, self->place, _ ("a number has more than %u bits"), n_max);
  field->number.n_bits = MIN (n_bits, n_max);
  field->number.role = gs_ctf_json_field_read_role (self, object);
  return gs_ctf_json_field_read_byte_order (self, object, field)
         && gs_ctf_json_field_read_alignment (self, object, "alignment", field);
}

static gboolean
gs_ctf_json_field_fill_varint (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field)
{
  field->number.n_bits = 64;
  field->number.role = gs_ctf_json_field_read_role (self, object);
  field->alignment = 8;
  return TRUE;
}

/* What ends at a zero of another width than a byte's can't be skipped as bytes. */
static void
gs_ctf_json_field_check_encoding (GsCtfJsonParser *self, JsonObject *object)
{
  const char *encoding = gs_ctf_json_parser_get_text (self, object, "encoding", "utf-8");

  if (g_strcmp0 (encoding, "utf-8") != 0)
    gs_ctf_builder_leave (self->builder, self->place, _ ("a text is not in UTF-8"));
}

/* Returns: one byte, of a text or not; always the same two fields */
static const GsCtfField *
gs_ctf_json_field_get_byte (GsCtfJsonParser *self, gboolean is_letter)
{
  const GsCtfField **byte = is_letter ? &self->letter : &self->byte;
  GsCtfField *field;

  if (*byte != NULL)
    return *byte;
  field = gs_ctf_builder_add_field (self->builder, GS_CTF_INTEGER);
  field->number.n_bits = 8;
  field->number.is_letter = is_letter;
  field->alignment = 8;
  gs_ctf_builder_seal (self->builder, field, self->place);
  return *byte = field;
}

/* @element: (nullable): NULL for what the object says */
static gboolean
gs_ctf_json_field_fill_array (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field, const GsCtfField *element)
{
  if (field->type == GS_CTF_SEQUENCE
      && !gs_ctf_json_location_read (self, object, "length-field-location", &field->array.counted))
    return FALSE;
  if (field->type == GS_CTF_ARRAY && !json_object_has_member (object, "length"))
    return gs_ctf_json_parser_fail (self, "length");
  if (field->type == GS_CTF_ARRAY)
    field->array.length = gs_ctf_json_parser_get_number (self, object, "length", 0);
  if (element == NULL)
    element = gs_ctf_json_field_read (self, object, "element-field-class");
  if (element == NULL)
    return gs_ctf_json_parser_fail (self, "element-field-class");
  field->array.element = element;
  return gs_ctf_json_field_read_alignment (self, object, "minimum-alignment", field);
}

static gboolean
gs_ctf_json_field_fill_bytes (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field, gboolean is_text)
{
  if (is_text)
    gs_ctf_json_field_check_encoding (self, object);
  field->array.is_text = is_text;
  field->array.role = gs_ctf_json_field_read_role (self, object);
  return gs_ctf_json_field_fill_array (self, object, field, gs_ctf_json_field_get_byte (self, is_text));
}

static gboolean
gs_ctf_json_field_read_member (GsCtfJsonParser *self, JsonNode *node, GsCtfNamedField *member)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = object == NULL ? NULL : gs_ctf_json_parser_get_text (self, object, "name", NULL);

  if (name == NULL)
    return gs_ctf_json_parser_fail (self, "member-classes");
  member->name = gs_ctf_builder_copy (self->builder, name, -1);
  member->field = gs_ctf_json_field_read (self, object, "field-class");
  if (member->field == NULL)
    return gs_ctf_json_parser_fail (self, "field-class");
  g_ptr_array_add (self->names, (gpointer) member->name);
  return TRUE;
}

static gboolean
gs_ctf_json_field_fill_structure (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field)
{
  JsonArray *array = gs_ctf_json_parser_get_array (self, object, "member-classes");
  guint n = array == NULL ? 0 : json_array_get_length (array), first = self->names->len;
  GsCtfNamedField *members = gs_ctf_builder_alloc (self->builder, n, sizeof *members);

  g_array_append_val (self->frames, first);
  for (guint i = 0; i < n; i++)
    if (!gs_ctf_json_field_read_member (self, json_array_get_element (array, i), &members[i]))
      return FALSE;
  g_array_set_size (self->frames, self->frames->len - 1);
  g_ptr_array_set_size (self->names, first);
  field->structure.members = members;
  field->structure.n_members = n;
  return gs_ctf_json_field_read_alignment (self, object, "minimum-alignment", field);
}

/* An optional field is a variant of one option. A boolean that chooses it is true with any bit. */
static gboolean
gs_ctf_json_field_fill_optional (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field)
{
  GsCtfOption *option = gs_ctf_builder_alloc (self->builder, 1, sizeof *option);
  GsCtfRange *range = gs_ctf_builder_alloc (self->builder, 1, sizeof *range);

  option->name = "";
  *range = (GsCtfRange){ 1, G_MAXUINT64 };
  option->ranges = range;
  option->n_ranges = 1;
  if (json_object_has_member (object, "selector-field-ranges")
      && !gs_ctf_json_location_read_ranges (self, object, option))
    return FALSE;
  option->field = gs_ctf_json_field_read (self, object, "field-class");
  if (option->field == NULL)
    return gs_ctf_json_parser_fail (self, "field-class");
  field->variant.options = option;
  field->variant.n_options = 1;
  return gs_ctf_json_location_read (self, object, "selector-field-location", &field->variant.selector);
}

static gboolean
gs_ctf_json_field_fill_variant (GsCtfJsonParser *self, JsonObject *object, GsCtfField *field)
{
  JsonArray *array = gs_ctf_json_parser_get_array (self, object, "options");
  guint n = array == NULL ? 0 : json_array_get_length (array);
  GsCtfOption *options = gs_ctf_builder_alloc (self->builder, n, sizeof *options);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *option = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (option == NULL)
        return gs_ctf_json_parser_fail (self, "options");
      options[i].field = gs_ctf_json_field_read (self, option, "field-class");
      if (options[i].field == NULL)
        return gs_ctf_json_parser_fail (self, "field-class");
      if (!gs_ctf_json_location_read_ranges (self, option, &options[i]))
        return FALSE;
      options[i].name = gs_ctf_builder_copy (self->builder, gs_ctf_json_parser_get_text (self, option, "name", ""), -1);
    }
  field->variant.options = options;
  field->variant.n_options = n;
  return gs_ctf_json_location_read (self, object, "selector-field-location", &field->variant.selector);
}

static GsCtfFieldType
gs_ctf_json_field_get_type (GsCtfJsonFieldType type)
{
  static const GsCtfFieldType types[] = {
    [GS_CTF_JSON_UNSIGNED] = GS_CTF_INTEGER,
    [GS_CTF_JSON_SIGNED] = GS_CTF_INTEGER,
    [GS_CTF_JSON_REAL] = GS_CTF_REAL,
    [GS_CTF_JSON_UNSIGNED_VARINT] = GS_CTF_VARINT,
    [GS_CTF_JSON_SIGNED_VARINT] = GS_CTF_VARINT,
    [GS_CTF_JSON_STRING] = GS_CTF_STRING,
    [GS_CTF_JSON_STATIC_STRING] = GS_CTF_ARRAY,
    [GS_CTF_JSON_DYNAMIC_STRING] = GS_CTF_SEQUENCE,
    [GS_CTF_JSON_STATIC_BLOB] = GS_CTF_ARRAY,
    [GS_CTF_JSON_DYNAMIC_BLOB] = GS_CTF_SEQUENCE,
    [GS_CTF_JSON_STATIC_ARRAY] = GS_CTF_ARRAY,
    [GS_CTF_JSON_DYNAMIC_ARRAY] = GS_CTF_SEQUENCE,
    [GS_CTF_JSON_STRUCTURE] = GS_CTF_STRUCT,
    [GS_CTF_JSON_OPTIONAL] = GS_CTF_VARIANT,
    [GS_CTF_JSON_VARIANT] = GS_CTF_VARIANT,
  };

  return types[type];
}

static gboolean
gs_ctf_json_field_fill (GsCtfJsonParser *self, GsCtfJsonFieldType type, JsonObject *object, GsCtfField *field)
{
  switch (type)
    {
    case GS_CTF_JSON_SIGNED:
      field->number.is_signed = TRUE;
      return gs_ctf_json_field_fill_number (self, object, field);
    case GS_CTF_JSON_SIGNED_VARINT:
      field->number.is_signed = TRUE;
      return gs_ctf_json_field_fill_varint (self, object, field);
    case GS_CTF_JSON_UNSIGNED_VARINT:
      return gs_ctf_json_field_fill_varint (self, object, field);
    case GS_CTF_JSON_STRING:
      field->alignment = 8;
      gs_ctf_json_field_check_encoding (self, object);
      return TRUE;
    case GS_CTF_JSON_STATIC_STRING:
    case GS_CTF_JSON_DYNAMIC_STRING:
      return gs_ctf_json_field_fill_bytes (self, object, field, TRUE);
    case GS_CTF_JSON_STATIC_BLOB:
    case GS_CTF_JSON_DYNAMIC_BLOB:
      return gs_ctf_json_field_fill_bytes (self, object, field, FALSE);
    case GS_CTF_JSON_STATIC_ARRAY:
    case GS_CTF_JSON_DYNAMIC_ARRAY:
      return gs_ctf_json_field_fill_array (self, object, field, NULL);
    case GS_CTF_JSON_STRUCTURE:
      return gs_ctf_json_field_fill_structure (self, object, field);
    case GS_CTF_JSON_OPTIONAL:
      return gs_ctf_json_field_fill_optional (self, object, field);
    case GS_CTF_JSON_VARIANT:
      return gs_ctf_json_field_fill_variant (self, object, field);
    default:
      return gs_ctf_json_field_fill_number (self, object, field);
    }
}

static const GsCtfField *
gs_ctf_json_field_read_object (GsCtfJsonParser *self, JsonObject *object)
{
  const char *name = gs_ctf_json_parser_get_text (self, object, "type", "");
  GsCtfField *field;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (gs_ctf_json_field_types); i++)
    if (strcmp (gs_ctf_json_field_types[i].name, name) == 0)
      {
        field = gs_ctf_builder_add_field (self->builder, gs_ctf_json_field_get_type (gs_ctf_json_field_types[i].type));
        return gs_ctf_json_field_fill (self, gs_ctf_json_field_types[i].type, object, field)
                       && gs_ctf_builder_seal (self->builder, field, self->place) ?
                   field :
                   NULL;
      }
  gs_ctf_json_parser_fail (self, "type");
  return NULL;
}

/**
 * gs_ctf_json_field_read:
 * @object: whose member @name is a field class, or the name of one
 *
 * Returns: (nullable) (transfer none): %NULL where there is none, or it is wrong
 */
const GsCtfField *
gs_ctf_json_field_read (GsCtfJsonParser *self, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *alias = node == NULL ? NULL : gs_ctf_json_parser_node_get_text (node);
  const GsCtfField *field = NULL;

  if (node == NULL)
    return NULL;
  if (self->depth == GS_CTF_MAX_DEPTH)
    {
      gs_ctf_builder_fail (self->builder, self->place, _ ("more than %d fields are inside one another"),
                           GS_CTF_MAX_DEPTH);
      return NULL;
    }
  self->depth++;
  if (alias != NULL)
    field = g_hash_table_lookup (self->aliases, alias);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    field = gs_ctf_json_field_read_object (self, json_node_get_object (node));
  self->depth--;
  if (field == NULL)
    gs_ctf_json_parser_fail (self, name);
  return field;
}
