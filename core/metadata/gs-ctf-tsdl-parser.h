/* gs-ctf-tsdl-parser.h: what all parts of the parser of CTF 1.8's metadata share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-builder.h"
#include "metadata/gs-ctf-tsdl-lexer.h"

G_BEGIN_DECLS

#define GS_CTF_TSDL_N_SEEN 16

/* An integer's text that was read before, and what it is. */
typedef struct
{
  const char *text;
  gsize length;
  const GsCtfField *field;
} GsCtfTsdlSeen;

/* An enumeration's names for values, which a variant asks for. */
typedef struct
{
  const char *name;
  GsCtfRange range;
  guint next;               /* place + 1 of the next one with the same name, 0 for none; filled with by_name */
  const GsCtfRange *ranges; /* of the first one of a name: of all that have it, or NULL before the first question */
  guint n_ranges;
} GsCtfTsdlLabel;

typedef struct
{
  GsCtfTsdlLabel *labels;
  guint n_labels;
  GHashTable *by_name; /* name to place + 1, or NULL before the first question */
} GsCtfTsdlLabels;

/* The body of a structure or variant that is being read. */
typedef struct
{
  guint first_member;
  gboolean is_variant;
  GHashTable *by_name; /* name to member's place + 1, of the first n_known ones; or NULL */
  guint n_known;
} GsCtfTsdlFrame;

typedef struct
{
  GsCtfBuilder *builder;
  GsCtfTsdlLexer lexer; /* at the token that is to be read next */
  gboolean is_big_endian;
  guint depth;           /* types that are being read */
  GPtrArray *scopes;     /* of GHashTable: names of types, or NULL where none was declared; the innermost is last */
  GArray *members;       /* of GsCtfNamedField: of all bodies that are being read */
  GArray *frames;        /* of GsCtfTsdlFrame */
  GHashTable *labels;    /* enumeration to GsCtfTsdlLabels */
  GHashTable *indexes;   /* structure with many members to a table of their names, each to place + 1 */
  GHashTable *pending;   /* variants whose tag isn't found yet; to themselves once it is */
  GString *key, *string; /* for short use */
  const char *clock;     /* that integers are mapped to, or NULL */
  GsCtfTsdlSeen seen[GS_CTF_TSDL_N_SEEN];
  guint n_seen;
} GsCtfTsdlParser;

/* "name = value;", or the name alone where := follows */
typedef struct
{
  GsCtfTsdlLexer name; /* at it */
  gboolean is_negative;
  GsCtfTsdlLexer value; /* at it: a word, number or string; else a bad token */
} GsCtfTsdlEntry;

void gs_ctf_tsdl_parser_init (GsCtfTsdlParser *self, GsCtfBuilder *builder);
void gs_ctf_tsdl_parser_clear (GsCtfTsdlParser *self);
gboolean gs_ctf_tsdl_parser_fail (GsCtfTsdlParser *self);
gboolean gs_ctf_tsdl_parser_accept (GsCtfTsdlParser *self, int kind);
gboolean gs_ctf_tsdl_parser_expect (GsCtfTsdlParser *self, int kind);
gboolean gs_ctf_tsdl_parser_read_name (GsCtfTsdlParser *self, GsCtfTsdlEntry *entry);
gboolean gs_ctf_tsdl_parser_read_entry (GsCtfTsdlParser *self, GsCtfTsdlEntry *entry);
gboolean gs_ctf_tsdl_parser_entry_get_number (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, guint64 *number);
gboolean gs_ctf_tsdl_parser_entry_get_boolean (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry, gboolean *value);
const char *gs_ctf_tsdl_parser_entry_get_text (GsCtfTsdlParser *self, const GsCtfTsdlEntry *entry);
const char *gs_ctf_tsdl_parser_plain (const char *name);

G_END_DECLS
