/* gs-ctf-tsdl-type.h: types of CTF 1.8's metadata, and their names
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-tsdl-parser.h"

G_BEGIN_DECLS

void gs_ctf_tsdl_type_enter (GsCtfTsdlParser *self);
void gs_ctf_tsdl_type_leave (GsCtfTsdlParser *self);
gboolean gs_ctf_tsdl_type_is_declaration (const GsCtfTsdlParser *self);
gboolean gs_ctf_tsdl_type_read_declaration (GsCtfTsdlParser *self);
const GsCtfField *gs_ctf_tsdl_type_read (GsCtfTsdlParser *self, gboolean has_declarator);

G_END_DECLS
