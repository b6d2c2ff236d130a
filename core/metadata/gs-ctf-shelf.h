/* gs-ctf-shelf.h: metadata that will be wanted again soon
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-meta.h"

G_BEGIN_DECLS

void gs_ctf_shelf_put (GBytes *text, GsCtfMeta *meta);
GsCtfMeta *gs_ctf_shelf_take (GBytes *text);

G_END_DECLS
