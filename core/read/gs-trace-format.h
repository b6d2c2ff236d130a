/* gs-trace-format.h: one way in which recordings lie on the disk, and who reads them
 * SPDX-License-Identifier: MIT
 *
 * gs-trace-formats.c lists them all, the preferred one first. Where one says
 * GS_ERROR_UNSUPPORTED of what it recognizes, the next one is asked.
 */
#pragma once

#include "base/gs-names.h"
#include "read/gs-event-text.h"
#include "read/gs-trace-facts.h"
#include "trace/gs-trace.h"

G_BEGIN_DECLS

typedef struct _GsReader GsReader; /* gs-reader.h */

struct _GsTraceFormat
{
  const char *reader; /* as `--reader` and summaries call it */

  /* Whether @path, a file or a folder, is such a recording. @problem: (out) (optional): translated, begins with
   * the path, where it only looks like one. */
  gboolean (*recognize) (const char *path, char **problem);

  /* Fills in @facts, which are empty. @name: how warnings call it; @is_close: FALSE where its end and role need
   * not be exact. */
  gboolean (*describe) (const char *path, const char *name, gboolean is_close, GsTraceFacts *facts, GError **error);

  /* Starts reading a usable trace; see gs_reader_new(). */
  GsReader *(*open) (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error);

  /* (nullable): all events as text. */
  GsEventText *(*list) (GsTrace *trace, GError **error);
};

G_END_DECLS
