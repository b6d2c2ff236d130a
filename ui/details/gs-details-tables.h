/* gs-details-tables.h: a report as tables that people read
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "report/gs-report.h"

G_BEGIN_DECLS

/* Follows a link to a theft. */
typedef void (*GsDetailsFollowFunc) (const GsTheft *theft, gpointer data);

GtkWidget *gs_details_tables_new_vcpus (GsTimeline *timeline, const GArray *vcpus);
GtkWidget *
gs_details_tables_new (const GsReport *report, const char *subject, GsDetailsFollowFunc follow, gpointer data);

G_END_DECLS
