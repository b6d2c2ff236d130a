/* gs-window-private.h: what the window's own files share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gs-analysis.h"
#include "gs-banner.h"
#include "gs-gantt.h"
#include "gs-legend.h"
#include "gs-status-bar.h"
#include "gs-welcome.h"
#include "gs-window.h"

G_BEGIN_DECLS

struct _GsWindow
{
  GtkApplicationWindow parent_instance;

  /* Of the template. */
  GtkStackSwitcher *switcher;
  GtkRevealer    *banner_revealer;
  GsBanner       *banner;
  GtkRevealer    *progress_revealer;
  GtkProgressBar *progress_bar;
  GtkStack       *pages;
  GtkStack       *views;
  GtkRevealer    *legend_revealer;
  GtkScrolledWindow *legend_place;
  GsStatusBar    *status_bar;

  GsGantt        *gantts[GS_N_ROWS];
  GsLegend       *legend;
  GsSession      *session;
  GCancellable   *cancellable; /* of whatever runs in the background for this window */
  GsExperiment   *experiment;
  GsAnalysis     *analysis;
  GsTimeline     *timeline;    /* the newest, or NULL */
  guint           tick;        /* source id while reading, else 0 */
};

void     gs_window_add_actions     (GsWindow       *self);
void     gs_window_update_actions  (GsWindow       *self);
void     gs_window_cancel          (GsWindow       *self);
void     gs_window_tell            (GsWindow       *self,
                                    GtkMessageType  type,
                                    const char     *message);
GsGantt *gs_window_get_gantt       (GsWindow       *self);
void     gs_window_choose_folders  (GsWindow       *self);
void     gs_window_choose_experiment (GsWindow     *self);
void     gs_window_choose_picture  (GsWindow       *self);
void     gs_window_accept_drops    (GsWindow       *self);
void     gs_window_open_elsewhere  (GsWindow       *self,
                                    const char * const *paths);

G_END_DECLS
