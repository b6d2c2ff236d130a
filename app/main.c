/* main.c: the window, or a subcommand without a display
 * SPDX-License-Identifier: MIT
 */
#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>

#include "babeltrace/gs-read-guard.h"
#include "base/gs-install-dirs.h"
#include "base/gs-memory.h"
#include "base/gs-scratch.h"
#include "base/gs-time-text.h"
#include "gs-application.h"
#include "gs-command-analyze.h"
#include "gs-command-events.h"
#include "gs-command-explain.h"
#include "gs-command-info.h"
#include "gs-command-render.h"
#include "gs-faults.h"
#include "gs-run.h"

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "analyze", gs_command_analyze }, { "render", gs_command_render }, { "info", gs_command_info },
  { "explain", gs_command_explain }, { "path", gs_command_path },     { "events", gs_command_events },
};

int
main (int argc, char **argv)
{
  g_autoptr (GsApplication) application = NULL;
  int status;

  gs_faults_install ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, gs_install_dirs_get_locale ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  gs_time_text_set_point (nl_langinfo (RADIXCHAR));
  gs_read_guard_install ();

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_strcmp0 (argv[1], commands[i].name) == 0)
      {
        g_autofree char *name = g_strconcat ("guestscope ", commands[i].name, NULL);

        gs_run_get_cancellable ();
        gs_scratch_sweep ();
        g_set_prgname (name);
        status = commands[i].run (argc - 1, argv + 1);
        gs_scratch_remove_all ();
        return status;
      }

  gs_memory_be_frugal ();
  gs_scratch_sweep ();
  application = gs_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  gs_scratch_remove_all ();
  return status;
}
