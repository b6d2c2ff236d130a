/* gs-ctf-compiler.h: steps one after the other, and where each stands
 * SPDX-License-Identifier: MIT
 *
 * The compiler keeps, for the base, the largest power of two of which it knows
 * the rest, and how many bits it has come from there. An alignment up to that
 * power costs nothing when events are read.
 */
#pragma once

#include "native/gs-ctf-program.h"

G_BEGIN_DECLS

/* What of a structure was read so far, for later lengths and selectors. */
typedef struct _GsCtfScopeNode GsCtfScopeNode;

typedef struct
{
  const char *name;
  guint8 slot;           /* or GS_CTF_NO_SLOT */
  GsCtfScopeNode *child; /* or NULL */
} GsCtfScopeEntry;

struct _GsCtfScopeNode
{
  GsCtfScopeNode *parent;
  GArray *entries; /* of GsCtfScopeEntry */
};

typedef struct
{
  guint alignment; /* of the base, in bits: a power of two … */
  guint rest;      /* … and what is over it */
  guint64 at;      /* bits from the base */
} GsCtfPlace;

typedef struct
{
  GsCtfProgram *program;
  GArray *steps;
  GsCtfPlace place;
  guint need; /* index of the step that checks what follows it */
  guint n_slots, n_loops;
  GHashTable *referred; /* last names of all lengths and selectors */
  GPtrArray *nodes;     /* owns all scopes */
  GsCtfScopeNode *roots[GS_CTF_N_SCOPES];
  GsCtfScopeNode *scope; /* the innermost one */
  const GsCtfPlan *plan; /* or NULL: roles are read */
  GError *error;
} GsCtfCompiler;

void gs_ctf_compiler_fail (GsCtfCompiler *self, const char *what);
GsCtfStep *gs_ctf_compiler_add (GsCtfCompiler *self, GsCtfCode code);
guint gs_ctf_compiler_get_rest (const GsCtfCompiler *self, guint alignment);
void gs_ctf_compiler_close (GsCtfCompiler *self);
void gs_ctf_compiler_open (GsCtfCompiler *self, GsCtfPlace place);
void gs_ctf_compiler_move (GsCtfCompiler *self, gboolean is_bytes);
void gs_ctf_compiler_align (GsCtfCompiler *self, guint alignment);
gboolean gs_ctf_compiler_is_at_byte (const GsCtfCompiler *self);
GsCtfScopeNode *gs_ctf_scope_node_new (GsCtfCompiler *compiler);
guint8 gs_ctf_compiler_resolve (GsCtfCompiler *self, const GsCtfPath *path);
GsCtfStep *gs_ctf_compiler_add_load (GsCtfCompiler *self, const GsCtfField *field, GsCtfStore store, guint target);
void gs_ctf_compiler_add_number (GsCtfCompiler *self, const GsCtfField *field, const char *name);
void gs_ctf_compiler_begin (GsCtfCompiler *self, const GsCtfPlan *plan, guint alignment);
GsCtfProgram *gs_ctf_compiler_end (GsCtfCompiler *self, GError **error);
void gs_ctf_collect_referred (GHashTable *referred, const GsCtfField *field);
gboolean gs_ctf_field_is_bytes (const GsCtfField *field);

G_END_DECLS
