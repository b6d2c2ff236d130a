/* gs-picture.h: a timeline to a picture, without a display
 * SPDX-License-Identifier: MIT
 *
 * Any thread, cairo and pango only. The same painter as the window's. SVG and PDF hold vectors
 * and text, no image; bars that are narrower than a tenth of a pixel are merged, as the window
 * merges those of a column, and wider ones too where the file would have more than
 * %GS_PICTURE_MAX_VECTOR_BYTES otherwise.
 */
#pragma once

#include <cairo.h>

#include "draw/gs-palette.h"
#include "draw/gs-time-axis.h"
#include "rows/gs-view.h"

G_BEGIN_DECLS

/* The smallest and the largest picture, in pixels. */
#define GS_PICTURE_MIN_SIZE 100
#define GS_PICTURE_MAX_SIZE 16384

#define GS_PICTURE_MAX_SCALE 4
#define GS_PICTURE_MAX_VECTOR_BYTES 2000000

typedef enum
{
  GS_PICTURE_PNG,
  GS_PICTURE_SVG,
  GS_PICTURE_PDF,
  GS_N_PICTURE_FORMATS
} GsPictureFormat;

/* A bookmark, or a marker: a line with a name on the ruler. */
typedef struct
{
  const char *name;
  gint64 time; /* ns */
  gboolean is_marker;
} GsPictureMark;

/* What a picture is to show. */
typedef struct
{
  const GsView *view;         /* one that has rows */
  GsSpan span;                /* ns: which time */
  GsTimeAxis axis;            /* how times are written */
  GsSpan selection;           /* ns; empty: none */
  const GsPictureMark *marks; /* those drawn last are over the others; or NULL */
  guint n_marks;
  const char *title;       /* or NULL */
  const char *const *keys; /* of the rows to show, in this order; NULL: all, each group expanded */
  int width;               /* in pixels, GS_PICTURE_MIN_SIZE to GS_PICTURE_MAX_SIZE, like height */
  int height;
  gboolean has_all_rows; /* as high as it takes, whatever height says */
  int scale;             /* of PNG: device pixels per pixel, 1 to GS_PICTURE_MAX_SCALE; 0 is 1 */
  GsColours colours;
  GsColourBy colour_by;
  guint counters; /* bits 1 << GsCounterKind: those drawn above the rows */
  gboolean is_dark;
  guint32 hidden_states[GS_N_ROWS]; /* by row kind, a bit for each state that is to be hardly seen */
} GsPictureSpec;

gboolean gs_picture_write (GsTimeline *timeline, const GsPictureSpec *spec, GsPictureFormat format, const char *path,
                           GError **error);
GsPictureFormat gs_picture_format_of (const char *path);
char *gs_picture_settle_path (const char *path, GsPictureFormat *format);

G_END_DECLS
