/* gs-dat-sections.c: version 7 of trace-cmd's files: sections, which options list
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-sections.h"

#include "tracecmd/gs-dat-take.h"

#define MOST_SECTION_BYTES (256u << 20)
#define MOST_OPTION_SECTIONS 64
#define SECTION_HEADER 16
#define IS_PACKED 1 /* of a section's flags */

/* Returns: (transfer full) (nullable): what a section holds, unpacked */
static GBytes *
gs_dat_sections_read_section (const GsDatFile *file, guint64 offset)
{
  guint8 header[SECTION_HEADER + 8];
  gsize n_header = gs_dat_file_read (file, offset, header, sizeof header);
  gboolean is_packed = n_header >= SECTION_HEADER
                       && (gs_dat_load (header + 2, 2, file->is_big_endian) & IS_PACKED) != 0;
  guint64 n_bytes, n_packed = 0;
  g_autofree guint8 *data = NULL, *packed = NULL;

  if (n_header < (is_packed ? sizeof header : SECTION_HEADER))
    return NULL;
  n_bytes = is_packed ? gs_dat_load (header + SECTION_HEADER + 4, 4, file->is_big_endian) :
                        gs_dat_load (header + 8, 8, file->is_big_endian);
  n_packed = is_packed ? gs_dat_load (header + SECTION_HEADER, 4, file->is_big_endian) : n_bytes;
  offset += is_packed ? sizeof header : SECTION_HEADER;
  if (n_bytes > MOST_SECTION_BYTES || offset > file->n_bytes || n_packed > file->n_bytes - offset)
    return NULL;
  data = g_try_malloc (n_bytes + 1);
  packed = is_packed ? g_try_malloc (n_packed + 1) : NULL;
  if (data == NULL || (is_packed && packed == NULL)
      || gs_dat_file_read (file, offset, is_packed ? packed : data, n_packed) < n_packed
      || (is_packed && !gs_dat_inflate (file->packing, packed, n_packed, data, n_bytes)))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), n_bytes);
}

static GsDatBytes
gs_dat_sections_view (const GsDatFile *file, GBytes *section)
{
  gsize n_bytes = 0;
  const guint8 *data = section != NULL ? g_bytes_get_data (section, &n_bytes) : NULL;

  return (GsDatBytes){ data, n_bytes, 0, file->is_big_endian, data == NULL };
}

/* Sections of options follow each other. */
static gboolean
gs_dat_sections_read_options (GsDatOptions *options, guint64 offset, GError **error)
{
  for (guint i = 0; offset != 0 && i < MOST_OPTION_SECTIONS; i++)
    {
      g_autoptr (GBytes) section = gs_dat_sections_read_section (options->file, offset);
      GsDatBytes data = gs_dat_sections_view (options->file, section);

      offset = 0;
      if (section == NULL)
        return gs_dat_take_fail_short (error);
      while (!data.is_short && data.at < data.size)
        {
          guint id = gs_dat_bytes_take_number (&data, 2);
          GsDatBytes option = gs_dat_bytes_take_part (&data, gs_dat_bytes_take_number (&data, 4));

          if (option.is_short)
            return gs_dat_take_fail_short (error);
          if (id == GS_DAT_OPTION_DONE)
            {
              offset = gs_dat_bytes_take_number (&option, 8);
              break;
            }
          gs_dat_options_take (options, id, option);
        }
    }
  return TRUE;
}

static gboolean
gs_dat_sections_is_packed (const GsDatFile *file, guint64 offset)
{
  guint8 header[SECTION_HEADER];

  return gs_dat_file_read (file, offset, header, sizeof header) == sizeof header
         && (gs_dat_load (header + 2, 2, file->is_big_endian) & IS_PACKED) != 0;
}

/* The main buffer's pages first: it says which clock counts. */
static void
gs_dat_sections_add_buffers (GsDatOptions *options)
{
  GsDatFile *file = options->file;
  guint n_others = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < options->buffers->len; i++)
      {
        const GsDatBuffer *buffer = &g_array_index (options->buffers, GsDatBuffer, i);
        gboolean is_main = buffer->name[0] == '\0';

        if (is_main != (pass == 0))
          continue;
        if ((is_main || file->clock[0] == '\0') && buffer->clock[0] != '\0')
          {
            g_free (file->clock);
            file->clock = g_strdup (buffer->clock);
          }
        if (buffer->page_size >= GS_DAT_LEAST_PAGE_BYTES && buffer->page_size <= GS_DAT_MOST_PAGE_BYTES)
          file->page_size = buffer->page_size;
        gs_dat_take_buffer (file, buffer, is_main ? 0 : ++n_others, gs_dat_sections_is_packed (file, buffer->offset));
      }
}

/**
 * gs_dat_sections_read:
 * @offset: of the first options in the file
 *
 * Returns: FALSE with @error where the file can't be read
 */
gboolean
gs_dat_sections_read (GsDatFile *file, guint64 offset, GError **error)
{
  g_auto (GsDatOptions) options = { NULL };
  g_autoptr (GBytes) header = NULL, ftrace = NULL, formats = NULL, names = NULL;
  GsDatBytes data;

  gs_dat_options_init (&options, file);
  if (!gs_dat_sections_read_options (&options, offset, error))
    return FALSE;
  header = gs_dat_sections_read_section (file, options.sections[GS_DAT_OPTION_HEADER_INFO]);
  ftrace = gs_dat_sections_read_section (file, options.sections[GS_DAT_OPTION_FTRACE_EVENTS]);
  formats = gs_dat_sections_read_section (file, options.sections[GS_DAT_OPTION_EVENT_FORMATS]);
  names = gs_dat_sections_read_section (file, options.sections[GS_DAT_OPTION_CMDLINES]);
  data = gs_dat_sections_view (file, header);
  if (!gs_dat_take_header (file, &data, error))
    return FALSE;
  data = gs_dat_sections_view (file, ftrace);
  gs_dat_take_system (file, "ftrace", &data);
  data = gs_dat_sections_view (file, formats);
  gs_dat_take_formats (file, &data);
  data = gs_dat_sections_view (file, names);
  gs_dat_take_names (file, &data);
  gs_dat_sections_add_buffers (&options);
  return TRUE;
}
