/* gs-ctf-tsdl-number.h: integers, enumerations, floating-point numbers and strings of CTF 1.8's metadata
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-tsdl-parser.h"

G_BEGIN_DECLS

const GsCtfField *gs_ctf_tsdl_number_read_integer (GsCtfTsdlParser *self);
const GsCtfField *gs_ctf_tsdl_number_read_real (GsCtfTsdlParser *self);
const GsCtfField *gs_ctf_tsdl_number_read_string (GsCtfTsdlParser *self);
const GsCtfField *gs_ctf_tsdl_number_read_enum (GsCtfTsdlParser *self, const GsCtfField *container);

G_END_DECLS
