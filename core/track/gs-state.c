/* gs-state.c: the states' stable names and what people read for them
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-state.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name;
  const char *label; /* to be translated */
} GsStateText;

static const GsStateText vcpu_texts[GS_N_VCPU_STATES] = {
  [GS_VCPU_UNKNOWN] = { "unknown", N_ ("Unknown") },       [GS_VCPU_IDLE] = { "idle", N_ ("Idle") },
  [GS_VCPU_RUNNING] = { "running", N_ ("Running") },       [GS_VCPU_HYPERVISOR] = { "hypervisor", N_ ("Hypervisor") },
  [GS_VCPU_PREEMPTED] = { "preempted", N_ ("Preempted") }, [GS_VCPU_BLOCKED] = { "blocked", N_ ("Blocked") },
};

/* With the veiled states' labels, which have no names of their own. */
static const GsStateText thread_texts[GS_N_VEILED_STATES] = {
  [GS_THREAD_UNKNOWN] = { "unknown", N_ ("Unknown") },
  [GS_THREAD_WAIT_UNKNOWN] = { "wait-unknown", N_ ("Waits (unknown why)") },
  [GS_THREAD_WAIT_BLOCKED] = { "wait-blocked", N_ ("Waits (blocked)") },
  [GS_THREAD_WAIT_FOR_CPU] = { "wait-for-cpu", N_ ("Waits for CPU") },
  [GS_THREAD_EXITED] = { "exited", N_ ("Exited") },
  [GS_THREAD_USERMODE] = { "usermode", N_ ("User mode") },
  [GS_THREAD_SYSCALL] = { "syscall", N_ ("System call") },
  [GS_THREAD_INTERRUPTED] = { "interrupted", N_ ("Interrupted") },
  [GS_N_THREAD_STATES + 0] = { NULL, N_ ("User mode, in the hypervisor") },
  [GS_N_THREAD_STATES + 1] = { NULL, N_ ("System call, in the hypervisor") },
  [GS_N_THREAD_STATES + 2] = { NULL, N_ ("Interrupted, in the hypervisor") },
  [GS_N_THREAD_STATES + 3] = { NULL, N_ ("User mode, preempted") },
  [GS_N_THREAD_STATES + 4] = { NULL, N_ ("System call, preempted") },
  [GS_N_THREAD_STATES + 5] = { NULL, N_ ("Interrupted, preempted") },
  [GS_N_THREAD_STATES + 6] = { NULL, N_ ("User mode, blocked") },
  [GS_N_THREAD_STATES + 7] = { NULL, N_ ("System call, blocked") },
  [GS_N_THREAD_STATES + 8] = { NULL, N_ ("Interrupted, blocked") },
};

static const GsStateText cpu_texts[GS_N_CPU_STATES] = {
  [GS_CPU_UNKNOWN] = { "unknown", N_ ("Unknown") },     [GS_CPU_IDLE] = { "idle", N_ ("Idle") },
  [GS_CPU_USERMODE] = { "usermode", N_ ("User mode") }, [GS_CPU_SYSCALL] = { "syscall", N_ ("System call") },
  [GS_CPU_IRQ] = { "irq", N_ ("Interrupt") },           [GS_CPU_SOFTIRQ] = { "softirq", N_ ("Soft interrupt") },
  [GS_CPU_GUEST] = { "guest", N_ ("Guest") },           [GS_CPU_HYPERVISOR] = { "hypervisor", N_ ("Hypervisor") },
};

static const struct
{
  const char *name;
  const GsStateText *texts;
  guint n_states;
} rows_table[GS_N_ROWS] = {
  [GS_ROWS_VCPUS] = { "vcpus", vcpu_texts, GS_N_VCPU_STATES },
  [GS_ROWS_THREADS] = { "threads", thread_texts, GS_N_VEILED_STATES },
  [GS_ROWS_CPUS] = { "cpus", cpu_texts, GS_N_CPU_STATES },
};

const char *
gs_vcpu_state_get_name (guint state)
{
  g_return_val_if_fail (state < GS_N_VCPU_STATES, "unknown");
  return vcpu_texts[state].name;
}

/**
 * gs_thread_state_get_name:
 * @state: a thread state, or a veiled one, which has the name of what it veils
 */
const char *
gs_thread_state_get_name (guint state)
{
  g_return_val_if_fail (state < GS_N_VEILED_STATES, "unknown");
  return thread_texts[gs_thread_state_base (state)].name;
}

const char *
gs_overlay_get_name (guint overlay)
{
  static const char *const names[GS_N_OVERLAYS] = {
    [GS_OVERLAY_NONE] = "",
    [GS_OVERLAY_HYPERVISOR] = "hypervisor",
    [GS_OVERLAY_PREEMPTED] = "preempted",
    [GS_OVERLAY_BLOCKED] = "blocked",
  };

  g_return_val_if_fail (overlay < GS_N_OVERLAYS, "");
  return names[overlay];
}

const char *
gs_cpu_state_get_name (guint state)
{
  g_return_val_if_fail (state < GS_N_CPU_STATES, "unknown");
  return cpu_texts[state].name;
}

const char *
gs_rows_get_name (GsRows rows)
{
  g_return_val_if_fail ((guint) rows < GS_N_ROWS, "");
  return rows_table[rows].name;
}

/**
 * gs_rows_from_name:
 * @name: "vcpus", "threads" or "cpus"
 * @rows: (out): what @name means; untouched where it means nothing
 *
 * Returns: whether @name is the name of a kind of rows
 */
gboolean
gs_rows_from_name (const char *name, GsRows *rows)
{
  for (guint i = 0; i < GS_N_ROWS; i++)
    if (g_str_equal (name, rows_table[i].name))
      {
        *rows = i;
        return TRUE;
      }
  return FALSE;
}

guint
gs_rows_get_n_states (GsRows rows)
{
  g_return_val_if_fail ((guint) rows < GS_N_ROWS, 0);
  return rows_table[rows].n_states;
}

/**
 * gs_rows_get_state_label:
 * @rows: which kind of rows
 * @state: number of a state as such a row's track holds it
 *
 * Returns: what people read for @state, translated
 */
const char *
gs_rows_get_state_label (GsRows rows, guint state)
{
  g_return_val_if_fail ((guint) rows < GS_N_ROWS, "");
  g_return_val_if_fail (state < rows_table[rows].n_states, "");
  return _ (rows_table[rows].texts[state].label);
}

/**
 * gs_rows_get_label:
 * @state: as for gs_rows_get_state_label()
 * @aux: of an interval in that state
 *
 * Returns: what people read for the interval, translated: "Offline" for a CPU that is
 */
const char *
gs_rows_get_label (GsRows rows, guint state, guint aux)
{
  return (aux & GS_AUX_OFFLINE) != 0 ? _ ("Offline") : gs_rows_get_state_label (rows, state);
}
