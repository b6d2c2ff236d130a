/* gs-details-tables.h: a report as tables that people read
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "report/gs-report.h"

G_BEGIN_DECLS

/* The row that a report is about. */
typedef struct
{
  char *name;      /* that needs nothing around it to be understood; NULL: all of a view are meant */
  guint machine;   /* index in the timeline's machines */
  GArray *threads; /* of guint32: indexes in its threads, of a thread or a process; else NULL */
  guint vcpu;      /* index in its vcpus, or GS_NO_INDEX */
} GsDetailsSubject;

/* Follows a link to a theft. */
typedef void (*GsDetailsFollowFunc) (const GsTheft *theft, gpointer data);

GtkWidget *gs_details_tables_new_vcpus (GsTimeline *timeline, const GArray *vcpus);
GtkWidget *gs_details_tables_new (const GsReport *report, const GsDetailsSubject *subject, GsDetailsFollowFunc follow,
                                  gpointer data);

G_END_DECLS
