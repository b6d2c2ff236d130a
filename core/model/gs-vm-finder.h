/* gs-vm-finder.h: the QEMU processes of a host and the numbers of their vCPUs
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "model/gs-vm-model.h"

G_BEGIN_DECLS

void gs_vm_finder_find (GPtrArray *vms, const GsMachine *machine, guint index);
char *gs_vm_set_vcpus (GsVm *vm, const GsMachine *host, GHashTable *tids);
char *gs_vm_dup_pid_text (const GsVm *vm, const GsMachine *host);
void gs_vm_free (GsVm *vm);

G_END_DECLS
