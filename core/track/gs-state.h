/* gs-state.h: the states that rows can be in
 * SPDX-License-Identifier: MIT
 *
 * Every row kind has its own small set of states, numbered from 0 without gaps,
 * so that a track can keep its sums in plain arrays. "unknown" is 0 everywhere.
 * All that is said of a state is one row of a table in gs-state.c, but for its
 * colours, which ui/draw/gs-palette.c has. No other code goes through the states
 * by hand: it asks for their traits.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GS_ROWS_VCPUS,
  GS_ROWS_THREADS,
  GS_ROWS_CPUS,
  GS_N_ROWS
} GsRows; /* which kind of rows: "vcpus", "threads", "cpus" */

/* What a virtual CPU did, with the host's view taken into account. */
typedef enum
{
  GS_VCPU_UNKNOWN,
  GS_VCPU_IDLE,
  GS_VCPU_RUNNING,
  GS_VCPU_HYPERVISOR,
  GS_VCPU_PREEMPTED,
  GS_VCPU_BLOCKED,
  GS_N_VCPU_STATES
} GsVcpuState;

/* What a guest alone believes of its CPU. The values are those of GsVcpuState. */
typedef enum
{
  GS_GUEST_VIEW_UNKNOWN = GS_VCPU_UNKNOWN,
  GS_GUEST_VIEW_IDLE = GS_VCPU_IDLE,
  GS_GUEST_VIEW_RUNNING = GS_VCPU_RUNNING,
  GS_N_GUEST_VIEWS
} GsGuestView;

/* What the host alone knows of a vCPU: its thread's state and KVM mode in one. */
typedef enum
{
  GS_HOST_VIEW_UNKNOWN,
  GS_HOST_VIEW_GUEST,      /* on a CPU, after an entry */
  GS_HOST_VIEW_HYPERVISOR, /* on a CPU, after an exit */
  GS_HOST_VIEW_PREEMPTED,  /* could run but has no CPU */
  GS_HOST_VIEW_ASLEEP,     /* halted, or waiting inside QEMU */
  GS_N_HOST_VIEWS
} GsHostView;

/* What lies over a guest thread that believes to run. */
typedef enum
{
  GS_OVERLAY_NONE,
  GS_OVERLAY_HYPERVISOR,
  GS_OVERLAY_PREEMPTED,
  GS_OVERLAY_BLOCKED,
  GS_N_OVERLAYS
} GsOverlay;

typedef enum
{
  GS_THREAD_UNKNOWN,
  GS_THREAD_WAIT_UNKNOWN,
  GS_THREAD_WAIT_BLOCKED,
  GS_THREAD_WAIT_FOR_CPU,
  GS_THREAD_EXITED,
  GS_THREAD_USERMODE, /* from here on: on a CPU, and can be overlaid */
  GS_THREAD_SYSCALL,
  GS_THREAD_INTERRUPTED,
  GS_N_THREAD_STATES,
  /* A thread row's track holds a thread state and its overlay as one number:
   * overlaid states follow the plain ones, three to an overlay. */
  GS_N_VEILED_STATES = GS_N_THREAD_STATES + 3 * (GS_N_OVERLAYS - 1)
} GsThreadState;

typedef enum
{
  GS_CPU_UNKNOWN,
  GS_CPU_IDLE,
  GS_CPU_USERMODE,
  GS_CPU_SYSCALL,
  GS_CPU_IRQ,
  GS_CPU_SOFTIRQ,
  GS_CPU_GUEST,
  GS_CPU_HYPERVISOR,
  GS_N_CPU_STATES
} GsCpuState;

/* KVM mode of a vCPU thread, wherever it runs. */
typedef enum
{
  GS_KVM_UNKNOWN,
  GS_KVM_GUEST,
  GS_KVM_HYPERVISOR,
  GS_N_KVM_MODES
} GsKvmMode;

#define GS_MAX_STATES GS_N_VEILED_STATES /* of any row kind */

/* Bits of an interval's aux. The lower ones are the row kind's own; these
 * say on every row why something isn't known. LOST: what is not shown isn't known. */
#define GS_AUX_LOST 0x80
#define GS_AUX_OFFLINE 0x40    /* the CPU was offline */
#define GS_AUX_UNRECORDED 0x20 /* with GS_AUX_LOST: nothing was recorded there, rather than lost */
#define GS_AUX_UNKNOWN (GS_AUX_LOST | GS_AUX_OFFLINE | GS_AUX_UNRECORDED)

/* Of vCPU rows. */
#define GS_AUX_GUEST_VIEW 0x03 /* GsGuestView */
#define GS_AUX_USERSPACE 0x04  /* QEMU itself handles the exit */
#define GS_AUX_LEVEL 0x18      /* how many hosts further out than the vCPU's own the one is that has it */

/* Levels that can be told apart; what is further out counts as the last. */
#define GS_MAX_LEVEL 3

static inline guint
gs_aux_get_level (guint8 aux)
{
  return (aux & GS_AUX_LEVEL) >> 3;
}

/* One level further out */
static inline guint8
gs_aux_add_level (guint8 aux)
{
  return gs_aux_get_level (aux) < GS_MAX_LEVEL ? aux + 0x08 : aux;
}

/* What the last system call returned, in 32 bits: the arg of usermode intervals.
 * 0 where that isn't known, or is no small number but an address. */
static inline guint32
gs_syscall_result_pack (gint64 result)
{
  return result > G_MININT32 && result <= G_MAXINT32 ? (guint32) (gint32) result ^ 0x80000000u : 0;
}

static inline gboolean
gs_syscall_result_unpack (guint32 arg, gint32 *result)
{
  *result = (gint32) (arg ^ 0x80000000u);
  return arg != 0;
}

static inline gboolean
gs_thread_state_is_on_cpu (guint state)
{
  return state >= GS_THREAD_USERMODE;
}

/* The number that a thread row's track holds. Overlays lie only over states on a CPU. */
static inline guint8
gs_thread_state_veil (GsThreadState state, GsOverlay overlay)
{
  if (overlay == GS_OVERLAY_NONE || !gs_thread_state_is_on_cpu (state))
    return state;
  return GS_N_THREAD_STATES + 3 * (overlay - 1) + (state - GS_THREAD_USERMODE);
}

static inline GsThreadState
gs_thread_state_base (guint veiled)
{
  return veiled < GS_N_THREAD_STATES ? veiled : GS_THREAD_USERMODE + (veiled - GS_N_THREAD_STATES) % 3;
}

static inline GsOverlay
gs_thread_state_overlay (guint veiled)
{
  return veiled < GS_N_THREAD_STATES ? GS_OVERLAY_NONE : 1 + (veiled - GS_N_THREAD_STATES) / 3;
}

/* What is true of a state, whatever the kind of rows. */
typedef enum
{
  GS_TRAIT_BUSY = 1 << 0,       /* it has a CPU of the host */
  GS_TRAIT_RUNNING = 1 << 1,    /* its own code has it */
  GS_TRAIT_BELIEVED = 1 << 2,   /* it takes itself for running */
  GS_TRAIT_STOLEN = 1 << 3,     /* it takes itself for running, and others have the CPU */
  GS_TRAIT_HYPERVISOR = 1 << 4, /* the hypervisor works on its behalf */
  GS_TRAIT_BLOCKED = 1 << 5,    /* it cannot go on before something has happened */
  GS_TRAIT_QUEUED = 1 << 6,     /* it waits for a CPU */
} GsStateTraits;

/* Stable names, as the command line's outputs use them. */
const char *gs_vcpu_state_get_name (guint state);
const char *gs_thread_state_get_name (guint state);
const char *gs_overlay_get_name (guint overlay); /* "" for none */
GsVcpuState gs_overlay_get_vcpu_state (GsOverlay overlay);
const char *gs_cpu_state_get_name (guint state);
gboolean gs_rows_from_name (const char *name, GsRows *rows);

/* How many states a track of these rows has, and what people read for one
 * (translated; a thread row's number may be a veiled one). */
guint gs_rows_get_n_states (GsRows rows);
const char *gs_rows_get_state_label (GsRows rows, guint state);
const char *gs_rows_get_label (GsRows rows, guint state, guint aux);
guint gs_rows_get_height (GsRows rows, guint state);
const char *gs_rows_get_unread_label (void);
guint32 gs_rows_find_states (GsRows rows, GsStateTraits trait);
gint64 gs_rows_sum_states (GsRows rows, const gint64 *ns, GsStateTraits trait);
guint gs_rows_list_worst_first (GsRows rows, guint8 *states);
guint gs_rows_list_explained (GsRows rows, guint8 *states);

G_END_DECLS
