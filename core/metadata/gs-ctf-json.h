/* gs-ctf-json.h: CTF 2's metadata
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-builder.h"

G_BEGIN_DECLS

void gs_ctf_json_parse (GsCtfBuilder *builder);

G_END_DECLS
