/* gs-vm-warn.h: what is in doubt about guests and their processes
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "model/gs-vm-model.h"

G_BEGIN_DECLS

void gs_vm_warn (GsVmModel *self, GPtrArray *machines);
void gs_vm_warn_note_clock (GsVmModel *self, guint first);

G_END_DECLS
