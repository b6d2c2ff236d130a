/* gs-event-export.h: events as a CSV file
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "events/gs-event-list.h"

G_BEGIN_DECLS

void gs_event_export (GtkWidget *widget, GsEventList *list, GsSpan span);

G_END_DECLS
