/* gs-row.h: one row of a view: a machine, a vCPU, a process, a thread or a CPU
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "draw/gs-palette.h"
#include "rows/gs-exit-index.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  GS_ROW_MACHINE,
  GS_ROW_VCPU,
  GS_ROW_PROCESS,
  GS_ROW_THREAD,
  GS_ROW_CPU,
} GsRowKind;

#define GS_TYPE_ROW (gs_row_get_type ())
G_DECLARE_FINAL_TYPE (GsRow, gs_row, GS, ROW, GObject)

GsRow *gs_row_new (GsTimeline *timeline, GsRowKind kind, guint machine, guint index, char *key, char *name);
void gs_row_set_track (GsRow *self, GsRows rows, GsLazyTrack *track);
void gs_row_set_name (GsRow *self, char *name);
void gs_row_set_title (GsRow *self, char *title, char *note, char *short_note);
void gs_row_set_tid (GsRow *self, gint32 tid);
void gs_row_set_host_tid (GsRow *self, gint32 tid);
void gs_row_take_exit_index (GsRow *self, GsExitIndex *index);
void gs_row_add_child (GsRow *self, GsRow *child);

GsTimeline *gs_row_get_timeline (GsRow *self);
GsRowKind gs_row_get_kind (GsRow *self);
guint gs_row_get_machine (GsRow *self);
guint gs_row_get_index (GsRow *self);
GsRows gs_row_get_rows (GsRow *self);
GsSpan gs_row_get_known (GsRow *self);
gboolean gs_row_has_track (GsRow *self);
GsSpan gs_row_get_span (GsRow *self);
GsTrack *gs_row_ref_track (GsRow *self);
GsTrack *gs_row_peek_track (GsRow *self);
gboolean gs_row_is_made (GsRow *self);
void gs_row_sum (GsRow *self, GsSpan span, gint64 *ns);
GPtrArray *gs_row_list_members (GsRow *self, GsColourBy by, gboolean is_patient, GsRows *rows);
GsTrack *gs_row_get_owners (GsRow *self, GsColourBy by);
const char *gs_row_get_key (GsRow *self);
const char *gs_row_get_name (GsRow *self);
const char *gs_row_get_title (GsRow *self);
const char *gs_row_get_note (GsRow *self);
const char *gs_row_get_short_note (GsRow *self);
const char *gs_row_get_tid_text (GsRow *self);
const char *gs_row_get_host_tid_text (GsRow *self);
gint32 gs_row_get_tid (GsRow *self);
GsExitIndex *gs_row_get_exit_index (GsRow *self);
guint gs_row_get_depth (GsRow *self);
GListModel *gs_row_get_children (GsRow *self);
GsRow *gs_row_find (GListModel *rows, const char *key);

G_END_DECLS
