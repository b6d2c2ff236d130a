/* gs-clock-tree.h: every machine's clock to the reference
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"
#include "model/gs-vm-model.h"

G_BEGIN_DECLS

void gs_clock_tree_grow (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment);

G_END_DECLS
