/* gs-wizard-model.h: an experiment being put together, and what is known of it so far
 * SPDX-License-Identifier: MIT
 *
 * Main thread only; no widget. Finds traces and analyses them in the background.
 * Signals:
 *  - "traces-changed": another trace, or one is used or not used now
 *  - "timeline-changed": more is known of who is who
 *  - "searching-changed": a search has begun or ended
 *  - "problem" (const char *): a translated sentence
 *  - "refused" (const GError *, const char *const *): these paths were not searched; the user can be asked about that
 */
#pragma once

#include "analysis/gs-analysis.h"

G_BEGIN_DECLS

#define GS_TYPE_WIZARD_MODEL (gs_wizard_model_get_type ())
G_DECLARE_FINAL_TYPE (GsWizardModel, gs_wizard_model, GS, WIZARD_MODEL, GObject)

GsWizardModel *gs_wizard_model_new (GsExperiment *experiment, GsAnalysis *analysis);
GsExperiment *gs_wizard_model_get_experiment (GsWizardModel *self);
GsAnalysis *gs_wizard_model_get_analysis (GsWizardModel *self);
GsTimeline *gs_wizard_model_get_timeline (GsWizardModel *self);
gboolean gs_wizard_model_is_used (const GsExperimentTrace *entry);
gboolean gs_wizard_model_is_searching (GsWizardModel *self);
double gs_wizard_model_get_unpacked (GsWizardModel *self);
gboolean gs_wizard_model_can_create (GsWizardModel *self);
GPtrArray *gs_wizard_model_get_notices (GsWizardModel *self);
char *gs_wizard_model_dup_counts (GsWizardModel *self);
GsSpan gs_wizard_model_get_span (GsWizardModel *self);
GsRole gs_wizard_model_get_role (GsWizardModel *self, const GsExperimentTrace *entry);

void gs_wizard_model_add_folders (GsWizardModel *self, const char *const *paths);
void gs_wizard_model_set_used (GsWizardModel *self, const char *trace, gboolean is_used);
void gs_wizard_model_set_role (GsWizardModel *self, const char *trace, GsRole role);
void gs_wizard_model_set_process (GsWizardModel *self, const char *trace, const char *host, gint32 pid);
void gs_wizard_model_set_clocks (GsWizardModel *self, const GsExperiment *choices);
GsAnalysis *gs_wizard_model_settle (GsWizardModel *self);

G_END_DECLS
