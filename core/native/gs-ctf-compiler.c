/* gs-ctf-compiler.c: steps one after the other, and where each stands
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-compiler.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"

#define MAX_STEPS 65536
#define MAX_BITS_AHEAD G_MAXINT32

/* --- Places and steps --- */

/* From then on what is compiled is of no use. @what: translated: what the metadata declares */
void
gs_ctf_compiler_fail (GsCtfCompiler *self, const char *what)
{
  if (self->error == NULL)
    g_set_error (&self->error, GS_ERROR, GS_ERROR_UNSUPPORTED, _ ("its metadata declares %s"), what);
}

/* Returns: (transfer none): a new step, until the next one is added */
GsCtfStep *
gs_ctf_compiler_add (GsCtfCompiler *self, GsCtfCode code)
{
  GsCtfStep step = { .code = code, .slot = GS_CTF_NO_SLOT, .at = self->place.at };

  if (self->steps->len >= MAX_STEPS || self->place.at > MAX_BITS_AHEAD)
    gs_ctf_compiler_fail (self, _ ("an event of too many fields"));
  if (self->error != NULL)
    g_array_set_size (self->steps, MIN (self->steps->len, 64)); /* nobody runs it */
  g_array_append_val (self->steps, step);
  return &g_array_index (self->steps, GsCtfStep, self->steps->len - 1);
}

/* Returns: how many bits the present place is behind one of that alignment, which is known */
guint
gs_ctf_compiler_get_rest (const GsCtfCompiler *self, guint alignment)
{
  return (self->place.rest + self->place.at) % alignment;
}

/* What was added since the base moved is checked at once. */
void
gs_ctf_compiler_close (GsCtfCompiler *self)
{
  if (self->error == NULL)
    g_array_index (self->steps, GsCtfStep, self->need).count = self->place.at;
}

/* The base is at @place from now on. */
void
gs_ctf_compiler_open (GsCtfCompiler *self, GsCtfPlace place)
{
  self->place = place;
  self->need = self->steps->len;
  gs_ctf_compiler_add (self, GS_CTF_STEP_NEED);
}

/* After something of dynamic length. */
void
gs_ctf_compiler_move (GsCtfCompiler *self, gboolean is_bytes)
{
  gs_ctf_compiler_open (self, (GsCtfPlace){ .alignment = is_bytes ? 8 : 1 });
}

/* To the next place of that alignment, in bits. */
void
gs_ctf_compiler_align (GsCtfCompiler *self, guint alignment)
{
  if (alignment <= self->place.alignment)
    {
      self->place.at += (alignment - gs_ctf_compiler_get_rest (self, alignment)) % alignment;
      return;
    }
  gs_ctf_compiler_close (self);
  gs_ctf_compiler_add (self, GS_CTF_STEP_ALIGN)->count = alignment;
  gs_ctf_compiler_open (self, (GsCtfPlace){ .alignment = alignment });
}

/* Whether the present place is known to be at a whole byte. */
gboolean
gs_ctf_compiler_is_at_byte (const GsCtfCompiler *self)
{
  return self->place.alignment >= 8 && gs_ctf_compiler_get_rest (self, 8) == 0;
}

/* Whether all in @field takes whole bytes and begins at one. */
gboolean
gs_ctf_field_is_bytes (const GsCtfField *field)
{
  gboolean is_bytes = TRUE;

  switch (field->type)
    {
    case GS_CTF_INTEGER:
    case GS_CTF_REAL:
      return field->number.n_bits % 8 == 0 && field->alignment % 8 == 0;
    case GS_CTF_STRUCT:
      for (guint i = 0; i < field->structure.n_members && is_bytes; i++)
        is_bytes = gs_ctf_field_is_bytes (field->structure.members[i].field);
      return is_bytes;
    case GS_CTF_ARRAY:
    case GS_CTF_SEQUENCE:
      return gs_ctf_field_is_bytes (field->array.element);
    case GS_CTF_VARIANT:
      for (guint i = 0; i < field->variant.n_options && is_bytes; i++)
        is_bytes = gs_ctf_field_is_bytes (field->variant.options[i].field);
      return is_bytes;
    case GS_CTF_STRING:
    case GS_CTF_VARINT:
    default:
      return TRUE;
    }
}

/* --- Lengths and selectors --- */

static void
gs_ctf_collect_path (GHashTable *referred, const GsCtfPath *path)
{
  if (path->n_names > 0)
    g_hash_table_add (referred, (gpointer) path->names[path->n_names - 1]);
}

/* Adds the last names of all lengths and selectors in @field. */
void
gs_ctf_collect_referred (GHashTable *referred, const GsCtfField *field)
{
  if (field == NULL)
    return;
  if (field->type == GS_CTF_STRUCT)
    for (guint i = 0; i < field->structure.n_members; i++)
      gs_ctf_collect_referred (referred, field->structure.members[i].field);
  if (field->type == GS_CTF_ARRAY || field->type == GS_CTF_SEQUENCE)
    gs_ctf_collect_referred (referred, field->array.element);
  if (field->type == GS_CTF_SEQUENCE)
    gs_ctf_collect_path (referred, &field->array.counted);
  if (field->type != GS_CTF_VARIANT)
    return;
  gs_ctf_collect_path (referred, &field->variant.selector);
  for (guint i = 0; i < field->variant.n_options; i++)
    gs_ctf_collect_referred (referred, field->variant.options[i].field);
}

static void
gs_ctf_scope_node_free (gpointer data)
{
  GsCtfScopeNode *self = data;

  g_array_unref (self->entries);
  g_free (self);
}

/* Returns: (transfer none): a structure inside the one that is compiled */
GsCtfScopeNode *
gs_ctf_scope_node_new (GsCtfCompiler *compiler)
{
  GsCtfScopeNode *self = g_new0 (GsCtfScopeNode, 1);

  self->parent = compiler->scope;
  self->entries = g_array_new (FALSE, FALSE, sizeof (GsCtfScopeEntry));
  g_ptr_array_add (compiler->nodes, self);
  return self;
}

/* The last one of that name. */
static const GsCtfScopeEntry *
gs_ctf_scope_node_find (const GsCtfScopeNode *self, const char *name)
{
  for (guint i = self->entries->len; i-- > 0;)
    {
      const GsCtfScopeEntry *entry = &g_array_index (self->entries, GsCtfScopeEntry, i);

      if (strcmp (entry->name, name) == 0)
        return entry;
    }
  return NULL;
}

/* Returns: (nullable): where the path leads to from there */
static const GsCtfScopeEntry *
gs_ctf_scope_node_follow (const GsCtfScopeNode *self, const GsCtfPath *path)
{
  const GsCtfScopeEntry *entry = NULL;

  for (guint i = 0; i < path->n_names && self != NULL; i++)
    {
      entry = gs_ctf_scope_node_find (self, path->names[i]);
      if (entry == NULL)
        return NULL;
      self = entry->child;
      if (i + 1 == path->n_names)
        return entry;
    }
  return NULL;
}

/* Returns: the slot of the length or selector that @path leads to */
guint8
gs_ctf_compiler_resolve (GsCtfCompiler *self, const GsCtfPath *path)
{
  const GsCtfScopeEntry *entry = NULL;

  if (path->scope == GS_CTF_SCOPE_RELATIVE)
    for (const GsCtfScopeNode *node = self->scope; node != NULL && entry == NULL; node = node->parent)
      entry = gs_ctf_scope_node_follow (node, path);
  else if (self->roots[path->scope] != NULL)
    entry = gs_ctf_scope_node_follow (self->roots[path->scope], path);
  if (entry != NULL && entry->slot != GS_CTF_NO_SLOT)
    return entry->slot;
  gs_ctf_compiler_fail (self, _ ("a length or selector that is somewhere else"));
  return 0;
}

/* --- Numbers --- */

static GsCtfCode
gs_ctf_compiler_choose_load (const GsCtfCompiler *self, const GsCtfField *field)
{
  guint n_bits = field->number.n_bits;
  gboolean is_own_order = n_bits == 8 || field->number.is_big_endian == (G_BYTE_ORDER == G_BIG_ENDIAN);

  if (field->type == GS_CTF_VARINT)
    return GS_CTF_STEP_LOAD_VARINT;
  if (!is_own_order || !gs_ctf_compiler_is_at_byte (self))
    return GS_CTF_STEP_LOAD_BITS;
  switch (n_bits)
    {
    case 8:
      return field->number.is_signed ? GS_CTF_STEP_LOAD_S8 : GS_CTF_STEP_LOAD_U8;
    case 16:
      return field->number.is_signed ? GS_CTF_STEP_LOAD_S16 : GS_CTF_STEP_LOAD_U16;
    case 32:
      return field->number.is_signed ? GS_CTF_STEP_LOAD_S32 : GS_CTF_STEP_LOAD_U32;
    case 64:
      return GS_CTF_STEP_LOAD_64;
    default:
      return GS_CTF_STEP_LOAD_BITS;
    }
}

/* Adds a step that reads a number at the present place. */
GsCtfStep *
gs_ctf_compiler_add_load (GsCtfCompiler *self, const GsCtfField *field, GsCtfStore store, guint target)
{
  GsCtfStep *step = gs_ctf_compiler_add (self, gs_ctf_compiler_choose_load (self, field));

  step->store = store;
  step->target = target;
  step->n_bits = field->number.n_bits;
  step->is_signed = field->number.is_signed;
  step->is_big_endian = field->number.is_big_endian;
  return step;
}

/* A slot for a number that a later length or selector may be. */
static void
gs_ctf_compiler_add_slot (GsCtfCompiler *self, const GsCtfField *field, const char *name)
{
  GsCtfScopeEntry entry = { name, GS_CTF_NO_SLOT, NULL };

  if (self->scope == NULL || name == NULL || !g_hash_table_contains (self->referred, name))
    return;
  if (self->n_slots == GS_CTF_MAX_SLOTS)
    {
      gs_ctf_compiler_fail (self, _ ("an event of too many lengths and selectors"));
      return;
    }
  entry.slot = self->n_slots++;
  gs_ctf_compiler_add_load (self, field, GS_CTF_STORE_SLOT, 0)->slot = entry.slot;
  g_array_append_val (self->scope->entries, entry);
}

/* Reads a number where it is of use, and goes behind it. @name: (nullable): of the member */
void
gs_ctf_compiler_add_number (GsCtfCompiler *self, const GsCtfField *field, const char *name)
{
  gs_ctf_compiler_align (self, field->alignment);
  if (field->type != GS_CTF_REAL)
    gs_ctf_compiler_add_slot (self, field, name);
  if (self->plan == NULL && field->number.role != GS_CTF_ROLE_NONE && field->type != GS_CTF_REAL)
    gs_ctf_compiler_add_load (self, field, GS_CTF_STORE_ROLE, field->number.role);
  if (field->type != GS_CTF_VARINT)
    {
      self->place.at += field->number.n_bits;
      return;
    }
  /* The last step reads it and moves on; the ones before read the same. */
  gs_ctf_compiler_add_load (self, field, GS_CTF_STORE_NOT, 0)->count = 1;
  gs_ctf_compiler_close (self);
  gs_ctf_compiler_move (self, TRUE);
}

/* --- Begin and end --- */

/* @plan: (nullable): what is to be read; NULL: what has a role. @alignment: bits: what is known of where it begins */
void
gs_ctf_compiler_begin (GsCtfCompiler *self, const GsCtfPlan *plan, guint alignment)
{
  *self = (GsCtfCompiler){ .plan = plan };
  self->program = g_new0 (GsCtfProgram, 1);
  self->program->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->steps = g_array_new (FALSE, TRUE, sizeof (GsCtfStep));
  self->referred = g_hash_table_new (g_str_hash, g_str_equal);
  self->nodes = g_ptr_array_new_with_free_func (gs_ctf_scope_node_free);
  gs_ctf_compiler_open (self, (GsCtfPlace){ .alignment = alignment });
}

static gint64
gs_ctf_program_measure (const GsCtfProgram *self)
{
  if (self->n_steps != 2 || self->steps[0].code != GS_CTF_STEP_NEED || self->steps[1].code != GS_CTF_STEP_END)
    return -1;
  return self->steps[1].at;
}

static gboolean
gs_ctf_program_has_marks (const GsCtfProgram *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    if (self->steps[i].code == GS_CTF_STEP_MARK)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): the program; NULL with @error set */
GsCtfProgram *
gs_ctf_compiler_end (GsCtfCompiler *self, GError **error)
{
  g_autoptr (GsCtfProgram) program = self->program;

  gs_ctf_compiler_close (self);
  gs_ctf_compiler_add (self, GS_CTF_STEP_END);
  program->n_steps = self->steps->len;
  program->steps = (GsCtfStep *) (gpointer) g_array_free (self->steps, FALSE);
  g_hash_table_unref (self->referred);
  g_ptr_array_unref (self->nodes);
  if (self->error != NULL)
    {
      g_propagate_error (error, self->error);
      return NULL;
    }
  program->fixed_bits = gs_ctf_program_measure (program);
  program->has_marks = gs_ctf_program_has_marks (program);
  return g_steal_pointer (&program);
}
