/* sim-kvm.c: virtual CPUs: their threads on the host, entries and exits
 * SPDX-License-Identifier: MIT
 */
#include "sim/sim-private.h"

static guint32
sim_exit_reason (Sim *sim, SimExit why)
{
  static const guint32 vmx[] = { 1, 12, 18, 30, 48, 32 };
  static const guint32 svm[] = { 0x60, 0x78, 0x81, 0x7b, 0x400, 0x7c };

  return sim->config->is_svm ? svm[why] : vmx[why];
}

/* The guest is left, for @why. */
void
sim_vcpu_exit (SimVcpu *vcpu, SimExit why)
{
  SimThread *thread = vcpu->thread;
  SimCpu *cpu = thread->cpu;
  Sim *sim = cpu->machine->sim;
  CtfEvent event = { .kind = CTF_KVM_EXIT };

  g_assert (vcpu->in_guest && cpu->current == thread);
  event.kvm.reason = sim_exit_reason (sim, why);
  event.kvm.isa = sim->config->is_svm ? 2 : 1;
  event.kvm.vcpu = vcpu->cpu->number;
  sim_emit (cpu, &event);
  vcpu->in_guest = FALSE;
  vcpu->step = 0;
  if (why == SIM_EXIT_HALT)
    vcpu->request = SIM_ASKS_HALT;
  if (sim->is_tracing && cpu->is_known)
    {
      thread->kvm = GS_KVM_HYPERVISOR;
      thread->reason = event.kvm.reason;
      thread->exits[why].reason = event.kvm.reason;
      thread->exits[why].count++;
    }
  sim_truth_cpu (cpu);
  cpu->next = sim->now + sim_between (sim, 300, 3000);
}

static void
sim_vcpu_enter (SimVcpu *vcpu)
{
  SimThread *thread = vcpu->thread;
  SimCpu *cpu = thread->cpu;
  Sim *sim = cpu->machine->sim;
  CtfEvent event = { .kind = CTF_KVM_ENTRY };
  guint number = vcpu->cpu->machine->index * SIM_MAX_CPUS + vcpu->cpu->number;

  event.kvm.vcpu = sim->config->garbage_vcpu ? 112689152 + 14496 * number : vcpu->cpu->number;
  sim_emit (cpu, &event);
  vcpu->in_guest = TRUE;
  vcpu->request = SIM_ASKS_NOTHING;
  if (sim->is_tracing && cpu->is_known)
    thread->kvm = GS_KVM_GUEST;
  sim_truth_cpu (cpu);
  vcpu->cpu->next = MAX (vcpu->cpu->next, sim->now + sim_between (sim, 200, 2000));
  vcpu->cpu->next = MIN (vcpu->cpu->next, sim->now + 100 * GS_USEC);
  sim_cpu_find_due (vcpu->cpu);
  cpu->next = sim->now + sim_between (sim, 100 * GS_USEC, GS_MSEC);
}

/* A thread was made runnable on a guest's CPU: its vCPU must not stay halted. */
void
sim_vcpu_kick (SimVcpu *vcpu)
{
  SimThread *thread = vcpu->thread;
  gint64 now = thread->machine->sim->now;

  if (vcpu->request == SIM_ASKS_HALT && thread->run == SIM_SLEEPING && thread->wake_at > now)
    {
      thread->wake_at = now + 500;
      sim_cpu_find_due (thread->cpu);
    }
}

static void
sim_emit_vmsync (SimCpu *cpu, CtfKind kind, guint64 vm_uid, guint32 counter)
{
  CtfEvent event = { .kind = kind };

  event.vmsync.counter = counter;
  event.vmsync.vm_uid = vm_uid;
  sim_emit (cpu, &event);
}

static void
sim_vcpu_handle_hypercall (SimVcpu *vcpu)
{
  SimCpu *cpu = vcpu->thread->cpu;
  Sim *sim = cpu->machine->sim;
  gboolean is_sync = vcpu->request == SIM_ASKS_HYPERCALL;
  guint64 vm_uid = is_sync ? vcpu->cpu->machine->info->vm_uid : 1;
  guint32 counter = is_sync ? vcpu->counter : 0;
  gboolean has_module = sim->config->vmsync == SIM_VMSYNC_BOTH;
  CtfEvent event = { .kind = CTF_KVM_HYPERCALL };

  if (has_module)
    sim_emit_vmsync (cpu, CTF_VMSYNC_GH_HOST, vm_uid, counter);
  event.hypercall.number = 5;
  event.hypercall.a0 = counter;
  event.hypercall.a1 = vm_uid;
  sim_emit (cpu, &event);
  if (has_module)
    sim_emit_vmsync (cpu, CTF_VMSYNC_HG_HOST, vm_uid, is_sync ? counter + 1 : 0);
  vcpu->has_reply = is_sync;
  vcpu->request = SIM_ASKS_NOTHING;
}

/* QEMU has to see to it: out of the system call, perhaps waiting, and back. */
static void
sim_vcpu_handle_io (SimVcpu *vcpu)
{
  SimCpu *cpu = vcpu->thread->cpu;
  Sim *sim = cpu->machine->sim;

  switch (vcpu->step++)
    {
    case 0:
      {
        CtfEvent event = { .kind = CTF_KVM_USERSPACE_EXIT };

        event.userspace_exit.reason = 2;
        sim_emit (cpu, &event);
        sim_thread_leave (cpu);
        break;
      }
    case 1:
      sim_thread_enter (cpu, ctf_syscall_number ("futex"));
      break;
    case 2:
      if (sim_chance (sim, 0.5))
        {
          sim_cpu_sleep (cpu, sim->now + sim_between (sim, 30 * GS_USEC, 300 * GS_USEC));
          return;
        }
      break;
    case 3:
      sim_thread_leave (cpu);
      break;
    default:
      sim_thread_enter (cpu, ctf_syscall_number ("ioctl"));
      vcpu->request = SIM_ASKS_NOTHING;
      break;
    }
  cpu->next = sim->now + sim_between (sim, 500, 4000);
}

/* Has the guest's CPU nothing to do at all? */
static gboolean
sim_vcpu_is_idle (const SimVcpu *vcpu)
{
  return vcpu->cpu->current == NULL && g_queue_is_empty (&vcpu->cpu->queue)
         && vcpu->cpu->due > vcpu->thread->machine->sim->now;
}

/* The thread of a vCPU is current on the host's @cpu: one step of KVM. */
void
sim_vcpu_step (SimCpu *cpu)
{
  SimVcpu *vcpu = cpu->current->vcpu;
  Sim *sim = cpu->machine->sim;

  if (vcpu->in_guest)
    sim_vcpu_exit (vcpu, SIM_EXIT_INTERRUPT);
  else if (cpu->needs_switch)
    {
      cpu->current->run = SIM_RUNNABLE;
      sim_cpu_switch (cpu, sim->config->old_kernel ? 0 : 0x100);
    }
  else if (vcpu->request == SIM_ASKS_HALT && sim_vcpu_is_idle (vcpu))
    sim_cpu_sleep (cpu, vcpu->cpu->due);
  else if (vcpu->request == SIM_ASKS_HYPERCALL || vcpu->request == SIM_ASKS_KICK)
    sim_vcpu_handle_hypercall (vcpu);
  else if (vcpu->request == SIM_ASKS_IO)
    sim_vcpu_handle_io (vcpu);
  else
    sim_vcpu_enter (vcpu);
}

/* A thread of the guest does something that its CPU cannot do alone. */
void
sim_vcpu_guest_step (SimVcpu *vcpu)
{
  SimCpu *cpu = vcpu->cpu;
  Sim *sim = cpu->machine->sim;

  if (sim->config->vmsync != SIM_VMSYNC_NONE && sim_chance (sim, 0.2))
    {
      vcpu->counter = cpu->machine->counter;
      cpu->machine->counter += 2;
      sim_emit_vmsync (cpu, CTF_VMSYNC_GH_GUEST, cpu->machine->info->vm_uid, vcpu->counter);
      vcpu->request = SIM_ASKS_HYPERCALL;
      sim_vcpu_exit (vcpu, SIM_EXIT_HYPERCALL);
    }
  else if (sim_chance (sim, 0.02))
    {
      vcpu->request = SIM_ASKS_KICK;
      sim_vcpu_exit (vcpu, SIM_EXIT_HYPERCALL);
    }
  else if (sim_chance (sim, 0.1))
    {
      vcpu->request = SIM_ASKS_IO;
      sim_vcpu_exit (vcpu, SIM_EXIT_IO);
    }
  else
    sim_vcpu_exit (vcpu, sim_chance (sim, 0.5) ? SIM_EXIT_FAULT : SIM_EXIT_MSR);
  cpu->next = sim->now + 100;
}

/* Back from the host: the guest notes the second message of the pair. */
gboolean
sim_vcpu_reply (SimVcpu *vcpu)
{
  if (!vcpu->has_reply)
    return FALSE;
  vcpu->has_reply = FALSE;
  sim_emit_vmsync (vcpu->cpu, CTF_VMSYNC_HG_GUEST, vcpu->cpu->machine->info->vm_uid, vcpu->counter + 1);
  return TRUE;
}
