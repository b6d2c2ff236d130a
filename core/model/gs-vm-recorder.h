/* gs-vm-recorder.h: guests to QEMU processes, as their recorder knew them
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "model/gs-vm-model.h"

G_BEGIN_DECLS

void gs_vm_match_by_recorder (GsVmModel *model, GPtrArray *machines);

G_END_DECLS
