/* gs-dat-head.c: reads all of a recording of trace-cmd but the events
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-head.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "base/gs-time.h"
#include "tracecmd/gs-dat-parts.h"
#include "tracecmd/gs-dat-sections.h"
#include "tracecmd/gs-dat-take.h"

/* What the clock's ticks are, where the file does not say. */
static void
gs_dat_head_set_conversion (GsDatFile *file)
{
  gboolean is_cycles = strcmp (file->clock, "x86-tsc") == 0 || strcmp (file->clock, "ppc-tb") == 0
                       || strcmp (file->clock, "tsc2nsec") == 0;

  if (is_cycles)
    return;
  file->mult = 1;
  file->shift = 0;
  if (strcmp (file->clock, "uptime") == 0)
    file->mult = 10 * GS_MSEC; /* the kernel's USER_HZ is 100 */
  else if (strcmp (file->clock, "s390-tod") == 0)
    {
      file->mult = 1000;
      file->shift = 12;
    }
  else if (strcmp (file->clock, "tai") == 0)
    file->has_epoch = TRUE;
}

static gboolean
gs_dat_head_check (GsDatFile *file, const char *version, guint long_size, const char *packing, GError **error)
{
  if (file->version < 6 || file->version > 7)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_TRACE,
                   _ ("it is of version %s of trace-cmd's files; “trace-cmd convert --file-version 7” makes one of it "
                      "that can be read"),
                   version);
      return FALSE;
    }
  if (file->packing == GS_DAT_UNKNOWN)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_TRACE,
                   _ ("it is compressed with “%s”, which is not known here; “trace-cmd convert --compression none” "
                      "makes one of it that can be read"),
                   packing);
      return FALSE;
    }
  if ((long_size != 4 && long_size != 8) || file->page_size < GS_DAT_LEAST_PAGE_BYTES
      || file->page_size > GS_DAT_MOST_PAGE_BYTES)
    return gs_dat_take_fail (error, _ ("its header makes no sense"));
  return TRUE;
}

static gboolean
gs_dat_head_read (GsDatFile *file, GError **error)
{
  guint8 begin[1024];
  GsDatBytes data = { begin, gs_dat_file_read (file, 0, begin, sizeof begin), 0, FALSE, FALSE };
  const char *version, *packing = "none";
  guint long_size;
  guint64 options = 0;
  gboolean is_read;

  gs_dat_bytes_take (&data, 10); /* what gs_dat_file_is_one() looks at */
  version = gs_dat_bytes_take_text (&data);
  file->version = version != NULL ? g_ascii_strtoull (version, NULL, 10) : 0;
  file->is_big_endian = data.is_big_endian = gs_dat_bytes_take_number (&data, 1) == 1;
  long_size = gs_dat_bytes_take_number (&data, 1);
  file->page_size = gs_dat_bytes_take_number (&data, 4);
  if (file->version > 6)
    {
      packing = gs_dat_bytes_take_text (&data);
      gs_dat_bytes_take_text (&data);
      options = gs_dat_bytes_take_number (&data, 8);
    }
  if (data.is_short)
    return gs_dat_take_fail_short (error);
  file->packing = gs_dat_packing_find (packing);
  if (!gs_dat_head_check (file, version, long_size, packing, error))
    return FALSE;
  is_read = file->version > 6 ? gs_dat_sections_read (file, options, error) : gs_dat_parts_read (file, data.at, error);
  if (is_read)
    gs_dat_head_set_conversion (file);
  return is_read;
}

/**
 * gs_dat_head_open:
 * @error: says what is wrong without naming the file; %GS_ERROR_FILE: it may not be read
 *
 * Reads all but the events.
 *
 * Returns: (transfer full): the file, or NULL
 */
GsDatFile *
gs_dat_head_open (const char *path, GError **error)
{
  g_autoptr (GsDatFile) self = gs_dat_file_new (path, error);

  if (self == NULL || !gs_dat_head_read (self, error))
    return NULL;
  return g_steal_pointer (&self);
}
