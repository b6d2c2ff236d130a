/* gs-options.h: what the subcommands without a display are told
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"
#include "gs-trace-option.h"
#include "track/gs-state.h"

G_BEGIN_DECLS

typedef enum
{
  GS_FORMAT_SUMMARY,
  GS_FORMAT_CSV,
  GS_FORMAT_TEXT,
  GS_FORMAT_JSON,
} GsFormat;

/* Analyze's tables that are not a view's rows. */
typedef enum
{
  GS_TABLE_ROWS,
  GS_TABLE_WAKEUPS, /* one line a wake-up */
  GS_TABLE_THEFTS,  /* one line a theft */
  GS_N_TABLES
} GsTable;

typedef struct
{
  char **paths;
  char **of_traces[GS_N_TRACE_OPTIONS]; /* NAME=VALUE each */
  char *thread;                         /* MACHINE:TID, or NULL */
  char *filter;                         /* of events: what a line has to hold, or NULL */
  GsFormat format;
  GsRows rows;   /* of analyze: the table */
  GsTable table; /* of analyze */
  gboolean sync;
  char *from; /* as given, or NULL */
  char *to;
  gboolean progress;
  gboolean unpack_large;
  gboolean is_rows_only; /* nothing that is asked for needs wake-ups */
} GsOptions;

typedef enum
{
  GS_COMMAND_ANALYZE,
  GS_COMMAND_RENDER,
  GS_COMMAND_INFO,
  GS_COMMAND_EXPLAIN,
  GS_COMMAND_PATH,
  GS_COMMAND_EVENTS,
} GsCommand;

/* Options that only one command knows, in a file of its own. */
typedef struct
{
  void (*add) (gpointer data, GOptionContext *context);
  gboolean (*check) (gpointer data, GError **error);
  gpointer data;
} GsOwnOptions;

GsOptions *gs_options_parse (GsCommand command, const GsOwnOptions *own, int *argc, char ***argv, GError **error);
void gs_options_free (GsOptions *self);
const char *gs_options_get_rows_help (void);
gboolean gs_options_apply (const GsOptions *self, GsExperiment *experiment, GError **error);
gboolean gs_options_get_span (const GsOptions *self, GsSpan full, GsSpan *span, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsOptions, gs_options_free)

G_END_DECLS
