/* gs-exit-reason-table.h: the exit reasons of VMX and SVM, by number
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The `isa` field of kvm_x86_exit. */
#define GS_EXIT_ISA_VMX 1
#define GS_EXIT_ISA_SVM 2

typedef struct
{
  guint32 reason;
  const char *name;
} GsExitReasonName;

const GsExitReasonName *gs_exit_reason_table_get (guint32 isa, gsize *n_names);

G_END_DECLS
