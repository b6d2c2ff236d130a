/* gs-ruler.h: the time axis above a chart
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "session/gs-session.h"

G_BEGIN_DECLS

#define GS_TYPE_RULER (gs_ruler_get_type ())
G_DECLARE_FINAL_TYPE (GsRuler, gs_ruler, GS, RULER, GtkWidget)

GtkWidget *gs_ruler_new (GsSession *session);

G_END_DECLS
