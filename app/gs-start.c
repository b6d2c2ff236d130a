/* gs-start.c: what both programs do first and last
 * SPDX-License-Identifier: MIT
 */
#include "gs-start.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>

#include "babeltrace/gs-read-guard.h"
#include "base/gs-install-dirs.h"
#include "base/gs-scratch.h"
#include "base/gs-time-text.h"
#include "gs-faults.h"
#include "gs-run.h"

/* Before anything else. */
void
gs_start (void)
{
  gs_faults_install ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, gs_install_dirs_get_locale ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  gs_time_text_set_point (nl_langinfo (RADIXCHAR));
  gs_read_guard_install ();
}

/* Returns: (nullable): that of @commands which is asked for */
const GsCommandEntry *
gs_start_find_command (const GsCommandEntry *commands, guint n_commands, int argc, char **argv)
{
  for (guint i = 0; argc > 1 && i < n_commands; i++)
    if (g_strcmp0 (argv[1], commands[i].name) == 0)
      return &commands[i];
  return NULL;
}

/* Returns: the exit status */
int
gs_start_run_command (const GsCommandEntry *command, int argc, char **argv)
{
  g_autofree char *name = g_strconcat ("guestscope ", command->name, NULL);
  int status;

  gs_run_get_cancellable ();
  gs_scratch_sweep ();
  g_set_prgname (name);
  status = command->run (argc - 1, argv + 1);
  gs_scratch_remove_all ();
  return status;
}
