/* gs-ctf-json-parser.c: what all parts of the parser of CTF 2's metadata share
 * SPDX-License-Identifier: MIT
 */
#include "metadata/gs-ctf-json-parser.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* The member called @member is missing or has a wrong value. Returns: FALSE */
gboolean
gs_ctf_json_parser_fail (GsCtfJsonParser *self, const char *member)
{
  return gs_ctf_builder_fail (self->builder, self->place, _ ("“%s” is missing or wrong"), member);
}

/* Returns: (nullable) (transfer none): NULL where there is none */
JsonObject *
gs_ctf_json_parser_get_object (GsCtfJsonParser *self, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  if (node != NULL)
    gs_ctf_json_parser_fail (self, name);
  return NULL;
}

/* Returns: (nullable) (transfer none): NULL where there is none */
JsonArray *
gs_ctf_json_parser_get_array (GsCtfJsonParser *self, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  if (node != NULL)
    gs_ctf_json_parser_fail (self, name);
  return NULL;
}

/* Returns: (nullable) (transfer none): NULL where it is none */
const char *
gs_ctf_json_parser_node_get_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ?
             json_node_get_string (node) :
             NULL;
}

/* Returns: whether it is one. Those of 2^63 and more and those below 0 are both in two's complement. */
gboolean
gs_ctf_json_parser_node_get_number (JsonNode *node, guint64 *number)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return TRUE;
}

const char *
gs_ctf_json_parser_get_text (GsCtfJsonParser *self, JsonObject *object, const char *name, const char *absent)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text = node == NULL ? absent : gs_ctf_json_parser_node_get_text (node);

  if (node != NULL && text == NULL)
    gs_ctf_json_parser_fail (self, name);
  return text;
}

guint64
gs_ctf_json_parser_get_number (GsCtfJsonParser *self, JsonObject *object, const char *name, guint64 absent)
{
  JsonNode *node = json_object_get_member (object, name);
  guint64 number = absent;

  if (node != NULL && !gs_ctf_json_parser_node_get_number (node, &number))
    gs_ctf_json_parser_fail (self, name);
  return number;
}
