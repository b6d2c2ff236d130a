/* gs-window-private.h: what the parts of a window share
 * SPDX-License-Identifier: MIT
 *
 * They know this, the widget (gs-window.c) knows them.
 */
#pragma once

#include "analysis/gs-analysis.h"
#include "clocks/gs-clocks-page.h"
#include "details/gs-details.h"
#include "gantt/gs-gantt.h"
#include "gantt/gs-legend.h"
#include "window/gs-status-bar.h"
#include "window/gs-toast.h"
#include "window/gs-welcome.h"
#include "window/gs-window-type.h"

G_BEGIN_DECLS

/* How much of the header is folded away where the window is narrow. */
typedef enum
{
  GS_WINDOW_FIT_ALL,
  GS_WINDOW_FIT_ICONS,     /* in place of words */
  GS_WINDOW_FIT_VIEW_MENU, /* in place of the switcher */
  GS_WINDOW_FIT_NO_ZOOM,   /* which is in the menu */
  GS_WINDOW_FIT_LEAST,
  GS_WINDOW_N_FITS
} GsWindowFit;

struct _GsWindow
{
  GtkApplicationWindow parent_instance;

  /* Of the template. */
  GtkWidget *switcher_place;
  GtkWidget *view_button;
  GtkLabel *view_label;
  GtkMenuButton *open_button;
  GtkMenuButton *menu_button;
  GtkWidget *zoom_box;
  GtkButton *details_button;
  GtkButton *legend_button;
  GsToast *toast;
  GtkRevealer *progress_revealer;
  GtkProgressBar *progress_bar;
  GtkStack *pages;
  GsWelcome *welcome;
  GMenu *views_menu;
  GMenu *below_menu;
  GtkPaned *panels_paned;
  GtkPaned *split_paned;
  GtkStack *views;
  GtkStack *lower;
  GtkStack *panels;
  GtkRevealer *legend_revealer;
  GtkScrolledWindow *legend_place;
  GtkPaned *details_paned;
  GsStatusBar *status_bar;

  GsLegend *legend;
  GsDetails *details;
  GsSession *session;
  GCancellable *cancellable; /* of whatever runs in the background for this window */
  GsExperiment *experiment;
  GsAnalysis *analysis;
  GsTimeline *timeline; /* the newest, or NULL */
  guint tick;           /* source id while reading, else 0 */

  /* gs-window-views.c's. */
  GsGantt *gantt; /* the one that is seen, or was last; of two the one with the focus */
  GsSeek seek;
  int panel_height; /* px; 0: not yet known */
  gboolean is_panel_placed;

  /* gs-window-showing.c's. */
  GStrv shown_rows; /* keys of those that it has put on top, or NULL */

  /* gs-window-split.c's. */
  int lower_share; /* of the height, in thousandths; 0: not yet known */
  gboolean is_lower_placed;

  /* gs-window-clocks.c's. */
  GtkWidget *clocks_window; /* NULL: not open */
  GsClocksPage *clocks_page;
  gboolean is_recomposing;
  gboolean wants_recompose; /* once more, after that */
  char *shifted;            /* the trace whose rows are being dragged, or NULL */
  GsClock shift_clock;      /* as it was in the timeline when that began */
  GsClock shift_given;      /* likewise in the experiment */
  GsClockChoice shift_choice;

  /* gs-window-changes.c's. */
  GPtrArray *undo; /* of GsExperiment, the latest last */
  GPtrArray *redo;
  gint64 changed_usec; /* when the experiment was last changed */

  /* gs-window-unsaved.c's. */
  GsExperiment *saved;     /* what opening again brings back, or NULL */
  guint keep_timer;        /* source id: changes are to be kept soon, or 0 */
  gboolean has_kept;       /* in case the program is ended */
  GtkWidget *close_dialog; /* NULL: nothing is being asked */
  gboolean closes_when_saved;

  /* gs-window-paths.c's. */
  char *opened; /* stands for the paths that the window was told to open, or NULL */

  /* gs-window-fit.c's. */
  int fit_widths[GS_WINDOW_N_FITS]; /* what the header needs; 0: not measured */
  guint fit_source;                 /* source id, or 0 */
  int fit_width;                    /* that it is fitted to */
  int details_width;                /* px: wanted; 0: not known yet */
  int details_placed;               /* px: what they had for it then */
  int fit_height;
  gboolean is_narrow;   /* the details are in place of the chart, not beside it */
  gboolean had_details; /* before it became narrow */

  /* gs-window-session.c's. */
  GVariant *session_state; /* to be restored once reading is done, or NULL */
  guint session_timer;     /* source id: to be saved soon, or 0 */
  gboolean is_restored;
};

/* The parts: each uses only those before it. */

/* gs-window-private.c */
const GsView *gs_window_view_of (GtkWidget *widget);
void gs_window_set_view_of (GtkWidget *widget, const GsView *view);
GtkStack *gs_window_place_of (GsWindow *self, const GsView *view);
GtkWidget *gs_window_widget_of (GsWindow *self, const GsView *view);
const GsView *gs_window_get_view (GsWindow *self);
GsGantt *gs_window_get_gantt (GsWindow *self);
void gs_window_set_seek (GsWindow *self, GsSeek what);
gboolean gs_window_is_unused (GsWindow *self);
GsWindow *gs_window_new_beside (GsWindow *self);
GPtrArray *gs_window_list_paths (GsWindow *self);

/* gs-window-messages.c */
void gs_window_clear_messages (GsWindow *self);
void gs_window_tell (GsWindow *self, GtkMessageType type, const char *message);
void gs_window_tell_with_action (GsWindow *self, GtkMessageType type, const char *message, const char *label,
                                 const char *action);
void gs_window_tell_clock_warnings (GsWindow *self);
void gs_window_tell_warnings (GsWindow *self);
void gs_window_forget_clock_warnings (GsWindow *self);
void gs_window_tell_missing (GsWindow *self);
void gs_window_tell_failure (GsWindow *self, const GError *error);

/* gs-window-timeline.c */
void gs_window_add_timeline_actions (GsWindow *self);
void gs_window_update_timeline_actions (GsWindow *self, gboolean has_rows);

/* gs-window-enable.c */
void gs_window_update_actions (GsWindow *self);
void gs_window_update_experiment_actions (GsWindow *self);

/* gs-window-changes.c */
GPtrArray *gs_window_get_changes (GPtrArray **changes);
void gs_window_remember (GsWindow *self);
void gs_window_remember_as (GsWindow *self, GsExperiment *before);
void gs_window_forget_changes (GsWindow *self);

/* gs-window-unsaved.c */
void gs_window_set_title (GsWindow *self);
void gs_window_mark_saved (GsWindow *self, GsExperiment *saved);
void gs_window_resume_changes (GsWindow *self, GsExperiment *saved);
gboolean gs_window_has_changes (GsWindow *self);
gboolean gs_window_ask_before_closing (GsWindow *self);

/* gs-window-fit.c */
void gs_window_fit_init (GsWindow *self);
void gs_window_fit_soon (GsWindow *self, gboolean is_new);
void gs_window_fit_panels (GsWindow *self);
void gs_window_fit_say_view (GsWindow *self);
gboolean gs_window_wants_details (GsWindow *self);
void gs_window_want_details (GsWindow *self, gboolean is_wanted);

/* gs-window-clocks.c */
void gs_window_show_clocks (GsWindow *self);
void gs_window_clocks_changed (GsWindow *self);
void gs_window_forget_clocks (GsWindow *self);
void gs_window_recompose (GsWindow *self);
void gs_window_watch_shifts (GsWindow *self, GtkWidget *gantt);

/* gs-window-views.c */
void gs_window_give_timeline (GsWindow *self, GtkWidget *widget);
void gs_window_add_views (GsWindow *self);
void gs_window_update_views (GsWindow *self);
void gs_window_take_gantt (GsWindow *self, GtkWidget *widget);
void gs_window_save_panels (GsWindow *self, GVariantDict *state);
void gs_window_restore_panels (GsWindow *self, GVariant *state);

/* gs-window-showing.c */
void gs_window_add_showing_actions (GsWindow *self);

/* gs-window-split.c */
void gs_window_init_split (GsWindow *self);
void gs_window_save_split (GsWindow *self, GVariantDict *state);
void gs_window_restore_split (GsWindow *self, GVariant *state);

/* gs-window-session.c */
void gs_window_watch_session (GsWindow *self);
void gs_window_add_to_recent (GsWindow *self);
void gs_window_load_session (GsWindow *self);
void gs_window_restore_session (GsWindow *self);
void gs_window_end_session (GsWindow *self);
GVariant *gs_window_collect_session (GsWindow *self);

/* gs-window-paths.c */
void gs_window_note_paths (GsWindow *self, const char *const *paths);
GsWindow *gs_window_find_open (GtkApplication *application, GType type, const char *const *paths);

/* gs-window-reading.c */
void gs_window_show_page (GsWindow *self, const char *page);
void gs_window_adopt (GsWindow *self, GsExperiment *experiment, GsAnalysis *analysis);
void gs_window_read (GsWindow *self, const char *const *paths);
void gs_window_cancel (GsWindow *self);
void gs_window_forget (GsWindow *self);

/* gs-window-again.c */
void gs_window_read_again (GsWindow *self);

/* gs-window-files.c */
void gs_window_open_elsewhere (GsWindow *self, const char *const *paths);

GtkFileChooser *
gs_window_create_chooser (GsWindow *self, const char *title, GtkFileChooserAction action, const char *accept);
void gs_window_choose_folders (GsWindow *self);
void gs_window_choose_experiment (GsWindow *self);
void gs_window_accept_drops (GsWindow *self);

/* gs-window-saving.c */
void gs_window_save (GsWindow *self, const char *path);
void gs_window_add_saving_actions (GsWindow *self);

/* gs-window-experiment.c */
void gs_window_add_experiment_actions (GsWindow *self);

/* gs-window-export.c */
void gs_window_choose_picture (GsWindow *self, const char *format);
void gs_window_choose_table (GsWindow *self);
void gs_window_choose_details_file (GsWindow *self);

/* gs-window-actions.c */
void gs_window_add_actions (GsWindow *self);

G_END_DECLS
