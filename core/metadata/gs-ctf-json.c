/* gs-ctf-json.c: CTF 2's metadata
 * SPDX-License-Identifier: MIT
 *
 * A sequence of JSON objects, fragments, each after a record separator
 * (RFC 7464). What one may hold is bounded before the JSON library sees it.
 */
#include "metadata/gs-ctf-json.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/gs-json-bounds.h"
#include "metadata/gs-ctf-json-field.h"
#include "metadata/gs-ctf-roles.h"

#define RECORD_SEPARATOR 0x1e
#define MAX_FRAGMENT (2 << 20)  /* bytes */
#define MAX_VALUES (100 * 1000) /* of a fragment */
#define MAX_BRACKETS 160        /* inside one another; a structure in a structure takes three */
#define MAX_CLOCKS 64
#define UUID_BYTES 16

/* Returns: whether the JSON library may see the fragment */
static gboolean
gs_ctf_json_check (GsCtfJsonParser *self, const char *text, gsize size)
{
  GsJsonBounds bounds = size > MAX_FRAGMENT ? GS_JSON_TOO_MANY :
                                              gs_json_bounds_check (text, size, MAX_BRACKETS, MAX_VALUES);

  if (bounds == GS_JSON_TOO_MANY)
    return gs_ctf_builder_fail (self->builder, text, _ ("too much is declared"));
  if (bounds == GS_JSON_TOO_DEEP)
    return gs_ctf_builder_fail (self->builder, text, _ ("more than %d fields are inside one another"),
                                GS_CTF_MAX_DEPTH);
  return bounds == GS_JSON_FITS || gs_ctf_builder_fail (self->builder, text, _ ("the text is damaged"));
}

static gboolean
gs_ctf_json_read_uuid (GsCtfJsonParser *self, JsonObject *object)
{
  JsonArray *array = gs_ctf_json_parser_get_array (self, object, "uuid");

  if (array == NULL)
    return self->builder->error == NULL;
  if (json_array_get_length (array) != UUID_BYTES)
    return gs_ctf_json_parser_fail (self, "uuid");
  for (guint i = 0; i < UUID_BYTES; i++)
    {
      guint64 byte;

      if (!gs_ctf_json_parser_node_get_number (json_array_get_element (array, i), &byte) || byte > G_MAXUINT8)
        return gs_ctf_json_parser_fail (self, "uuid");
      self->builder->meta->uuid[i] = byte;
    }
  self->builder->meta->has_uuid = TRUE;
  return TRUE;
}

static gboolean
gs_ctf_json_read_preamble (GsCtfJsonParser *self, JsonObject *object)
{
  JsonObject *extensions = gs_ctf_json_parser_get_object (self, object, "extensions");

  if (gs_ctf_json_parser_get_number (self, object, "version", 0) != 2)
    gs_ctf_builder_leave (self->builder, self->place, _ ("the version of the trace format is not known"));
  if (extensions != NULL && json_object_get_size (extensions) > 0)
    gs_ctf_builder_leave (self->builder, self->place, _ ("the trace format has extensions"));
  self->builder->meta->major = 2;
  return gs_ctf_json_read_uuid (self, object);
}

static gboolean
gs_ctf_json_read_alias (GsCtfJsonParser *self, JsonObject *object)
{
  const char *name = gs_ctf_json_parser_get_text (self, object, "name", NULL);
  const GsCtfField *field = gs_ctf_json_field_read (self, object, "field-class");

  if (name == NULL || field == NULL)
    return gs_ctf_json_parser_fail (self, "field-class-alias");
  g_hash_table_insert (self->aliases, (gpointer) gs_ctf_builder_copy (self->builder, name, -1), (gpointer) field);
  return TRUE;
}

/* Reads the structure that is the member @name of @object, if there is one. */
static gboolean
gs_ctf_json_read_root (GsCtfJsonParser *self, JsonObject *object, const char *name, const GsCtfField **root)
{
  if (!json_object_has_member (object, name))
    return TRUE;
  *root = gs_ctf_json_field_read (self, object, name);
  return *root != NULL && ((*root)->type == GS_CTF_STRUCT || gs_ctf_json_parser_fail (self, name));
}

static void
gs_ctf_json_read_env (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  GsCtfJsonParser *self = data;
  const char *text = gs_ctf_json_parser_node_get_text (node);
  char number[32];
  guint64 value;

  if (text == NULL && gs_ctf_json_parser_node_get_number (node, &value))
    text = g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, (gint64) value) > 0 ? number : NULL;
  if (text != NULL)
    gs_ctf_builder_add_env (self->builder, gs_ctf_builder_copy (self->builder, name, -1),
                            gs_ctf_builder_copy (self->builder, text, -1));
}

static gboolean
gs_ctf_json_read_trace (GsCtfJsonParser *self, JsonObject *object)
{
  JsonObject *env = gs_ctf_json_parser_get_object (self, object, "environment");

  if (env != NULL)
    json_object_foreach_member (env, gs_ctf_json_read_env, self);
  return gs_ctf_json_read_root (self, object, "packet-header-field-class", &self->builder->meta->packet_header);
}

/* Its id, by which streams name it, is the clock's name here; it counts from what it says alone. */
static gboolean
gs_ctf_json_read_clock (GsCtfJsonParser *self, JsonObject *object)
{
  JsonNode *origin = json_object_get_member (object, "origin");
  JsonObject *offset = gs_ctf_json_parser_get_object (self, object, "offset-from-origin");
  const char *id = gs_ctf_json_parser_get_text (self, object, "id", NULL);
  GsCtfClock clock = { 0 };

  if (id == NULL)
    return gs_ctf_json_parser_fail (self, "id");
  if (self->builder->clocks->len == MAX_CLOCKS)
    return gs_ctf_builder_fail (self->builder, self->place, _ ("too much is declared"));
  clock.name = gs_ctf_builder_copy (self->builder, id, -1);
  clock.uuid = gs_ctf_builder_copy (self->builder, gs_ctf_json_parser_get_text (self, object, "uid", ""), -1);
  clock.frequency = gs_ctf_json_parser_get_number (self, object, "frequency", 0);
  clock.is_absolute = origin != NULL && g_strcmp0 (gs_ctf_json_parser_node_get_text (origin), "unix-epoch") == 0;
  if (offset != NULL)
    {
      clock.offset_seconds = gs_ctf_json_parser_get_number (self, offset, "seconds", 0);
      clock.offset_cycles = gs_ctf_json_parser_get_number (self, offset, "cycles", 0);
    }
  g_array_append_val (self->builder->clocks, clock);
  return TRUE;
}

static gboolean
gs_ctf_json_read_stream (GsCtfJsonParser *self, JsonObject *object)
{
  const char *clock = gs_ctf_json_parser_get_text (self, object, "default-clock-class-id", NULL);
  GsCtfBuilderStream stream = { 0 };

  stream.class.id = gs_ctf_json_parser_get_number (self, object, "id", 0);
  if (clock != NULL)
    stream.clock = gs_ctf_builder_copy (self->builder, clock, -1);
  if (!gs_ctf_json_read_root (self, object, "packet-context-field-class", &stream.class.packet_context)
      || !gs_ctf_json_read_root (self, object, "event-record-header-field-class", &stream.class.event_header)
      || !gs_ctf_json_read_root (self, object, "event-record-common-context-field-class", &stream.class.event_context))
    return FALSE;
  g_array_append_val (self->builder->streams, stream);
  return TRUE;
}

static gboolean
gs_ctf_json_read_event (GsCtfJsonParser *self, JsonObject *object)
{
  const char *name = gs_ctf_json_parser_get_text (self, object, "name", "");
  GsCtfEventClass event = { 0 };

  if (name == NULL)
    return FALSE;
  event.id = gs_ctf_json_parser_get_number (self, object, "id", 0);
  event.name = gs_ctf_builder_copy (self->builder, name, -1);
  if (!gs_ctf_json_read_root (self, object, "specific-context-field-class", &event.context)
      || !gs_ctf_json_read_root (self, object, "payload-field-class", &event.payload))
    return FALSE;
  gs_ctf_builder_add_event (self->builder, gs_ctf_json_parser_get_number (self, object, "data-stream-class-id", 0),
                            &event, self->place);
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*read) (GsCtfJsonParser *, JsonObject *);
} gs_ctf_json_fragments[] = {
  { "event-record-class", gs_ctf_json_read_event }, { "data-stream-class", gs_ctf_json_read_stream },
  { "clock-class", gs_ctf_json_read_clock },        { "trace-class", gs_ctf_json_read_trace },
  { "field-class-alias", gs_ctf_json_read_alias },  { "preamble", gs_ctf_json_read_preamble },
};

static gboolean
gs_ctf_json_read_object (GsCtfJsonParser *self, JsonObject *object)
{
  const char *type = gs_ctf_json_parser_get_text (self, object, "type", "");

  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_json_fragments); i++)
    if (g_strcmp0 (gs_ctf_json_fragments[i].name, type) == 0)
      {
        if ((self->builder->meta->major == 0) != (gs_ctf_json_fragments[i].read == gs_ctf_json_read_preamble))
          return gs_ctf_json_parser_fail (self, "preamble");
        return gs_ctf_json_fragments[i].read (self, object);
      }
  gs_ctf_builder_leave (self->builder, self->place, _ ("a part of an unknown kind is declared"));
  return TRUE;
}

static gboolean
gs_ctf_json_read_fragment (GsCtfJsonParser *self, JsonParser *parser, const char *text, gsize size)
{
  JsonNode *root;

  self->place = text;
  self->depth = 0;
  g_ptr_array_set_size (self->names, 0);
  g_array_set_size (self->frames, 0);
  if (!gs_ctf_builder_may_go_on (self->builder, text) || !gs_ctf_json_check (self, text, size))
    return FALSE;
  if (!g_utf8_validate (text, size, NULL) || !json_parser_load_from_data (parser, text, size, NULL))
    return gs_ctf_builder_fail (self->builder, text, _ ("the text is damaged"));
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return gs_ctf_builder_fail (self->builder, text, _ ("the text is damaged"));
  return gs_ctf_json_read_object (self, json_node_get_object (root)) && self->builder->error == NULL;
}

static gboolean
gs_ctf_json_read_all (GsCtfJsonParser *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *at = self->builder->text, *end = at + self->builder->size;

  while (at < end)
    {
      const char *next = memchr (at, RECORD_SEPARATOR, end - at);

      if (next == NULL)
        next = end;
      /* Several separators in a row are one. */
      if (next > at && !gs_ctf_json_read_fragment (self, parser, at, next - at))
        return FALSE;
      at = next + 1;
    }
  return self->builder->meta->major == 2 || gs_ctf_json_parser_fail (self, "preamble");
}

/* Streams name their clocks. One is enough for all tracers. */
static gboolean
gs_ctf_json_choose_clock (GsCtfJsonParser *self)
{
  GsCtfBuilder *builder = self->builder;
  const GsCtfClock *chosen = NULL;

  for (guint i = 0; i < builder->streams->len; i++)
    {
      const char *name = g_array_index (builder->streams, GsCtfBuilderStream, i).clock;
      const GsCtfClock *clock = name == NULL ? NULL : gs_ctf_builder_find_clock (builder, name);

      if (name == NULL)
        continue;
      if (clock == NULL)
        return gs_ctf_builder_fail (builder, builder->text, _ ("the clock “%.60s” is not declared"), name);
      if (chosen != NULL && clock != chosen)
        gs_ctf_builder_leave (builder, builder->text, _ ("fields are of several clocks"));
      chosen = clock;
    }
  return chosen == NULL || gs_ctf_builder_set_clock (builder, chosen);
}

static void
gs_ctf_json_assign_roles (GsCtfJsonParser *self)
{
  GsCtfBuilder *builder = self->builder;
  GsCtfRoles roles;

  gs_ctf_roles_init (&roles, builder, FALSE);
  builder->meta->packet_header = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_PACKET_HEADER, FALSE,
                                                      builder->meta->packet_header);
  for (guint i = 0; i < builder->streams->len; i++)
    {
      GsCtfBuilderStream *stream = &g_array_index (builder->streams, GsCtfBuilderStream, i);
      gboolean has_clock = stream->clock != NULL;
      GsCtfStreamClass *class = &stream->class;

      class->packet_context = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_PACKET_CONTEXT, has_clock,
                                                   class->packet_context);
      class->event_header = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_EVENT_HEADER, has_clock, class->event_header);
      class->event_context = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_STREAM_CONTEXT, FALSE, class->event_context);
    }
  gs_ctf_roles_assign_events (&roles);
  gs_ctf_roles_clear (&roles);
}

/* Reads the text of @builder into it. */
void
gs_ctf_json_parse (GsCtfBuilder *builder)
{
  GsCtfJsonParser self = { .builder = builder, .place = builder->text };

  self.aliases = g_hash_table_new (g_str_hash, g_str_equal);
  self.names = g_ptr_array_new ();
  self.frames = g_array_new (FALSE, FALSE, sizeof (guint));
  if (gs_ctf_json_read_all (&self) && gs_ctf_json_choose_clock (&self) && gs_ctf_builder_sort (builder))
    gs_ctf_json_assign_roles (&self);
  g_hash_table_unref (self.aliases);
  g_ptr_array_unref (self.names);
  g_array_unref (self.frames);
}
