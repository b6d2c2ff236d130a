/* gs-sync-recorder.c: what of a machine's events other machines saw too
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-sync-recorder.h"

#include "base/gs-memory.h"
#include "base/gs-sorted.h"

/* A hypercall with this number is vmsync's, or a kick of another vCPU. */
#define HYPERCALL_VMSYNC 5

/* Of more points than these only some are given to who looks while reading goes on. */
#define MOST_SAMPLED 32768

/* Bytes: a machine's segments take 100 million. */
#define MEMORY_FOR_SEGMENTS ((guint64) 4 << 30)

void
gs_sync_recorder_init (GsSyncRecorder *self)
{
  self->tcp = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  self->vmsync = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  self->host_uids = g_array_new (FALSE, FALSE, sizeof (GsVmUid));
  self->guest_uids = g_array_new (FALSE, FALSE, sizeof (GsVmUid));
  self->most_tcp = GS_SYNC_MOST;
  self->tcp_mask = self->vmsync_mask = 0;
}

/* Before it is fed: somebody may ask which segment woke a thread. */
void
gs_sync_recorder_set_thorough (GsSyncRecorder *self)
{
  if (gs_memory_get_total () >= MEMORY_FOR_SEGMENTS)
    self->most_tcp = GS_SYNC_MOST_SEGMENTS;
}

void
gs_sync_recorder_clear (GsSyncRecorder *self)
{
  g_clear_pointer (&self->tcp, g_array_unref);
  g_clear_pointer (&self->vmsync, g_array_unref);
  g_clear_pointer (&self->host_uids, g_array_unref);
  g_clear_pointer (&self->guest_uids, g_array_unref);
}

/* Keeps every second message, where there are too many: the same ones of each machine, as far as both keep them. */
static void
gs_sync_recorder_add (GArray *points, guint32 *mask, guint most, const GsSyncPoint *point)
{
  guint n = 0;

  if ((point->key & *mask) != 0)
    return;
  g_array_append_vals (points, point, 1);
  if (points->len < most)
    return;
  *mask = *mask << 1 | 1;
  for (guint i = 0; i < points->len; i++)
    if ((g_array_index (points, GsSyncPoint, i).key & *mask) == 0)
      g_array_index (points, GsSyncPoint, n++) = g_array_index (points, GsSyncPoint, i);
  /* Messages that are all alike say nothing, however many. */
  g_array_set_size (points, MIN (n, most / 4 * 3));
}

static int
gs_sync_recorder_compare_uids (gconstpointer a, gconstpointer b)
{
  const GsVmUid *uid_a = a, *uid_b = b;

  if (uid_a->vm_uid != uid_b->vm_uid)
    return uid_a->vm_uid < uid_b->vm_uid ? -1 : 1;
  return (uid_a->thread > uid_b->thread) - (uid_a->thread < uid_b->thread);
}

static void
gs_sync_recorder_add_uid (GArray *uids, guint64 vm_uid, guint32 thread)
{
  const GsVmUid none = { vm_uid, thread, 0 };
  GsVmUid *uid = gs_sorted_find_or_add (uids, &none, gs_sync_recorder_compare_uids);

  uid->count++;
}

/* Adds a vmsync message, as this machine saw it. The kernel's own "kick CPU"
 * hypercalls come through the same door, with numbers that no guest counts to. */
static void
gs_sync_recorder_add_vmsync (GsSyncRecorder *self, guint32 current, const GsEvent *event, guint64 vm_uid,
                             guint64 counter, GsSyncPoint point)
{
  gboolean is_guest = event->kind == GS_EVENT_VMSYNC_GH_GUEST || event->kind == GS_EVENT_VMSYNC_HG_GUEST;

  if (counter == 0 && vm_uid <= 1)
    return;
  point.time = event->time;
  point.key = gs_sync_key (point.kind, vm_uid, counter);
  gs_sync_recorder_add (self->vmsync, &self->vmsync_mask, GS_SYNC_MOST, &point);
  if (is_guest)
    gs_sync_recorder_add_uid (self->guest_uids, vm_uid, GS_NO_INDEX);
  else if (current != GS_NO_INDEX)
    gs_sync_recorder_add_uid (self->host_uids, vm_uid, current);
}

static void
gs_sync_recorder_vmsync (GsSyncRecorder *self, guint32 current, const GsEvent *event)
{
  GsEventKind kind = event->kind;
  gboolean is_gh = kind == GS_EVENT_VMSYNC_GH_GUEST || kind == GS_EVENT_VMSYNC_GH_HOST;

  gs_sync_recorder_add_vmsync (self, current, event, event->vmsync.vm_uid, event->vmsync.counter,
                               (GsSyncPoint){
                                   .kind = is_gh ? GS_SYNC_VMSYNC_GH : GS_SYNC_VMSYNC_HG,
                                   .is_sent = kind == GS_EVENT_VMSYNC_GH_GUEST || kind == GS_EVENT_VMSYNC_HG_HOST,
                               });
}

/* Says the same as vmsync_gh_host, without an add-on on the host. The "device"
 * keeps the two apart where both are recorded. */
static void
gs_sync_recorder_hypercall (GsSyncRecorder *self, guint32 current, const GsEvent *event)
{
  if (event->hypercall.number != HYPERCALL_VMSYNC || event->hypercall.a0 > G_MAXUINT32)
    return;
  gs_sync_recorder_add_vmsync (self, current, event, event->hypercall.a1, event->hypercall.a0,
                               (GsSyncPoint){ .device = 1, .kind = GS_SYNC_VMSYNC_GH });
}

static void
gs_sync_recorder_tcp (GsSyncRecorder *self, const GsEvent *event)
{
  guint64 numbers = (guint64) event->tcp.seq << 32 | event->tcp.ack;
  guint64 ports = (guint64) event->tcp.source_port << 32 | (guint64) event->tcp.dest_port << 16 | event->tcp.flags;
  GsSyncPoint point = {
    .time = event->time,
    .key = gs_sync_key (GS_SYNC_TCP, numbers, ports),
    .device = event->tcp.device,
    .kind = GS_SYNC_TCP,
    .is_sent = event->kind == GS_EVENT_TCP_SEND,
    .cpu = event->cpu,
  };

  gs_sync_recorder_add (self->tcp, &self->tcp_mask, self->most_tcp, &point);
}

/**
 * gs_sync_recorder_sample:
 * @points: of GsSyncPoint
 *
 * Of many messages every second, fourth and so on: the same ones of each machine, as far as both keep them. A few ten
 * thousand say nearly as much of a clock as a million, and are copied and matched in no time.
 *
 * Returns: (transfer full): about @points, or some ten thousand of them, in their order
 */
GArray *
gs_sync_recorder_sample (const GArray *points)
{
  guint32 mask = (1u << g_bit_storage (points->len / MOST_SAMPLED)) - 1;
  GArray *sample;

  if (points->len <= MOST_SAMPLED)
    return g_array_copy ((GArray *) points);
  sample = g_array_sized_new (FALSE, FALSE, sizeof (GsSyncPoint), MOST_SAMPLED);
  for (guint i = 0; i < points->len; i++)
    {
      const GsSyncPoint *point = &g_array_index (points, GsSyncPoint, i);

      if ((point->key & mask) == 0)
        g_array_append_vals (sample, point, 1);
    }
  return sample;
}

/**
 * gs_sync_recorder_handle:
 * @current: index of the thread that @event belongs to, or %GS_NO_INDEX
 *
 * Keeps @event if it is a message's.
 */
void
gs_sync_recorder_handle (GsSyncRecorder *self, guint32 current, const GsEvent *event)
{
  switch ((GsEventKind) event->kind)
    {
    case GS_EVENT_KVM_HYPERCALL:
      gs_sync_recorder_hypercall (self, current, event);
      break;
    case GS_EVENT_VMSYNC_GH_GUEST:
    case GS_EVENT_VMSYNC_HG_GUEST:
    case GS_EVENT_VMSYNC_GH_HOST:
    case GS_EVENT_VMSYNC_HG_HOST:
      gs_sync_recorder_vmsync (self, current, event);
      break;
    case GS_EVENT_TCP_SEND:
    case GS_EVENT_TCP_RECEIVE:
      gs_sync_recorder_tcp (self, event);
      break;
    default:
      break;
    }
}
