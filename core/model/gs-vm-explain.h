/* gs-vm-explain.h: why a guest was given its process, and how sure that is
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "model/gs-vm-model.h"

G_BEGIN_DECLS

void gs_vm_explain (GsVmModel *model, GPtrArray *machines);

G_END_DECLS
