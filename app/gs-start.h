/* gs-start.h: what both programs do first and last
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
} GsCommandEntry;

void gs_start (void);
const GsCommandEntry *gs_start_find_command (const GsCommandEntry *commands, guint n_commands, int argc, char **argv);
int gs_start_run_command (const GsCommandEntry *command, int argc, char **argv);

G_END_DECLS
