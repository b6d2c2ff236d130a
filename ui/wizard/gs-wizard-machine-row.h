/* gs-wizard-machine-row.h: one machine: its role, where it runs, and how that is known
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "wizard/gs-wizard-model.h"

G_BEGIN_DECLS

#define GS_TYPE_WIZARD_MACHINE_ROW (gs_wizard_machine_row_get_type ())
G_DECLARE_FINAL_TYPE (GsWizardMachineRow, gs_wizard_machine_row, GS, WIZARD_MACHINE_ROW, GtkListBoxRow)

GtkWidget *gs_wizard_machine_row_new (GsWizardModel *model);
void gs_wizard_machine_row_update (GsWizardMachineRow *self, const GsExperimentTrace *entry);
int gs_wizard_machine_row_compare (GsWizardMachineRow *a, GsWizardMachineRow *b);

G_END_DECLS
