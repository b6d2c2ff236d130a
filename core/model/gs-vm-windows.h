/* gs-vm-windows.h: guests to QEMU processes by when these ran guest code
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"
#include "model/gs-vm-model.h"

G_BEGIN_DECLS

void gs_vm_windows_check (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment);
void gs_vm_windows_match (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment);

G_END_DECLS
