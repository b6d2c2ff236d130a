/* gs-dat-class.c: what the kernel says of an event: its number, name and fields
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-class.h"

#include <stdlib.h>

#define MAX_FIELDS 256
#define MAX_RECORD 65536 /* bytes */

static void
gs_dat_field_clear (gpointer data)
{
  GsDatField *self = data;

  g_free (self->name);
}

/* Returns: the number behind "KEY:" in a line; -1 where there is none */
static gint64
gs_dat_line_get (const char *line, const char *key)
{
  const char *found = strstr (line, key);
  char *end;
  gint64 number;

  if (found == NULL)
    return -1;
  found += strlen (key);
  number = g_ascii_strtoll (found, &end, 10);
  return end != found ? number : -1;
}

/* The declaration "TYPE NAME[N]" without its semicolon: the name is cut out of it. */
static char *
gs_dat_declaration_cut_name (char *declaration)
{
  char *bracket = strrchr (declaration, '[');
  char *end = bracket != NULL && bracket[1] != ']' ? bracket : declaration + strlen (declaration);
  char *begin;
  char *name;

  while (end > declaration && g_ascii_isspace (end[-1]))
    end--;
  for (begin = end; begin > declaration && (g_ascii_isalnum (begin[-1]) || begin[-1] == '_'); begin--)
    ;
  name = g_strndup (begin, end - begin);
  memmove (begin, end, strlen (end) + 1);
  return name;
}

/* @type: the declaration without its name: "char [16]", "__data_loc char[] " */
static void
gs_dat_field_set_kind (GsDatField *self, const char *type)
{
  gboolean is_char = strstr (type, "char") != NULL;
  const char *bracket = strchr (type, '[');
  gint64 n_items = bracket != NULL ? g_ascii_strtoll (bracket + 1, NULL, 10) : 0;

  self->n_items = 1;
  if (g_str_has_prefix (type, "__data_loc") || g_str_has_prefix (type, "__rel_loc"))
    {
      self->kind = type[2] == 'd' ? GS_DAT_FIELD_DYNAMIC : GS_DAT_FIELD_RELATIVE;
      self->is_text = is_char;
      return;
    }
  if (bracket == NULL)
    {
      self->kind = GS_DAT_FIELD_NUMBER;
      return;
    }
  self->kind = is_char && strstr (type, "unsigned") == NULL ? GS_DAT_FIELD_TEXT : GS_DAT_FIELD_ARRAY;
  if (n_items > 0 && n_items <= self->size && self->size % n_items == 0)
    self->n_items = n_items;
  else if (self->kind == GS_DAT_FIELD_ARRAY)
    self->n_items = MAX (self->size, 1); /* the number may be a name */
}

/* A line "field:TYPE NAME;	offset:N;	size:N;	signed:N;". Returns: FALSE where it is none */
static gboolean
gs_dat_field_init (GsDatField *self, const char *line)
{
  const char *begin = strstr (line, "field:");
  const char *end = begin != NULL ? strchr (begin, ';') : NULL;
  gint64 offset = end != NULL ? gs_dat_line_get (end, "offset:") : -1;
  gint64 size = end != NULL ? gs_dat_line_get (end, "size:") : -1;
  g_autofree char *declaration = NULL;

  if (offset < 0 || size < 0 || offset > MAX_RECORD || size > MAX_RECORD - offset)
    return FALSE;
  begin += strlen ("field:");
  declaration = g_strstrip (g_strndup (begin, end - begin));
  *self = (GsDatField){ .offset = offset, .size = size, .is_signed = gs_dat_line_get (end, "signed:") > 0 };
  self->name = gs_dat_declaration_cut_name (declaration);
  gs_dat_field_set_kind (self, declaration);
  return TRUE;
}

/**
 * gs_dat_fields_parse:
 * @text: of a format file
 * @n_common: (out) (optional): how many come before the first empty line
 *
 * Returns: (transfer full) (element-type GsDatField): all fields that it declares
 */
GArray *
gs_dat_fields_parse (const char *text, gsize length, guint *n_common)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (GsDatField));
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
  guint n = 0;

  g_array_set_clear_func (fields, gs_dat_field_clear);
  for (guint i = 0; lines[i] != NULL && fields->len < MAX_FIELDS; i++)
    {
      GsDatField field;

      if (g_str_has_prefix (lines[i], "print fmt:"))
        break;
      if (gs_dat_field_init (&field, lines[i]))
        g_array_append_val (fields, field);
      else if (lines[i][0] == '\0' && n == 0)
        n = fields->len;
    }
  if (n_common != NULL)
    *n_common = n;
  return fields;
}

/**
 * gs_dat_class_new:
 * @system: of the event
 * @text: its format file
 *
 * Returns: (transfer full) (nullable): the event; NULL where the text declares none
 */
GsDatClass *
gs_dat_class_new (const char *system, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  const char *name = strstr (copy, "name: ");
  const char *end = name != NULL ? strchr (name, '\n') : NULL;
  gint64 id = gs_dat_line_get (copy, "ID:");
  g_autofree char *own = end != NULL ? g_strndup (name + 6, end - name - 6) : NULL;
  g_autofree char *both = own != NULL ? g_strdup_printf ("%s:%s", system, own) : NULL;
  GsDatClass *self;

  if (both == NULL || id < 0 || id >= GS_DAT_MAX_CLASSES)
    return NULL;
  self = g_new0 (GsDatClass, 1);
  self->id = id;
  self->name = g_utf8_make_valid (both, -1);
  self->fields = gs_dat_fields_parse (text, length, &self->n_common);
  return self;
}

void
gs_dat_class_free (GsDatClass *self)
{
  g_free (self->name);
  g_array_unref (self->fields);
  g_free (self);
}

/* Returns: (nullable): */
const GsDatField *
gs_dat_class_find (const GsDatClass *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (strcmp (g_array_index (self->fields, GsDatField, i).name, name) == 0)
      return &g_array_index (self->fields, GsDatField, i);
  return NULL;
}

/**
 * gs_dat_field_locate:
 * @record: all of it
 * @data: (out): where the field's own bytes are, or those that it refers to
 *
 * Returns: FALSE where the record ends before
 */
gboolean
gs_dat_field_locate (const GsDatField *self, GsDatBytes record, const guint8 **data, gsize *n_bytes)
{
  gsize offset = self->offset, size = self->size;
  guint32 word;

  if (record.size < offset || record.size - offset < size)
    return FALSE;
  if (self->kind == GS_DAT_FIELD_DYNAMIC || self->kind == GS_DAT_FIELD_RELATIVE)
    {
      if (size != 4)
        return FALSE;
      word = gs_dat_load (record.data + offset, 4, record.is_big_endian);
      offset = (word & 0xffff) + (self->kind == GS_DAT_FIELD_RELATIVE ? offset + size : 0);
      size = word >> 16;
      if (record.size < offset || record.size - offset < size)
        return FALSE;
    }
  else if (size == 0 && self->kind != GS_DAT_FIELD_NUMBER)
    {
      size = record.size - offset; /* the last one, as long as the event is */
    }
  *data = record.data + offset;
  *n_bytes = size;
  return TRUE;
}

/* One number of the field's, at @from. */
gint64
gs_dat_field_load (const GsDatField *self, const guint8 *from, gboolean is_big_endian)
{
  guint size = self->size / self->n_items;
  guint64 value = gs_dat_load (from, size, is_big_endian);

  if (!self->is_signed || size >= 8 || size == 0)
    return value;
  return (gint64) (value << (64 - 8 * size)) >> (64 - 8 * size);
}
