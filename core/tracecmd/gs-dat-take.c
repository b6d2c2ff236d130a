/* gs-dat-take.c: what files of trace-cmd hold in both of their versions
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-take.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"

gboolean
gs_dat_take_fail (GError **error, const char *what)
{
  g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, what);
  return FALSE;
}

gboolean
gs_dat_take_fail_short (GError **error)
{
  return gs_dat_take_fail (error, _ ("it ends too early, or was not closed by trace-cmd"));
}

static void
gs_dat_take_class (GsDatFile *file, const char *system, GsDatBytes text)
{
  GsDatClass *klass = text.is_short ? NULL : gs_dat_class_new (system, (const char *) text.data, text.size);

  if (klass == NULL)
    return;
  if (klass->id >= file->classes->len)
    g_ptr_array_set_size (file->classes, klass->id + 1);
  if (g_ptr_array_index (file->classes, klass->id) != NULL)
    gs_dat_class_free (g_ptr_array_index (file->classes, klass->id));
  g_ptr_array_index (file->classes, klass->id) = klass;
}

/* The format files of one system. */
void
gs_dat_take_system (GsDatFile *file, const char *system, GsDatBytes *data)
{
  guint n = gs_dat_bytes_take_number (data, 4);

  for (guint i = 0; i < n && !data->is_short; i++)
    gs_dat_take_class (file, system, gs_dat_bytes_take_part (data, gs_dat_bytes_take_number (data, 8)));
}

void
gs_dat_take_formats (GsDatFile *file, GsDatBytes *data)
{
  guint n = gs_dat_bytes_take_number (data, 4);

  for (guint i = 0; i < n && !data->is_short; i++)
    {
      const char *system = gs_dat_bytes_take_text (data);

      if (system != NULL)
        gs_dat_take_system (file, system, data);
    }
}

/* Where in a page is what. Returns: FALSE where that can't be */
static gboolean
gs_dat_take_page (GsDatFile *file, GsDatBytes text)
{
  g_autoptr (GArray) fields = text.is_short ? NULL : gs_dat_fields_parse ((const char *) text.data, text.size, NULL);
  GsDatPageLayout *layout = &file->layout;

  *layout = (GsDatPageLayout){ 0, 8, 0, 0, file->is_big_endian };
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const GsDatField *field = &g_array_index (fields, GsDatField, i);

      if (strcmp (field->name, "timestamp") == 0)
        layout->time_at = field->offset;
      else if (strcmp (field->name, "commit") == 0)
        {
          layout->commit_at = field->offset;
          layout->commit_size = field->size;
        }
      else if (strcmp (field->name, "data") == 0)
        layout->data_at = field->offset;
    }
  return (layout->commit_size == 4 || layout->commit_size == 8) && layout->data_at >= 8
         && layout->time_at <= layout->data_at - 8 && layout->data_at >= layout->commit_size
         && layout->commit_at <= layout->data_at - layout->commit_size && layout->data_at < file->page_size;
}

gboolean
gs_dat_take_header (GsDatFile *file, GsDatBytes *data, GError **error)
{
  const char *name = gs_dat_bytes_take_text (data);
  GsDatBytes page = gs_dat_bytes_take_part (data, gs_dat_bytes_take_number (data, 8));

  if (g_strcmp0 (name, "header_page") != 0 || !gs_dat_take_page (file, page))
    return gs_dat_take_fail (error, _ ("it does not say how the kernel's buffers are laid out"));
  gs_dat_bytes_take_text (data);
  gs_dat_bytes_take (data, gs_dat_bytes_take_number (data, 8));
  return TRUE;
}

/* Lines of "TID NAME". */
void
gs_dat_take_names (GsDatFile *file, GsDatBytes *data)
{
  GsDatBytes text = gs_dat_bytes_take_part (data, gs_dat_bytes_take_number (data, 8));
  g_autofree char *copy = text.is_short ? g_strdup ("") : g_strndup ((const char *) text.data, text.size);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *name = NULL;
      gint64 tid = g_ascii_strtoll (lines[i], &name, 10);

      if (tid > 0 && tid <= G_MAXINT32 && *name == ' ')
        g_hash_table_insert (file->names, GINT_TO_POINTER (tid), g_utf8_make_valid (name + 1, -1));
    }
}

/* The pages of a buffer lie where @buffer says. One whose clock is another can't be brought to the main one's. */
void
gs_dat_take_buffer (GsDatFile *file, const GsDatBuffer *buffer, guint index, gboolean is_packed)
{
  if (index > 0 && buffer->clock[0] != '\0' && strcmp (buffer->clock, file->clock) != 0)
    {
      g_ptr_array_add (file->left_out, g_strdup (buffer->name));
      return;
    }
  for (guint i = 0; i < buffer->cpus->len; i++)
    {
      const GsDatCpuPlace *place = &g_array_index (buffer->cpus, GsDatCpuPlace, i);

      if (place->cpu < GS_DAT_MAX_CPUS && file->data->len < 2 * GS_DAT_MAX_CPUS)
        gs_dat_file_add_data (file, index, place->cpu, place->offset, place->n_bytes, is_packed);
    }
}
