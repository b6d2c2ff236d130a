/* gs-vm-solve.h: which guest runs in which process, which thread is which vCPU
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"
#include "model/gs-vm-model.h"

G_BEGIN_DECLS

GsVmModel *gs_vm_solve (GPtrArray *machines, GsExperiment *experiment, GCancellable *cancellable);

G_END_DECLS
