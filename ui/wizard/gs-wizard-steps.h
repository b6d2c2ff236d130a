/* gs-wizard-steps.h: the wizard's sidebar: its pages, each with what is known of it so far
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_WIZARD_STEPS (gs_wizard_steps_get_type ())
G_DECLARE_FINAL_TYPE (GsWizardSteps, gs_wizard_steps, GS, WIZARD_STEPS, GtkWidget)

void gs_wizard_steps_set_stack (GsWizardSteps *self, GtkStack *stack);
void gs_wizard_steps_set_note (GsWizardSteps *self, const char *page, const char *note);

G_END_DECLS
