/* gs-wizard.h: puts an experiment together, or changes one
 * SPDX-License-Identifier: MIT
 *
 * One window with a page a step; it can be finished from any of them.
 */
#pragma once

#include <gtk/gtk.h>

#include "analysis/gs-analysis.h"

G_BEGIN_DECLS

#define GS_TYPE_WIZARD (gs_wizard_get_type ())
G_DECLARE_FINAL_TYPE (GsWizard, gs_wizard, GS, WIZARD, GtkWindow)

/* Takes over experiment and analysis (may be running; NULL: the one that the wizard was
 * given holds). save_path: where the user wants it saved, or NULL. */
typedef void (*GsWizardFunc) (GsExperiment *experiment, GsAnalysis *analysis, const char *save_path,
                              gpointer user_data);

GtkWidget *gs_wizard_new (GtkWindow *parent, GsExperiment *experiment, GsAnalysis *analysis, GsWizardFunc created,
                          GObject *object);
void gs_wizard_add_folders (GsWizard *self, const char *const *paths);
void gs_wizard_show_machines (GsWizard *self);
void gs_wizard_choose (GsWizard *self);

G_END_DECLS
