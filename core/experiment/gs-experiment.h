/* gs-experiment.h: the traces of an experiment and what the user chose for them
 * SPDX-License-Identifier: MIT
 *
 * Main thread only; gs_experiment_copy() makes a private copy for a worker.
 */
#pragma once

#include "clock/gs-clock.h"
#include "trace/gs-trace.h"

G_BEGIN_DECLS

typedef enum
{
  GS_CLOCK_CHOICE_AUTO,
  GS_CLOCK_CHOICE_MANUAL, /* clock's origin, offset and drift hold */
  GS_CLOCK_CHOICE_NONE,
} GsClockChoice;

typedef struct
{
  GsTrace *trace;    /* NULL where an experiment file names one that is not there */
  char *path;        /* absolute */
  char *name;        /* unique in the experiment */
  char *uuid;        /* of the trace, as the experiment file has it; or NULL */
  GsRole role;       /* GS_ROLE_UNKNOWN: to be found out */
  char *host;        /* name of the host's trace, or NULL: to be found out */
  gint32 pid;        /* of the QEMU process that the guest runs in, or -1: to be found out */
  GHashTable *vcpus; /* vCPU number -> host TID, or NULL: to be found out */
  GsClockChoice clock_choice;
  GsClock clock;

  /*< private >*/
  char *real_path;    /* where @real_path_of leads to, or NULL: it was not asked for */
  char *real_path_of; /* what @path was then */
} GsExperimentTrace;

typedef struct
{
  char *name;          /* may be changed; g_free() and g_strdup() */
  char *path;          /* of the experiment file, or NULL */
  GPtrArray *traces;   /* of GsExperimentTrace */
  GPtrArray *warnings; /* of translated strings: what could not be opened */
  gboolean sync;       /* FALSE: --sync none, whatever the traces' choices */

  /*< private >*/
  gpointer json; /* the file as it was read: members that we do not know are kept */
  struct _GsExperimentKnown *known;
} GsExperiment;

GsExperiment *gs_experiment_new (void);
gboolean gs_experiment_add_trace (GsExperiment *self, GsTrace *trace);
GsExperiment *gs_experiment_new_for_paths (const char *const *paths, GCancellable *cancellable, GError **error);
GsExperiment *gs_experiment_load (const char *path, GCancellable *cancellable, GError **error);
GStrv gs_experiment_list_outside (const char *path, GCancellable *cancellable);
gboolean gs_experiment_save (GsExperiment *self, const char *path, GError **error);
void gs_experiment_save_async (const GsExperiment *self, const char *path, gboolean overwrites,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean gs_experiment_save_finish (GsExperiment *self, GAsyncResult *result, GError **error);
void gs_experiment_probe_closely (GsExperiment *self, GCancellable *cancellable);
guint gs_experiment_relocate (GsExperiment *self, const char *folder, GCancellable *cancellable, GError **error);
guint gs_experiment_probe_again (GsExperiment *self, GCancellable *cancellable);
GsExperiment *gs_experiment_copy (const GsExperiment *self);
GsExperiment *gs_experiment_copy_unchosen (const GsExperiment *self);
gboolean gs_experiment_is_same (const GsExperiment *self, const GsExperiment *other);
void gs_experiment_free (GsExperiment *self);
GsExperimentTrace *gs_experiment_find_trace (const GsExperiment *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsExperiment, gs_experiment_free)

G_END_DECLS
