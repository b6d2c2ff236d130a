/* gs-ctf-tsdl-parser.c: what all parts of the parser of CTF 1.8's metadata share
 * SPDX-License-Identifier: MIT
 */
#include "metadata/gs-ctf-tsdl-parser.h"

#include <glib/gi18n.h>
#include <string.h>

static void
gs_ctf_tsdl_parser_free_labels (gpointer labels)
{
  GsCtfTsdlLabels *self = labels;

  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_free (self->labels);
  g_free (self);
}

static void
gs_ctf_tsdl_parser_free_scope (gpointer scope)
{
  if (scope != NULL)
    g_hash_table_unref (scope);
}

void
gs_ctf_tsdl_parser_init (GsCtfTsdlParser *self, GsCtfBuilder *builder)
{
  memset (self, 0, sizeof *self);
  self->builder = builder;
  self->scopes = g_ptr_array_new_with_free_func (gs_ctf_tsdl_parser_free_scope);
  self->members = g_array_new (FALSE, FALSE, sizeof (GsCtfNamedField));
  self->frames = g_array_new (FALSE, FALSE, sizeof (GsCtfTsdlFrame));
  self->labels = g_hash_table_new_full (NULL, NULL, NULL, gs_ctf_tsdl_parser_free_labels);
  self->indexes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  self->pending = g_hash_table_new (NULL, NULL);
  self->key = g_string_new (NULL);
  self->string = g_string_new (NULL);
  gs_ctf_tsdl_lexer_init (&self->lexer, builder->text, builder->size);
}

void
gs_ctf_tsdl_parser_clear (GsCtfTsdlParser *self)
{
  g_ptr_array_unref (self->scopes);
  g_array_unref (self->members);
  for (guint i = 0; i < self->frames->len; i++)
    gs_ctf_tsdl_parser_free_scope (g_array_index (self->frames, GsCtfTsdlFrame, i).by_name);
  g_array_unref (self->frames);
  g_hash_table_unref (self->labels);
  g_hash_table_unref (self->indexes);
  g_hash_table_unref (self->pending);
  g_string_free (self->key, TRUE);
  g_string_free (self->string, TRUE);
}

/* Returns: @name without the underscore that tracers put before names, for they might be words of the language */
const char *
gs_ctf_tsdl_parser_plain (const char *name)
{
  return name[0] == '_' ? name + 1 : name;
}

/* Says where the text is none that this language allows. */
gboolean
gs_ctf_tsdl_parser_fail (GsCtfTsdlParser *self)
{
  if (self->lexer.kind == GS_TSDL_END)
    return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("the text ends too early"));
  if (self->lexer.kind == GS_TSDL_BAD)
    return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("the text is damaged"));
  return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("“%.*s” is not expected here"),
                              (int) g_utf8_strlen (self->lexer.text, MIN (self->lexer.length, 40)), self->lexer.text);
}

gboolean
gs_ctf_tsdl_parser_accept (GsCtfTsdlParser *self, int kind)
{
  if (self->lexer.kind != kind)
    return FALSE;
  gs_ctf_tsdl_lexer_next (&self->lexer);
  return TRUE;
}

gboolean
gs_ctf_tsdl_parser_expect (GsCtfTsdlParser *self, int kind)
{
  return gs_ctf_tsdl_parser_accept (self, kind) || gs_ctf_tsdl_parser_fail (self);
}

/* = value; */
static gboolean
gs_ctf_tsdl_parser_read_value (GsCtfTsdlParser *self, GsCtfTsdlEntry *entry)
{
  if (!gs_ctf_tsdl_parser_expect (self, '='))
    return FALSE;
  entry->is_negative = self->lexer.kind == '-';
  if (self->lexer.kind == '-' || self->lexer.kind == '+')
    gs_ctf_tsdl_lexer_next (&self->lexer);
  entry->value = self->lexer;
  if (self->lexer.kind != GS_TSDL_WORD && self->lexer.kind != GS_TSDL_NUMBER && self->lexer.kind != GS_TSDL_STRING)
    return gs_ctf_tsdl_parser_fail (self);
  gs_ctf_tsdl_lexer_next (&self->lexer);
  return gs_ctf_tsdl_parser_expect (self, ';');
}

/* Reads an entry's name. Returns: FALSE behind the block's end, or where the text is wrong */
gboolean
gs_ctf_tsdl_parser_read_name (GsCtfTsdlParser *self, GsCtfTsdlEntry *entry)
{
  if (gs_ctf_tsdl_parser_accept (self, '}'))
    return FALSE;
  entry->name = self->lexer;
  entry->value.kind = GS_TSDL_BAD;
  return gs_ctf_builder_may_go_on (self->builder, self->lexer.text) && gs_ctf_tsdl_parser_expect (self, GS_TSDL_WORD);
}

/* Reads the next entry of a block that holds no types. Returns: FALSE behind its end, or where the text is wrong */
gboolean
gs_ctf_tsdl_parser_read_entry (GsCtfTsdlParser *self, GsCtfTsdlEntry *entry)
{
  return gs_ctf_tsdl_parser_read_name (self, entry) && gs_ctf_tsdl_parser_read_value (self, entry);
}

/* Negative ones as two's complement, which is what a signed number is read from. */
gboolean
gs_ctf_tsdl_parser_entry_get_number (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, guint64 *number)
{
  if (entry->value.kind != GS_TSDL_NUMBER)
    return gs_ctf_builder_fail (self->builder, entry->name.text, _ ("a number is missing"));
  *number = entry->is_negative ? -entry->value.number : entry->value.number;
  return TRUE;
}

gboolean
gs_ctf_tsdl_parser_entry_get_boolean (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, gboolean *value)
{
  if (entry->value.kind == GS_TSDL_NUMBER)
    *value = entry->value.number != 0;
  else if (gs_ctf_tsdl_lexer_is (&entry->value, "true") || gs_ctf_tsdl_lexer_is (&entry->value, "TRUE"))
    *value = TRUE;
  else if (gs_ctf_tsdl_lexer_is (&entry->value, "false") || gs_ctf_tsdl_lexer_is (&entry->value, "FALSE"))
    *value = FALSE;
  else
    return gs_ctf_builder_fail (self->builder, entry->name.text, _ ("“true” or “false” is missing"));
  return TRUE;
}

/* Returns: (transfer none): the value as text, also of a number; "" of a type */
const char *
gs_ctf_tsdl_parser_entry_get_text (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry)
{
  g_string_truncate (self->string, 0);
  if (entry->value.kind == GS_TSDL_NUMBER)
    g_string_append_printf (self->string, "%s%" G_GUINT64_FORMAT, entry->is_negative ? "-" : "", entry->value.number);
  else if (entry->value.kind == GS_TSDL_STRING)
    gs_ctf_tsdl_lexer_unescape (entry->value.text, entry->value.length, self->string);
  else if (entry->value.kind == GS_TSDL_WORD)
    g_string_append_len (self->string, entry->value.text, entry->value.length);
  return gs_ctf_builder_copy (self->builder, self->string->str, self->string->len);
}
