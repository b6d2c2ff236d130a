/* gs-trace-repair.h: a readable stand-in for a trace with damaged files
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A temporary folder, gone with gs_trace_repair_free(). */
typedef struct
{
  char *folder;
  char *origin;        /* the folder that it stands for */
  GPtrArray *warnings; /* of translated strings: what is left out */
  GPtrArray *cut;      /* names of the files that are there in part */
  char *unreadable;    /* the first of the warnings about a file that may not be read, or NULL */
} GsTraceRepair;

GsTraceRepair *gs_trace_repair_new (const char *folder, const char *trace_name, GError **error);
GsTraceRepair *gs_trace_repair_new_tail (const char *folder, guint n_packets, gboolean *is_whole, GError **error);
void gs_trace_repair_name_origin (const GsTraceRepair *self, GError *error);
void gs_trace_repair_free (GsTraceRepair *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTraceRepair, gs_trace_repair_free)

G_END_DECLS
