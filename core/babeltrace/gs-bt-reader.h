/* gs-bt-reader.h: all wanted events of one trace, by babeltrace2's library
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "read/gs-reader.h"

G_BEGIN_DECLS

GsReader *gs_bt_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable);

G_END_DECLS
