/* sim-thread.c: what the threads of a simulated machine do
 * SPDX-License-Identifier: MIT
 */
#include "sim/sim-private.h"

#define MAX_THREADS 40

/* The current thread enters the system call. */
void
sim_thread_enter (SimCpu *cpu, int syscall)
{
  CtfEvent event = { .kind = CTF_SYSCALL_ENTRY };

  event.syscall.number = syscall;
  sim_emit (cpu, &event);
  cpu->current->syscall = syscall;
  cpu->current->step = 0;
  cpu->current->in_syscall = cpu->machine->sim->is_tracing && cpu->is_known;
  sim_truth_cpu (cpu);
}

/* And leaves it. */
void
sim_thread_leave (SimCpu *cpu)
{
  CtfEvent event = { .kind = CTF_SYSCALL_EXIT };

  event.syscall.number = cpu->current->syscall;
  sim_emit (cpu, &event);
  cpu->current->syscall = -1;
  cpu->current->in_syscall = FALSE;
  sim_truth_cpu (cpu);
}

static void
sim_thread_fork (SimCpu *cpu)
{
  SimMachine *machine = cpu->machine;
  SimThread *parent = cpu->current;
  gboolean is_reused = machine->freed_tid != 0 && sim_chance (machine->sim, 0.5);
  gint32 tid = is_reused ? machine->freed_tid : machine->next_tid++;
  SimThread *child = sim_machine_add (machine, parent->comm, tid, tid, parent->pid);
  CtfEvent event = { .kind = CTF_FORK };

  machine->freed_tid = 0;
  event.fork.parent_comm = parent->comm;
  event.fork.parent_tid = parent->tid;
  event.fork.parent_pid = parent->pid;
  event.fork.child_comm = child->comm;
  event.fork.child_tid = event.fork.child_pid = tid;
  sim_emit (cpu, &event);

  child->is_child = TRUE;
  child->cpu = cpu;
  child->run = SIM_RUNNABLE;
  child->syscall = parent->syscall;
  child->step = 1;
  child->in_syscall = parent->in_syscall;
  child->is_sure = machine->sim->is_tracing;
  sim_truth_see (child, GS_THREAD_WAIT_FOR_CPU);
  sim_cpu_wake (cpu, child, TRUE);
}

static void
sim_thread_exec (SimCpu *cpu)
{
  static const char *const programs[] = { "make", "gcc", "it's, \"odd\"", "bash" };
  SimThread *thread = cpu->current;
  const char *program = programs[sim_between (cpu->machine->sim, 0, G_N_ELEMENTS (programs))];
  g_autofree char *path = g_strconcat ("/usr/bin/", program, NULL);
  CtfEvent event = { .kind = CTF_EXEC };

  event.task.name = path;
  event.task.tid = thread->tid;
  sim_emit (cpu, &event);
  g_strlcpy (thread->comm, program, sizeof thread->comm);
  sim_truth_cpu (cpu);
}

static void
sim_thread_exit (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;
  SimThread *thread = cpu->current;
  CtfEvent event = { .kind = CTF_EXIT };

  event.task.name = thread->comm;
  event.task.tid = thread->tid;
  event.task.prio = thread->prio;
  sim_emit (cpu, &event);
  thread->run = SIM_DEAD;
  thread->in_syscall = sim->is_tracing; /* whatever it is called, it is not user mode any more */
  thread->wake_at = sim->now + sim_between (sim, 20 * GS_USEC, GS_MSEC);
  sim_truth_see (thread, GS_THREAD_EXITED);
  sim_truth_cpu (cpu);
  sim_cpu_switch (cpu, sim_chance (sim, 0.5) ? 0x20 : sim->config->old_kernel ? 0x40 : 0x10);
}

static void
sim_thread_step_syscall (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;
  SimThread *thread = cpu->current;
  const char *name = ctf_syscalls[thread->syscall];
  gboolean is_first = thread->step++ == 0;

  if (strcmp (name, "exit_group") == 0)
    {
      sim_thread_exit (cpu);
      return;
    }
  if (is_first && strcmp (name, "clone") == 0 && cpu->machine->threads->len < MAX_THREADS)
    sim_thread_fork (cpu);
  else if (is_first && strcmp (name, "execve") == 0)
    sim_thread_exec (cpu);
  else if (is_first && strcmp (name, "sendto") == 0 && sim->config->tcp && sim->config->n_guests > 0)
    sim_net_send (cpu);
  else if (is_first && strcmp (name, "mmap") != 0 && strcmp (name, "write") != 0 && sim_chance (sim, 0.6))
    {
      sim_cpu_sleep (cpu, sim->now + sim_between (sim, 20 * GS_USEC, 2 * GS_MSEC));
      return;
    }
  else
    sim_thread_leave (cpu);
  cpu->next = sim->now + sim_between (sim, 500, 8000);
}

static void
sim_thread_set_priority (SimCpu *cpu)
{
  SimThread *thread = cpu->current;
  CtfEvent event = { .kind = CTF_PI_SETPRIO };

  event.setprio.comm = thread->comm;
  event.setprio.tid = thread->tid;
  event.setprio.old_prio = thread->prio;
  event.setprio.new_prio = thread->prio = 100 + sim_between (cpu->machine->sim, 0, 40);
  sim_emit (cpu, &event);
}

static int
sim_thread_choose_syscall (SimThread *thread)
{
  static const char *const usual[] = { "read",   "write",    "futex", "ppoll", "clock_nanosleep",
                                       "sendto", "recvfrom", "mmap" };
  Sim *sim = thread->machine->sim;

  if (thread->is_child && sim_chance (sim, 0.15))
    return ctf_syscall_number ("exit_group");
  if (sim_chance (sim, 0.02))
    return ctf_syscall_number (thread->is_child ? "execve" : "clone");
  return ctf_syscall_number (usual[sim_between (sim, 0, G_N_ELEMENTS (usual))]);
}

/* The current thread of @cpu, which is no vCPU's, does something. */
void
sim_thread_step (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;
  SimThread *thread = cpu->current;

  if (thread->syscall >= 0)
    {
      sim_thread_step_syscall (cpu);
      return;
    }
  if (thread->is_kernel && sim_chance (sim, 0.5))
    {
      sim_cpu_sleep (cpu, sim->now + sim_between (sim, 100 * GS_USEC, 4 * GS_MSEC));
      return;
    }
  if (sim_chance (sim, 0.01))
    sim_thread_set_priority (cpu);
  else if (cpu->vcpu != NULL && sim_chance (sim, 0.15))
    {
      sim_vcpu_guest_step (cpu->vcpu);
      return;
    }
  else if (!thread->is_kernel && sim_chance (sim, strncmp (thread->comm, "hog", 3) == 0 ? 0.05 : 0.7))
    sim_thread_enter (cpu, sim_thread_choose_syscall (thread));
  cpu->next = sim->now + sim_between (sim, 1000, 20000);
}
