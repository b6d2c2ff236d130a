/* gs-kvm-state.c: events to the KVM mode of vCPU threads
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-kvm-state.h"

#include "base/gs-sorted.h"

static GsKvmMode
gs_kvm_state_get (const GsThread *thread)
{
  GsTrackValue value;

  return thread->kvm != NULL && gs_track_peek_last (thread->kvm, NULL, &value) ? value.state : GS_KVM_UNKNOWN;
}

/* It turns out to be a vCPU's: what it did before, where KVM's events are missing, isn't known. */
static void
gs_kvm_state_begin (GsThread *thread, gint64 time, GsSpan gap)
{
  GsTrackValue value = { GS_KVM_UNKNOWN, GS_AUX_LOST | GS_AUX_UNRECORDED, GS_NO_CPU, GS_KVM_NO_REASON };

  thread->kvm = gs_track_new (GS_N_KVM_MODES);
  if (gap.begin >= MIN (gap.end, time))
    return;
  gs_track_append (thread->kvm, gap.begin, value);
  value.aux = 0;
  if (gap.end < time)
    gs_track_append (thread->kvm, gap.end, value);
}

static void
gs_kvm_state_set (GsThread *thread, gint64 time, GsTrackValue value)
{
  value.cpu = GS_NO_CPU;
  gs_track_append (thread->kvm, time, value);
}

static int
gs_kvm_state_compare_counts (gconstpointer a, gconstpointer b)
{
  const GsExitCount *count_a = a, *count_b = b;

  if (count_a->isa != count_b->isa)
    return count_a->isa < count_b->isa ? -1 : 1;
  return (count_a->reason > count_b->reason) - (count_a->reason < count_b->reason);
}

static void
gs_kvm_state_count (GsThread *thread, guint32 reason, guint32 isa)
{
  const GsExitCount none = { reason, isa, 0 };
  GsExitCount *count;

  if (thread->exits == NULL)
    thread->exits = g_array_new (FALSE, FALSE, sizeof (GsExitCount));
  count = gs_sorted_find_or_add (thread->exits, &none, gs_kvm_state_compare_counts);
  count->count++;
}

void
gs_kvm_state_enter (GsLive *live, GsLiveThread *thread, const GsEvent *event)
{
  if (thread->thread->kvm == NULL)
    gs_kvm_state_begin (thread->thread, event->time, live->kvm_gap);
  if (gs_kvm_state_get (thread->thread) == GS_KVM_GUEST)
    gs_live_count_oddity (live, GS_ODD_KVM);
  thread->thread->n_entries++;
  thread->thread->entry_vcpu = event->kvm_entry.vcpu;
  gs_kvm_state_set (thread->thread, event->time, (GsTrackValue){ .state = GS_KVM_GUEST, .arg = GS_KVM_NO_REASON });
}

void
gs_kvm_state_exit (GsLive *live, GsLiveThread *thread, const GsEvent *event)
{
  if (thread->thread->kvm == NULL)
    gs_kvm_state_begin (thread->thread, event->time, live->kvm_gap);
  if (gs_kvm_state_get (thread->thread) == GS_KVM_HYPERVISOR)
    gs_live_count_oddity (live, GS_ODD_KVM);
  if (event->kvm_exit.vcpu != GS_NO_VCPU)
    thread->thread->exit_vcpu = event->kvm_exit.vcpu;
  gs_kvm_state_count (thread->thread, event->kvm_exit.reason, event->kvm_exit.isa);
  gs_kvm_state_set (thread->thread, event->time,
                    (GsTrackValue){ .state = GS_KVM_HYPERVISOR, .arg = event->kvm_exit.reason });
}

/* QEMU itself has to handle the exit. */
void
gs_kvm_state_to_userspace (GsLiveThread *thread, gint64 time)
{
  GsTrackValue value;

  if (gs_kvm_state_get (thread->thread) != GS_KVM_HYPERVISOR)
    return;
  gs_track_peek_last (thread->thread->kvm, NULL, &value);
  value.aux = 1;
  gs_kvm_state_set (thread->thread, time, value);
}

void
gs_kvm_state_lose (GsLiveThread *thread, gint64 time)
{
  if (thread->thread->kvm != NULL)
    gs_kvm_state_set (thread->thread, time, (GsTrackValue){ .state = GS_KVM_UNKNOWN, .arg = GS_KVM_NO_REASON });
}

/* While @thread runs, KVM's events are missing. @aux: says so */
void
gs_kvm_state_hide (GsLiveThread *thread, gint64 time, guint aux)
{
  if (thread->thread->kvm != NULL)
    gs_kvm_state_set (thread->thread, time,
                      (GsTrackValue){ .state = GS_KVM_UNKNOWN, .aux = aux, .arg = GS_KVM_NO_REASON });
}

/* In @gap KVM's events of a CPU are missing. */
void
gs_kvm_state_note_gap (GsLive *live, GsSpan gap)
{
  live->kvm_gap = live->kvm_gap.begin < live->kvm_gap.end ? gs_span_unite (live->kvm_gap, gap) : gap;
}
