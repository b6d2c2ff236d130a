/* gs-ctf-json-location.c: where lengths and selectors are, in CTF 2's metadata
 * SPDX-License-Identifier: MIT
 */
#include "metadata/gs-ctf-json-location.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

static const struct
{
  const char *name;
  GsCtfScope scope;
} gs_ctf_json_location_origins[] = {
  { "packet-header", GS_CTF_SCOPE_PACKET_HEADER },
  { "packet-context", GS_CTF_SCOPE_PACKET_CONTEXT },
  { "event-record-header", GS_CTF_SCOPE_EVENT_HEADER },
  { "event-record-common-context", GS_CTF_SCOPE_STREAM_CONTEXT },
  { "event-record-specific-context", GS_CTF_SCOPE_EVENT_CONTEXT },
  { "event-record-payload", GS_CTF_SCOPE_PAYLOAD },
};

static gboolean
gs_ctf_json_location_read_origin (GsCtfJsonParser *self, JsonObject *location, GsCtfScope *scope)
{
  const char *origin = gs_ctf_json_parser_get_text (self, location, "origin", NULL);

  *scope = GS_CTF_SCOPE_RELATIVE;
  if (origin == NULL)
    return self->builder->error == NULL;
  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_json_location_origins); i++)
    if (strcmp (gs_ctf_json_location_origins[i].name, origin) == 0)
      *scope = gs_ctf_json_location_origins[i].scope;
  return *scope != GS_CTF_SCOPE_RELATIVE || gs_ctf_json_parser_fail (self, "origin");
}

/* What lies further out is looked for by its name alone, from the innermost structure on: right unless a closer one
   has that name, too. */
static void
gs_ctf_json_location_check_above (GsCtfJsonParser *self, guint n_up, const char *name)
{
  guint n_frames = self->frames->len;
  guint first = n_up < n_frames ? g_array_index (self->frames, guint, n_frames - n_up) : 0;
  gboolean is_hidden = n_up >= n_frames;

  for (guint i = first; !is_hidden && i < self->names->len; i++)
    is_hidden = strcmp (self->names->pdata[i], name) == 0;
  if (is_hidden)
    gs_ctf_builder_leave (self->builder, self->place, _ ("a length or selector is in a structure further out"));
}

/* Reads the names into @names; each null goes to the structure around. Returns: FALSE where they make no sense */
static gboolean
gs_ctf_json_location_read_names (JsonArray *array, GsCtfScope scope, const char **names, guint *n_names, guint *n_up)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gboolean is_up = JSON_NODE_HOLDS_NULL (node);

      if (is_up && *n_names > 0)
        (*n_names)--;
      else if (is_up)
        (*n_up)++;
      else if (*n_names == GS_CTF_MAX_DEPTH || (names[*n_names] = gs_ctf_json_parser_node_get_text (node)) == NULL)
        return FALSE;
      else
        (*n_names)++;
    }
  return *n_names > 0 && (*n_up == 0 || scope == GS_CTF_SCOPE_RELATIVE);
}

/* Reads the location @name of @object. */
gboolean
gs_ctf_json_location_read (GsCtfJsonParser *self, JsonObject *object, const char *name, GsCtfPath *path)
{
  JsonObject *location = gs_ctf_json_parser_get_object (self, object, name);
  JsonArray *array = location == NULL ? NULL : gs_ctf_json_parser_get_array (self, location, "path");
  const char *names[GS_CTF_MAX_DEPTH], **copies;
  guint n_names = 0, n_up = 0;

  if (array == NULL)
    return gs_ctf_json_parser_fail (self, name);
  if (!gs_ctf_json_location_read_origin (self, location, &path->scope))
    return FALSE;
  if (!gs_ctf_json_location_read_names (array, path->scope, names, &n_names, &n_up))
    return gs_ctf_json_parser_fail (self, "path");
  if (n_up > 0)
    gs_ctf_json_location_check_above (self, n_up, names[0]);

  copies = gs_ctf_builder_alloc (self->builder, n_names, sizeof *copies);
  for (guint i = 0; i < n_names; i++)
    copies[i] = gs_ctf_builder_copy (self->builder, names[i], -1);
  path->names = copies;
  path->n_names = n_names;
  return TRUE;
}

/* Reads the values of the selector with which @option is there. */
gboolean
gs_ctf_json_location_read_ranges (GsCtfJsonParser *self, JsonObject *object, GsCtfOption *option)
{
  static const char name[] = "selector-field-ranges";
  JsonArray *array = gs_ctf_json_parser_get_array (self, object, name);
  guint n = array == NULL ? 0 : json_array_get_length (array);
  GsCtfRange *ranges = gs_ctf_builder_alloc (self->builder, n, sizeof *ranges);

  if (n == 0)
    return gs_ctf_json_parser_fail (self, name);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonArray *range = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (range == NULL || json_array_get_length (range) != 2
          || !gs_ctf_json_parser_node_get_number (json_array_get_element (range, 0), &ranges[i].first)
          || !gs_ctf_json_parser_node_get_number (json_array_get_element (range, 1), &ranges[i].last))
        return gs_ctf_json_parser_fail (self, name);
    }
  option->ranges = ranges;
  option->n_ranges = n;
  return TRUE;
}
