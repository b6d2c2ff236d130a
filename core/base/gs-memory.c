/* gs-memory.c: how much memory there is
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-memory.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define ROOT "/sys/fs/cgroup"

/* Arrays from this size on, bytes, are mappings of their own. */
#define LARGE (1 << 19)

/* Of version 2: the group of this program, "0::/PATH". Returns: (transfer full) (nullable): its folder */
static char *
gs_memory_dup_group (void)
{
  g_autofree char *text = NULL;
  char *line, *end;

  if (!g_file_get_contents ("/proc/self/cgroup", &text, NULL, NULL) || (line = strstr (text, "0::/")) == NULL)
    return NULL;
  end = strchr (line, '\n');
  if (end != NULL)
    *end = '\0';
  return g_build_filename (ROOT, line + strlen ("0::"), NULL);
}

/* The least that a group or one above it may take. */
static guint64
gs_memory_limit (guint64 least)
{
  g_autofree char *folder = gs_memory_dup_group ();

  while (folder != NULL && g_str_has_prefix (folder, ROOT))
    {
      g_autofree char *path = g_build_filename (folder, "memory.max", NULL);
      g_autofree char *text = NULL;
      char *above;

      if (g_file_get_contents (path, &text, NULL, NULL) && g_ascii_isdigit (text[0]))
        least = MIN (least, g_ascii_strtoull (text, NULL, 10));
      above = g_path_get_dirname (folder);
      g_free (folder);
      folder = above;
    }
  return least;
}

/**
 * gs_memory_get_total:
 *
 * From any thread.
 *
 * Returns: bytes: of the machine, or what this program's control group may take of them
 */
guint64
gs_memory_get_total (void)
{
  return gs_memory_limit ((guint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE));
}

/**
 * gs_memory_be_frugal:
 *
 * For programs that stay, which what they take keeps from others. The GNU C library maps large arrays, which go back to
 * the kernel as soon as they are freed; but once one was freed, it takes others of that size from its heaps, where they
 * leave holes. This tells it not to. With 10 million events that is 60 to 100 MB less of 440, for a twelfth more of
 * processor time, as the kernel clears what it gives out.
 */
void
gs_memory_be_frugal (void)
{
  mallopt (M_MMAP_THRESHOLD, LARGE);
}
