/* dump-ctf-meta.h: a trace's metadata as text
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "metadata/gs-ctf-meta.h"

char *dump_ctf_meta (const GsCtfMeta *meta);
