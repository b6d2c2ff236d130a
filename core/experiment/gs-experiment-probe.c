/* gs-experiment-probe.c: what an experiment's traces are, exactly, without an analysis
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-parallel.h"
#include "experiment/gs-experiment.h"
#include "find/gs-trace-again.h"
#include "find/gs-trace-finder.h"

typedef struct
{
  GPtrArray *entries; /* of GsExperimentTrace, borrowed */
  GsTrace **traces;
  GCancellable *cancellable;
} GsExperimentProbe;

static void
gs_experiment_probe_trace (guint index, gpointer user_data)
{
  GsExperimentProbe *self = user_data;
  const GsExperimentTrace *entry = g_ptr_array_index (self->entries, index);

  if (!g_cancellable_is_cancelled (self->cancellable))
    self->traces[index] = gs_trace_again (entry->path, entry->trace != NULL ? entry->trace->uuid : NULL, TRUE, NULL);
}

/* Takes what was seen, under the names that the traces have in the experiment. */
static void
gs_experiment_take_probed (GsExperiment *self, GsTrace **traces)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_unref);

  for (guint i = 0; i < self->traces->len; i++)
    if (traces[i] != NULL)
      g_ptr_array_add (seen, traces[i]);
  gs_trace_finder_guess_guests (seen);

  for (guint i = 0, k = 0; i < self->traces->len; i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);

      if (traces[i] == NULL)
        continue;
      g_clear_pointer (&entry->trace, gs_trace_unref);
      entry->trace = gs_trace_rename (g_ptr_array_index (seen, k++), entry->name);
    }
}

/**
 * gs_experiment_probe_closely:
 * @cancellable: (nullable): leaves the rest as it is
 *
 * An experiment's traces are only glanced at, since they will be read. This
 * describes them as far as it goes without reading all: see gs_trace_open().
 * Takes some 10 ms a trace.
 */
void
gs_experiment_probe_closely (GsExperiment *self, GCancellable *cancellable)
{
  g_autofree GsTrace **traces = g_new0 (GsTrace *, self->traces->len + 1);
  GsExperimentProbe probe = { self->traces, traces, cancellable };

  gs_parallel_for (self->traces->len, gs_experiment_probe_trace, &probe);
  gs_experiment_take_probed (self, traces);
}
