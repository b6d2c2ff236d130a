/* gs-wizard-trace-row.h: one trace that was found: what it is and whether to use it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "wizard/gs-wizard-model.h"

G_BEGIN_DECLS

#define GS_TYPE_WIZARD_TRACE_ROW (gs_wizard_trace_row_get_type ())
G_DECLARE_FINAL_TYPE (GsWizardTraceRow, gs_wizard_trace_row, GS, WIZARD_TRACE_ROW, GtkListBoxRow)

GtkWidget *gs_wizard_trace_row_new (GsWizardModel *model);
void gs_wizard_trace_row_update (GsWizardTraceRow *self, const GsExperimentTrace *entry, GsSpan axis);
int gs_wizard_trace_row_compare (GsWizardTraceRow *a, GsWizardTraceRow *b);

G_END_DECLS
