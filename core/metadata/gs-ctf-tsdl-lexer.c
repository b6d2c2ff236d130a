/* gs-ctf-tsdl-lexer.c: words of CTF 1.8's metadata language
 * SPDX-License-Identifier: MIT
 */
#include "metadata/gs-ctf-tsdl-lexer.h"

#include <string.h>

void
gs_ctf_tsdl_lexer_init (GsCtfTsdlLexer *self, const char *text, gsize size)
{
  memset (self, 0, sizeof *self);
  self->at = self->text = text;
  self->end = text + size;
  gs_ctf_tsdl_lexer_next (self);
}

static const char *
gs_ctf_tsdl_lexer_find (const GsCtfTsdlLexer *self, const char *from, char wanted)
{
  const char *found = memchr (from, wanted, self->end - from);

  return found == NULL ? self->end : found;
}

/* @at: after the slash. Returns: (nullable): after the comment; NULL where there is none, or it has no end */
static const char *
gs_ctf_tsdl_lexer_skip_comment (const GsCtfTsdlLexer *self, const char *at)
{
  if (at == self->end)
    return NULL;
  if (*at == '/')
    return gs_ctf_tsdl_lexer_find (self, at, '\n');
  if (*at != '*')
    return NULL;
  for (at = gs_ctf_tsdl_lexer_find (self, at + 1, '*'); at + 1 < self->end;
       at = gs_ctf_tsdl_lexer_find (self, at + 1, '*'))
    if (at[1] == '/')
      return at + 2;
  return NULL;
}

/* @at: after the first quote. Returns: (nullable): the quote that ends the string */
static const char *
gs_ctf_tsdl_lexer_find_quote (const GsCtfTsdlLexer *self, const char *at)
{
  for (; at < self->end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < self->end)
      at++;
  return at < self->end ? at : NULL;
}

static gboolean
gs_ctf_tsdl_lexer_is_letter (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static int
gs_ctf_tsdl_lexer_read_word (GsCtfTsdlLexer *self)
{
  const char *at = self->at;

  while (at < self->end
         && (gs_ctf_tsdl_lexer_is_letter (*at)
             || (*at == '.' && at + 1 < self->end && gs_ctf_tsdl_lexer_is_letter (at[1]) && !g_ascii_isdigit (at[1]))))
    at++;
  self->length = at - self->at;
  self->at = at;
  return GS_TSDL_WORD;
}

/* Decimal, octal or hexadecimal, with or without C's suffixes. */
static int
gs_ctf_tsdl_lexer_read_number (GsCtfTsdlLexer *self)
{
  const char *at = self->at;
  guint base = 10;

  if (*at == '0' && at + 1 < self->end && (at[1] == 'x' || at[1] == 'X'))
    {
      base = 16;
      at += 2;
      if (at == self->end || !g_ascii_isxdigit (*at))
        return GS_TSDL_BAD;
    }
  else if (*at == '0')
    base = 8;

  self->number = 0;
  for (; at < self->end && g_ascii_isxdigit (*at); at++)
    {
      guint digit = g_ascii_xdigit_value (*at);

      if (digit >= base || __builtin_mul_overflow (self->number, base, &self->number)
          || __builtin_add_overflow (self->number, digit, &self->number))
        return GS_TSDL_BAD;
    }
  while (at < self->end && *at != '\0' && strchr ("uUlL", *at) != NULL)
    at++;
  if (at < self->end && gs_ctf_tsdl_lexer_is_letter (*at))
    return GS_TSDL_BAD;
  self->length = at - self->at;
  self->at = at;
  return GS_TSDL_NUMBER;
}

static int
gs_ctf_tsdl_lexer_read_string (GsCtfTsdlLexer *self)
{
  const char *end = gs_ctf_tsdl_lexer_find_quote (self, self->at + 1);

  if (end == NULL)
    return GS_TSDL_BAD;
  self->text = self->at + 1;
  self->length = end - self->text;
  self->at = end + 1;
  return GS_TSDL_STRING;
}

static int
gs_ctf_tsdl_lexer_read_sign (GsCtfTsdlLexer *self)
{
  gsize n_left = self->end - self->at;
  int kind = *self->at;

  self->length = 1;
  if (n_left >= 2 && memcmp (self->at, ":=", 2) == 0)
    {
      kind = GS_TSDL_ASSIGN;
      self->length = 2;
    }
  else if (n_left >= 3 && memcmp (self->at, "...", 3) == 0)
    {
      kind = GS_TSDL_DOTS;
      self->length = 3;
    }
  else if (strchr ("{}[]<>()=:;,*-+", kind) == NULL)
    kind = GS_TSDL_BAD;
  self->at += self->length;
  return kind;
}

/* Returns: FALSE where a comment has no end */
static gboolean
gs_ctf_tsdl_lexer_skip_space (GsCtfTsdlLexer *self)
{
  while (self->at < self->end)
    {
      const char *next;

      if (*self->at == '/')
        {
          next = gs_ctf_tsdl_lexer_skip_comment (self, self->at + 1);
          if (next == NULL)
            return FALSE;
          self->at = next;
        }
      else if (g_ascii_isspace (*self->at))
        self->at++;
      else
        break;
    }
  return TRUE;
}

/* Goes to the next token. After the last one it stays at the end, at a bad one there. */
void
gs_ctf_tsdl_lexer_next (GsCtfTsdlLexer *self)
{
  if (self->kind == GS_TSDL_BAD)
    return;
  if (!gs_ctf_tsdl_lexer_skip_space (self))
    {
      self->text = self->at;
      self->length = 0;
      self->kind = GS_TSDL_BAD;
      return;
    }
  self->text = self->at;
  self->length = 0;
  if (self->at == self->end)
    self->kind = GS_TSDL_END;
  else if (*self->at == '\0')
    self->kind = GS_TSDL_BAD;
  else if (g_ascii_isdigit (*self->at))
    self->kind = gs_ctf_tsdl_lexer_read_number (self);
  else if (gs_ctf_tsdl_lexer_is_letter (*self->at))
    self->kind = gs_ctf_tsdl_lexer_read_word (self);
  else if (*self->at == '"')
    self->kind = gs_ctf_tsdl_lexer_read_string (self);
  else
    self->kind = gs_ctf_tsdl_lexer_read_sign (self);
}

gboolean
gs_ctf_tsdl_lexer_is (const GsCtfTsdlLexer *self, const char *word)
{
  return self->kind == GS_TSDL_WORD && strncmp (self->text, word, self->length) == 0 && word[self->length] == '\0';
}

/* At a {: goes behind the } that belongs to it, faster than token by token. Returns: FALSE where there is none */
gboolean
gs_ctf_tsdl_lexer_skip_block (GsCtfTsdlLexer *self)
{
  gsize depth = 1;

  for (const char *at = self->at; at != NULL && at < self->end;)
    switch (*at++)
      {
      case '{':
        depth++;
        break;
      case '}':
        if (--depth == 0)
          {
            self->at = at;
            gs_ctf_tsdl_lexer_next (self);
            return TRUE;
          }
        break;
      case '"':
        at = gs_ctf_tsdl_lexer_find_quote (self, at);
        if (at != NULL)
          at++;
        break;
      case '/':
        at = gs_ctf_tsdl_lexer_skip_comment (self, at);
        break;
      default:
        break;
      }
  self->kind = GS_TSDL_BAD;
  return FALSE;
}

/* Returns: how many characters of the escape at @text (after its backslash) were read into @value */
static gsize
gs_ctf_tsdl_lexer_read_escape (const char *text, gsize length, char *value)
{
  static const char names[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";
  const char *name = memchr (names, text[0], strlen (names));
  gsize n = 0;
  guint code = 0;

  *value = name == NULL ? text[0] : values[name - names];
  if (text[0] == 'x')
    for (n = 1; n < length && n < 3 && g_ascii_isxdigit (text[n]); n++)
      code = code * 16 + g_ascii_xdigit_value (text[n]);
  else
    for (; n < length && n < 3 && text[n] >= '0' && text[n] <= '7'; n++)
      code = code * 8 + (text[n] - '0');
  if (n == 0)
    return 1;
  *value = code;
  return n;
}

/* Appends what a string's @text means. Zeros are left out: they would end it. */
void
gs_ctf_tsdl_lexer_unescape (const char *text, gsize length, GString *to)
{
  for (gsize i = 0; i < length; i++)
    {
      char value = text[i];

      if (value == '\\' && i + 1 < length)
        i += gs_ctf_tsdl_lexer_read_escape (text + i + 1, length - i - 1, &value);
      if (value != '\0')
        g_string_append_c (to, value);
    }
}
