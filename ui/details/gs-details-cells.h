/* gs-details-cells.h: what the tables of the details are made of
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "base/gs-time.h"

G_BEGIN_DECLS

/* The head of a column. */
typedef struct
{
  const char *title;   /* marked for translation; NULL: none */
  const char *meaning; /* likewise: shown as a tooltip; NULL: it says itself */
  gboolean is_name;    /* else of numbers */
  guint8 rank;         /* where there is no room for all, the highest are left out first; 0: never */
} GsDetailsHead;

#define GS_DETAILS_MAX_COLUMNS 8

GtkWidget *gs_details_new_grid (const GsDetailsHead *heads, guint n_heads);
void gs_details_take_name (GtkWidget *grid, char *text);
void gs_details_take_number (GtkWidget *grid, char *text);
void gs_details_take_state (GtkWidget *grid, char *text, const char *meaning);
void gs_details_add_bar (GtkWidget *grid, const gint64 *ns);
void gs_details_add_text (GtkWidget *box, const char *text, const char *css_class);
void gs_details_add_more (GtkWidget *box, guint n_lines, guint n_shown);
void gs_details_add_section (GtkWidget *box, const char *title, const char *meaning, GtkWidget *content);
char *gs_details_dup_share (gint64 ns, gint64 total);
char *gs_details_dup_duration (gint64 ns);

G_END_DECLS
