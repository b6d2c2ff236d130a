/* gs-clock-link.h: all that orders the clocks of two machines
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-memo.h"
#include "model/gs-vm.h"

G_BEGIN_DECLS

/* When a guest had events, and when its vCPUs ran on its host's clock. */
typedef struct
{
  GsSyncVcpu *vcpus;
  guint n_vcpus;
  gsize n_events;   /* of all CPUs */
  gsize n_homeless; /* of these, of CPUs that have no vCPU thread */
  GPtrArray *buffers;
} GsClockRun;

/* What one machine sent and the other received. */
typedef struct
{
  const GsMachine *from, *to; /* borrowed */
  GsClockAgreement said;

  /*< private >: NULL until they are asked for, where it is known what they say */
  GArray *messages; /* of GsSyncMessage */
  GArray *contrary; /* those that contradict each other, where all do; else NULL */
  guint n_vmsync;   /* these come first, then TCP */
} GsClockTalk;

void gs_clock_run_init (GsClockRun *self, const GsMachine *guest, const GsMachine *host, const GsVm *vm);
void gs_clock_run_clear (GsClockRun *self);

void gs_clock_talk_init (GsClockTalk *self, const GsMachine *from, const GsMachine *to);
void gs_clock_talk_clear (GsClockTalk *self);
const GArray *gs_clock_talk_get_messages (GsClockTalk *self, guint *n_vmsync);

void gs_clock_link_search (GsClockSearch *self, const GsMachine *guest, const GsMachine *host, const GsVm *vm,
                           GsClockTalk *talk, GsClockSearchFlags how);

void gs_clock_link_search_orders (GsClockSearch *self, const GsMachine *guest, const GsMachine *host, GsVm *vm,
                                  GsClockTalk *talk, GsClockSearchFlags how);
gboolean
gs_clock_link_is_chance (const GsClockSearch *self, const GsMachine *guest, const GsMachine *host, const GsVm *vm);
GArray *gs_clock_link_split (GsClockSearch *self, const GsMachine *from, const GsMachine *to, const GsVm *vm,
                             GsClockTalk *talk);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsClockRun, gs_clock_run_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsClockTalk, gs_clock_talk_clear)

G_END_DECLS
