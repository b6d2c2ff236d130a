/* gs-details-explain.h: where a row's time went, as a tree that people read
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "timeline/gs-timeline.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

/* Follows a link to a part's longest instance. */
typedef void (*GsDetailsShowFunc) (const GsWhyNode *node, gpointer data);

void gs_details_explain_add (GtkWidget *box, GsTimeline *timeline, const GsWhyNode *root, const char *title,
                             GsDetailsShowFunc show, gpointer data);
void gs_details_explain_add_takers (GtkWidget *box, GsTimeline *timeline, const GsWhyNode *root, const char *subject,
                                    GsDetailsShowFunc show, gpointer data);

G_END_DECLS
