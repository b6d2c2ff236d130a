/* gs-ctf-compile.c: a trace's structures to flat programs
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-compile.h"

#include <glib/gi18n.h>

#include "native/gs-ctf-compiler.h"
#include "native/gs-ctf-wanted.h"

#define MAX_LOOSE_TEXT 255 /* bytes of an array that isn't declared as text */

static void gs_ctf_compile_field (GsCtfCompiler *self, const GsCtfField *field, const char *name, GsCtfWant want);

/* Adds the steps that read a wanted number; what has to be at @field's place is aligned. */
static void
gs_ctf_compiler_add_targets (GsCtfCompiler *self, const GsCtfField *field, guint index, const GsCtfTarget *targets,
                             guint n_targets)
{
  for (guint i = 0; i < n_targets; i++)
    if (targets[i].index == (gint) index && !targets[i].is_text)
      gs_ctf_compiler_add_load (self, field, targets[i].store, targets[i].target);
}

static void
gs_ctf_compile_string (GsCtfCompiler *self, const GsCtfTarget *target)
{
  GsCtfStep *step;

  gs_ctf_compiler_align (self, 8);
  gs_ctf_compiler_close (self);
  step = gs_ctf_compiler_add (self, GS_CTF_STEP_STRING);
  if (target != NULL)
    {
      step->store = target->store;
      step->target = target->target;
    }
  gs_ctf_compiler_move (self, TRUE);
}

static guint64
gs_ctf_get_stride (const GsCtfField *element)
{
  guint64 alignment = element->alignment;

  return (element->number.n_bits + alignment - 1) / alignment * alignment;
}

static gboolean
gs_ctf_field_has_fixed_size (const GsCtfField *field)
{
  return field->type == GS_CTF_INTEGER || field->type == GS_CTF_REAL;
}

/* Elements that are no plain numbers: one after the other. */
static void
gs_ctf_compile_loop (GsCtfCompiler *self, const GsCtfField *field, guint8 slot)
{
  const GsCtfField *element = field->array.element;
  gboolean is_bytes = gs_ctf_compiler_is_at_byte (self) && gs_ctf_field_is_bytes (element);
  GsCtfStep *step;
  guint begin;

  if (self->n_loops == GS_CTF_MAX_LOOPS)
    {
      gs_ctf_compiler_fail (self, _ ("an event of too many fields")); /* the metadata's reader allows no more */
      return;
    }
  gs_ctf_compiler_close (self);
  begin = self->steps->len;
  step = gs_ctf_compiler_add (self, GS_CTF_STEP_LOOP);
  step->slot = slot;
  step->count = field->type == GS_CTF_ARRAY ? field->array.length : 0;
  step->padding = self->n_loops++;
  gs_ctf_compiler_move (self, is_bytes);
  gs_ctf_compile_field (self, element, NULL, GS_CTF_WANT_NOTHING);
  gs_ctf_compiler_close (self);
  step = gs_ctf_compiler_add (self, GS_CTF_STEP_NEXT);
  step->padding = --self->n_loops;
  step->to = begin + 1;
  if (self->error == NULL)
    g_array_index (self->steps, GsCtfStep, begin).to = self->steps->len;
  gs_ctf_compiler_move (self, is_bytes);
}

static void
gs_ctf_compile_array (GsCtfCompiler *self, const GsCtfField *field, const GsCtfTarget *target)
{
  const GsCtfField *element = field->array.element;
  guint64 length = field->array.length;

  gs_ctf_compiler_align (self, field->alignment);
  if (!gs_ctf_field_has_fixed_size (element))
    {
      gs_ctf_compile_loop (self, field, GS_CTF_NO_SLOT);
      return;
    }
  if (target != NULL && gs_ctf_compiler_is_at_byte (self) && length > 0)
    {
      GsCtfStep *step = gs_ctf_compiler_add (self, GS_CTF_STEP_TEXT);

      step->store = target->store;
      step->target = target->target;
      step->count = field->array.is_text ? length : MIN (length, MAX_LOOSE_TEXT);
    }
  if (self->plan == NULL && field->array.role == GS_CTF_ROLE_UUID && length == 16)
    gs_ctf_compiler_add (self, GS_CTF_STEP_BYTES)->target = GS_CTF_ROLE_UUID;
  if (length > 0)
    self->place.at += (length - 1) * gs_ctf_get_stride (element) + element->number.n_bits;
}

static void
gs_ctf_compile_sequence (GsCtfCompiler *self, const GsCtfField *field, const GsCtfTarget *target)
{
  const GsCtfField *element = field->array.element;
  guint8 slot = gs_ctf_compiler_resolve (self, &field->array.counted);
  gboolean is_bytes;
  GsCtfStep *step;

  gs_ctf_compiler_align (self, field->alignment);
  if (!gs_ctf_field_has_fixed_size (element))
    {
      gs_ctf_compile_loop (self, field, slot);
      return;
    }
  is_bytes = gs_ctf_compiler_is_at_byte (self) && gs_ctf_field_is_bytes (element);
  gs_ctf_compiler_close (self);
  step = gs_ctf_compiler_add (self, GS_CTF_STEP_SEQUENCE);
  step->slot = slot;
  step->count = gs_ctf_get_stride (element);
  step->to = element->number.n_bits;
  if (target != NULL && is_bytes)
    {
      step->store = target->store;
      step->target = target->target;
    }
  gs_ctf_compiler_move (self, is_bytes);
}

/* What is known of the base, whichever way led there. */
static GsCtfPlace
gs_ctf_place_join (GsCtfPlace a, GsCtfPlace b)
{
  guint alignment = MIN (a.alignment, b.alignment);
  guint64 rest_a = a.rest + a.at, rest_b = b.rest + b.at;

  while ((rest_a - rest_b) % alignment != 0)
    alignment /= 2;
  return (GsCtfPlace){ alignment, rest_a % alignment, 0 };
}

static void
gs_ctf_compiler_add_branches (GArray *table, const GsCtfOption *option, guint to)
{
  for (guint i = 0; i < option->n_ranges; i++)
    {
      GsCtfBranch branch = { option->ranges[i], to };

      g_array_append_val (table, branch);
    }
}

static void
gs_ctf_compile_option (GsCtfCompiler *self, const GsCtfOption *option, GsCtfWant want)
{
  gboolean is_segment = want == GS_CTF_WANT_SEGMENT && g_strcmp0 (option->name, "tcp") == 0;

  if (is_segment)
    gs_ctf_compiler_add (self, GS_CTF_STEP_MARK);
  gs_ctf_compile_field (self, option->field, option->name,
                        want == GS_CTF_WANT_SEGMENT && !is_segment ? GS_CTF_WANT_NOTHING : want);
}

/* @want: of what is inside its options */
static void
gs_ctf_compile_variant (GsCtfCompiler *self, const GsCtfField *field, GsCtfWant want)
{
  guint8 slot = gs_ctf_compiler_resolve (self, &field->variant.selector);
  GArray *table = g_array_new (FALSE, FALSE, sizeof (GsCtfBranch));
  g_autoptr (GArray) jumps = g_array_new (FALSE, FALSE, sizeof (guint));
  GsCtfPlace begin, end;
  GsCtfStep *step;
  guint branch;

  gs_ctf_compiler_close (self);
  branch = self->steps->len;
  step = gs_ctf_compiler_add (self, GS_CTF_STEP_BRANCH);
  step->slot = slot;
  step->count = self->program->tables->len;
  g_ptr_array_add (self->program->tables, table);
  begin = (GsCtfPlace){ self->place.alignment, gs_ctf_compiler_get_rest (self, self->place.alignment), 0 };
  end = begin;
  for (guint i = 0; i < field->variant.n_options && self->error == NULL; i++)
    {
      guint at = self->steps->len;

      gs_ctf_compiler_add_branches (table, &field->variant.options[i], at);
      gs_ctf_compiler_open (self, begin);
      gs_ctf_compile_option (self, &field->variant.options[i], want);
      gs_ctf_compiler_close (self);
      at = self->steps->len;
      g_array_append_val (jumps, at);
      gs_ctf_compiler_add (self, GS_CTF_STEP_JUMP);
      end = gs_ctf_place_join (end, self->place);
    }
  for (guint i = 0; i < jumps->len && self->error == NULL; i++)
    g_array_index (self->steps, GsCtfStep, g_array_index (jumps, guint, i)).to = self->steps->len;
  if (self->error == NULL)
    g_array_index (self->steps, GsCtfStep, branch).to = self->steps->len;
  gs_ctf_compiler_open (self, end);
}

static void
gs_ctf_compile_member (GsCtfCompiler *self, const GsCtfField *structure, guint index, GsCtfWant want,
                       const GsCtfTarget *targets, guint n_targets)
{
  const GsCtfNamedField *member = &structure->structure.members[index];
  const GsCtfField *field = member->field;
  const GsCtfTarget *text = gs_ctf_find_text_target (index, targets, n_targets);

  switch (field->type)
    {
    case GS_CTF_INTEGER:
    case GS_CTF_VARINT:
      gs_ctf_compiler_align (self, field->alignment);
      gs_ctf_compiler_add_targets (self, field, index, targets, n_targets);
      gs_ctf_compiler_add_number (self, field, member->name);
      break;
    case GS_CTF_STRING:
      gs_ctf_compile_string (self, text);
      break;
    case GS_CTF_ARRAY:
      gs_ctf_compile_array (self, field, text);
      break;
    case GS_CTF_SEQUENCE:
      gs_ctf_compile_sequence (self, field, text);
      break;
    case GS_CTF_REAL:
    case GS_CTF_STRUCT:
    case GS_CTF_VARIANT:
    default:
      gs_ctf_compile_field (self, field, member->name, gs_ctf_plan_look_inside (self->plan, want, member));
      break;
    }
}

static void
gs_ctf_compile_structure (GsCtfCompiler *self, const GsCtfField *field, const char *name, GsCtfWant want)
{
  GsCtfTarget targets[GS_CTF_MAX_TARGETS];
  guint n_targets = gs_ctf_plan_find_targets (self->plan, field, want, targets);
  GsCtfScopeNode *outer = self->scope;
  GsCtfScopeNode *own = gs_ctf_scope_node_new (self);

  if (outer != NULL && name != NULL)
    {
      GsCtfScopeEntry entry = { name, GS_CTF_NO_SLOT, own };

      g_array_append_val (outer->entries, entry);
    }
  self->scope = own;
  gs_ctf_compiler_align (self, field->alignment);
  for (guint i = 0; i < field->structure.n_members && self->error == NULL; i++)
    gs_ctf_compile_member (self, field, i, want, targets, n_targets);
  self->scope = outer;
}

static void
gs_ctf_compile_field (GsCtfCompiler *self, const GsCtfField *field, const char *name, GsCtfWant want)
{
  if (self->error != NULL)
    return;
  switch (field->type)
    {
    case GS_CTF_INTEGER:
    case GS_CTF_REAL:
    case GS_CTF_VARINT:
      gs_ctf_compiler_add_number (self, field, name);
      break;
    case GS_CTF_STRING:
      gs_ctf_compile_string (self, NULL);
      break;
    case GS_CTF_STRUCT:
      gs_ctf_compile_structure (self, field, name, want);
      break;
    case GS_CTF_ARRAY:
      gs_ctf_compile_array (self, field, NULL);
      break;
    case GS_CTF_SEQUENCE:
      gs_ctf_compile_sequence (self, field, NULL);
      break;
    case GS_CTF_VARIANT:
    default:
      gs_ctf_compile_variant (self, field, want);
      break;
    }
}

/* --- Whole programs --- */

static void
gs_ctf_compiler_add_root (GsCtfCompiler *self, GsCtfScope scope, const GsCtfField *field, GsCtfWant want)
{
  guint n_nodes = self->nodes->len;

  if (field == NULL)
    return;
  self->scope = NULL;
  gs_ctf_compile_field (self, field, NULL, want);
  if (field->type == GS_CTF_STRUCT && self->nodes->len > n_nodes)
    self->roots[scope] = g_ptr_array_index (self->nodes, n_nodes);
}

/* Both records as they are where the trace has none of what is wanted. */
static void
gs_ctf_plan_fill_base (const GsCtfPlan *self, GsEvent *base)
{
  base[0] = (GsEvent){ .kind = GS_EVENT_CONTEXT };
  base[0].context.tid = base[0].context.pid = GS_NO_TID;
  base[1] = (GsEvent){ 0 };
  if (self->layout == NULL)
    return;
  base[1] = self->layout->base;
  for (guint i = 0; i < self->layout->n_members; i++)
    gs_event_member_store (&self->layout->members[i], &base[1],
                           self->layout->members[i].is_text ? 0 : self->layout->members[i].missing);
}

/**
 * gs_ctf_program_new:
 * @plan: what is to be read
 * @base: (out) (array fixed-size=2): what the records hold before the program is run
 *
 * Returns: (transfer full): the program; %NULL with %GS_ERROR_UNSUPPORTED
 */
GsCtfProgram *
gs_ctf_program_new (const GsCtfPlan *plan, GsEvent *base, GError **error)
{
  static const GsCtfScope scopes[] = { GS_CTF_SCOPE_STREAM_CONTEXT, GS_CTF_SCOPE_EVENT_CONTEXT };
  GsCtfCompiler compiler;

  gs_ctf_compiler_begin (&compiler, plan, plan->alignment);
  for (guint i = 0; i < G_N_ELEMENTS (plan->contexts); i++)
    gs_ctf_collect_referred (compiler.referred, plan->contexts[i]);
  gs_ctf_collect_referred (compiler.referred, plan->payload);
  for (guint i = 0; i < G_N_ELEMENTS (plan->contexts); i++)
    gs_ctf_compiler_add_root (&compiler, scopes[i], plan->contexts[i],
                              plan->context_index == (gint) i ? GS_CTF_WANT_CONTEXT : GS_CTF_WANT_NOTHING);
  gs_ctf_compiler_add_root (&compiler, GS_CTF_SCOPE_PAYLOAD, plan->payload,
                            plan->layout != NULL                          ? GS_CTF_WANT_MEMBERS :
                            plan->context_index == GS_CTF_PAYLOAD_CONTEXT ? GS_CTF_WANT_CONTEXT :
                                                                            GS_CTF_WANT_NOTHING);
  gs_ctf_plan_fill_base (plan, base);
  return gs_ctf_compiler_end (&compiler, error);
}

/**
 * gs_ctf_program_new_roles:
 * @field: (nullable): a packet's header or context, or an event's header
 * @alignment: in bits, of what is known of where it begins
 *
 * Returns: (transfer full): a program that reads what has a role
 */
GsCtfProgram *
gs_ctf_program_new_roles (const GsCtfField *field, guint alignment, GError **error)
{
  GsCtfCompiler compiler;

  gs_ctf_compiler_begin (&compiler, NULL, alignment);
  gs_ctf_collect_referred (compiler.referred, field);
  gs_ctf_compiler_add_root (&compiler, GS_CTF_SCOPE_RELATIVE, field, GS_CTF_WANT_NOTHING);
  return gs_ctf_compiler_end (&compiler, error);
}
