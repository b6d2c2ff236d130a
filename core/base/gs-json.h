/* gs-json.h: members of JSON objects, as all outputs write them
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _JsonBuilder JsonBuilder;
typedef struct _JsonNode JsonNode;

void gs_json_add_int (JsonBuilder *json, const char *member, gint64 value);
void gs_json_add_string (JsonBuilder *json, const char *member, const char *value);
void gs_json_add_strings (JsonBuilder *json, const char *member, const char *const *values);
char *gs_json_dup_text (JsonBuilder *json);
char *gs_json_node_dup_text (JsonNode *root);

G_END_DECLS
