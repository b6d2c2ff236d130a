/* gs-dat-parts.c: version 6 of trace-cmd's files: one part after the other
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-parts.h"

#include <glib/gi18n.h>

#include "tracecmd/gs-dat-take.h"

#define MOST_HEAD_BYTES (256u << 20) /* before the events: most of it is kallsyms */
#define FIRST_HEAD_BYTES (8u << 20)

/* Parts begin with their name, filled up to so many bytes. */
#define PART_NAME_BYTES 10

/* Where the pages of each CPU are. */
static void
gs_dat_parts_take_places (GsDatFile *file, GsDatBytes *data, GArray *places)
{
  for (guint i = 0; i < file->n_cpus; i++)
    {
      GsDatCpuPlace place = { i, gs_dat_bytes_take_number (data, 8), 0 };

      place.n_bytes = gs_dat_bytes_take_number (data, 8);
      if (!data->is_short)
        g_array_append_val (places, place);
    }
}

static gboolean
gs_dat_parts_is_part (const guint8 *name, const char *wanted)
{
  return name != NULL && strncmp ((const char *) name, wanted, PART_NAME_BYTES) == 0;
}

static void
gs_dat_parts_take_options (GsDatOptions *options, GsDatBytes *data)
{
  while (!data->is_short)
    {
      guint id = gs_dat_bytes_take_number (data, 2);
      GsDatBytes option;

      if (id == GS_DAT_OPTION_DONE)
        return;
      option = gs_dat_bytes_take_part (data, gs_dat_bytes_take_number (data, 4));
      if (!option.is_short)
        gs_dat_options_take (options, id, option);
    }
}

/* Other buffers have a part of their own each. */
static void
gs_dat_parts_read_instances (GsDatOptions *options)
{
  GsDatFile *file = options->file;
  gsize n_bytes = PART_NAME_BYTES + 16 * (gsize) file->n_cpus;
  g_autofree guint8 *part = g_malloc (n_bytes);

  for (guint i = 0; i < options->buffers->len; i++)
    {
      GsDatBuffer *buffer = &g_array_index (options->buffers, GsDatBuffer, i);
      GsDatBytes data = { part, gs_dat_file_read (file, buffer->offset, part, n_bytes), 0, file->is_big_endian, FALSE };

      if (!gs_dat_parts_is_part (gs_dat_bytes_take (&data, PART_NAME_BYTES), "flyrecord"))
        continue;
      gs_dat_parts_take_places (file, &data, buffer->cpus);
      gs_dat_take_buffer (file, buffer, i + 1, FALSE);
    }
}

/* From behind the file's first words on. */
static gboolean
gs_dat_parts_take (GsDatOptions *options, GsDatBytes *data, GError **error)
{
  GsDatFile *file = options->file;
  GsDatBuffer main = { .clock = (char *) "", .name = (char *) "" };
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (GsDatCpuPlace));
  const guint8 *part;

  if (!gs_dat_take_header (file, data, error))
    return FALSE;
  gs_dat_take_system (file, "ftrace", data);
  gs_dat_take_formats (file, data);
  gs_dat_bytes_take (data, gs_dat_bytes_take_number (data, 4)); /* kallsyms */
  gs_dat_bytes_take (data, gs_dat_bytes_take_number (data, 4)); /* formats of trace_printk() */
  gs_dat_take_names (file, data);
  file->n_cpus = gs_dat_bytes_take_number (data, 4);
  file->n_cpus = MIN (file->n_cpus, GS_DAT_MAX_CPUS);
  part = gs_dat_bytes_take (data, PART_NAME_BYTES);
  if (gs_dat_parts_is_part (part, "options  "))
    {
      gs_dat_parts_take_options (options, data);
      part = gs_dat_bytes_take (data, PART_NAME_BYTES);
    }
  if (part != NULL && !gs_dat_parts_is_part (part, "flyrecord"))
    return gs_dat_take_fail (error, _ ("it holds no events but their text; record with “trace-cmd record”"));
  gs_dat_parts_take_places (file, data, places);
  main.cpus = places;
  gs_dat_take_buffer (file, &main, 0, FALSE);
  return !data->is_short || gs_dat_take_fail_short (error);
}

/**
 * gs_dat_parts_read:
 * @at: bytes from the file's begin: behind its first words
 *
 * What is in front of the events need not be large, but may be.
 *
 * Returns: FALSE with @error where the file can't be read
 */
gboolean
gs_dat_parts_read (GsDatFile *file, gsize at, GError **error)
{
  gsize n_bytes = MIN (file->n_bytes, FIRST_HEAD_BYTES);

  for (;; n_bytes = MIN (file->n_bytes, MOST_HEAD_BYTES))
    {
      g_auto (GsDatOptions) options = { NULL };
      g_autofree guint8 *head = g_malloc (n_bytes + 1);
      GsDatBytes data = { head, gs_dat_file_read (file, 0, head, n_bytes), at, file->is_big_endian, FALSE };
      g_autoptr (GError) reason = NULL;

      gs_dat_options_init (&options, file);
      data.is_short = data.size < at;
      if (gs_dat_parts_take (&options, &data, &reason))
        {
          gs_dat_parts_read_instances (&options);
          return TRUE;
        }
      if (!data.is_short || n_bytes >= MIN (file->n_bytes, MOST_HEAD_BYTES))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      g_ptr_array_set_size (file->data, 0);
      g_ptr_array_set_size (file->recorder->guests, 0);
      g_ptr_array_set_size (file->recorder->shifts, 0);
      file->offset = 0;
    }
}
