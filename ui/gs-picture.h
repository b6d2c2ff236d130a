/* gs-picture.h: a timeline to a picture, without a display
 * SPDX-License-Identifier: MIT
 *
 * Any thread, cairo and pango only. The same painter as the window's.
 */
#pragma once

#include <cairo.h>

#include "gs-timeline.h"

G_BEGIN_DECLS

/* The smallest and the largest picture, in pixels. */
#define GS_PICTURE_MIN_SIZE 100
#define GS_PICTURE_MAX_SIZE 16384

gboolean         gs_picture_render_png     (GsTimeline  *timeline,
                                            GsRows       rows,
                                            GsSpan       span,
                                            int          width,
                                            int          height,
                                            gboolean     dark,
                                            const char  *path,
                                            GError     **error);
cairo_surface_t *gs_picture_render_surface (GsTimeline  *timeline,
                                            GsRows       rows,
                                            GsSpan       span,
                                            int          width,
                                            int          height,
                                            gboolean     dark);

G_END_DECLS
