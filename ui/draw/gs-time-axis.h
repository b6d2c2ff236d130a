/* gs-time-axis.h: how times are written along an axis
 * SPDX-License-Identifier: MIT
 *
 * No GTK. All that people read of a timeline says its times as one axis does; what machines read does not.
 */
#pragma once

#include "base/gs-time.h"

G_BEGIN_DECLS

typedef enum
{
  GS_TIME_FORMAT_LOCAL,
  GS_TIME_FORMAT_UTC,
  GS_TIME_FORMAT_SECONDS, /* since the origin */
  GS_TIME_FORMAT_NS,      /* likewise */
  GS_N_TIME_FORMATS
} GsTimeFormat;

typedef struct
{
  GsTimeFormat format;
  gint64 origin; /* ns */
} GsTimeAxis;

char *gs_time_axis_dup_text (const GsTimeAxis *self, gint64 time, gint64 precision);

G_END_DECLS
