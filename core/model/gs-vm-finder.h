/* gs-vm-finder.h: the QEMU processes of a host and the numbers of their vCPUs
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "model/gs-vm.h"

G_BEGIN_DECLS

void gs_vm_finder_find (GPtrArray *vms, const GsMachine *machine, guint index);

G_END_DECLS
