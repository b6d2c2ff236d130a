/* gs-exit-reason.h: why a vCPU left its guest, in words
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *gs_exit_reason_dup_name (guint32 isa, guint32 reason);
gboolean gs_exit_reason_is_spin (guint32 isa, guint32 reason);

G_END_DECLS
