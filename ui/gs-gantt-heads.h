/* gs-gantt-heads.h: heads of the columns beside a chart
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "gs-session.h"

G_BEGIN_DECLS

GtkWidget *gs_gantt_heads_new (GsSession *session);

G_END_DECLS
