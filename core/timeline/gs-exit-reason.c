/* gs-exit-reason.c: why a vCPU left its guest, in words
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-exit-reason.h"

#include <stdlib.h>

#include "timeline/gs-exit-reason-table.h"

/* VMX keeps flags in the upper half: bit 31 says that the entry failed. */
#define VMX_REASON_MASK 0xffff

/* A loop of PAUSE instructions ran for longer than KVM allows. */
#define VMX_PAUSE 40
#define SVM_PAUSE 0x077

static int
gs_exit_reason_compare (const void *key, const void *element)
{
  guint32 reason = *(const guint32 *) key;
  const GsExitReasonName *name = element;

  return reason < name->reason ? -1 : reason > name->reason;
}

/**
 * gs_exit_reason_dup_name:
 * @isa: 1 for VMX, 2 for SVM, 0 where the trace does not say
 * @reason: exit reason as recorded
 *
 * Returns: (transfer full): the kernel's name for @reason ("HLT",
 *   "EPT_VIOLATION", "NPF"), or its decimal number where it has none
 */
char *
gs_exit_reason_dup_name (guint32 isa, guint32 reason)
{
  gsize n_names;
  const GsExitReasonName *names = gs_exit_reason_table_get (isa, &n_names);
  const GsExitReasonName *found = NULL;

  if (isa == GS_EXIT_ISA_VMX)
    reason &= VMX_REASON_MASK;
  if (names != NULL)
    found = bsearch (&reason, names, n_names, sizeof *names, gs_exit_reason_compare);
  return found != NULL ? g_strdup (found->name) : g_strdup_printf ("%u", reason);
}

/* Whether the vCPU left its guest because it waited in a loop, as for a spinlock. */
gboolean
gs_exit_reason_is_spin (guint32 isa, guint32 reason)
{
  if (isa == GS_EXIT_ISA_VMX)
    return (reason & VMX_REASON_MASK) == VMX_PAUSE;
  return isa == GS_EXIT_ISA_SVM && reason == SVM_PAUSE;
}
