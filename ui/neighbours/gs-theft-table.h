/* gs-theft-table.h: thefts one by one, sortable
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signal: "chosen" (pointer: the GsVcpuTheft that a person wants to see).
 */
#pragma once

#include <gtk/gtk.h>

#include "report/gs-neighbours.h"
#include "session/gs-session.h"

G_BEGIN_DECLS

#define GS_TYPE_THEFT_TABLE (gs_theft_table_get_type ())
G_DECLARE_FINAL_TYPE (GsTheftTable, gs_theft_table, GS, THEFT_TABLE, GtkWidget)

/* Which thefts are listed; what isn't said is any. */
typedef struct
{
  guint thief; /* with kind; GS_NO_INDEX: nobody */
  GsThiefKind kind;
  guint victim;
  gboolean is_one_cell; /* thief and victim count */
  gboolean only_lock_holders;
} GsTheftChoice;

GtkWidget *gs_theft_table_new (GsSession *session);
void gs_theft_table_show (GsTheftTable *self, const GsNeighbours *neighbours, const GsTheftChoice *choice);
char *gs_neighbour_dup_thief (const GsTimeline *timeline, guint thief, GsThiefKind kind);

G_END_DECLS
