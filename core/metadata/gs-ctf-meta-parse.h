/* gs-ctf-meta-parse.h: reads a trace's metadata
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-meta.h"

G_BEGIN_DECLS

GsCtfMeta *gs_ctf_meta_parse (const char *data, gsize size, const gint *stop, GError **error);

G_END_DECLS
