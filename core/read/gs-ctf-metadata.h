/* gs-ctf-metadata.h: whether a trace's metadata is whole
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean gs_ctf_metadata_check (const char *folder, GError **error);

G_END_DECLS
