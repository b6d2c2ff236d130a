/* gs-ctf-tsdl.h: CTF 1.8's metadata language
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-builder.h"

G_BEGIN_DECLS

void gs_ctf_tsdl_parse (GsCtfBuilder *builder);

G_END_DECLS
