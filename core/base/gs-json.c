/* gs-json.c: members of JSON objects, as all outputs write them
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-json.h"

#include <json-glib/json-glib.h>

void
gs_json_add_int (JsonBuilder *json, const char *member, gint64 value)
{
  json_builder_set_member_name (json, member);
  json_builder_add_int_value (json, value);
}

/* Adds a string, or null; names from a trace may hold any bytes. */
void
gs_json_add_string (JsonBuilder *json, const char *member, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (json, member);
  if (valid != NULL)
    json_builder_add_string_value (json, valid);
  else
    json_builder_add_null_value (json);
}

/* @values: (nullable) (array zero-terminated=1): as for gs_json_add_string() */
void
gs_json_add_strings (JsonBuilder *json, const char *member, const char *const *values)
{
  json_builder_set_member_name (json, member);
  json_builder_begin_array (json);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (values[i], -1);

      json_builder_add_string_value (json, valid);
    }
  json_builder_end_array (json);
}

/* Returns: (transfer full): what was built, for people to read, with a line feed at the end */
char *
gs_json_dup_text (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, TRUE);

  return g_strconcat (text, "\n", NULL);
}
