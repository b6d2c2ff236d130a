/* gs-ctf-json-location.h: where lengths and selectors are, in CTF 2's metadata
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-json-parser.h"

G_BEGIN_DECLS

gboolean gs_ctf_json_location_read (GsCtfJsonParser *self, JsonObject *object, const char *name, GsCtfPath *path);
gboolean gs_ctf_json_location_read_ranges (GsCtfJsonParser *self, JsonObject *object, GsCtfOption *option);

G_END_DECLS
