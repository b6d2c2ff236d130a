/* gs-command-events.h: guestscope events
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int gs_command_events (int argc, char **argv);

G_END_DECLS
