/* gs-virq.h: interrupts that a host brings to its guests
 * SPDX-License-Identifier: MIT
 *
 * An interrupt is asked for (by QEMU, vhost or a host's interrupt), and injected when the vCPU enters its guest next.
 * The vector is what both have in common. Plain arrays, in order of time, on the host's clock.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GS_NO_DEST 0xff

/* Somebody asked for an interrupt: kvm_msi_set_irq, or kvm_set_irq where the I/O APIC told the vector. */
typedef struct
{
  gint64 time;    /* ns */
  guint32 thread; /* index of the host's thread that had the CPU, or GS_NO_INDEX: none, or that isn't known */
  guint16
      interrupt; /* of the host, whose handler asked for it: index in the machine's interrupts, or GS_NO_INTERRUPT */
  guint8 vector;
  guint8 dest; /* the vCPU's number; GS_NO_DEST: one of several, or not said */
} GsVirqRequest;

/* What a vCPU's thread injected into its guest; or that the guest there asked to wake another vCPU, which waits for a
 * lock. */
typedef struct
{
  gint64 time;    /* ns */
  guint32 thread; /* index of the vCPU's thread in the host's threads */
  guint32 number; /* the vector; or that vCPU's number */
} GsVirq;

G_STATIC_ASSERT (sizeof (GsVirqRequest) == 16);
G_STATIC_ASSERT (sizeof (GsVirq) == 16);

G_END_DECLS
