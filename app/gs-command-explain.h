/* gs-command-explain.h: guestscope explain, guestscope path
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int gs_command_explain (int argc, char **argv);
int gs_command_path (int argc, char **argv);

G_END_DECLS
