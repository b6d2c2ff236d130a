/* gs-state.c: the table of states: names, order, heights and what is true of them
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-state.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name;     /* stable */
  const char *label;    /* what people read; to be translated */
  guint8 rank;          /* in a column of several states: 0 lies on top, worst news first */
  guint8 place;         /* in a legend: 0 is explained first */
  guint8 height;        /* of its bar, in percent of the highest */
  GsStateTraits traits; /* all that hold */
} GsState;

static const GsState vcpu_states[] = {
  [GS_VCPU_UNKNOWN] = { "unknown", N_ ("Unknown"), 5, 5, 33, 0 },
  [GS_VCPU_IDLE] = { "idle", N_ ("Idle"), 4, 4, 66, 0 },
  [GS_VCPU_RUNNING] = { "running", N_ ("Running"), 3, 0, 100, GS_TRAIT_BUSY | GS_TRAIT_RUNNING | GS_TRAIT_BELIEVED },
  [GS_VCPU_HYPERVISOR] = { "hypervisor", N_ ("Hypervisor"), 1, 1, 66, GS_TRAIT_HYPERVISOR | GS_TRAIT_BELIEVED },
  [GS_VCPU_PREEMPTED] = { "preempted", N_ ("Preempted"), 0, 2, 100,
                          GS_TRAIT_STOLEN | GS_TRAIT_BELIEVED | GS_TRAIT_QUEUED },
  [GS_VCPU_BLOCKED] = { "blocked", N_ ("Blocked"), 2, 3, 75, GS_TRAIT_BLOCKED | GS_TRAIT_BELIEVED },
};

static const GsState thread_states[] = {
  [GS_THREAD_UNKNOWN] = { "unknown", N_ ("Unknown"), 7, 7, 33, 0 },
  [GS_THREAD_WAIT_UNKNOWN] = { "wait-unknown", N_ ("Waits (unknown why)"), 5, 5, 50, 0 },
  [GS_THREAD_WAIT_BLOCKED] = { "wait-blocked", N_ ("Waits (blocked)"), 4, 4, 50, GS_TRAIT_BLOCKED },
  [GS_THREAD_WAIT_FOR_CPU] = { "wait-for-cpu", N_ ("Waits for CPU"), 0, 3, 50, GS_TRAIT_QUEUED },
  [GS_THREAD_EXITED] = { "exited", N_ ("Exited"), 6, 6, 12, 0 },
  [GS_THREAD_USERMODE] = { "usermode", N_ ("User mode"), 3, 0, 100,
                           GS_TRAIT_BUSY | GS_TRAIT_RUNNING | GS_TRAIT_BELIEVED },
  [GS_THREAD_SYSCALL] = { "syscall", N_ ("System call"), 2, 1, 100,
                          GS_TRAIT_BUSY | GS_TRAIT_RUNNING | GS_TRAIT_BELIEVED },
  [GS_THREAD_INTERRUPTED] = { "interrupted", N_ ("Interrupted"), 1, 2, 75,
                              GS_TRAIT_BUSY | GS_TRAIT_RUNNING | GS_TRAIT_BELIEVED },
};

/* In a column guest code lies on the ground, where the strip is that says whose it is. */
static const GsState cpu_states[] = {
  [GS_CPU_UNKNOWN] = { "unknown", N_ ("Unknown"), 6, 7, 33, 0 },
  [GS_CPU_IDLE] = { "idle", N_ ("Idle"), 5, 6, 66, 0 },
  [GS_CPU_USERMODE] = { "usermode", N_ ("User mode"), 4, 2, 100, GS_TRAIT_BUSY | GS_TRAIT_RUNNING },
  [GS_CPU_SYSCALL] = { "syscall", N_ ("System call"), 3, 3, 100, GS_TRAIT_BUSY | GS_TRAIT_RUNNING },
  [GS_CPU_IRQ] = { "irq", N_ ("Interrupt"), 1, 4, 75, GS_TRAIT_BUSY },
  [GS_CPU_SOFTIRQ] = { "softirq", N_ ("Soft interrupt"), 2, 5, 100, GS_TRAIT_BUSY },
  [GS_CPU_GUEST] = { "guest", N_ ("Guest"), 7, 0, 100, GS_TRAIT_BUSY | GS_TRAIT_RUNNING },
  [GS_CPU_HYPERVISOR] = { "hypervisor", N_ ("Hypervisor"), 0, 1, 100, GS_TRAIT_BUSY | GS_TRAIT_HYPERVISOR },
};

/* Of the three states on a CPU under each overlay; all else follows from the two. */
static const char *const veiled_labels[] = {
  N_ ("User mode, in the hypervisor"), N_ ("System call, in the hypervisor"), N_ ("Interrupted, in the hypervisor"),
  N_ ("User mode, preempted"),         N_ ("System call, preempted"),         N_ ("Interrupted, preempted"),
  N_ ("User mode, blocked"),           N_ ("System call, blocked"),           N_ ("Interrupted, blocked"),
};

static const GsVcpuState overlay_states[] = {
  [GS_OVERLAY_NONE] = GS_VCPU_RUNNING,
  [GS_OVERLAY_HYPERVISOR] = GS_VCPU_HYPERVISOR,
  [GS_OVERLAY_PREEMPTED] = GS_VCPU_PREEMPTED,
  [GS_OVERLAY_BLOCKED] = GS_VCPU_BLOCKED,
};

G_STATIC_ASSERT (G_N_ELEMENTS (vcpu_states) == GS_N_VCPU_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (thread_states) == GS_N_THREAD_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (cpu_states) == GS_N_CPU_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (veiled_labels) == GS_N_VEILED_STATES - GS_N_THREAD_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (overlay_states) == GS_N_OVERLAYS);

static const struct
{
  const char *name;
  const GsState *states;
  guint n_states; /* with veiled ones */
} rows_table[GS_N_ROWS] = {
  [GS_ROWS_VCPUS] = { "vcpus", vcpu_states, GS_N_VCPU_STATES },
  [GS_ROWS_THREADS] = { "threads", thread_states, GS_N_VEILED_STATES },
  [GS_ROWS_CPUS] = { "cpus", cpu_states, GS_N_CPU_STATES },
};

static GsOverlay
gs_rows_get_overlay (GsRows rows, guint state)
{
  return rows == GS_ROWS_THREADS ? gs_thread_state_overlay (state) : GS_OVERLAY_NONE;
}

/* The row of a state, or of the one that is veiled. */
static const GsState *
gs_rows_get_state (GsRows rows, guint state)
{
  return &rows_table[rows].states[rows == GS_ROWS_THREADS ? gs_thread_state_base (state) : state];
}

const char *
gs_vcpu_state_get_name (guint state)
{
  g_return_val_if_fail (state < GS_N_VCPU_STATES, "unknown");
  return vcpu_states[state].name;
}

/**
 * gs_thread_state_get_name:
 * @state: a thread state, or a veiled one, which has the name of what it veils
 */
const char *
gs_thread_state_get_name (guint state)
{
  g_return_val_if_fail (state < GS_N_VEILED_STATES, "unknown");
  return thread_states[gs_thread_state_base (state)].name;
}

const char *
gs_overlay_get_name (guint overlay)
{
  g_return_val_if_fail (overlay < GS_N_OVERLAYS, "");
  return overlay == GS_OVERLAY_NONE ? "" : vcpu_states[overlay_states[overlay]].name;
}

/* The vCPU's state that lies over its thread's; running, where nothing does. */
GsVcpuState
gs_overlay_get_vcpu_state (GsOverlay overlay)
{
  g_return_val_if_fail ((guint) overlay < GS_N_OVERLAYS, GS_VCPU_UNKNOWN);
  return overlay_states[overlay];
}

const char *
gs_cpu_state_get_name (guint state)
{
  g_return_val_if_fail (state < GS_N_CPU_STATES, "unknown");
  return cpu_states[state].name;
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
  if (gs_rows_get_overlay (rows, state) != GS_OVERLAY_NONE)
    return _ (veiled_labels[state - GS_N_THREAD_STATES]);
  return _ (rows_table[rows].states[state].label);
}

/**
 * gs_rows_get_height:
 * @state: as for gs_rows_get_state_label(); a veiled one is as high as the one that is veiled
 *
 * Returns: how high a state's bar is, in percent of the highest: 1 to 100
 */
guint
gs_rows_get_height (GsRows rows, guint state)
{
  g_return_val_if_fail ((guint) rows < GS_N_ROWS && state < rows_table[rows].n_states, 100);
  return gs_rows_get_state (rows, state)->height;
}

/* All that is true of @state. A veiled thread believes to run, and its vCPU's state says what is true instead;
 * it is the vCPU that is queued, not the thread. */
static GsStateTraits
gs_rows_get_state_traits (GsRows rows, guint state)
{
  GsOverlay overlay = gs_rows_get_overlay (rows, state);

  if (overlay == GS_OVERLAY_NONE)
    return gs_rows_get_state (rows, state)->traits;
  return vcpu_states[overlay_states[overlay]].traits & ~(guint) GS_TRAIT_QUEUED;
}

/* Returns: the states of which @trait is true, one bit each */
guint32
gs_rows_find_states (GsRows rows, GsStateTraits trait)
{
  guint32 states = 0;

  for (guint i = 0; i < gs_rows_get_n_states (rows); i++)
    if ((gs_rows_get_state_traits (rows, i) & trait) != 0)
      states |= 1u << i;
  return states;
}

/**
 * gs_rows_sum_states:
 * @ns: by state, how long a row was in it
 *
 * Returns: how long it was in states of which @trait is true
 */
gint64
gs_rows_sum_states (GsRows rows, const gint64 *ns, GsStateTraits trait)
{
  gint64 sum = 0;

  for (guint i = 0; i < gs_rows_get_n_states (rows); i++)
    if ((gs_rows_get_state_traits (rows, i) & trait) != 0)
      sum += ns[i];
  return sum;
}

/* What a state is sorted by: veiled ones come before all others. */
static guint
gs_rows_get_rank (GsRows rows, guint state)
{
  GsOverlay overlay = gs_rows_get_overlay (rows, state);
  guint rank = gs_rows_get_state (rows, state)->rank;

  if (overlay == GS_OVERLAY_NONE)
    return GS_MAX_STATES * GS_MAX_STATES + rank;
  return vcpu_states[overlay_states[overlay]].rank * GS_MAX_STATES + rank;
}

static guint
gs_rows_get_place (GsRows rows, guint state)
{
  GsOverlay overlay = gs_rows_get_overlay (rows, state);

  return overlay == GS_OVERLAY_NONE ? gs_rows_get_state (rows, state)->place : GS_MAX_STATES + overlay;
}

/* Puts @state where it belongs among the @n_states that are sorted already. */
static void
gs_rows_insert (GsRows rows, guint8 *states, guint n_states, guint8 state, guint (*get_key) (GsRows, guint))
{
  guint at = n_states;

  for (; at > 0 && get_key (rows, states[at - 1]) > get_key (rows, state); at--)
    states[at] = states[at - 1];
  states[at] = state;
}

/**
 * gs_rows_list_worst_first:
 * @states: (out) (array fixed-size=17): from top to bottom of a column that holds several
 *
 * Returns: how many
 */
guint
gs_rows_list_worst_first (GsRows rows, guint8 *states)
{
  guint n_states = gs_rows_get_n_states (rows);

  for (guint i = 0; i < n_states; i++)
    gs_rows_insert (rows, states, i, i, gs_rows_get_rank);
  return n_states;
}

/**
 * gs_rows_list_explained:
 * @states: (out) (array fixed-size=17): in the order of a legend
 *
 * Returns: how many; one veiled state stands for all under its overlay
 */
guint
gs_rows_list_explained (GsRows rows, guint8 *states)
{
  guint n = 0;

  for (guint i = 0; i < gs_rows_get_n_states (rows); i++)
    if (gs_rows_get_overlay (rows, i) == GS_OVERLAY_NONE || gs_thread_state_base (i) == GS_THREAD_USERMODE)
      gs_rows_insert (rows, states, n++, i, gs_rows_get_place);
  return n;
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

/* Returns: what people read for what lies behind that which has been read, in rows of any kind; translated */
const char *
gs_rows_get_unread_label (void)
{
  return _ ("Not read yet");
}
