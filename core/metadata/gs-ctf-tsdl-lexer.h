/* gs-ctf-tsdl-lexer.h: words of CTF 1.8's metadata language
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Else a token is one character, with that as its kind. */
typedef enum
{
  GS_TSDL_END = 0,
  GS_TSDL_WORD = 256, /* also several with points between them: stream.event.header */
  GS_TSDL_NUMBER,
  GS_TSDL_STRING, /* its text is between the quotes, as it is written */
  GS_TSDL_ASSIGN, /* := */
  GS_TSDL_DOTS,   /* ... */
  GS_TSDL_BAD,    /* no token: the text is damaged */
} GsCtfTsdlToken;

/* May be copied, and the copy put back to be there again. */
typedef struct
{
  const char *at, *end;
  int kind; /* of the token */
  const char *text;
  gsize length;
  guint64 number;
} GsCtfTsdlLexer;

void gs_ctf_tsdl_lexer_init (GsCtfTsdlLexer *self, const char *text, gsize size);
void gs_ctf_tsdl_lexer_next (GsCtfTsdlLexer *self);
gboolean gs_ctf_tsdl_lexer_is (const GsCtfTsdlLexer *self, const char *word);
gboolean gs_ctf_tsdl_lexer_skip_block (GsCtfTsdlLexer *self);
void gs_ctf_tsdl_lexer_unescape (const char *text, gsize length, GString *to);

G_END_DECLS
