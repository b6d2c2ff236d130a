/* gs-wizard-machines.h: the wizard's page of machines
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "wizard/gs-wizard-model.h"

G_BEGIN_DECLS

#define GS_TYPE_WIZARD_MACHINES (gs_wizard_machines_get_type ())
G_DECLARE_FINAL_TYPE (GsWizardMachines, gs_wizard_machines, GS, WIZARD_MACHINES, GtkWidget)

GtkWidget *gs_wizard_machines_new (GsWizardModel *model);

G_END_DECLS
