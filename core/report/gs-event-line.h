/* gs-event-line.h: one recorded event as it is shown, and which are wanted
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "report/gs-event-merge.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 time; /* ns on the reference clock */
  guint machine;
  guint cpu;
  gint32 tid;   /* 0: the idle thread; GS_NO_TID: not known */
  guint32 row;  /* the thread's index in the machine's threads, or GS_NO_INDEX */
  char *thread; /* as gs_timeline_name_thread() names it; "" where that isn't known */
  char *name;   /* of the event */
  char *fields; /* NAME=VALUE, separated by blanks */
} GsEventRecord;

/* All that is said has to hold. */
typedef struct
{
  guint machine; /* GS_NO_INDEX: any */
  guint cpu;     /* GS_NO_CPU: any */
  char *thread;  /* its TID, or a part of its name; NULL: any */
  char *name;    /* a part of the event's name; NULL: any */
  char *text;    /* a part of the line; NULL: any */
  char *search;  /* another one */
} GsEventFilter;

GsEventRecord *gs_event_record_new (const GsTimeline *timeline, const GsMergedEvent *event);
void gs_event_record_free (GsEventRecord *self);
gboolean gs_event_record_is_equal (const GsEventRecord *self, const GsEventRecord *other);
void gs_event_record_format (const GsEventRecord *self, const GsTimeline *timeline, GString *line);
void gs_event_record_format_csv (const GsEventRecord *self, const GsTimeline *timeline, GString *line);
void gs_event_format_line (GString *line, const GsTimeline *timeline, const GsMergedEvent *event, gint32 tid);

GsEventFilter *gs_event_filter_copy (const GsEventFilter *self);
void gs_event_filter_free (GsEventFilter *self);
gboolean gs_event_filter_is_equal (const GsEventFilter *self, const GsEventFilter *other);
gboolean gs_event_filter_lets (const GsEventFilter *self, const GsTimeline *timeline, const GsMergedEvent *event,
                               GString *buffer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsEventFilter, gs_event_filter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsEventRecord, gs_event_record_free)

G_END_DECLS
