/* gs-report.h: what there is to say of a span of a timeline and some of its rows
 * SPDX-License-Identifier: MIT
 *
 * Made in any thread, as it may take a while, then immutable. The numbers are
 * those of gs-statistics.
 */
#pragma once

#include "report/gs-statistics.h"

G_BEGIN_DECLS

/* A row of the timeline, whatever view shows it. */
typedef struct
{
  GsRows rows;
  guint machine;
  guint index; /* in the machine's vcpus, threads or cpus */
} GsReportRow;

/* What a vCPU did, in short. */
typedef struct
{
  guint machine;
  guint vcpu; /* index in its vcpus */
  gint64 ns[GS_MAX_STATES];
  gint64 total;
} GsVcpuShares;

typedef struct
{
  GsTimeline *timeline;
  GsSpan span;
  GsRowStatistics states[GS_N_ROWS]; /* n_states 0: no such row was asked about */
  guint n_rows[GS_N_ROWS];
  GArray *vcpus;   /* of GsVcpuShares: of every vCPU, whatever was asked about */
  GArray *exits;   /* of GsExitStatistics: most time first */
  GArray *thefts;  /* of GsTheft: most time first */
  GArray *thieves; /* of GsTheft, whoever the victims were; longest and victim are those of the longest */
  GArray *threads; /* of GsThreadUse: that ran the longest first */
  GArray *stolen;  /* of GsThreadUse: most stolen time first; without those that nothing was stolen from */
} GsReport;

GsReport *gs_report_new (GsTimeline *timeline, GsSpan span, const GArray *rows, GCancellable *cancellable);
void gs_report_free (GsReport *self);
GArray *gs_report_list_rows (const GsTimeline *timeline, GsRows rows);
GArray *gs_report_list_vcpus (const GsTimeline *timeline, GsSpan span);
char *gs_report_dup_thread_name (const GsTimeline *timeline, guint machine, guint32 thread);
char *gs_report_dup_vcpu_name (const GsTimeline *timeline, guint machine, guint vcpu);
char *gs_report_dup_exit_name (const GsExitStatistics *exit);
char *gs_report_to_csv (const GsReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsReport, gs_report_free)

G_END_DECLS
