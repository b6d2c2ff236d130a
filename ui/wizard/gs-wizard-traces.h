/* gs-wizard-traces.h: the wizard's page of traces
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "wizard/gs-wizard-model.h"

G_BEGIN_DECLS

#define GS_TYPE_WIZARD_TRACES (gs_wizard_traces_get_type ())
G_DECLARE_FINAL_TYPE (GsWizardTraces, gs_wizard_traces, GS, WIZARD_TRACES, GtkWidget)

GtkWidget *gs_wizard_traces_new (GsWizardModel *model);
void gs_wizard_traces_choose (GsWizardTraces *self);

G_END_DECLS
