/* gs-goto.h: what a person wrote to go to: a time, a range or a thread
 * SPDX-License-Identifier: MIT
 *
 * No GTK. Times are a date and a time of day, a time of day on the day where one
 * is, "+" and a duration since the experiment's begin, or plain ns since the
 * epoch. Ranges are two times with "..", "–" or "to" between them, or a time and
 * "for" and a duration. Threads are "tid" (or "#") and a number.
 */
#pragma once

#include "base/gs-time.h"

G_BEGIN_DECLS

typedef enum
{
  GS_GOTO_TIME,
  GS_GOTO_RANGE,
  GS_GOTO_TID,
} GsGotoKind;

typedef struct
{
  GsGotoKind kind;
  GsSpan span; /* of a time: begin */
  gint32 tid;
} GsGoto;

/* What times are understood against. */
typedef struct
{
  GsSpan full;     /* the experiment */
  gint64 here;     /* its day is meant where none is written */
  GTimeZone *zone; /* NULL: the local one */
} GsGotoContext;

gboolean gs_goto_parse (const char *text, const GsGotoContext *context, GsGoto *result, GError **error);

G_END_DECLS
