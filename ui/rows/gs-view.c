/* gs-view.c: a view of an experiment, described in one place
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-view.h"

#include <glib/gi18n.h>

#include "rows/gs-row-tree.h"

#define ALL_COLUMNS ((1u << GS_N_COLUMNS) - 1)

static const GsLegendItem vcpu_legend[] = {
  { GS_VCPU_RUNNING, GS_ROWS_VCPUS },
  { GS_VCPU_HYPERVISOR, GS_ROWS_VCPUS },
  { GS_VCPU_PREEMPTED, GS_ROWS_VCPUS },
  { GS_VCPU_BLOCKED, GS_ROWS_VCPUS },
  { GS_VCPU_IDLE, GS_ROWS_VCPUS },
  { GS_VCPU_UNKNOWN, GS_ROWS_VCPUS },
  { GS_THREAD_USERMODE, GS_ROWS_THREADS },
  { GS_THREAD_SYSCALL, GS_ROWS_THREADS },
  { GS_THREAD_INTERRUPTED, GS_ROWS_THREADS },
  { GS_THREAD_WAIT_FOR_CPU, GS_ROWS_THREADS },
  { GS_THREAD_WAIT_BLOCKED, GS_ROWS_THREADS },
  { GS_THREAD_WAIT_UNKNOWN, GS_ROWS_THREADS },
  { GS_THREAD_EXITED, GS_ROWS_THREADS },
  { GS_N_THREAD_STATES + 3 * (GS_OVERLAY_HYPERVISOR - 1), GS_ROWS_THREADS },
  { GS_N_THREAD_STATES + 3 * (GS_OVERLAY_PREEMPTED - 1), GS_ROWS_THREADS },
  { GS_N_THREAD_STATES + 3 * (GS_OVERLAY_BLOCKED - 1), GS_ROWS_THREADS },
};

static const GsLegendItem thread_legend[] = {
  { GS_THREAD_USERMODE, GS_ROWS_THREADS },
  { GS_THREAD_SYSCALL, GS_ROWS_THREADS },
  { GS_THREAD_INTERRUPTED, GS_ROWS_THREADS },
  { GS_THREAD_WAIT_FOR_CPU, GS_ROWS_THREADS },
  { GS_THREAD_WAIT_BLOCKED, GS_ROWS_THREADS },
  { GS_THREAD_WAIT_UNKNOWN, GS_ROWS_THREADS },
  { GS_THREAD_EXITED, GS_ROWS_THREADS },
  { GS_THREAD_UNKNOWN, GS_ROWS_THREADS },
  { GS_N_THREAD_STATES + 3 * (GS_OVERLAY_HYPERVISOR - 1), GS_ROWS_THREADS },
  { GS_N_THREAD_STATES + 3 * (GS_OVERLAY_PREEMPTED - 1), GS_ROWS_THREADS },
  { GS_N_THREAD_STATES + 3 * (GS_OVERLAY_BLOCKED - 1), GS_ROWS_THREADS },
};

static const GsLegendItem cpu_legend[] = {
  { GS_CPU_GUEST, GS_ROWS_CPUS },   { GS_CPU_HYPERVISOR, GS_ROWS_CPUS }, { GS_CPU_USERMODE, GS_ROWS_CPUS },
  { GS_CPU_SYSCALL, GS_ROWS_CPUS }, { GS_CPU_IRQ, GS_ROWS_CPUS },        { GS_CPU_SOFTIRQ, GS_ROWS_CPUS },
  { GS_CPU_IDLE, GS_ROWS_CPUS },    { GS_CPU_UNKNOWN, GS_ROWS_CPUS },
};

const GsView gs_vcpus_view = {
  .id = "vcpus",
  .title = N_ ("Virtual CPUs"),
  .shortcut = "<Alt>1",
  .build_rows = gs_row_tree_build_vcpus,
  .rows = GS_ROWS_VCPUS,
  .columns = ALL_COLUMNS,
  .legend = vcpu_legend,
  .n_legend = G_N_ELEMENTS (vcpu_legend),
};

const GsView gs_threads_view = {
  .id = "threads",
  .title = N_ ("Threads"),
  .shortcut = "<Alt>2",
  .build_rows = gs_row_tree_build_threads,
  .rows = GS_ROWS_THREADS,
  .columns = ALL_COLUMNS & ~(1u << GS_COLUMN_EXITS),
  .legend = thread_legend,
  .n_legend = G_N_ELEMENTS (thread_legend),
};

const GsView gs_cpus_view = {
  .id = "cpus",
  .title = N_ ("Physical CPUs"),
  .shortcut = "<Alt>3",
  .build_rows = gs_row_tree_build_cpus,
  .rows = GS_ROWS_CPUS,
  .columns = 1u << GS_COLUMN_NAME | 1u << GS_COLUMN_RUNNING,
  .legend = cpu_legend,
  .n_legend = G_N_ELEMENTS (cpu_legend),
};

/* Returns: the view's name, translated; also its widget's accessible name */
const char *
gs_view_get_title (const GsView *self)
{
  return _ (self->title);
}

/* Whether it is a tree of rows on a time axis, not a widget of its own. */
gboolean
gs_view_has_rows (const GsView *self)
{
  return self->build_rows != NULL;
}

gboolean
gs_view_has_column (const GsView *self, GsColumn column)
{
  return (self->columns & 1u << column) != 0;
}
