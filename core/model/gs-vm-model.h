/* gs-vm-model.h: which guest runs in which process, which thread is which vCPU
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-search.h"
#include "experiment/gs-experiment.h"
#include "machine/gs-machine.h"

G_BEGIN_DECLS

typedef enum
{
  GS_MATCH_NONE,
  GS_MATCH_VMSYNC,
  GS_MATCH_ONLY_CANDIDATE,
  GS_MATCH_WINDOWS,
  GS_MATCH_USER,
} GsMatch;

typedef struct
{
  guint id;            /* the vCPU's number, which is the guest's CPU number */
  guint32 host_thread; /* index in the host machine's threads */
} GsVcpu;

/* One QEMU process of one host: a guest, traced or not. */
typedef struct _GsVm
{
  guint host;  /* index of the machine */
  gint32 pid;  /* QEMU's, GS_NO_TID where not known */
  guint guest; /* index of the guest's machine, or GS_NO_INDEX: not traced */
  GsMatch matched_by;
  GArray *vcpus;             /* of GsVcpu, by id */
  gboolean is_order_guessed; /* nothing but the order of their TIDs numbers the vCPUs */
} GsVm;

/* Who is who among the machines of an experiment. */
typedef struct
{
  GPtrArray *vms;            /* of GsVm */
  GsRole *roles;             /* one a machine */
  GsClock *clocks;           /* one a machine, to the reference */
  GPtrArray *pieces;         /* of GArray: what clocks borrow */
  guint *hosts;              /* one a machine: the one that the user says it runs on, or GS_NO_INDEX */
  GCancellable *cancellable; /* borrowed, or NULL: once cancelled, nothing more is searched for */
  guint n_machines;
  guint reference;           /* index of the machine whose clock is the reference */
  GsClockSearch *searches;   /* one a machine: what its run windows say of it and its process */
  double *confidences;       /* one a machine: 0 to 1, how sure its process is */
  GPtrArray *evidence;       /* one a machine: GPtrArray of translated sentences that say why */
  GPtrArray *warnings;       /* of translated strings */
  GPtrArray *clock_warnings; /* those of them that are about clocks */
  GHashTable *options;       /* from a warning to what the command line can say to mend it */
} GsVmModel;

GsVmModel *gs_vm_model_new (GPtrArray *machines, GsExperiment *experiment, GCancellable *cancellable);
void gs_vm_model_free (GsVmModel *self);
GsVm *gs_vm_model_find_guest (const GsVmModel *self, guint machine);
gboolean gs_vm_model_may_run (const GsVmModel *self, const GsVm *vm, guint machine);
void gs_vm_model_add_warning (GsVmModel *self, char *warning, const char *option, const char *name, const char *value);
const char *gs_match_get_name (GsMatch match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsVmModel, gs_vm_model_free)

G_END_DECLS
