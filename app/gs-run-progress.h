/* gs-run-progress.h: lines on standard error that say that the program goes on
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void gs_run_progress_start (GCancellable *cancellable);
void gs_run_progress_set (double fraction, guint64 n_events);
void gs_run_progress_stop (void);

G_END_DECLS
