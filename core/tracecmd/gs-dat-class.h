/* gs-dat-class.h: what the kernel says of an event: its number, name and fields
 * SPDX-License-Identifier: MIT
 *
 * From the text of its "format" file in tracefs.
 */
#pragma once

#include <glib-object.h>

#include "tracecmd/gs-dat-bytes.h"

G_BEGIN_DECLS

#define GS_DAT_MAX_CLASSES 65536 /* their numbers have 16 bits */

typedef enum
{
  GS_DAT_FIELD_NUMBER,
  GS_DAT_FIELD_TEXT, /* an array of char */
  GS_DAT_FIELD_ARRAY,
  GS_DAT_FIELD_DYNAMIC,  /* 16 bits of place in the record, and before them 16 of length */
  GS_DAT_FIELD_RELATIVE, /* likewise, from the field's own end on */
} GsDatFieldKind;

typedef struct
{
  char *name;
  GsDatFieldKind kind;
  guint offset, size; /* bytes; of arrays all of it */
  guint n_items;      /* of an array, else 1 */
  gboolean is_signed;
  gboolean is_text; /* of dynamic ones */
} GsDatField;

typedef struct
{
  guint id;
  char *name;     /* SYSTEM:NAME, as `trace-cmd record -e` takes it */
  GArray *fields; /* of GsDatField */
  guint n_common; /* of them, the first ones, which all events have */
} GsDatClass;

GArray *gs_dat_fields_parse (const char *text, gsize length, guint *n_common);
GsDatClass *gs_dat_class_new (const char *system, const char *text, gsize length);
const GsDatField *gs_dat_class_find (const GsDatClass *self, const char *name);
gboolean gs_dat_field_locate (const GsDatField *self, GsDatBytes record, const guint8 **data, gsize *n_bytes);
gint64 gs_dat_field_load (const GsDatField *self, const guint8 *from, gboolean is_big_endian);
void gs_dat_class_free (GsDatClass *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsDatClass, gs_dat_class_free)

G_END_DECLS
