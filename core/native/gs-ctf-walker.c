/* gs-ctf-walker.c: all fields of an event as text
 * SPDX-License-Identifier: MIT
 *
 * For people, one event at a time: where programs (gs-ctf-program.h) read a few
 * fields fast, this shows all of them.
 */
#include "native/gs-ctf-walker.h"

#include <string.h>

#include "event/gs-event.h"
#include "read/gs-event-text.h"

#define MAX_FIELDS_PER_EVENT 100000
#define MAX_SHOWN 64 /* elements of an array */

/* A number that was read, for later lengths and selectors. */
typedef struct
{
  GsCtfScope scope;
  const char *name;
  guint64 value;
} GsCtfKnown;

static gboolean gs_ctf_walker_field (GsCtfWalker *self, const GsCtfField *field, const char *name, GsCtfScope scope);

void
gs_ctf_walker_init (GsCtfWalker *self)
{
  *self = (GsCtfWalker){ 0 };
  self->text = g_string_new (NULL);
  self->prefix = g_string_new (NULL);
  self->known = g_array_new (FALSE, FALSE, sizeof (GsCtfKnown));
}

void
gs_ctf_walker_clear (GsCtfWalker *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->prefix, TRUE);
  g_array_unref (self->known);
}

/* The next event. */
void
gs_ctf_walker_begin (GsCtfWalker *self)
{
  self->tid = GS_NO_TID;
  self->n_budget = MAX_FIELDS_PER_EVENT;
  g_string_truncate (self->text, 0);
  g_string_truncate (self->prefix, 0);
  g_array_set_size (self->known, 0);
}

/* --- Numbers --- */

static gboolean
gs_ctf_walker_take (GsCtfWalker *self, guint64 n_bits, guint alignment, guint64 *from)
{
  guint64 at = (self->at + alignment - 1) / alignment * alignment;

  if (at > self->end || n_bits > self->end - at)
    return FALSE;
  *from = at;
  self->at = at + n_bits;
  return TRUE;
}

/* Bits are counted from each byte's lowest in little endian, from its highest in big endian. */
static guint64
gs_ctf_walker_get_bits (const guint8 *data, guint64 from, guint n_bits, gboolean is_big_endian)
{
  guint64 value = 0;

  for (guint i = 0; i < n_bits; i++)
    {
      guint64 at = from + i;
      guint64 bit = (data[at / 8] >> (is_big_endian ? 7 - at % 8 : at % 8)) & 1;

      value |= bit << (is_big_endian ? n_bits - 1 - i : i);
    }
  return value;
}

static gboolean
gs_ctf_walker_read_varint (GsCtfWalker *self, guint64 *value, guint *n_bits)
{
  guint64 from;
  guint shift = 0;

  *value = 0;
  do
    {
      if (!gs_ctf_walker_take (self, 8, 8, &from))
        return FALSE;
      if (shift < 64)
        *value |= (guint64) (self->data[from / 8] & 0x7f) << shift;
      shift += 7;
    }
  while ((self->data[from / 8] & 0x80) != 0);
  *n_bits = MIN (shift, 64);
  return TRUE;
}

static gboolean
gs_ctf_walker_read_number (GsCtfWalker *self, const GsCtfField *field, guint64 *value)
{
  guint n_bits = field->number.n_bits;
  guint64 from;

  if (field->type == GS_CTF_VARINT)
    {
      if (!gs_ctf_walker_read_varint (self, value, &n_bits))
        return FALSE;
    }
  else
    {
      if (!gs_ctf_walker_take (self, n_bits, field->alignment, &from))
        return FALSE;
      *value = gs_ctf_walker_get_bits (self->data, from, MIN (n_bits, 64), field->number.is_big_endian);
    }
  if (field->number.is_signed && n_bits < 64 && (*value >> (n_bits - 1) & 1) != 0)
    *value |= G_MAXUINT64 << n_bits;
  return TRUE;
}

/* The last number of that name, in the same part of the event where it says which. */
static gboolean
gs_ctf_walker_find (const GsCtfWalker *self, const GsCtfPath *path, guint64 *value)
{
  for (guint i = self->known->len; path->n_names > 0 && i-- > 0;)
    {
      const GsCtfKnown *known = &g_array_index (self->known, GsCtfKnown, i);

      if ((path->scope == GS_CTF_SCOPE_RELATIVE || path->scope == known->scope)
          && strcmp (known->name, path->names[path->n_names - 1]) == 0)
        {
          *value = known->value;
          return TRUE;
        }
    }
  return FALSE;
}

/* --- Text --- */

static void
gs_ctf_walker_name (GsCtfWalker *self, const char *name)
{
  g_string_append_printf (self->text, "%s%s%s=", self->text->len > 0 ? " " : "", self->prefix->str, name);
}

static void
gs_ctf_walker_add_number (GsCtfWalker *self, const GsCtfField *field, guint64 value)
{
  if (field->number.is_signed)
    g_string_append_printf (self->text, "%" G_GINT64_FORMAT, (gint64) value);
  else
    g_string_append_printf (self->text, "%" G_GUINT64_FORMAT, value);
}

/* --- Fields --- */

static gboolean
gs_ctf_walker_number (GsCtfWalker *self, const GsCtfField *field, const char *name, GsCtfScope scope)
{
  GsCtfKnown known = { scope, name, 0 };

  if (!gs_ctf_walker_read_number (self, field, &known.value))
    return FALSE;
  g_array_append_val (self->known, known);
  if (self->is_context && (strcmp (name, "tid") == 0 || strcmp (name, "perf_tid") == 0))
    self->tid = (gint32) known.value;
  gs_ctf_walker_name (self, name);
  gs_ctf_walker_add_number (self, field, known.value);
  return TRUE;
}

static gboolean
gs_ctf_walker_real (GsCtfWalker *self, const GsCtfField *field, const char *name)
{
  guint64 from, bits;

  if (!gs_ctf_walker_take (self, field->number.n_bits, field->alignment, &from))
    return FALSE;
  bits = gs_ctf_walker_get_bits (self->data, from, MIN (field->number.n_bits, 64), field->number.is_big_endian);
  gs_ctf_walker_name (self, name);
  if (field->number.n_bits == 32)
    {
      guint32 half = bits;
      float value;

      memcpy (&value, &half, sizeof value);
      g_string_append_printf (self->text, "%g", (double) value);
    }
  else
    {
      double value;

      memcpy (&value, &bits, sizeof value);
      g_string_append_printf (self->text, "%g", value);
    }
  return TRUE;
}

static gboolean
gs_ctf_walker_string (GsCtfWalker *self, const char *name)
{
  const guint8 *zero;
  guint64 from, begin;

  if (!gs_ctf_walker_take (self, 0, 8, &from))
    return FALSE;
  begin = from / 8;
  zero = begin < self->end / 8 ? memchr (self->data + begin, '\0', self->end / 8 - begin) : NULL;
  if (zero == NULL)
    return FALSE;
  self->at = (guint64) (zero + 1 - self->data) * 8;
  gs_ctf_walker_name (self, name);
  gs_event_text_add_string (self->text, self->data + begin, zero - self->data - begin);
  return TRUE;
}

/* Names the members of what is inside by what they are inside of. */
static gboolean
gs_ctf_walker_structure (GsCtfWalker *self, const GsCtfField *field, const char *name, GsCtfScope scope)
{
  gsize length = self->prefix->len;
  gboolean is_good = TRUE;
  guint64 from;

  if (!gs_ctf_walker_take (self, 0, field->alignment, &from))
    return FALSE;
  if (name != NULL)
    g_string_append_printf (self->prefix, "%s.", name);
  for (guint i = 0; i < field->structure.n_members && is_good; i++)
    is_good = gs_ctf_walker_field (self, field->structure.members[i].field, field->structure.members[i].name, scope);
  g_string_truncate (self->prefix, length);
  return is_good;
}

/* Elements that are numbers: [1,2,3]; others one by one, by their index. */
static gboolean
gs_ctf_walker_elements (GsCtfWalker *self, const GsCtfField *element, guint64 n, const char *name, GsCtfScope scope)
{
  gboolean is_list = element->type == GS_CTF_INTEGER || element->type == GS_CTF_VARINT;

  if (is_list)
    {
      gs_ctf_walker_name (self, name);
      g_string_append_c (self->text, '[');
    }
  for (guint64 i = 0; i < n; i++)
    {
      g_autofree char *own_name = is_list ? NULL : g_strdup_printf ("%s[%" G_GUINT64_FORMAT "]", name, i);
      guint64 value;

      if (self->n_budget-- == 0)
        return FALSE;
      if (!is_list && !gs_ctf_walker_field (self, element, own_name, scope))
        return FALSE;
      if (is_list && !gs_ctf_walker_read_number (self, element, &value))
        return FALSE;
      if (is_list && i < MAX_SHOWN)
        {
          g_string_append (self->text, i > 0 ? "," : "");
          gs_ctf_walker_add_number (self, element, value);
        }
    }
  if (is_list)
    g_string_append (self->text, n > MAX_SHOWN ? ",…]" : "]");
  return TRUE;
}

static gboolean
gs_ctf_walker_array (GsCtfWalker *self, const GsCtfField *field, const char *name, GsCtfScope scope)
{
  guint64 n = field->array.length, from;

  if (field->type == GS_CTF_SEQUENCE && !gs_ctf_walker_find (self, &field->array.counted, &n))
    return FALSE;
  if (!field->array.is_text)
    return gs_ctf_walker_take (self, 0, field->alignment, &from)
           && gs_ctf_walker_elements (self, field->array.element, n, name, scope);
  if (n > self->end / 8 || !gs_ctf_walker_take (self, n * 8, MAX (field->alignment, 8), &from))
    return FALSE;
  gs_ctf_walker_name (self, name);
  gs_event_text_add_string (self->text, self->data + from / 8, n);
  return TRUE;
}

static gboolean
gs_ctf_walker_option_fits (const GsCtfOption *option, guint64 value)
{
  for (guint i = 0; i < option->n_ranges; i++)
    {
      const GsCtfRange *range = &option->ranges[i];

      if ((value >= range->first && value <= range->last)
          || ((gint64) range->first < 0 && (gint64) value >= (gint64) range->first
              && (gint64) value <= (gint64) range->last))
        return TRUE;
    }
  return FALSE;
}

static gboolean
gs_ctf_walker_variant (GsCtfWalker *self, const GsCtfField *field, const char *name, GsCtfScope scope)
{
  guint64 value;

  if (!gs_ctf_walker_find (self, &field->variant.selector, &value))
    return FALSE;
  for (guint i = 0; i < field->variant.n_options; i++)
    if (gs_ctf_walker_option_fits (&field->variant.options[i], value))
      return gs_ctf_walker_field (self, field->variant.options[i].field, name, scope);
  return TRUE;
}

static gboolean
gs_ctf_walker_field (GsCtfWalker *self, const GsCtfField *field, const char *name, GsCtfScope scope)
{
  if (self->n_budget == 0)
    return FALSE;
  self->n_budget--;
  switch (field->type)
    {
    case GS_CTF_INTEGER:
    case GS_CTF_VARINT:
      return gs_ctf_walker_number (self, field, name, scope);
    case GS_CTF_REAL:
      return gs_ctf_walker_real (self, field, name);
    case GS_CTF_STRING:
      return gs_ctf_walker_string (self, name);
    case GS_CTF_STRUCT:
      return gs_ctf_walker_structure (self, field, name, scope);
    case GS_CTF_ARRAY:
    case GS_CTF_SEQUENCE:
      return gs_ctf_walker_array (self, field, name, scope);
    case GS_CTF_VARIANT:
      return gs_ctf_walker_variant (self, field, name, scope);
    default:
      return FALSE;
    }
}

/**
 * gs_ctf_walker_walk:
 * @field: (nullable): a context or the payload of the event that begins at @self's place
 * @scope: which of them
 *
 * Adds its fields to @self's text, and goes on to its end.
 *
 * Returns: FALSE where it doesn't fit into what is there
 */
gboolean
gs_ctf_walker_walk (GsCtfWalker *self, const GsCtfField *field, GsCtfScope scope)
{
  if (field == NULL)
    return TRUE;
  self->is_context = scope != GS_CTF_SCOPE_PAYLOAD;
  if (field->type == GS_CTF_STRUCT)
    return gs_ctf_walker_structure (self, field, NULL, scope);
  return gs_ctf_walker_field (self, field, "value", scope);
}
