/* gs-ctf-json-field.h: field classes of CTF 2's metadata
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-json-parser.h"

G_BEGIN_DECLS

const GsCtfField *gs_ctf_json_field_read (GsCtfJsonParser *self, JsonObject *object, const char *name);

G_END_DECLS
