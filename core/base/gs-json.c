/* gs-json.c: members of JSON objects, as all outputs write them
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/gs-json-bounds.h"

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

/* Behind a number of the library's. It sets ".0" behind whatever has no point, an exponent and infinity, too. */
static const char *
gs_json_copy_number (GString *out, const char *at)
{
  gsize n = strspn (at, "-+.0123456789einfa");
  gsize n_digits = n > 2 && strncmp (at + n - 2, ".0", 2) == 0 ? n - 2 : n;

  if (memchr (at, 'n', n) != NULL)
    g_string_append (out, *at == '-' ? "-1e999" : "1e999");
  else
    g_string_append_len (out, at, memchr (at, 'e', n) != NULL ? n_digits : n);
  return at + n;
}

/**
 * gs_json_node_dup_text:
 *
 * json_to_string() for what may be any number: up to json-glib 1.6 that writes 1e22 as
 * “1e+22.0”, and what is beyond a double's range as “inf.0”, neither of which is JSON.
 *
 * Returns: (transfer full): @root, for people to read, with a line feed at the end
 */
char *
gs_json_node_dup_text (JsonNode *root)
{
  g_autofree char *text = json_to_string (root, TRUE);
  const char *end = text + strlen (text), *at = text;
  GString *out = g_string_sized_new (end - text + 1);

  while (at < end)
    {
      const char *next = *at == '"' ? gs_json_skip_string (at + 1, end) : at + strcspn (at, "\"-i0123456789");

      g_string_append_len (out, at, next - at);
      at = next > at ? next : gs_json_copy_number (out, at);
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

/* Returns: (transfer full): what was built, for people to read, with a line feed at the end */
char *
gs_json_dup_text (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);

  return gs_json_node_dup_text (root);
}
