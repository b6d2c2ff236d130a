/* fuzz-folder.c: a folder of the target's own
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "support/test-folder.h"

static char *fuzz_folder;

static void
fuzz_folder_remove (void)
{
  test_folder_remove (fuzz_folder);
  g_free (fuzz_folder);
}

/* Returns: (transfer none): empty at first, always the same one; gone when the program ends */
const char *
fuzz_get_folder (void)
{
  if (fuzz_folder == NULL)
    {
      fuzz_folder = test_folder_new ();
      atexit (fuzz_folder_remove);
    }
  return fuzz_folder;
}
