/* gs-ctf-json-parser.h: what all parts of the parser of CTF 2's metadata share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-builder.h"

G_BEGIN_DECLS

typedef struct _JsonArray JsonArray;
typedef struct _JsonNode JsonNode;
typedef struct _JsonObject JsonObject;

typedef struct
{
  GsCtfBuilder *builder;
  const char *place;               /* of the fragment that is being read */
  GHashTable *aliases;             /* name to field */
  GPtrArray *names;                /* of members read so far, of all structures that are being read */
  GArray *frames;                  /* of guint: the first name of each structure */
  guint depth;                     /* field classes that are being read */
  const GsCtfField *letter, *byte; /* elements of strings and blobs, or NULL */
} GsCtfJsonParser;

/* Members of objects. Where one has the wrong type the trace is refused. */
gboolean gs_ctf_json_parser_fail (GsCtfJsonParser *self, const char *member);
JsonObject *gs_ctf_json_parser_get_object (GsCtfJsonParser *self, JsonObject *object, const char *name);
JsonArray *gs_ctf_json_parser_get_array (GsCtfJsonParser *self, JsonObject *object, const char *name);
const char *
gs_ctf_json_parser_get_text (GsCtfJsonParser *self, JsonObject *object, const char *name, const char *absent);
guint64 gs_ctf_json_parser_get_number (GsCtfJsonParser *self, JsonObject *object, const char *name, guint64 absent);
gboolean gs_ctf_json_parser_node_get_number (JsonNode *node, guint64 *number);
const char *gs_ctf_json_parser_node_get_text (JsonNode *node);

G_END_DECLS
