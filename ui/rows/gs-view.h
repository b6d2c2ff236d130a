/* gs-view.h: a view of an experiment, described in one place
 * SPDX-License-Identifier: MIT
 *
 * All that asks about a view reads its descriptor: the window with its switcher, menu and
 * keys, what is kept of a session, legend, pictures and --rows. A view that has rows is
 * shown by a GsGantt; one that has none brings a widget of its own. Those that the window
 * offers are listed in window/gs-views.c: a new one is a descriptor, and a line there.
 */
#pragma once

#include <gtk/gtk.h>

#include "draw/gs-canvas.h"
#include "draw/gs-palette.h"
#include "session/gs-session.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  GS_LEGEND_STATE,
  GS_LEGEND_LOST,    /* where events were lost */
  GS_LEGEND_MACHINE, /* whose colour bars have, where colours say that */
  GS_LEGEND_PROCESS,
  GS_LEGEND_UNREAD, /* what isn't read yet */
} GsLegendKind;

/* What a legend shows one line for. */
typedef struct
{
  GsLegendKind kind;
  GsRows rows;     /* whose states these are */
  guint state;     /* which of them */
  guint own_class; /* of a machine: which of the palette's own colours it has */
  char *label;     /* translated */
} GsLegendItem;

typedef enum
{
  GS_VIEW_PAGE,  /* the switcher leads to it */
  GS_VIEW_PANEL, /* below the pages while it is wanted; the action "win.ID" shows and hides it */
} GsViewPlace;

typedef struct
{
  const char *id;       /* in actions ("win.view::ID"), kept sessions and --rows */
  const char *title;    /* to be translated: on the switcher, and the accessible name */
  const char *shortcut; /* as "<Alt>1" */
  GsViewPlace place;

  /* Of a view that has rows: */
  GListModel *(*build_rows) (GsTimeline *timeline); /* (transfer full): the tree, of GsRow; NULL: it has none */
  GsRows rows;                                      /* whose states its own rows hold: the table that is exported */
  guint columns;                                    /* bits 1 << GsColumn: those that say something of its rows */
  guint explained;                                  /* bits 1 << GsRows: whose states the legend explains */

  /* Of a view that has none: */
  GtkWidget *(*create) (GsSession *session);                      /* (transfer floating) */
  void (*set_timeline) (GtkWidget *widget, GsTimeline *timeline); /* a newer one, each time there is one */
} GsView;

extern const GsView gs_vcpus_view;
extern const GsView gs_threads_view;
extern const GsView gs_cpus_view;

const char *gs_view_get_title (const GsView *self);
gboolean gs_view_has_rows (const GsView *self);
gboolean gs_view_has_column (const GsView *self, GsColumn column);
GArray *gs_view_dup_legend (const GsView *self, GsColourBy by, const GsTimeline *timeline);
void gs_legend_item_draw_swatch (const GsLegendItem *self, const GsPalette *palette, const GsCanvas *canvas);

G_END_DECLS
