/* gs-ctf-program.c: compiles a trace's structures to flat programs
 * SPDX-License-Identifier: MIT
 *
 * The compiler keeps, for the base, the largest power of two of which it knows
 * the rest, and how many bits it has come from there. An alignment up to that
 * power costs nothing when events are read.
 */
#include "native/gs-ctf-program.h"

#include <glib/gi18n.h>
#include <stddef.h>
#include <string.h>

#include "base/gs-error.h"

#define MAX_TARGETS (GS_EVENT_MAX_MEMBERS + 3) /* with contexts */
#define MAX_STEPS 65536
#define MAX_BITS_AHEAD G_MAXINT32
#define MAX_LOOSE_TEXT 255 /* bytes of an array that isn't declared as text */

/* What a structure's members mean. */
typedef enum
{
  WANT_NOTHING,
  WANT_CONTEXT,
  WANT_MEMBERS, /* of the layout */
  WANT_NETWORK, /* the network header */
  WANT_SEGMENT, /* the TCP header */
} GsCtfWant;

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

static void gs_ctf_compile_field (GsCtfCompiler *self, const GsCtfField *field, const char *name, GsCtfWant want);

/* --- Places and steps --- */

static void
gs_ctf_compiler_fail (GsCtfCompiler *self, const char *what)
{
  if (self->error == NULL)
    g_set_error (&self->error, GS_ERROR, GS_ERROR_UNSUPPORTED, _ ("its metadata declares %s"), what);
}

static GsCtfStep *
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

static guint
gs_ctf_compiler_get_rest (const GsCtfCompiler *self, guint alignment)
{
  return (self->place.rest + self->place.at) % alignment;
}

/* What was added since the base moved is checked at once. */
static void
gs_ctf_compiler_close (GsCtfCompiler *self)
{
  if (self->error == NULL)
    g_array_index (self->steps, GsCtfStep, self->need).count = self->place.at;
}

static void
gs_ctf_compiler_open (GsCtfCompiler *self, GsCtfPlace place)
{
  self->place = place;
  self->need = self->steps->len;
  gs_ctf_compiler_add (self, GS_CTF_STEP_NEED);
}

/* After something of dynamic length. */
static void
gs_ctf_compiler_move (GsCtfCompiler *self, gboolean is_bytes)
{
  gs_ctf_compiler_open (self, (GsCtfPlace){ .alignment = is_bytes ? 8 : 1 });
}

static void
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

static gboolean
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

static void
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

static GsCtfScopeNode *
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

static guint8
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

/* --- Numbers and texts --- */

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

static GsCtfStep *
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

static GsCtfStore
gs_ctf_member_get_store (const GsEventMember *member)
{
  switch (member->size)
    {
    case 1:
      return GS_CTF_STORE_1;
    case 2:
      return GS_CTF_STORE_2;
    case 4:
      return GS_CTF_STORE_4;
    default:
      return GS_CTF_STORE_8;
    }
}

static void
gs_ctf_compile_number (GsCtfCompiler *self, const GsCtfField *field, const char *name)
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

/* --- What is wanted --- */

static gboolean
gs_ctf_field_is_number (const GsCtfField *field)
{
  return field->type == GS_CTF_INTEGER || field->type == GS_CTF_VARINT;
}

static gboolean
gs_ctf_field_is_text (const GsCtfField *field)
{
  if (field->type == GS_CTF_STRING)
    return TRUE;
  if (field->type != GS_CTF_ARRAY && field->type != GS_CTF_SEQUENCE)
    return FALSE;
  return field->array.is_text
         || (field->array.element->type == GS_CTF_INTEGER && field->array.element->number.n_bits == 8);
}

/* Returns: the index of the first of the member's names that the structure has and can be read; or -1 */
static gint
gs_ctf_find_wanted (const GsCtfField *structure, const char *const *names, guint n_names)
{
  for (guint i = 0; i < n_names && names[i] != NULL; i++)
    for (guint k = 0; k < structure->structure.n_members; k++)
      {
        const GsCtfNamedField *member = &structure->structure.members[k];

        if (strcmp (member->name, names[i]) == 0
            && (gs_ctf_field_is_number (member->field) || gs_ctf_field_is_text (member->field)))
          return k;
      }
  return -1;
}

static gboolean
gs_ctf_want_takes (const GsCtfCompiler *self, GsCtfWant want, const GsEventMember *member)
{
  if (want == WANT_SEGMENT)
    return !member->is_text;
  return want == WANT_MEMBERS && (self->plan->layout->shape == GS_SHAPE_FLAT || member->is_text);
}

/* One place in the records that a field goes to. */
typedef struct
{
  gint index; /* of the structure's member */
  gboolean is_text;
  GsCtfStore store;
  guint target;
} GsCtfTarget;

/* LTTng's contexts, and what perf puts before each event's own members. */
static const struct
{
  const char *context, *payload;
  guint target;
  gboolean is_text;
} gs_ctf_contexts[] = {
  { "tid", "perf_tid", offsetof (GsEvent, context.tid), FALSE },
  { "pid", "perf_pid", offsetof (GsEvent, context.pid), FALSE },
  { "procname", "perf_comm", offsetof (GsEvent, context.name), TRUE },
};

static guint
gs_ctf_find_context_targets (const GsCtfField *structure, gboolean is_payload, GsCtfTarget *targets)
{
  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_contexts); i++)
    {
      const char *name = is_payload ? gs_ctf_contexts[i].payload : gs_ctf_contexts[i].context;

      targets[i] = (GsCtfTarget){ gs_ctf_find_wanted (structure, &name, 1), gs_ctf_contexts[i].is_text, GS_CTF_STORE_4,
                                  gs_ctf_contexts[i].target };
    }
  return G_N_ELEMENTS (gs_ctf_contexts);
}

/* Returns: how many places the structure's members go to */
static guint
gs_ctf_compiler_find_targets (GsCtfCompiler *self, const GsCtfField *structure, GsCtfWant want, GsCtfTarget *targets)
{
  gboolean is_payload = self->plan != NULL && self->plan->context_index == GS_CTF_PAYLOAD_CONTEXT;
  guint n = 0;

  if (want == WANT_CONTEXT)
    return gs_ctf_find_context_targets (structure, is_payload, targets);
  if (want != WANT_MEMBERS && want != WANT_SEGMENT)
    return 0;
  if (want == WANT_MEMBERS && is_payload)
    n = gs_ctf_find_context_targets (structure, TRUE, targets);
  for (guint i = 0; i < self->plan->layout->n_members; i++)
    {
      const GsEventMember *member = &self->plan->layout->members[i];

      if (gs_ctf_want_takes (self, want, member))
        targets[n++] = (GsCtfTarget){ gs_ctf_find_wanted (structure, member->names, GS_EVENT_MAX_MEMBER_NAMES),
                                      member->is_text, gs_ctf_member_get_store (member),
                                      sizeof (GsEvent) + member->offset };
    }
  return n;
}

/* Adds the steps that read a wanted number; what has to be at @field's place is aligned. */
static void
gs_ctf_compiler_add_targets (GsCtfCompiler *self, const GsCtfField *field, guint index, const GsCtfTarget *targets,
                             guint n_targets)
{
  for (guint i = 0; i < n_targets; i++)
    if (targets[i].index == (gint) index && !targets[i].is_text)
      gs_ctf_compiler_add_load (self, field, targets[i].store, targets[i].target);
}

/* Returns: (nullable): where the text of that member goes to */
static const GsCtfTarget *
gs_ctf_find_text_target (guint index, const GsCtfTarget *targets, guint n_targets)
{
  for (guint i = 0; i < n_targets; i++)
    if (targets[i].index == (gint) index && targets[i].is_text)
      return &targets[i];
  return NULL;
}

/* --- Fields with others inside --- */

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
      gs_ctf_compiler_fail (self, _ ("too many arrays inside one another"));
      return;
    }
  gs_ctf_compiler_close (self);
  begin = self->steps->len;
  step = gs_ctf_compiler_add (self, GS_CTF_STEP_LOOP);
  step->slot = slot;
  step->count = field->type == GS_CTF_ARRAY ? field->array.length : 0;
  step->padding = self->n_loops++;
  gs_ctf_compiler_move (self, is_bytes);
  gs_ctf_compile_field (self, element, NULL, WANT_NOTHING);
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

/* What is known of the base wherever one came from. */
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
  gboolean is_segment = want == WANT_SEGMENT && g_strcmp0 (option->name, "tcp") == 0;

  if (is_segment)
    gs_ctf_compiler_add (self, GS_CTF_STEP_MARK);
  gs_ctf_compile_field (self, option->field, option->name, want == WANT_SEGMENT && !is_segment ? WANT_NOTHING : want);
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

/* What is wanted inside a member. */
static GsCtfWant
gs_ctf_want_inside (const GsCtfCompiler *self, GsCtfWant want, const GsCtfNamedField *member)
{
  if (member->field->type != GS_CTF_VARIANT || self->plan == NULL || self->plan->layout == NULL
      || self->plan->layout->shape != GS_SHAPE_TCP)
    return WANT_NOTHING;
  if (want == WANT_MEMBERS && strcmp (member->name, "network_header") == 0)
    return WANT_NETWORK;
  if (want == WANT_NETWORK && strcmp (member->name, "transport_header") == 0)
    return WANT_SEGMENT;
  return WANT_NOTHING;
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
      gs_ctf_compile_number (self, field, member->name);
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
      gs_ctf_compile_field (self, field, member->name, gs_ctf_want_inside (self, want, member));
      break;
    }
}

static void
gs_ctf_compile_structure (GsCtfCompiler *self, const GsCtfField *field, const char *name, GsCtfWant want)
{
  GsCtfTarget targets[MAX_TARGETS];
  guint n_targets = gs_ctf_compiler_find_targets (self, field, want, targets);
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
      gs_ctf_compile_number (self, field, name);
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

static GsCtfProgram *
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

/* Whether a context says which thread an event is of. */
static gboolean
gs_ctf_plan_finds_contexts (const GsCtfField *context, gboolean is_payload)
{
  GsCtfTarget targets[MAX_TARGETS];
  gboolean has_any = FALSE;

  if (context == NULL || context->type != GS_CTF_STRUCT)
    return FALSE;
  for (guint i = 0, n = gs_ctf_find_context_targets (context, is_payload, targets); i < n; i++)
    has_any |= targets[i].index >= 0;
  return has_any;
}

/* Whether a context of events has something that is read as one. */
gboolean
gs_ctf_plan_has_contexts (const GsCtfField *context)
{
  return gs_ctf_plan_finds_contexts (context, FALSE);
}

/* Likewise for an event's payload. */
gboolean
gs_ctf_plan_has_payload_contexts (const GsCtfField *payload)
{
  return gs_ctf_plan_finds_contexts (payload, TRUE);
}

/* Returns: (nullable): the member, where it is a variant */
static const GsCtfField *
gs_ctf_find_variant (const GsCtfField *structure, const char *name)
{
  if (structure == NULL || structure->type != GS_CTF_STRUCT)
    return NULL;
  for (guint i = 0; i < structure->structure.n_members; i++)
    if (strcmp (structure->structure.members[i].name, name) == 0
        && structure->structure.members[i].field->type == GS_CTF_VARIANT)
      return structure->structure.members[i].field;
  return NULL;
}

/* Whether a packet's event has a TCP header anywhere. */
gboolean
gs_ctf_plan_has_segments (const GsCtfField *payload)
{
  const GsCtfField *network = gs_ctf_find_variant (payload, "network_header");

  for (guint i = 0; network != NULL && i < network->variant.n_options; i++)
    {
      const GsCtfField *transport = gs_ctf_find_variant (network->variant.options[i].field, "transport_header");

      for (guint k = 0; transport != NULL && k < transport->variant.n_options; k++)
        if (g_strcmp0 (transport->variant.options[k].name, "tcp") == 0)
          return TRUE;
    }
  return FALSE;
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
                              plan->context_index == (gint) i ? WANT_CONTEXT : WANT_NOTHING);
  gs_ctf_compiler_add_root (&compiler, GS_CTF_SCOPE_PAYLOAD, plan->payload,
                            plan->layout != NULL                          ? WANT_MEMBERS :
                            plan->context_index == GS_CTF_PAYLOAD_CONTEXT ? WANT_CONTEXT :
                                                                            WANT_NOTHING);
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
  gs_ctf_compiler_add_root (&compiler, GS_CTF_SCOPE_RELATIVE, field, WANT_NOTHING);
  return gs_ctf_compiler_end (&compiler, error);
}

void
gs_ctf_program_free (GsCtfProgram *self)
{
  g_free (self->steps);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_free (self);
}
