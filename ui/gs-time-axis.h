/* gs-time-axis.h: how times are written along an axis
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gs-time.h"

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
  gint64       origin; /* ns */
} GsTimeAxis;

G_END_DECLS
