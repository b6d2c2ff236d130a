/* gs-ctf-tsdl-tag.h: which values of its tag choose a variant's options
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-tsdl-parser.h"

G_BEGIN_DECLS

gboolean gs_ctf_tsdl_tag_read_path (GsCtfTsdlParser *self, GsCtfPath *path);
gboolean gs_ctf_tsdl_tag_find (GsCtfTsdlParser *self, GsCtfField *variant, const char *place);
gboolean gs_ctf_tsdl_tag_find_pending (GsCtfTsdlParser *self);

G_END_DECLS
