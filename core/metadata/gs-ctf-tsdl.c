/* gs-ctf-tsdl.c: CTF 1.8's metadata language
 * SPDX-License-Identifier: MIT
 *
 * After the Common Trace Format specification 1.8.2, section 7 and annex C.
 * Types are read first, then the trace and its streams, then the events, for
 * each may use what stands further down in the text.
 */
#include "metadata/gs-ctf-tsdl.h"

#include <glib/gi18n.h>
#include <string.h>

#include "metadata/gs-ctf-roles.h"
#include "metadata/gs-ctf-tsdl-parser.h"
#include "metadata/gs-ctf-tsdl-tag.h"
#include "metadata/gs-ctf-tsdl-type.h"

#define UUID_BYTES 16

/* Inside of the block of the trace: what its byte order is called. */
static gboolean
gs_ctf_tsdl_find_byte_order (GsCtfTsdlParser *self)
{
  while (self->lexer.kind != '}' && self->lexer.kind != GS_TSDL_END && self->lexer.kind != GS_TSDL_BAD)
    {
      gboolean is_it = gs_ctf_tsdl_lexer_is (&self->lexer, "byte_order");

      if (self->lexer.kind == '{')
        {
          if (!gs_ctf_tsdl_lexer_skip_block (&self->lexer))
            return gs_ctf_tsdl_parser_fail (self);
          continue;
        }
      gs_ctf_tsdl_lexer_next (&self->lexer);
      if (!is_it || !gs_ctf_tsdl_parser_accept (self, '='))
        continue;
      self->is_big_endian = gs_ctf_tsdl_lexer_is (&self->lexer, "be") || gs_ctf_tsdl_lexer_is (&self->lexer, "network");
      return self->is_big_endian || gs_ctf_tsdl_lexer_is (&self->lexer, "le") || gs_ctf_tsdl_parser_fail (self);
    }
  return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("the trace has no byte order"));
}

/* Integers that stand before the trace's block may be in its byte order. */
static gboolean
gs_ctf_tsdl_read_byte_order (GsCtfTsdlParser *self)
{
  GsCtfTsdlLexer begin = self->lexer;
  gboolean is_found = FALSE;

  while (!is_found && self->lexer.kind != GS_TSDL_END)
    {
      gboolean is_trace = gs_ctf_tsdl_lexer_is (&self->lexer, "trace");

      if (self->lexer.kind == GS_TSDL_BAD)
        return gs_ctf_tsdl_parser_fail (self);
      if (self->lexer.kind == '{')
        {
          if (!gs_ctf_tsdl_lexer_skip_block (&self->lexer))
            return gs_ctf_tsdl_parser_fail (self);
          continue;
        }
      gs_ctf_tsdl_lexer_next (&self->lexer);
      is_found = is_trace && gs_ctf_tsdl_parser_accept (self, '{');
    }
  if (!is_found)
    return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("no trace is declared"));
  if (!gs_ctf_tsdl_find_byte_order (self))
    return FALSE;
  self->builder->meta->is_big_endian = self->is_big_endian;
  self->lexer = begin;
  return TRUE;
}

/* "name = value;" or "name := type;" of a block. */
typedef struct
{
  GsCtfTsdlEntry base;
  const GsCtfField *type; /* or NULL */
} GsCtfTsdlItem;

/* Reads the next entry of a block; types that are declared before it are remembered. */
static gboolean
gs_ctf_tsdl_read_item (GsCtfTsdlParser *self, GsCtfTsdlItem *item)
{
  GsCtfTsdlLexer begin;

  item->type = NULL;
  while (gs_ctf_tsdl_type_is_declaration (self))
    if (!gs_ctf_tsdl_type_read_declaration (self))
      return FALSE;
  begin = self->lexer;
  if (!gs_ctf_tsdl_parser_read_name (self, &item->base))
    return FALSE;
  if (gs_ctf_tsdl_parser_accept (self, GS_TSDL_ASSIGN))
    {
      item->type = gs_ctf_tsdl_type_read (self, FALSE);
      return item->type != NULL && gs_ctf_tsdl_parser_expect (self, ';');
    }
  self->lexer = begin;
  return gs_ctf_tsdl_parser_read_entry (self, &item->base);
}

static gboolean
gs_ctf_tsdl_read_uuid (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry)
{
  const char *text = gs_ctf_tsdl_parser_entry_get_text (self, entry);
  guint n = 0;

  for (; *text != '\0' && n < 2 * UUID_BYTES; text++)
    if (*text != '-')
      {
        if (!g_ascii_isxdigit (*text))
          break;
        self->builder->meta->uuid[n / 2] = (self->builder->meta->uuid[n / 2] << 4) | g_ascii_xdigit_value (*text);
        n++;
      }
  if (n != 2 * UUID_BYTES || *text != '\0')
    return gs_ctf_builder_fail (self->builder, entry->name.text, _ ("this is no UUID"));
  self->builder->meta->has_uuid = TRUE;
  return TRUE;
}

/* Puts the structure of @item into @root where it is the one called @name. Returns: whether it is */
static gboolean
gs_ctf_tsdl_take_root (GsCtfTsdlParser *self, const GsCtfTsdlItem *item, const char *name, const GsCtfField **root)
{
  if (item->type == NULL || !gs_ctf_tsdl_lexer_is (&item->base.name, name))
    return FALSE;
  if (item->type->type != GS_CTF_STRUCT)
    gs_ctf_builder_fail (self->builder, item->base.name.text, _ ("“%s” is no structure"), name);
  *root = item->type;
  return TRUE;
}

/* Behind the { of each block */

static void
gs_ctf_tsdl_read_trace (GsCtfTsdlParser *self)
{
  GsCtfMeta *meta = self->builder->meta;
  GsCtfTsdlItem item;

  if (meta->major != 0)
    gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("a second trace is declared"));
  meta->major = 1;
  while (gs_ctf_tsdl_read_item (self, &item))
    {
      guint64 major;

      if (gs_ctf_tsdl_take_root (self, &item, "packet.header", &meta->packet_header))
        continue;
      if (gs_ctf_tsdl_lexer_is (&item.base.name, "uuid"))
        gs_ctf_tsdl_read_uuid (self, &item.base);
      else if (gs_ctf_tsdl_lexer_is (&item.base.name, "major")
               && gs_ctf_tsdl_parser_entry_get_number (self, &item.base, &major) && major != 1)
        gs_ctf_builder_leave (self->builder, item.base.name.text, _ ("the version of the trace format is not known"));
    }
}

static void
gs_ctf_tsdl_read_env (GsCtfTsdlParser *self)
{
  GsCtfTsdlItem item;

  while (gs_ctf_tsdl_read_item (self, &item))
    gs_ctf_builder_add_env (self->builder,
                            gs_ctf_builder_copy (self->builder, item.base.name.text, item.base.name.length),
                            gs_ctf_tsdl_parser_entry_get_text (self, &item.base));
}

static void
gs_ctf_tsdl_read_clock (GsCtfTsdlParser *self)
{
  GsCtfClock clock = { "", "", 1000000000, 0, 0, TRUE };
  GsCtfTsdlItem item;

  while (gs_ctf_tsdl_read_item (self, &item))
    if (gs_ctf_tsdl_lexer_is (&item.base.name, "name"))
      clock.name = gs_ctf_tsdl_parser_entry_get_text (self, &item.base);
    else if (gs_ctf_tsdl_lexer_is (&item.base.name, "uuid"))
      clock.uuid = gs_ctf_tsdl_parser_entry_get_text (self, &item.base);
    else if (gs_ctf_tsdl_lexer_is (&item.base.name, "freq"))
      gs_ctf_tsdl_parser_entry_get_number (self, &item.base, &clock.frequency);
    else if (gs_ctf_tsdl_lexer_is (&item.base.name, "offset_s"))
      gs_ctf_tsdl_parser_entry_get_number (self, &item.base, (guint64 *) &clock.offset_seconds);
    else if (gs_ctf_tsdl_lexer_is (&item.base.name, "offset"))
      gs_ctf_tsdl_parser_entry_get_number (self, &item.base, (guint64 *) &clock.offset_cycles);
    else if (gs_ctf_tsdl_lexer_is (&item.base.name, "absolute"))
      gs_ctf_tsdl_parser_entry_get_boolean (self, &item.base, &clock.is_absolute);
  g_array_append_val (self->builder->clocks, clock);
}

static void
gs_ctf_tsdl_read_stream (GsCtfTsdlParser *self)
{
  GsCtfBuilderStream stream = { 0 };
  GsCtfTsdlItem item;

  while (gs_ctf_tsdl_read_item (self, &item))
    if (!gs_ctf_tsdl_take_root (self, &item, "packet.context", &stream.class.packet_context)
        && !gs_ctf_tsdl_take_root (self, &item, "event.header", &stream.class.event_header)
        && !gs_ctf_tsdl_take_root (self, &item, "event.context", &stream.class.event_context)
        && gs_ctf_tsdl_lexer_is (&item.base.name, "id"))
      gs_ctf_tsdl_parser_entry_get_number (self, &item.base, &stream.class.id);
  g_array_append_val (self->builder->streams, stream);
}

/* An event that says no stream is of the only one. */
static gboolean
gs_ctf_tsdl_find_only_stream (GsCtfTsdlParser *self, const char *place, guint64 *id)
{
  GArray *streams = self->builder->streams;

  if (streams->len == 0)
    g_array_set_size (streams, 1);
  if (streams->len > 1)
    return gs_ctf_builder_fail (self->builder, place, _ ("an event names no stream"));
  *id = g_array_index (streams, GsCtfBuilderStream, 0).class.id;
  return TRUE;
}

static void
gs_ctf_tsdl_read_event (GsCtfTsdlParser *self)
{
  const char *place = self->lexer.text;
  GsCtfEventClass event = { .name = "" };
  gboolean has_stream = FALSE;
  guint64 stream_id = 0;
  GsCtfTsdlItem item;

  while (gs_ctf_tsdl_read_item (self, &item))
    {
      if (gs_ctf_tsdl_take_root (self, &item, "fields", &event.payload)
          || gs_ctf_tsdl_take_root (self, &item, "context", &event.context))
        continue;
      if (gs_ctf_tsdl_lexer_is (&item.base.name, "name"))
        event.name = gs_ctf_tsdl_parser_entry_get_text (self, &item.base);
      else if (gs_ctf_tsdl_lexer_is (&item.base.name, "id"))
        gs_ctf_tsdl_parser_entry_get_number (self, &item.base, &event.id);
      else if (gs_ctf_tsdl_lexer_is (&item.base.name, "stream_id"))
        has_stream = gs_ctf_tsdl_parser_entry_get_number (self, &item.base, &stream_id);
    }
  if (has_stream || gs_ctf_tsdl_find_only_stream (self, place, &stream_id))
    gs_ctf_builder_add_event (self->builder, stream_id, &event, place);
}

static gboolean
gs_ctf_tsdl_read_inside (GsCtfTsdlParser *self, void (*read) (GsCtfTsdlParser *))
{
  gs_ctf_tsdl_type_enter (self);
  read (self);
  gs_ctf_tsdl_type_leave (self);
  gs_ctf_tsdl_parser_accept (self, ';');
  return self->builder->error == NULL;
}

/* Remembers where a block begins, and goes behind it. */
static gboolean
gs_ctf_tsdl_put_off (GsCtfTsdlParser *self, GArray *later)
{
  g_array_append_val (later, self->lexer.at);
  if (!gs_ctf_tsdl_lexer_skip_block (&self->lexer))
    return gs_ctf_tsdl_parser_fail (self);
  gs_ctf_tsdl_parser_accept (self, ';');
  return TRUE;
}

static gboolean
gs_ctf_tsdl_read_later (GsCtfTsdlParser *self, const GArray *places, void (*read) (GsCtfTsdlParser *))
{
  for (guint i = 0; i < places->len; i++)
    {
      self->lexer.kind = GS_TSDL_END;
      self->lexer.at = g_array_index (places, const char *, i);
      gs_ctf_tsdl_lexer_next (&self->lexer);
      if (!gs_ctf_tsdl_read_inside (self, read))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  GArray *trace, *streams, *events, *nothing; /* of const char*: where each begins */
} GsCtfTsdlBlocks;

/* At one item of the text that is in no block */
static gboolean
gs_ctf_tsdl_read_block (GsCtfTsdlParser *self, const GsCtfTsdlBlocks *blocks)
{
  GsCtfTsdlLexer word = self->lexer;

  if (gs_ctf_tsdl_parser_accept (self, ';'))
    return TRUE;
  if (word.kind != GS_TSDL_WORD || gs_ctf_tsdl_type_is_declaration (self))
    return gs_ctf_tsdl_type_read_declaration (self);

  gs_ctf_tsdl_lexer_next (&self->lexer);
  if (self->lexer.kind != '{')
    return gs_ctf_tsdl_parser_fail (self);
  if (gs_ctf_tsdl_lexer_is (&word, "event"))
    return gs_ctf_tsdl_put_off (self, blocks->events);
  if (gs_ctf_tsdl_lexer_is (&word, "stream"))
    return gs_ctf_tsdl_put_off (self, blocks->streams);
  if (gs_ctf_tsdl_lexer_is (&word, "trace"))
    return gs_ctf_tsdl_put_off (self, blocks->trace);
  if (gs_ctf_tsdl_lexer_is (&word, "callsite"))
    return gs_ctf_tsdl_put_off (self, blocks->nothing);
  gs_ctf_tsdl_lexer_next (&self->lexer);
  if (gs_ctf_tsdl_lexer_is (&word, "env"))
    return gs_ctf_tsdl_read_inside (self, gs_ctf_tsdl_read_env);
  if (gs_ctf_tsdl_lexer_is (&word, "clock"))
    return gs_ctf_tsdl_read_inside (self, gs_ctf_tsdl_read_clock);
  self->lexer = word;
  return gs_ctf_tsdl_parser_fail (self);
}

static gboolean
gs_ctf_tsdl_read_all (GsCtfTsdlParser *self, const GsCtfTsdlBlocks *blocks)
{
  gs_ctf_tsdl_type_enter (self);
  if (!gs_ctf_tsdl_read_byte_order (self))
    return FALSE;
  while (self->lexer.kind != GS_TSDL_END)
    if (!gs_ctf_builder_may_go_on (self->builder, self->lexer.text) || !gs_ctf_tsdl_read_block (self, blocks))
      return FALSE;
  return gs_ctf_tsdl_read_later (self, blocks->trace, gs_ctf_tsdl_read_trace)
         && gs_ctf_tsdl_read_later (self, blocks->streams, gs_ctf_tsdl_read_stream)
         && gs_ctf_tsdl_read_later (self, blocks->events, gs_ctf_tsdl_read_event);
}

/* The clock that fields say they are of; the only one where none says so. */
static gboolean
gs_ctf_tsdl_choose_clock (GsCtfTsdlParser *self)
{
  GsCtfBuilder *builder = self->builder;
  const GsCtfClock *clock = NULL;

  if (self->clock != NULL)
    {
      clock = gs_ctf_builder_find_clock (builder, self->clock);
      if (clock == NULL)
        return gs_ctf_builder_fail (builder, builder->text, _ ("the clock “%.60s” is not declared"), self->clock);
    }
  else if (builder->clocks->len == 1)
    clock = &g_array_index (builder->clocks, GsCtfClock, 0);
  return clock == NULL || gs_ctf_builder_set_clock (builder, clock);
}

static void
gs_ctf_tsdl_assign_roles (GsCtfTsdlParser *self)
{
  GsCtfBuilder *builder = self->builder;
  gboolean maps_clock = builder->clocks->len == 1;
  GsCtfRoles roles;

  gs_ctf_roles_init (&roles, builder, TRUE);
  builder->meta->packet_header = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_PACKET_HEADER, FALSE,
                                                      builder->meta->packet_header);
  for (guint i = 0; i < builder->streams->len; i++)
    {
      GsCtfStreamClass *stream = &g_array_index (builder->streams, GsCtfBuilderStream, i).class;

      stream->packet_context = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_PACKET_CONTEXT, maps_clock,
                                                    stream->packet_context);
      stream->event_header = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_EVENT_HEADER, maps_clock, stream->event_header);
      stream->event_context = gs_ctf_roles_assign (&roles, GS_CTF_SCOPE_STREAM_CONTEXT, FALSE, stream->event_context);
    }
  gs_ctf_roles_assign_events (&roles);
  gs_ctf_roles_clear (&roles);
}

/* Reads the text of @builder into it. */
void
gs_ctf_tsdl_parse (GsCtfBuilder *builder)
{
  GsCtfTsdlBlocks blocks = { g_array_new (FALSE, FALSE, sizeof (char *)), g_array_new (FALSE, FALSE, sizeof (char *)),
                             g_array_new (FALSE, FALSE, sizeof (char *)), g_array_new (FALSE, FALSE, sizeof (char *)) };
  GsCtfTsdlParser self;

  gs_ctf_tsdl_parser_init (&self, builder);
  if (gs_ctf_tsdl_read_all (&self, &blocks) && gs_ctf_builder_sort (builder) && gs_ctf_tsdl_tag_find_pending (&self)
      && gs_ctf_tsdl_choose_clock (&self))
    gs_ctf_tsdl_assign_roles (&self);
  gs_ctf_tsdl_parser_clear (&self);
  g_array_unref (blocks.trace);
  g_array_unref (blocks.streams);
  g_array_unref (blocks.events);
  g_array_unref (blocks.nothing);
}
