/* gs-vm-model.h: who is who among the machines of an experiment
 * SPDX-License-Identifier: MIT
 *
 * Data alone: gs-vm-solve fills it.
 */
#pragma once

#include "clock/gs-clock-search.h"
#include "machine/gs-machine.h"
#include "model/gs-vm.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *vms;            /* of GsVm */
  GsRole *roles;             /* one a machine; what is found to be a guest is one, also where it is a host itself */
  gboolean *may_be_guest;    /* one a machine: nobody said that it is a host, or nothing */
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

GsVmModel *gs_vm_model_new (guint n_machines, GCancellable *cancellable);
void gs_vm_model_free (GsVmModel *self);
GsVm *gs_vm_model_find_guest (const GsVmModel *self, guint machine);
gboolean gs_vm_model_may_run (const GsVmModel *self, const GsVm *vm, guint machine);
void gs_vm_model_match (GsVmModel *self, GsVm *vm, guint machine, GsMatch matched_by);
void gs_vm_model_add_warning (GsVmModel *self, char *warning, const char *option, const char *name, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsVmModel, gs_vm_model_free)

G_END_DECLS
