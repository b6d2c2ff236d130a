/* gs-ctf-tsdl-number.c: integers, enumerations, floating-point numbers and strings of CTF 1.8's metadata
 * SPDX-License-Identifier: MIT
 */
#include "metadata/gs-ctf-tsdl-number.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
gs_ctf_tsdl_number_set_byte_order (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, GsCtfField *field)
{
  if (gs_ctf_tsdl_lexer_is (&entry->value, "be") || gs_ctf_tsdl_lexer_is (&entry->value, "network"))
    field->number.is_big_endian = TRUE;
  else if (gs_ctf_tsdl_lexer_is (&entry->value, "le"))
    field->number.is_big_endian = FALSE;
  else if (gs_ctf_tsdl_lexer_is (&entry->value, "native"))
    field->number.is_big_endian = self->is_big_endian;
  else
    return gs_ctf_builder_fail (self->builder, entry->name.text, _ ("this byte order is not known"));
  return TRUE;
}

/* The value is clock.NAME.value. One clock is enough for all tracers. */
static gboolean
gs_ctf_tsdl_number_set_clock (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, GsCtfField *field)
{
  g_autofree char *text = g_strndup (entry->value.text, entry->value.length);
  const char *name = text + strlen ("clock.");

  if (entry->value.kind != GS_TSDL_WORD || !g_str_has_prefix (text, "clock.") || !g_str_has_suffix (name, ".value"))
    return gs_ctf_builder_fail (self->builder, entry->name.text, _ ("a clock is missing"));
  text[strlen (text) - strlen (".value")] = '\0';
  if (self->clock == NULL)
    self->clock = gs_ctf_builder_copy (self->builder, name, -1);
  if (strcmp (self->clock, name) != 0)
    gs_ctf_builder_leave (self->builder, entry->name.text, _ ("fields are of several clocks"));
  field->number.has_clock = TRUE;
  return TRUE;
}

static gboolean
gs_ctf_tsdl_number_set_bits (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, guint64 *n_bits)
{
  if (!gs_ctf_tsdl_parser_entry_get_number (self, entry, n_bits))
    return FALSE;
  if (*n_bits == 0 || *n_bits > 64)
    return gs_ctf_builder_fail (self->builder, entry->name.text, _ ("a size is not between 1 and 64 bits"));
  return TRUE;
}

static gboolean
gs_ctf_tsdl_number_set_integer (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, GsCtfField *field,
                                guint64 *alignment)
{
  guint64 n_bits;

  if (gs_ctf_tsdl_lexer_is (&entry->name, "size"))
    {
      if (!gs_ctf_tsdl_number_set_bits (self, entry, &n_bits))
        return FALSE;
      field->number.n_bits = n_bits;
      return TRUE;
    }
  if (gs_ctf_tsdl_lexer_is (&entry->name, "align"))
    return gs_ctf_tsdl_parser_entry_get_number (self, entry, alignment)
           && gs_ctf_builder_set_alignment (self->builder, field, *alignment, entry->name.text);
  if (gs_ctf_tsdl_lexer_is (&entry->name, "signed"))
    return gs_ctf_tsdl_parser_entry_get_boolean (self, entry, &field->number.is_signed);
  if (gs_ctf_tsdl_lexer_is (&entry->name, "byte_order"))
    return gs_ctf_tsdl_number_set_byte_order (self, entry, field);
  if (gs_ctf_tsdl_lexer_is (&entry->name, "map"))
    return gs_ctf_tsdl_number_set_clock (self, entry, field);
  if (gs_ctf_tsdl_lexer_is (&entry->name, "encoding"))
    field->number.is_letter = !gs_ctf_tsdl_lexer_is (&entry->value, "none")
                              && !gs_ctf_tsdl_lexer_is (&entry->value, "NONE");
  return TRUE; /* base, and what later versions add */
}

/* At the token behind {. */
static const GsCtfField *
gs_ctf_tsdl_number_read_integer_body (GsCtfTsdlParser *self, const char *place)
{
  GsCtfField *field = gs_ctf_builder_add_field (self->builder, GS_CTF_INTEGER);
  guint64 alignment = 0;
  GsCtfTsdlEntry entry;

  field->number.is_big_endian = self->is_big_endian;
  while (gs_ctf_tsdl_parser_read_entry (self, &entry))
    if (!gs_ctf_tsdl_number_set_integer (self, &entry, field, &alignment))
      return NULL;
  if (self->builder->error == NULL && field->number.n_bits == 0)
    gs_ctf_builder_fail (self->builder, place, _ ("an integer has no size"));
  if (alignment == 0 && field->number.n_bits % 8 == 0)
    field->alignment = 8;
  field->number.is_letter = field->number.is_letter && field->number.n_bits == 8;
  return gs_ctf_builder_seal (self->builder, field, place) ? field : NULL;
}

/* Thousands of integers are written in a few ways: each is read once, and shared. */
const GsCtfField *
gs_ctf_tsdl_number_read_integer (GsCtfTsdlParser *self)
{
  const char *body = self->lexer.text;
  const char *end;
  gsize n_left = self->lexer.end - body;
  const GsCtfField *field;

  if (self->lexer.kind != '{')
    return gs_ctf_tsdl_parser_fail (self), NULL;
  for (guint i = 0; i < MIN (self->n_seen, GS_CTF_TSDL_N_SEEN); i++)
    if (self->seen[i].length <= n_left && memcmp (body, self->seen[i].text, self->seen[i].length) == 0)
      {
        self->lexer.at = body + self->seen[i].length;
        gs_ctf_tsdl_lexer_next (&self->lexer);
        return self->seen[i].field;
      }

  gs_ctf_tsdl_lexer_next (&self->lexer);
  field = gs_ctf_tsdl_number_read_integer_body (self, body);
  if (field == NULL)
    return NULL;
  for (end = self->lexer.text; g_ascii_isspace (end[-1]); end--)
    continue;
  self->seen[self->n_seen++ % GS_CTF_TSDL_N_SEEN] = (GsCtfTsdlSeen){ body, end - body, field };
  return field;
}

const GsCtfField *
gs_ctf_tsdl_number_read_real (GsCtfTsdlParser *self)
{
  GsCtfField *field = gs_ctf_builder_add_field (self->builder, GS_CTF_REAL);
  const char *place = self->lexer.text;
  guint64 n_exponent = 0, n_mantissa = 0, alignment;
  GsCtfTsdlEntry entry;

  if (!gs_ctf_tsdl_parser_expect (self, '{'))
    return NULL;
  field->number.is_big_endian = self->is_big_endian;
  while (gs_ctf_tsdl_parser_read_entry (self, &entry))
    if ((gs_ctf_tsdl_lexer_is (&entry.name, "exp_dig") && !gs_ctf_tsdl_number_set_bits (self, &entry, &n_exponent))
        || (gs_ctf_tsdl_lexer_is (&entry.name, "mant_dig")
            && !gs_ctf_tsdl_parser_entry_get_number (self, &entry, &n_mantissa))
        || (gs_ctf_tsdl_lexer_is (&entry.name, "byte_order")
            && !gs_ctf_tsdl_number_set_byte_order (self, &entry, field))
        || (gs_ctf_tsdl_lexer_is (&entry.name, "align")
            && !(gs_ctf_tsdl_parser_entry_get_number (self, &entry, &alignment)
                 && gs_ctf_builder_set_alignment (self->builder, field, alignment, entry.name.text))))
      return NULL;
  if (n_exponent == 0 || n_mantissa == 0 || n_mantissa > 128 || n_exponent + n_mantissa > 128)
    return gs_ctf_builder_fail (self->builder, place, _ ("a size is not between 1 and 128 bits")), NULL;
  field->number.n_bits = n_exponent + n_mantissa;
  return gs_ctf_builder_seal (self->builder, field, place) ? field : NULL;
}

const GsCtfField *
gs_ctf_tsdl_number_read_string (GsCtfTsdlParser *self)
{
  GsCtfField *field = gs_ctf_builder_add_field (self->builder, GS_CTF_STRING);
  GsCtfTsdlEntry entry;

  field->alignment = 8;
  if (gs_ctf_tsdl_parser_accept (self, '{'))
    while (gs_ctf_tsdl_parser_read_entry (self, &entry))
      continue; /* its encoding */
  return gs_ctf_builder_seal (self->builder, field, self->lexer.text) ? field : NULL;
}

static gboolean
gs_ctf_tsdl_number_read_label_value (GsCtfTsdlParser *self, guint64 *value)
{
  gboolean is_negative = gs_ctf_tsdl_parser_accept (self, '-');

  if (!is_negative)
    gs_ctf_tsdl_parser_accept (self, '+');
  *value = is_negative ? -self->lexer.number : self->lexer.number;
  return gs_ctf_tsdl_parser_expect (self, GS_TSDL_NUMBER);
}

/* name, name = value, or name = first ... last; @next: the value of one that says none */
static gboolean
gs_ctf_tsdl_number_read_label (GsCtfTsdlParser *self, GArray *labels, guint64 *next)
{
  GsCtfTsdlLabel label = { .range = { *next, *next } };

  g_string_truncate (self->string, 0);
  if (self->lexer.kind == GS_TSDL_STRING)
    gs_ctf_tsdl_lexer_unescape (self->lexer.text, self->lexer.length, self->string);
  else if (self->lexer.kind == GS_TSDL_WORD)
    g_string_append_len (self->string, self->lexer.text, self->lexer.length);
  else
    return gs_ctf_tsdl_parser_fail (self);
  label.name = gs_ctf_tsdl_parser_plain (gs_ctf_builder_copy (self->builder, self->string->str, self->string->len));
  gs_ctf_tsdl_lexer_next (&self->lexer);

  if (gs_ctf_tsdl_parser_accept (self, '='))
    {
      if (!gs_ctf_tsdl_number_read_label_value (self, &label.range.first))
        return FALSE;
      label.range.last = label.range.first;
      if (gs_ctf_tsdl_parser_accept (self, GS_TSDL_DOTS)
          && !gs_ctf_tsdl_number_read_label_value (self, &label.range.last))
        return FALSE;
    }
  *next = label.range.last + 1;
  g_array_append_val (labels, label);
  return gs_ctf_builder_may_go_on (self->builder, self->lexer.text);
}

static gboolean
gs_ctf_tsdl_number_add_labels (GsCtfTsdlParser *self, const GsCtfField *field, GArray *labels)
{
  GsCtfTsdlLabels *added = g_new0 (GsCtfTsdlLabels, 1);

  added->n_labels = labels->len;
  added->labels = g_memdup2 (labels->data, labels->len * sizeof (GsCtfTsdlLabel));
  self->builder->n_used += labels->len * sizeof (GsCtfTsdlLabel);
  g_hash_table_insert (self->labels, (gpointer) field, added);
  return gs_ctf_builder_may_go_on (self->builder, self->lexer.text);
}

/* At the {: the names for values of @container, an integer. */
const GsCtfField *
gs_ctf_tsdl_number_read_enum (GsCtfTsdlParser *self, const GsCtfField *container)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (GsCtfTsdlLabel));
  const GsCtfField *field;
  guint64 next = 0;

  if (container->type != GS_CTF_INTEGER)
    return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("an enumeration is of no integer")), NULL;
  if (!gs_ctf_tsdl_parser_expect (self, '{'))
    return NULL;
  while (self->lexer.kind != '}')
    if (!gs_ctf_tsdl_number_read_label (self, labels, &next)
        || (self->lexer.kind != '}' && !gs_ctf_tsdl_parser_expect (self, ',')))
      return NULL;
  gs_ctf_tsdl_lexer_next (&self->lexer);

  /* A copy: names belong to this one alone. */
  field = gs_ctf_builder_add_copy (self->builder, container);
  return gs_ctf_tsdl_number_add_labels (self, field, labels) ? field : NULL;
}
