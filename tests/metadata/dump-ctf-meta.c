/* dump-ctf-meta.c: a trace's metadata as text
 * SPDX-License-Identifier: MIT
 *
 * A field is NAME:TYPE. Numbers: u or i and their bits, "be" where the byte order
 * is that, "@8" the alignment where it isn't one bit, "~clock", "=role".
 */
#include "metadata/dump-ctf-meta.h"

static const char *const roles[] = {
  "",
  "magic",
  "uuid",
  "stream-class",
  "stream-instance",
  "packet-begin",
  "packet-end",
  "content-bits",
  "packet-bits",
  "sequence-number",
  "discarded",
  "cpu",
  "event-class",
  "timestamp",
};

static const char *const scopes[] = {
  "", "packet-header/", "packet-context/", "event-header/", "stream-context/", "context/", "payload/"
};

static void dump_field (GString *text, const GsCtfField *field);

static void
dump_path (GString *text, const GsCtfPath *path)
{
  g_string_append (text, scopes[path->scope]);
  for (guint i = 0; i < path->n_names; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "." : "", path->names[i]);
}

static void
dump_number (GString *text, const GsCtfField *field)
{
  const char *kind = field->number.is_signed ? "i" : "u";

  if (field->type == GS_CTF_REAL)
    kind = "real";
  g_string_append_printf (text, "%s%s%u%s", field->type == GS_CTF_VARINT ? "var" : "", kind, field->number.n_bits,
                          field->number.is_big_endian ? "be" : "");
  if (field->number.has_clock)
    g_string_append (text, "~clock");
  if (field->number.role != GS_CTF_ROLE_NONE)
    g_string_append_printf (text, "=%s", roles[field->number.role]);
}

static void
dump_array (GString *text, const GsCtfField *field)
{
  if (field->array.is_text)
    g_string_append (text, "text");
  else
    dump_field (text, field->array.element);
  g_string_append_c (text, '[');
  if (field->type == GS_CTF_ARRAY)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, field->array.length);
  else
    dump_path (text, &field->array.counted);
  g_string_append_c (text, ']');
  if (field->array.role != GS_CTF_ROLE_NONE)
    g_string_append_printf (text, "=%s", roles[field->array.role]);
}

static void
dump_variant (GString *text, const GsCtfField *field)
{
  g_string_append_c (text, '<');
  dump_path (text, &field->variant.selector);
  g_string_append (text, ">(");
  for (guint i = 0; i < field->variant.n_options; i++)
    {
      const GsCtfOption *option = &field->variant.options[i];

      g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", option->name);
      for (guint k = 0; k < option->n_ranges; k++)
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, k > 0 ? "," : " ",
                                (gint64) option->ranges[k].first, (gint64) option->ranges[k].last);
      g_string_append_c (text, ':');
      dump_field (text, option->field);
    }
  g_string_append_c (text, ')');
}

static void
dump_field (GString *text, const GsCtfField *field)
{
  switch (field->type)
    {
    case GS_CTF_STRING:
      g_string_append (text, "string");
      break;
    case GS_CTF_STRUCT:
      g_string_append_c (text, '{');
      for (guint i = 0; i < field->structure.n_members; i++)
        {
          g_string_append_printf (text, "%s%s:", i > 0 ? " " : "", field->structure.members[i].name);
          dump_field (text, field->structure.members[i].field);
        }
      g_string_append_c (text, '}');
      break;
    case GS_CTF_ARRAY:
    case GS_CTF_SEQUENCE:
      dump_array (text, field);
      break;
    case GS_CTF_VARIANT:
      dump_variant (text, field);
      break;
    default:
      dump_number (text, field);
      break;
    }
  if (field->alignment != 1)
    g_string_append_printf (text, "@%u", field->alignment);
}

static void
dump_root (GString *text, const char *name, const GsCtfField *root)
{
  if (root == NULL)
    return;
  g_string_append_printf (text, "%s ", name);
  dump_field (text, root);
  g_string_append_c (text, '\n');
}

static void
dump_stream (GString *text, const GsCtfStreamClass *stream)
{
  g_string_append_printf (text, "stream %" G_GUINT64_FORMAT "\n", stream->id);
  dump_root (text, " packet-context", stream->packet_context);
  dump_root (text, " event-header", stream->event_header);
  dump_root (text, " stream-context", stream->event_context);
  for (guint i = 0; i < stream->n_events; i++)
    {
      g_string_append_printf (text, " event %" G_GUINT64_FORMAT " %s\n", stream->events[i].id, stream->events[i].name);
      dump_root (text, "  context", stream->events[i].context);
      dump_root (text, "  payload", stream->events[i].payload);
    }
}

/* Returns: (transfer full): all that @meta says, but for the version and byte order of the trace itself */
char *
dump_ctf_meta (const GsCtfMeta *meta)
{
  GString *text = g_string_new (NULL);

  if (meta->has_uuid)
    {
      g_string_append (text, "uuid ");
      for (guint i = 0; i < sizeof meta->uuid; i++)
        g_string_append_printf (text, "%02x", meta->uuid[i]);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < meta->n_env; i++)
    g_string_append_printf (text, "env %s=%s\n", meta->env[i].name, meta->env[i].value);
  if (meta->has_clock)
    g_string_append_printf (text, "clock %s %s %" G_GUINT64_FORMAT " Hz %" G_GINT64_FORMAT "+%" G_GINT64_FORMAT "%s\n",
                            meta->clock_name, meta->clock_uuid, meta->clock_frequency, meta->clock_offset_seconds,
                            meta->clock_offset_cycles, meta->is_clock_absolute ? "" : " from nowhere");
  dump_root (text, "packet-header", meta->packet_header);
  for (guint i = 0; i < meta->n_streams; i++)
    dump_stream (text, &meta->streams[i]);
  return g_string_free (text, FALSE);
}
