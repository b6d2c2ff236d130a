/* gs-wizard-finish.h: the wizard's last page: the experiment's name and file
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "wizard/gs-wizard-model.h"

G_BEGIN_DECLS

#define GS_TYPE_WIZARD_FINISH (gs_wizard_finish_get_type ())
G_DECLARE_FINAL_TYPE (GsWizardFinish, gs_wizard_finish, GS, WIZARD_FINISH, GtkWidget)

GtkWidget *gs_wizard_finish_new (GsWizardModel *model);
char *gs_wizard_finish_dup_name (GsWizardFinish *self);
char *gs_wizard_finish_dup_path (GsWizardFinish *self);

G_END_DECLS
