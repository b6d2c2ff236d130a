/* gs-wizard-order.h: the order of machines on all pages of the wizard
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "wizard/gs-wizard-model.h"

G_BEGIN_DECLS

guint gs_wizard_order_get_depth (GsWizardModel *model, const GsExperimentTrace *entry);
char *gs_wizard_order_make_key (GsWizardModel *model, const GsExperimentTrace *entry);

G_END_DECLS
