/* gs-view.c: the three views of an experiment
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-view.h"

#include <glib/gi18n.h>

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

/**
 * gs_view_get_title:
 *
 * Returns: the view's name, translated; also its timeline's accessible name
 */
const char *
gs_view_get_title (GsRows rows)
{
  switch (rows)
    {
    case GS_ROWS_VCPUS:
      return _ ("Virtual CPUs");
    case GS_ROWS_THREADS:
      return _ ("Threads");
    default:
      return _ ("Physical CPUs");
    }
}

/**
 * gs_view_get_legend:
 * @n_items: (out): how many
 *
 * Returns: (transfer none) (array length=n_items): the states to explain, in order
 */
const GsLegendItem *
gs_view_get_legend (GsRows rows, guint *n_items)
{
  switch (rows)
    {
    case GS_ROWS_VCPUS:
      *n_items = G_N_ELEMENTS (vcpu_legend);
      return vcpu_legend;
    case GS_ROWS_THREADS:
      *n_items = G_N_ELEMENTS (thread_legend);
      return thread_legend;
    default:
      *n_items = G_N_ELEMENTS (cpu_legend);
      return cpu_legend;
    }
}

/**
 * gs_view_get_columns:
 *
 * Returns: bits 1 << #GsColumn of those that say something of the view's rows
 */
guint
gs_view_get_columns (GsRows rows)
{
  guint all = (1u << GS_N_COLUMNS) - 1;

  switch (rows)
    {
    case GS_ROWS_VCPUS:
      return all;
    case GS_ROWS_THREADS:
      return all & ~(1u << GS_COLUMN_EXITS);
    default:
      return 1u << GS_COLUMN_NAME | 1u << GS_COLUMN_RUNNING;
    }
}
