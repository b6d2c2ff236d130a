/* gs-live-virq.c: events of interrupts for guests
 * SPDX-License-Identifier: MIT
 *
 * The vector is in the low byte of a message's data, and of the I/O APIC's entry for a pin.
 */
#include "machine/gs-live-virq.h"

#include "machine/gs-virq.h"

#define HYPERCALL_KICK_CPU 5
#define MOST_APIC_ID 0xfff

/* Of a message's address and of an I/O APIC's entry. */
#define MSI_IS_LOGICAL (1u << 2)
#define MSI_DEST_SHIFT 12
#define ENTRY_IS_LOGICAL (1u << 11)
#define ENTRY_IS_MASKED (1u << 16)
#define ENTRY_DEST_SHIFT 56

/* A logical destination is a bit for each vCPU. Returns: the one that is meant, or %GS_NO_DEST */
static guint8
gs_live_virq_get_dest (guint8 dest, gboolean is_logical)
{
  if (!is_logical)
    return dest;
  return dest != 0 && (dest & (dest - 1)) == 0 ? __builtin_ctz (dest) : GS_NO_DEST;
}

static void
gs_live_virq_add (GArray *virqs, const GsLiveCpu *cpu, gint64 time, guint32 number)
{
  GsVirq virq = { .time = time, .number = number };

  if (cpu->current == NULL)
    return;
  virq.thread = cpu->current->index;
  g_array_append_val (virqs, virq);
}

void
gs_live_virq_inject (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (!self->is_rows_only)
    gs_live_virq_add (self->injections, cpu, event->time, event->virq.number);
}

/* vmsync's calls have the same number, but a counter and a machine's long number where a kick has flags, of which there
 * are none, and a vCPU. */
void
gs_live_virq_hypercall (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->hypercall.number == HYPERCALL_KICK_CPU && event->hypercall.a0 == 0 && event->hypercall.a1 <= MOST_APIC_ID)
    gs_live_virq_add (self->kicks, cpu, event->time, event->hypercall.a1);
}

/**
 * gs_live_virq_request:
 * @thread: index of the one that has @cpu, or %GS_NO_INDEX
 * @interrupt: that is handled there, or %GS_NO_INTERRUPT
 *
 * A line's vector is told by what the I/O APIC makes of its rise, right after it, on the same CPU.
 */
void
gs_live_virq_request (GsLive *self, guint32 thread, guint16 interrupt, GsLiveCpu *cpu, const GsEvent *event)
{
  GsVirqRequest request = { event->time, thread, interrupt, event->virq.data & 0xff, GS_NO_DEST };

  if (event->kind == GS_EVENT_KVM_SET_IRQ)
    {
      cpu->raised_line = event->virq.level > 0 ? event->virq.number : GS_NO_LINE;
      return;
    }
  if (event->kind == GS_EVENT_KVM_MSI_SET_IRQ)
    request.dest = gs_live_virq_get_dest (event->virq.address >> MSI_DEST_SHIFT,
                                          (event->virq.address & MSI_IS_LOGICAL) != 0);
  else if (event->virq.number != cpu->raised_line || (event->virq.data & ENTRY_IS_MASKED) != 0)
    return;
  else
    request.dest = gs_live_virq_get_dest (event->virq.data >> ENTRY_DEST_SHIFT,
                                          (event->virq.data & ENTRY_IS_LOGICAL) != 0);
  cpu->raised_line = GS_NO_LINE;
  if (!self->is_rows_only)
    g_array_append_val (self->virq_requests, request);
}
