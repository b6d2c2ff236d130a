/* gs-ctf-tsdl-type.c: types of CTF 1.8's metadata, and their names
 * SPDX-License-Identifier: MIT
 */
#include "metadata/gs-ctf-tsdl-type.h"

#include <glib/gi18n.h>
#include <string.h>

#include "metadata/gs-ctf-tsdl-number.h"
#include "metadata/gs-ctf-tsdl-tag.h"

/* How deep types may lie inside one another: blocks around numbers count as well. */
#define MAX_TYPES (GS_CTF_MAX_DEPTH + 4)

/* Begins the scope of what is declared from here on. */
void
gs_ctf_tsdl_type_enter (GsCtfTsdlParser *self)
{
  g_ptr_array_add (self->scopes, NULL);
}

void
gs_ctf_tsdl_type_leave (GsCtfTsdlParser *self)
{
  g_ptr_array_set_size (self->scopes, self->scopes->len - 1);
}

static void
gs_ctf_tsdl_type_declare (GsCtfTsdlParser *self, const char *name, const GsCtfField *field)
{
  gpointer *scope = &self->scopes->pdata[self->scopes->len - 1];

  if (*scope == NULL)
    *scope = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (*scope, (gpointer) gs_ctf_builder_copy (self->builder, name, -1), (gpointer) field);
}

/* Returns: (nullable): what is declared as @name; else the text is wrong at @place */
static const GsCtfField *
gs_ctf_tsdl_type_find (GsCtfTsdlParser *self, const char *name, const char *place)
{
  for (guint i = self->scopes->len; i > 0; i--)
    {
      GHashTable *scope = self->scopes->pdata[i - 1];
      const GsCtfField *field = scope == NULL ? NULL : g_hash_table_lookup (scope, name);

      if (field != NULL)
        return field;
    }
  gs_ctf_builder_fail (self->builder, place, _ ("the type “%.60s” is not declared"), name);
  return NULL;
}

/* Reads a type's name, of one or several words and stars, into self->key. @leaves_last: the last word isn't of it */
static gboolean
gs_ctf_tsdl_type_read_words (GsCtfTsdlParser *self, gboolean leaves_last)
{
  g_string_truncate (self->key, 0);
  while ((self->lexer.kind == GS_TSDL_WORD || self->lexer.kind == '*')
         && gs_ctf_builder_may_go_on (self->builder, self->lexer.text))
    {
      GsCtfTsdlLexer word = self->lexer;

      gs_ctf_tsdl_lexer_next (&self->lexer);
      if (leaves_last && word.kind == GS_TSDL_WORD && self->lexer.kind != GS_TSDL_WORD && self->lexer.kind != '*')
        {
          self->lexer = word;
          break;
        }
      if (self->key->len > 0)
        g_string_append_c (self->key, ' ');
      g_string_append_len (self->key, word.text, word.length);
    }
  return self->key->len > 0 || gs_ctf_tsdl_parser_fail (self);
}

static const GsCtfField *
gs_ctf_tsdl_type_read_name (GsCtfTsdlParser *self, gboolean has_declarator)
{
  const char *place = self->lexer.text;

  return gs_ctf_tsdl_type_read_words (self, has_declarator) ? gs_ctf_tsdl_type_find (self, self->key->str, place) :
                                                              NULL;
}

/* "struct NAME", "enum NAME" or "variant NAME" into @name, "" where it has none; the first word was read */
static void
gs_ctf_tsdl_type_read_own_name (GsCtfTsdlParser *self, const char *kind, char **name)
{
  *name = NULL;
  if (self->lexer.kind != GS_TSDL_WORD)
    return;
  *name = g_strdup_printf ("%s %.*s", kind, (int) MIN (self->lexer.length, G_MAXINT), self->lexer.text);
  gs_ctf_tsdl_lexer_next (&self->lexer);
}

static const GsCtfField *
gs_ctf_tsdl_type_read_enum (GsCtfTsdlParser *self)
{
  g_autofree char *name = NULL;
  const char *place = self->lexer.text;
  const GsCtfField *field;

  gs_ctf_tsdl_type_read_own_name (self, "enum", &name);
  if (gs_ctf_tsdl_parser_accept (self, ':'))
    field = gs_ctf_tsdl_type_read (self, FALSE);
  else if (self->lexer.kind == '{')
    field = gs_ctf_tsdl_type_find (self, "int", place);
  else
    return name == NULL ? (gs_ctf_tsdl_parser_fail (self), NULL) : gs_ctf_tsdl_type_find (self, name, place);

  if (field != NULL)
    field = gs_ctf_tsdl_number_read_enum (self, field);
  if (field != NULL && name != NULL)
    gs_ctf_tsdl_type_declare (self, name, field);
  return field;
}

/* [16], [length] or several of them; then one that is inside another stands further right */
static const GsCtfField *
gs_ctf_tsdl_type_read_lengths (GsCtfTsdlParser *self, const GsCtfField *element)
{
  const char *place = self->lexer.text;
  GsCtfField *fields[GS_CTF_MAX_DEPTH];
  guint n = 0;

  while (gs_ctf_tsdl_parser_accept (self, '['))
    {
      if (n == GS_CTF_MAX_DEPTH)
        return gs_ctf_builder_fail (self->builder, place, _ ("more than %d fields are inside one another"),
                                    GS_CTF_MAX_DEPTH),
               NULL;
      fields[n] = gs_ctf_builder_add_field (self->builder,
                                            self->lexer.kind == GS_TSDL_NUMBER ? GS_CTF_ARRAY : GS_CTF_SEQUENCE);
      if (self->lexer.kind == GS_TSDL_NUMBER)
        {
          fields[n]->array.length = self->lexer.number;
          gs_ctf_tsdl_lexer_next (&self->lexer);
        }
      else if (!gs_ctf_tsdl_tag_read_path (self, &fields[n]->array.counted))
        return NULL;
      if (!gs_ctf_tsdl_parser_expect (self, ']'))
        return NULL;
      n++;
    }
  for (; n > 0; n--)
    {
      fields[n - 1]->array.element = element;
      fields[n - 1]->array.is_text = element->type == GS_CTF_INTEGER && element->number.is_letter;
      if (!gs_ctf_builder_seal (self->builder, fields[n - 1], place))
        return NULL;
      element = fields[n - 1];
    }
  return element;
}

/* A name and what it makes of @type. C's way to write bit fields is no tracer's. */
static gboolean
gs_ctf_tsdl_type_read_declarator (GsCtfTsdlParser *self, const GsCtfField *type, GsCtfNamedField *named)
{
  GsCtfTsdlLexer name = self->lexer;

  if (!gs_ctf_tsdl_parser_expect (self, GS_TSDL_WORD))
    return FALSE;
  named->name = gs_ctf_builder_copy (self->builder, name.text, name.length);
  if (self->lexer.kind == ':')
    {
      gs_ctf_builder_leave (self->builder, self->lexer.text, _ ("a bit field is written as in C"));
      gs_ctf_tsdl_lexer_next (&self->lexer);
      if (!gs_ctf_tsdl_parser_expect (self, GS_TSDL_NUMBER))
        return FALSE;
    }
  named->field = gs_ctf_tsdl_type_read_lengths (self, type);
  return named->field != NULL;
}

/* Reads one declaration inside of a structure or variant, and remembers its members. */
static gboolean
gs_ctf_tsdl_type_read_member (GsCtfTsdlParser *self)
{
  const GsCtfField *type;

  if (gs_ctf_tsdl_lexer_is (&self->lexer, "typealias") || gs_ctf_tsdl_lexer_is (&self->lexer, "typedef"))
    return gs_ctf_tsdl_type_read_declaration (self);

  type = gs_ctf_tsdl_type_read (self, TRUE);
  if (type == NULL)
    return FALSE;
  if (gs_ctf_tsdl_parser_accept (self, ';'))
    return TRUE; /* a type alone */
  do
    {
      GsCtfNamedField member;

      if (type->type == GS_CTF_VARIANT && type->variant.selector.n_names == 0)
        return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("a variant has no tag"));
      if (!gs_ctf_tsdl_type_read_declarator (self, type, &member))
        return FALSE;
      member.name = gs_ctf_tsdl_parser_plain (member.name);
      g_array_append_val (self->members, member);
    }
  while (gs_ctf_tsdl_parser_accept (self, ','));
  return gs_ctf_tsdl_parser_expect (self, ';');
}

/* Behind the {: reads members up to the }. They are the last of self->members, from the frame's first on. */
static gboolean
gs_ctf_tsdl_type_read_body (GsCtfTsdlParser *self, gboolean is_variant)
{
  GsCtfTsdlFrame frame = { .first_member = self->members->len, .is_variant = is_variant };
  gboolean is_right = TRUE;

  g_array_append_val (self->frames, frame);
  gs_ctf_tsdl_type_enter (self);
  while (is_right && !gs_ctf_tsdl_parser_accept (self, '}'))
    is_right = gs_ctf_tsdl_type_read_member (self);
  gs_ctf_tsdl_type_leave (self);
  g_clear_pointer (&g_array_index (self->frames, GsCtfTsdlFrame, self->frames->len - 1).by_name, g_hash_table_unref);
  g_array_set_size (self->frames, self->frames->len - 1);
  return is_right;
}

/* Takes the members of the body that was read. */
static GsCtfNamedField *
gs_ctf_tsdl_type_take_members (GsCtfTsdlParser *self, guint first, guint *n_members)
{
  guint n = self->members->len - first;
  GsCtfNamedField *members = gs_ctf_builder_alloc (self->builder, n, sizeof *members);

  if (n > 0)
    memcpy (members, &g_array_index (self->members, GsCtfNamedField, first), n * sizeof *members);
  g_array_set_size (self->members, first);
  *n_members = n;
  return members;
}

/* align (8) */
static gboolean
gs_ctf_tsdl_type_read_alignment (GsCtfTsdlParser *self, GsCtfField *field)
{
  guint64 bits;

  if (!gs_ctf_tsdl_lexer_is (&self->lexer, "align"))
    return TRUE;
  gs_ctf_tsdl_lexer_next (&self->lexer);
  if (self->lexer.kind != '(')
    return gs_ctf_tsdl_parser_fail (self);
  gs_ctf_tsdl_lexer_next (&self->lexer);
  bits = self->lexer.number;
  return gs_ctf_tsdl_parser_expect (self, GS_TSDL_NUMBER)
         && gs_ctf_builder_set_alignment (self->builder, field, bits, self->lexer.text)
         && gs_ctf_tsdl_parser_expect (self, ')');
}

static const GsCtfField *
gs_ctf_tsdl_type_read_struct (GsCtfTsdlParser *self)
{
  g_autofree char *name = NULL;
  const char *place = self->lexer.text;
  guint first = self->members->len;
  GsCtfField *field;

  gs_ctf_tsdl_type_read_own_name (self, "struct", &name);
  if (name != NULL && self->lexer.kind != '{')
    return gs_ctf_tsdl_type_find (self, name, place);
  if (!gs_ctf_tsdl_parser_expect (self, '{') || !gs_ctf_tsdl_type_read_body (self, FALSE))
    return NULL;

  field = gs_ctf_builder_add_field (self->builder, GS_CTF_STRUCT);
  field->structure.members = gs_ctf_tsdl_type_take_members (self, first, &field->structure.n_members);
  if (!gs_ctf_tsdl_type_read_alignment (self, field) || !gs_ctf_builder_seal (self->builder, field, place))
    return NULL;
  if (name != NULL)
    gs_ctf_tsdl_type_declare (self, name, field);
  return field;
}

static gboolean
gs_ctf_tsdl_type_read_options (GsCtfTsdlParser *self, GsCtfField *variant)
{
  guint first = self->members->len;
  const GsCtfNamedField *members;
  GsCtfOption *options;

  if (!gs_ctf_tsdl_type_read_body (self, TRUE))
    return FALSE;
  members = gs_ctf_tsdl_type_take_members (self, first, &variant->variant.n_options);
  options = gs_ctf_builder_alloc (self->builder, variant->variant.n_options, sizeof *options);
  for (guint i = 0; i < variant->variant.n_options; i++)
    {
      options[i].name = members[i].name;
      options[i].field = members[i].field;
    }
  variant->variant.options = options;
  return TRUE;
}

/* variant NAME <tag> { … }, all but one of which may be missing; one without a tag can only be declared */
static const GsCtfField *
gs_ctf_tsdl_type_read_variant (GsCtfTsdlParser *self)
{
  g_autofree char *name = NULL;
  const char *place = self->lexer.text;
  GsCtfField *field = gs_ctf_builder_add_field (self->builder, GS_CTF_VARIANT);

  gs_ctf_tsdl_type_read_own_name (self, "variant", &name);
  if (gs_ctf_tsdl_parser_accept (self, '<')
      && (!gs_ctf_tsdl_tag_read_path (self, &field->variant.selector) || !gs_ctf_tsdl_parser_expect (self, '>')))
    return NULL;
  if (gs_ctf_tsdl_parser_accept (self, '{'))
    {
      if (!gs_ctf_tsdl_type_read_options (self, field))
        return NULL;
      if (name != NULL)
        gs_ctf_tsdl_type_declare (self, name, field);
    }
  else
    {
      const GsCtfField *declared = name == NULL ? NULL : gs_ctf_tsdl_type_find (self, name, place);

      if (declared == NULL)
        return name == NULL ? (gs_ctf_tsdl_parser_fail (self), NULL) : NULL;
      if (field->variant.selector.n_names == 0)
        return declared;
      field->variant.n_options = declared->variant.n_options;
      field->variant.options = declared->variant.options;
    }
  if (!gs_ctf_builder_seal (self->builder, field, place))
    return NULL;
  return field->variant.selector.n_names == 0 || gs_ctf_tsdl_tag_find (self, field, place) ? field : NULL;
}

/* At @word: goes behind it. */
static gboolean
gs_ctf_tsdl_type_accept_word (GsCtfTsdlParser *self, const char *word)
{
  if (!gs_ctf_tsdl_lexer_is (&self->lexer, word))
    return FALSE;
  gs_ctf_tsdl_lexer_next (&self->lexer);
  return TRUE;
}

static const GsCtfField *
gs_ctf_tsdl_type_read_any (GsCtfTsdlParser *self, gboolean has_declarator)
{
  if (gs_ctf_tsdl_type_accept_word (self, "integer"))
    return gs_ctf_tsdl_number_read_integer (self);
  if (gs_ctf_tsdl_type_accept_word (self, "struct"))
    return gs_ctf_tsdl_type_read_struct (self);
  if (gs_ctf_tsdl_type_accept_word (self, "string"))
    return gs_ctf_tsdl_number_read_string (self);
  if (gs_ctf_tsdl_type_accept_word (self, "enum"))
    return gs_ctf_tsdl_type_read_enum (self);
  if (gs_ctf_tsdl_type_accept_word (self, "variant"))
    return gs_ctf_tsdl_type_read_variant (self);
  if (gs_ctf_tsdl_type_accept_word (self, "floating_point"))
    return gs_ctf_tsdl_number_read_real (self);
  return gs_ctf_tsdl_type_read_name (self, has_declarator);
}

/**
 * gs_ctf_tsdl_type_read:
 * @has_declarator: whether a name follows, which is then the last of several words
 *
 * Returns: (nullable) (transfer none): the type; %NULL where the text is wrong
 */
const GsCtfField *
gs_ctf_tsdl_type_read (GsCtfTsdlParser *self, gboolean has_declarator)
{
  const GsCtfField *field;

  if (self->depth == MAX_TYPES)
    return gs_ctf_builder_fail (self->builder, self->lexer.text, _ ("more than %d fields are inside one another"),
                                GS_CTF_MAX_DEPTH),
           NULL;
  self->depth++;
  field = gs_ctf_tsdl_type_read_any (self, has_declarator);
  self->depth--;
  return field;
}

/* Returns: whether a type's declaration begins here, in a block where entries do too */
gboolean
gs_ctf_tsdl_type_is_declaration (const GsCtfTsdlParser *self)
{
  static const char *const words[] = { "typealias", "typedef", "struct", "enum", "variant" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (gs_ctf_tsdl_lexer_is (&self->lexer, words[i]))
      return TRUE;
  return FALSE;
}

/* typealias TYPE := WORDS; */
static gboolean
gs_ctf_tsdl_type_read_alias (GsCtfTsdlParser *self)
{
  const GsCtfField *type = gs_ctf_tsdl_type_read (self, FALSE);

  if (type == NULL || !gs_ctf_tsdl_parser_expect (self, GS_TSDL_ASSIGN) || !gs_ctf_tsdl_type_read_words (self, FALSE))
    return FALSE;
  gs_ctf_tsdl_type_declare (self, self->key->str, type);
  return gs_ctf_tsdl_parser_expect (self, ';');
}

/* typedef TYPE NAME, NAME[4]; */
static gboolean
gs_ctf_tsdl_type_read_typedef (GsCtfTsdlParser *self)
{
  const GsCtfField *type = gs_ctf_tsdl_type_read (self, TRUE);

  if (type == NULL)
    return FALSE;
  do
    {
      GsCtfNamedField named;

      if (!gs_ctf_tsdl_type_read_declarator (self, type, &named))
        return FALSE;
      gs_ctf_tsdl_type_declare (self, named.name, named.field);
    }
  while (gs_ctf_tsdl_parser_accept (self, ','));
  return gs_ctf_tsdl_parser_expect (self, ';');
}

/* Reads what declares a type, and remembers it. */
gboolean
gs_ctf_tsdl_type_read_declaration (GsCtfTsdlParser *self)
{
  if (gs_ctf_tsdl_type_accept_word (self, "typealias"))
    return gs_ctf_tsdl_type_read_alias (self);
  if (gs_ctf_tsdl_type_accept_word (self, "typedef"))
    return gs_ctf_tsdl_type_read_typedef (self);
  return gs_ctf_tsdl_type_read (self, FALSE) != NULL && gs_ctf_tsdl_parser_expect (self, ';');
}
