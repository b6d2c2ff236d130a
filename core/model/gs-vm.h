/* gs-vm.h: one QEMU process and its vCPU threads
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "machine/gs-machine.h"

G_BEGIN_DECLS

typedef enum
{
  GS_MATCH_NONE,
  GS_MATCH_VMSYNC,
  GS_MATCH_RECORDER, /* who recorded both knew it */
  GS_MATCH_ONLY_CANDIDATE,
  GS_MATCH_WINDOWS,
  GS_MATCH_USER,
} GsMatch;

typedef struct
{
  guint id;            /* the vCPU's number, which is the guest's CPU number */
  guint32 host_thread; /* index in the host machine's threads */
} GsVcpu;

/* A process and its vCPU threads are no further apart than that. */
#define GS_VM_MOST_THREADS_BEFORE 256

/* One QEMU process of one host: a guest, traced or not. */
typedef struct
{
  guint host;  /* index of the machine */
  gint32 pid;  /* QEMU's, GS_NO_TID where not known */
  guint guest; /* index of the guest's machine, or GS_NO_INDEX: not traced */
  GsMatch matched_by;
  GArray *vcpus;             /* of GsVcpu, by id */
  gboolean is_order_guessed; /* nothing but the order of their TIDs numbers the vCPUs */
} GsVm;

const char *gs_match_get_name (GsMatch match);
void gs_vm_free (GsVm *vm);
char *gs_vm_dup_pid_text (const GsVm *vm, const GsMachine *host);
char *gs_vm_set_vcpus (GsVm *vm, const GsMachine *host, GHashTable *tids);

G_END_DECLS
