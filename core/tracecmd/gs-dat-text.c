/* gs-dat-text.c: a recording's events as text, by its own declarations
 * SPDX-License-Identifier: MIT
 *
 * Each stream is read some pages at a time, from those on that may hold the first event that is sought.
 */
#include "tracecmd/gs-dat-text.h"

#include "event/gs-event.h"
#include "tracecmd/gs-dat-recording.h"

#define MAX_SHOWN 16 /* items of an array */

/* One stream, at one of its events. */
typedef struct
{
  const GsDatRecording *recording;
  const GsDatData *data;
  GByteArray *packed, *pages;
  guint next_block;
  gsize at, n_bytes; /* of the next page, and of all */
  GsDatPage page;
  GsDatBytes record;
  const GsDatClass *klass;
  gint64 time; /* never before that of the one before */
  gboolean is_ended;
} GsDatCursor;

typedef struct
{
  GsEventText parent;
  GsNames *names;
  GsDatRecording recording;
  GsDatCursor *cursors;
  guint n_cursors;
  guint current; /* the one whose event was given out, or n_cursors */
  GString *text;
} GsDatText;

/* --- One stream --- */

/* Returns: FALSE at the end of the pages that were read */
static gboolean
gs_dat_cursor_load_page (GsDatCursor *self)
{
  const GsDatFile *file = self->recording->file;
  gsize n_bytes = MIN (file->page_size, self->n_bytes - self->at);

  if (n_bytes == 0)
    return FALSE;
  gs_dat_page_init (&self->page, &file->layout, self->pages->data + self->at, n_bytes);
  self->at += n_bytes;
  return TRUE;
}

static void
gs_dat_cursor_load_block (GsDatCursor *self)
{
  self->n_bytes = gs_dat_file_read_block (self->recording->file, self->data, self->next_block++, self->packed,
                                          self->pages);
  self->at = 0;
}

/* To the next event that is declared. */
static void
gs_dat_cursor_advance (GsDatCursor *self)
{
  while (!self->is_ended)
    {
      if (gs_dat_page_next (&self->page, &self->record))
        {
          self->time = MAX (self->time, gs_dat_clock_to_ns (&self->recording->clock, self->page.time));
          self->klass = gs_dat_file_get_class (self->recording->file, gs_dat_record_get_id (self->record));
          if (self->klass != NULL)
            return;
        }
      else if (!gs_dat_cursor_load_page (self))
        {
          self->is_ended = self->next_block >= self->data->blocks->len;
          if (!self->is_ended)
            gs_dat_cursor_load_block (self);
        }
    }
}

/* When a block begins, as its first page says; GS_TIME_NONE where it can't be read. */
static gint64
gs_dat_cursor_get_begin (GsDatCursor *self, guint block)
{
  const GsDatFile *file = self->recording->file;
  GsDatPage page;

  self->next_block = block;
  gs_dat_cursor_load_block (self);
  if (self->n_bytes < file->page_size || !gs_dat_page_init (&page, &file->layout, self->pages->data, file->page_size))
    return GS_TIME_NONE;
  return gs_dat_clock_to_ns (&self->recording->clock, page.time);
}

/* To the first event at or after @from, by way of the last block that begins before it. */
static void
gs_dat_cursor_seek (GsDatCursor *self, gint64 from)
{
  guint low = 0, high = self->data->blocks->len;

  while (from != GS_TIME_NONE && high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (gs_dat_cursor_get_begin (self, middle) <= from)
        low = middle;
      else
        high = middle;
    }
  self->next_block = low;
  self->at = self->n_bytes = 0;
  self->page = (GsDatPage){ .is_broken = TRUE };
  self->time = GS_TIME_NONE;
  self->is_ended = FALSE;
  do
    gs_dat_cursor_advance (self);
  while (!self->is_ended && self->time < from && from != GS_TIME_NONE);
}

/* --- Fields --- */

static void
gs_dat_text_add_number (GString *text, const GsDatField *field, const guint8 *data, gboolean is_big_endian)
{
  gint64 value = gs_dat_field_load (field, data, is_big_endian);

  if (field->is_signed)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, value);
  else
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, (guint64) value);
}

/* Items of the field's own size, or bytes where it does not say. */
static void
gs_dat_text_add_array (GString *text, const GsDatField *field, const guint8 *data, gsize n_bytes,
                       gboolean is_big_endian)
{
  GsDatField item = { .size = field->kind == GS_DAT_FIELD_ARRAY && field->size > 0 ? field->size / field->n_items : 1,
                      .n_items = 1,
                      .is_signed = field->is_signed };

  g_string_append_c (text, '[');
  for (gsize i = 0; i < n_bytes / item.size && i < MAX_SHOWN; i++)
    {
      g_string_append (text, i > 0 ? "," : "");
      gs_dat_text_add_number (text, &item, data + i * item.size, is_big_endian);
    }
  g_string_append (text, n_bytes / item.size > MAX_SHOWN ? ",…]" : "]");
}

static void
gs_dat_text_add_field (GString *text, const GsDatField *field, GsDatBytes record)
{
  const guint8 *data;
  gsize n_bytes;

  if (!gs_dat_field_locate (field, record, &data, &n_bytes))
    return;
  g_string_append_printf (text, "%s%s=", text->len > 0 ? " " : "", field->name);
  if (field->kind == GS_DAT_FIELD_TEXT || field->is_text)
    gs_event_text_add_string (text, data, n_bytes);
  else if (field->kind == GS_DAT_FIELD_NUMBER)
    gs_dat_text_add_number (text, field, data, record.is_big_endian);
  else
    gs_dat_text_add_array (text, field, data, n_bytes, record.is_big_endian);
}

/* --- All of them --- */

static gboolean
gs_dat_text_next (GsEventText *text, GsEventLine *line)
{
  GsDatText *self = (GsDatText *) text;
  const GsDatCursor *first = NULL;

  if (self->current < self->n_cursors)
    gs_dat_cursor_advance (&self->cursors[self->current]);
  for (guint i = 0; i < self->n_cursors; i++)
    if (!self->cursors[i].is_ended && (first == NULL || self->cursors[i].time < first->time))
      first = &self->cursors[i];
  if (first == NULL)
    return FALSE;
  self->current = first - self->cursors;
  g_string_truncate (self->text, 0);
  for (guint i = first->klass->n_common; i < first->klass->fields->len; i++)
    gs_dat_text_add_field (self->text, &g_array_index (first->klass->fields, GsDatField, i), first->record);
  *line = (GsEventLine){ first->time, first->data->cpu,
                         gs_dat_programs_get_tid (self->recording.programs, first->record), first->klass->name,
                         self->text->str };
  return TRUE;
}

static void
gs_dat_text_seek (GsEventText *text, gint64 from)
{
  GsDatText *self = (GsDatText *) text;

  for (guint i = 0; i < self->n_cursors; i++)
    gs_dat_cursor_seek (&self->cursors[i], from);
  self->current = self->n_cursors;
}

static void
gs_dat_text_free (GsEventText *text)
{
  GsDatText *self = (GsDatText *) text;

  for (guint i = 0; i < self->n_cursors; i++)
    {
      g_byte_array_unref (self->cursors[i].packed);
      g_byte_array_unref (self->cursors[i].pages);
    }
  g_free (self->cursors);
  gs_dat_recording_clear (&self->recording);
  g_string_free (self->text, TRUE);
  gs_names_unref (self->names);
  g_free (self);
}

/**
 * gs_dat_text_new:
 *
 * Returns: (transfer full) (nullable): the events, before the first one; or NULL with @error
 */
GsEventText *
gs_dat_text_new (GsTrace *trace, GError **error)
{
  GsDatText *self = g_new0 (GsDatText, 1);

  self->parent = (GsEventText){ gs_dat_text_seek, gs_dat_text_next, gs_dat_text_free };
  self->names = gs_names_new ();
  self->text = g_string_new (NULL);
  if (!gs_dat_recording_init (&self->recording, trace->parts[0], self->names, error))
    {
      gs_dat_text_free (&self->parent);
      return NULL;
    }
  self->n_cursors = self->recording.file->data->len;
  self->cursors = g_new0 (GsDatCursor, self->n_cursors + 1);
  for (guint i = 0; i < self->n_cursors; i++)
    {
      GsDatCursor *cursor = &self->cursors[i];

      cursor->recording = &self->recording;
      cursor->data = g_ptr_array_index (self->recording.file->data, i);
      cursor->packed = g_byte_array_new ();
      cursor->pages = g_byte_array_new ();
    }
  gs_dat_text_seek (&self->parent, GS_TIME_NONE);
  return &self->parent;
}
