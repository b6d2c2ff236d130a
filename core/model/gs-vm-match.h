/* gs-vm-match.h: guests to QEMU processes
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"
#include "model/gs-vm-model.h"

G_BEGIN_DECLS

void gs_vm_match_by_user (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment);
void gs_vm_match_by_vmsync (GsVmModel *model, GPtrArray *machines);
void gs_vm_match_only_one (GsVmModel *model, GPtrArray *machines);
void gs_vm_match_by_score (GsVmModel *model, GPtrArray *machines);

G_END_DECLS
