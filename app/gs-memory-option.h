/* gs-memory-option.h: how much memory an analysis may take for what it keeps
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GS_MEMORY_OPTION "memory"

const char *gs_memory_option_get_help (void);
gboolean gs_memory_option_apply (const char *text, GError **error);

G_END_DECLS
