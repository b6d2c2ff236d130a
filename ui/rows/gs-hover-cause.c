/* gs-hover-cause.c: why a row is as it is, as lines of text
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-hover-cause.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-time-text.h"
#include "rows/gs-why-text.h"
#include "timeline/gs-exit-reason.h"
#include "timeline/gs-thieves.h"
#include "timeline/gs-vcpu-cause.h"
#include "timeline/gs-vcpu-stretch.h"
#include "timeline/gs-waker.h"
#include "track/gs-state.h"
#include "why/gs-why-wait.h"

/* How many others are named, of those that ran instead. */
#define MAX_THIEVES 4

/* How many intervals a system call's end is looked for in. */
#define MAX_PIECES 256

/* Results from here to -1 are error numbers. */
#define LOWEST_ERROR (-4095)

char *
gs_hover_cause_dup_duration (gint64 ns)
{
  return gs_time_text_dup_duration (ns, 1);
}

/* Appends a line to @text. */
void
gs_hover_cause_add_line (GString *text, const char *format, ...)
{
  va_list args;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
}

/* Returns: (transfer full): @text (transfer full) (nullable) as UTF-8 */
char *
gs_hover_cause_take_valid (char *text)
{
  char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  g_free (text);
  return valid;
}

/* "hog (2956)": the name that the thread had at @time. */
static char *
gs_hover_cause_dup_thread (GsTimeline *timeline, guint index, guint32 thread, gint64 time)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  const GsThread *identity = machine->machine != NULL ? gs_machine_get_thread (machine->machine, thread) : NULL;
  guint32 name;

  if (identity == NULL)
    return g_strdup ("");
  name = gs_thread_get_name_at (identity, gs_clock_from_reference (&machine->clock, time));
  return gs_hover_cause_take_valid (
      g_strdup_printf ("%s (%d)", gs_names_get (machine->machine->names, name), identity->tid));
}

/* "hog (2956)", "guest2 vCPU 0", or "guest2 vCPU 0: make (31)". */
static char *
gs_hover_cause_dup_occupant (GsTimeline *timeline, guint32 index, gint64 time)
{
  const GsOccupant *who = &g_array_index (timeline->occupants, GsOccupant, index);
  g_autofree char *thread = NULL;
  const char *guest;

  if (who->guest == GS_NO_INDEX)
    return gs_hover_cause_dup_thread (timeline, who->host, who->thread, time);
  guest = gs_timeline_get_machine (timeline, who->guest)->name;
  if (who->guest_thread == GS_NO_INDEX)
    return g_strdup_printf (_ ("%s vCPU %u"), guest, who->vcpu);
  thread = gs_hover_cause_dup_thread (timeline, who->guest, who->guest_thread, time);
  return g_strdup_printf (_ ("%s vCPU %u: %s"), guest, who->vcpu, thread);
}

/* Returns: (transfer none) (nullable): the name of the host that has the vCPU, where that isn't its own */
static const char *
gs_hover_cause_get_outer_name (GsTimeline *timeline, guint machine, GsTrackValue value)
{
  guint level = gs_aux_get_level (value.aux);
  GsTimelineMachine *host = gs_timeline_get_machine (timeline, gs_timeline_get_outer (timeline, machine, level + 1));

  return level > 0 && host != NULL ? host->name : NULL;
}

/* "NPF", or "l1host: NPF" of a host further out. @text: (transfer full) (nullable) */
static char *
gs_hover_cause_take_at (GsTimeline *timeline, guint machine, GsTrackValue value, char *text)
{
  g_autofree char *own = text;
  const char *host = gs_hover_cause_get_outer_name (timeline, machine, value);

  return host != NULL && own != NULL ? g_strdup_printf ("%s: %s", host, own) : g_steal_pointer (&own);
}

/* Returns: (transfer full): why the vCPU is in the hypervisor, and in whose, where that isn't its own host's */
char *
gs_hover_cause_dup_exit_reason (GsTimeline *timeline, guint machine, const GsVcpuRow *vcpu, GsTrackValue value)
{
  return gs_hover_cause_take_at (timeline, machine, value, gs_vcpu_cause_dup_exit (timeline, machine, vcpu, value));
}

/**
 * gs_hover_cause_dup_thief:
 * @interval: index in the track of a preempted interval
 *
 * Returns: (transfer full) (nullable): who had a virtual CPU's place the longest, "hog (2956)" or "guest2 vCPU 0";
 *   with the host's name before it where that isn't the vCPU's own
 */
char *
gs_hover_cause_dup_thief (GsTimeline *timeline, guint machine, guint vcpu, gsize interval)
{
  const GsVcpuRow *row = &g_array_index (gs_timeline_get_machine (timeline, machine)->vcpus, GsVcpuRow, vcpu);
  const GsTrack *track = gs_lazy_track_get (row->track);
  guint32 thief = gs_vcpu_cause_find_thief (timeline, machine, vcpu, interval);
  const GsOccupant *who;
  char *name;

  if (thief == GS_NO_INDEX)
    return NULL;
  who = &g_array_index (timeline->occupants, GsOccupant, thief);
  name = who->guest != GS_NO_INDEX ?
             g_strdup_printf (_ ("%s vCPU %u"), gs_timeline_get_machine (timeline, who->guest)->name, who->vcpu) :
             gs_hover_cause_dup_thread (timeline, who->host, who->thread,
                                        gs_vcpu_stretch_find (track, interval).span.end - 1);
  return gs_hover_cause_take_at (timeline, machine, gs_track_get (track, interval).value, name);
}

/* "Preempted by hog (2956) for 18.0 ms, make (31) for 3.0 ms", by the names at the end: a program that is
 * started has its own name by then. */
static void
gs_hover_cause_add_thieves (GString *text, GsTimeline *timeline, guint machine, guint vcpu,
                            const GsVcpuStretch *stretch)
{
  g_autoptr (GArray) thieves = gs_vcpu_stretch_get_thieves (timeline, machine, vcpu, stretch);
  g_autoptr (GString) list = g_string_new (NULL);

  if (thieves->len == 0)
    return;
  for (guint i = 0; i < thieves->len && i < MAX_THIEVES; i++)
    {
      GsShare *share = &g_array_index (thieves, GsShare, i);
      g_autofree char *name = gs_hover_cause_dup_occupant (timeline, share->occupant, stretch->span.end - 1);
      g_autofree char *duration = gs_hover_cause_dup_duration (share->ns);

      g_string_append_printf (list, _ ("%s%s for %s"), i > 0 ? ", " : "", name, duration);
    }
  if (thieves->len > MAX_THIEVES)
    g_string_append_printf (list, ngettext (" and %u other", " and %u others", thieves->len - MAX_THIEVES),
                            thieves->len - MAX_THIEVES);
  gs_hover_cause_add_line (text, _ ("Preempted by %s"), list->str);
}

static void
gs_hover_cause_add_exit (GString *text, GsTimeline *timeline, guint machine, const GsVcpuRow *vcpu, GsTrackValue value,
                         const GsVcpuStretch *stretch)
{
  g_autofree char *reason = NULL;
  g_autofree char *duration = NULL;

  if (value.arg == GS_NO_REASON)
    return;
  reason = gs_hover_cause_dup_exit_reason (timeline, machine, vcpu, value);
  gs_hover_cause_add_line (text, _ ("Exit reason: %s"), reason);
  if (stretch->userspace == 0)
    return;
  duration = gs_hover_cause_dup_duration (stretch->userspace);
  gs_hover_cause_add_line (text, _ ("Of which in QEMU: %s"), duration);
}

static void
gs_hover_cause_add_lost (GString *text, GsTrackValue value)
{
  if ((value.aux & GS_AUX_UNRECORDED) != 0 && value.state != 0)
    gs_hover_cause_add_line (text, _ ("Not everything was recorded here, so there may be more to it"));
  else if ((value.aux & GS_AUX_UNRECORDED) != 0)
    gs_hover_cause_add_line (text, _ ("Nothing was recorded here, so it isn’t known what happened"));
  else if ((value.aux & GS_AUX_LOST) != 0)
    gs_hover_cause_add_line (text, _ ("Events were lost here, so it isn’t known what happened"));
}

/* Where a host further out has the vCPU: through which vCPU. "l2's vCPU 1 had no CPU on l1host" */
static void
gs_hover_cause_add_outer (GString *text, GsTimeline *timeline, guint machine, guint vcpu, GsTrackValue value,
                          gint64 time)
{
  const char *host = gs_hover_cause_get_outer_name (timeline, machine, value), *name;
  guint id;

  if (host == NULL || !gs_vcpu_cause_find_outer (timeline, &machine, &vcpu, time, gs_aux_get_level (value.aux)))
    return;
  name = gs_timeline_get_machine (timeline, machine)->name;
  id = g_array_index (gs_timeline_get_machine (timeline, machine)->vcpus, GsVcpuRow, vcpu).id;
  if (value.state == GS_VCPU_PREEMPTED)
    gs_hover_cause_add_line (text, _ ("%s’s vCPU %u had no CPU on %s"), name, id, host);
  else if (value.state == GS_VCPU_HYPERVISOR)
    gs_hover_cause_add_line (text, _ ("%s’s vCPU %u was in the hypervisor of %s"), name, id, host);
  else
    gs_hover_cause_add_line (text, _ ("%s’s vCPU %u was asleep on %s"), name, id, host);
}

/* Why a vCPU is as it is at @time, and where. */
static void
gs_hover_cause_add_vcpu (GString *text, GsTimeline *timeline, guint index, guint vcpu_index, gint64 time)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  const GsVcpuRow *vcpu = &g_array_index (machine->vcpus, GsVcpuRow, vcpu_index);
  const GsTrack *track = gs_lazy_track_get (vcpu->track);
  GsVcpuStretch stretch;
  GsTrackValue value;
  gsize at;

  if (track == NULL || !gs_track_find (track, time, &at))
    return;
  value = gs_track_get (track, at).value;
  stretch = gs_vcpu_stretch_find (track, at);
  if (value.state == GS_VCPU_HYPERVISOR)
    gs_hover_cause_add_exit (text, timeline, index, vcpu, value, &stretch);
  gs_hover_cause_add_outer (text, timeline, index, vcpu_index, value, time);
  if (value.state == GS_VCPU_PREEMPTED)
    gs_hover_cause_add_thieves (text, timeline, index, vcpu_index, &stretch);
  if (machine->host == GS_NO_INDEX)
    return;
  if (vcpu->host_thread != GS_NO_INDEX)
    {
      g_autofree char *thread = gs_hover_cause_dup_thread (timeline, machine->host, vcpu->host_thread, time);

      if (*thread != '\0')
        gs_hover_cause_add_line (text, _ ("Host thread: %s"), thread);
    }
  if (value.cpu != GS_NO_CPU && gs_hover_cause_get_outer_name (timeline, index, value) != NULL)
    gs_hover_cause_add_line (text, _ ("CPU of %s: %u"), gs_hover_cause_get_outer_name (timeline, index, value),
                             value.cpu);
  else if (value.cpu != GS_NO_CPU)
    gs_hover_cause_add_line (text, _ ("Host CPU: %u"), value.cpu);
}

/* What the system call at interval @at returned: it goes on over waits and
 * interrupts, up to the user mode after it. Returns: FALSE where that isn't known */
static gboolean
gs_hover_cause_find_result (const GsTrack *track, gsize at, gint32 *result)
{
  gsize n = MIN (gs_track_get_n_intervals (track), at + MAX_PIECES);
  guint32 name = gs_track_get (track, at).value.arg;

  for (gsize i = at + 1; i < n; i++)
    {
      GsTrackValue value = gs_track_get (track, i).value;
      GsThreadState state = gs_thread_state_base (value.state);

      if (state == GS_THREAD_USERMODE)
        return gs_syscall_result_unpack (value.arg, result);
      if (state == GS_THREAD_UNKNOWN || (state == GS_THREAD_SYSCALL && value.arg != name))
        return FALSE;
    }
  return FALSE;
}

/* "System call: read = 512", "… = -11 (Resource temporarily unavailable)" */
static void
gs_hover_cause_add_syscall (GString *text, GsTimelineMachine *machine, const GsThreadRow *row, gint64 time)
{
  g_autoptr (GsTrack) track = gs_lazy_track_ref (row->track);
  g_autofree char *name = NULL;
  GsTrackValue value;
  gint32 result;
  gsize at;

  if (track == NULL || machine->machine == NULL || !gs_track_find (track, time, &at))
    return;
  value = gs_track_get (track, at).value;
  if (gs_thread_state_base (value.state) != GS_THREAD_SYSCALL || value.arg == 0)
    return;
  name = g_utf8_make_valid (gs_names_get (machine->machine->names, value.arg), -1);
  if (row->thread->is_kernel)
    gs_hover_cause_add_line (text, _ ("Kernel thread"));
  else if (!gs_hover_cause_find_result (track, at, &result))
    gs_hover_cause_add_line (text, _ ("System call: %s"), name);
  else if (result < 0 && result >= LOWEST_ERROR)
    gs_hover_cause_add_line (text, _ ("System call: %s = %d (%s)"), name, result, g_strerror (-result));
  else
    gs_hover_cause_add_line (text, _ ("System call: %s = %d"), name, result);
}

/* The thread that has a guest's CPU, as the guest sees it, and its system call. */
static void
gs_hover_cause_add_current_thread (GString *text, GsTimeline *timeline, guint index, guint cpu, gint64 time)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  guint32 thread = gs_timeline_find_current (machine, cpu, time);
  g_autofree char *name = NULL;

  if (thread == GS_NO_INDEX)
    return;
  name = gs_hover_cause_dup_thread (timeline, index, thread, time);
  gs_hover_cause_add_line (text, _ ("Guest thread: %s"), name);
  gs_hover_cause_add_syscall (text, machine, &g_array_index (machine->threads, GsThreadRow, thread), time);
}

/* What the thread was called then, where it is called otherwise now. */
static void
gs_hover_cause_add_name (GString *text, GsTimelineMachine *machine, const GsThread *thread, gint64 time)
{
  guint32 name = gs_thread_get_name_at (thread, gs_clock_from_reference (&machine->clock, time));
  g_autofree char *valid = NULL;

  if (name == thread->name || machine->machine == NULL)
    return;
  valid = g_utf8_make_valid (gs_names_get (machine->machine->names, name), -1);
  gs_hover_cause_add_line (text, _ ("Called then: %s"), valid);
}

/* "CPU 1", or of a guest "vCPU 1" */
static char *
gs_hover_cause_dup_cpu (GsTimelineMachine *machine, guint cpu)
{
  guint vcpu;

  if (gs_timeline_find_vcpu (machine, cpu, &vcpu))
    return g_strdup_printf (_ ("vCPU %u"), cpu);
  return g_strdup_printf (_ ("CPU %u"), cpu);
}

/* "180 µs earlier": until it was in a CPU's queue. */
static void
gs_hover_cause_add_way_to_queue (GString *text, const GsWaker *waker)
{
  g_autofree char *duration = NULL;

  if (waker->queued <= waker->woken)
    return;
  duration = gs_hover_cause_dup_duration (waker->queued - waker->woken);
  gs_hover_cause_add_line (text, _ ("Woken %s earlier, when it was in no queue yet"), duration);
}

/* Who ended the sleep of a thread that waits for a CPU. */
static void
gs_hover_cause_add_waker (GString *text, GsTimeline *timeline, guint index, guint thread_index, GsTrackValue value)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  g_autofree char *cpu = NULL, *thread = NULL;
  GsWaker waker;

  if (!gs_waker_find (machine, thread_index, value, &waker))
    return;
  cpu = gs_hover_cause_dup_cpu (machine, waker.cpu);
  if (waker.thread == GS_NO_INDEX)
    {
      gs_hover_cause_add_line (text,
                               waker.is_interrupt ? _ ("Woken by an interrupt on %s, which was idle") :
                                                    _ ("Woken on %s, which was idle"),
                               cpu);
    }
  else
    {
      thread = gs_hover_cause_dup_thread (timeline, index, waker.thread, waker.woken);
      if (waker.is_interrupt)
        gs_hover_cause_add_line (text, _ ("Woken by an interrupt on %s, which %s had"), cpu, thread);
      else
        gs_hover_cause_add_line (text, _ ("Woken by %s on %s"), thread, cpu);
    }
  gs_hover_cause_add_way_to_queue (text, &waker);
}

/* "ghog1 (194)", or of an exit "hypervisor: HLT" */
static char *
gs_hover_cause_dup_waited_for (GsTimeline *timeline, const GsWhyNode *part)
{
  return part->key.cause == GS_CAUSE_EXIT ? gs_why_text_dup (timeline, part) : gs_why_text_dup_who (timeline, part);
}

/* Who had the CPU while a thread waited for it, and for how long each: "rthog (2958) for 288 ms, ghog1 (194) for 9
   ms" */
static void
gs_hover_cause_add_wait (GString *text, GsTimeline *timeline, guint index, guint32 thread, const GsInterval *wait)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GsWhyNode) node = NULL;
  guint n;

  if (wait->value.state != GS_THREAD_WAIT_FOR_CPU)
    return;
  node = gs_why_wait_explain (timeline, index, thread, wait->value.cpu, wait->span, wait->span);
  n = node->parts != NULL ? node->parts->len : 0;
  for (guint i = 0; i < MIN (n, MAX_THIEVES); i++)
    {
      const GsWhyNode *part = g_ptr_array_index (node->parts, i);
      g_autofree char *name = gs_hover_cause_dup_waited_for (timeline, part);
      g_autofree char *duration = gs_hover_cause_dup_duration (part->ns);

      g_string_append_printf (list, _ ("%s%s for %s"), i > 0 ? ", " : "", name, duration);
    }
  if (n > MAX_THIEVES)
    g_string_append_printf (list, ngettext (" and %u other", " and %u others", n - MAX_THIEVES), n - MAX_THIEVES);
  if (n > 0)
    gs_hover_cause_add_line (text, _ ("Meanwhile its CPU was with %s"), list->str);
}

static void
gs_hover_cause_add_thread (GString *text, GsRow *row, const GsInterval *interval, gint64 time)
{
  GsTimeline *timeline = gs_row_get_timeline (row);
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, gs_row_get_machine (row));
  const GsThreadRow *thread = &g_array_index (machine->threads, GsThreadRow, gs_row_get_index (row));
  gboolean is_vcpu;
  guint vcpu = 0;

  gs_hover_cause_add_name (text, machine, thread->thread, time);
  gs_hover_cause_add_syscall (text, machine, thread, time);
  gs_hover_cause_add_waker (text, timeline, gs_row_get_machine (row), gs_row_get_index (row), interval->value);
  gs_hover_cause_add_wait (text, timeline, gs_row_get_machine (row), gs_row_get_index (row), interval);
  if (interval->value.cpu == GS_NO_CPU)
    return;
  is_vcpu = gs_timeline_find_vcpu (machine, interval->value.cpu, &vcpu);
  gs_hover_cause_add_line (text, is_vcpu ? _ ("vCPU: %u") : _ ("CPU: %u"), interval->value.cpu);
  if (is_vcpu && gs_thread_state_overlay (interval->value.state) != GS_OVERLAY_NONE)
    gs_hover_cause_add_vcpu (text, timeline, gs_row_get_machine (row), vcpu, time);
}

/* The guest whose vCPU has a CPU, and what that runs, down to the innermost. */
static void
gs_hover_cause_add_inside (GString *text, GsTimeline *timeline, const GsOccupant *who, gint64 time)
{
  while (who != NULL && who->guest != GS_NO_INDEX)
    {
      gs_hover_cause_add_line (text, _ ("Guest: %s, vCPU %u"), gs_timeline_get_machine (timeline, who->guest)->name,
                               who->vcpu);
      if (who->guest_thread != GS_NO_INDEX)
        {
          g_autofree char *inside = gs_hover_cause_dup_thread (timeline, who->guest, who->guest_thread, time);

          gs_hover_cause_add_line (text, _ ("Guest thread: %s"), inside);
        }
      who = gs_timeline_get_inner (timeline, who);
    }
}

static void
gs_hover_cause_add_cpu (GString *text, GsRow *row, const GsInterval *interval, gint64 time)
{
  GsTimeline *timeline = gs_row_get_timeline (row);
  g_autofree char *name = NULL;
  GsOccupant *who;

  if (timeline->occupants == NULL || interval->value.arg >= timeline->occupants->len)
    return;
  who = &g_array_index (timeline->occupants, GsOccupant, interval->value.arg);
  if (who->thread != GS_NO_INDEX)
    {
      name = gs_hover_cause_dup_thread (timeline, gs_row_get_machine (row), who->thread, time);
      gs_hover_cause_add_line (text, _ ("Thread: %s"), name);
    }
  gs_hover_cause_add_inside (text, timeline, who, time);
}

/**
 * gs_hover_cause_add:
 * @interval: of the row's track
 * @time: ns, in it
 *
 * Appends lines that say why @row is as it is, and where.
 */
void
gs_hover_cause_add (GString *text, GsRow *row, const GsInterval *interval, gint64 time)
{
  GsTimeline *timeline = gs_row_get_timeline (row);
  guint machine = gs_row_get_machine (row);

  gs_hover_cause_add_lost (text, interval->value);
  switch (gs_row_get_rows (row))
    {
    case GS_ROWS_VCPUS:
      gs_hover_cause_add_vcpu (text, timeline, machine, gs_row_get_index (row), time);
      if (interval->value.state != GS_VCPU_IDLE)
        gs_hover_cause_add_current_thread (
            text, timeline, machine,
            g_array_index (gs_timeline_get_machine (timeline, machine)->vcpus, GsVcpuRow, gs_row_get_index (row)).id,
            time);
      break;
    case GS_ROWS_THREADS:
      gs_hover_cause_add_thread (text, row, interval, time);
      break;
    default:
      gs_hover_cause_add_cpu (text, row, interval, time);
      break;
    }
}
