/* gs-export-csv.h: the rows of a timeline as CSV
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "report/gs-report.h"

G_BEGIN_DECLS

gboolean gs_export_csv_write (const GsTimeline *timeline, GsRows rows, GsSpan span, GOutputStream *stream,
                              GCancellable *cancellable, GError **error);
gboolean gs_export_csv_write_rows (const GsTimeline *timeline, GsRows rows, const GArray *only, GsSpan span,
                                   GOutputStream *stream, GCancellable *cancellable, GError **error);

G_END_DECLS
