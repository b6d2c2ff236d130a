/* gs-dat-reader.h: all wanted events of one recording of trace-cmd
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-reader.h"

G_BEGIN_DECLS

GsReader *
gs_dat_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error);

G_END_DECLS
