/* make-limits.c: recordings at the edge of what there is: many threads, CPUs, streams, traces, guests; long, late, large
 * SPDX-License-Identifier: MIT
 *
 * make-limits KIND FOLDER [GUESTS]
 */
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/gs-time.h"
#include "sim/ctf-writer.h"

#define START G_GINT64_CONSTANT (1700000000000000000)
#define QEMU 100000 /* the first guest's process; its vCPU's thread is the next number */

typedef struct
{
  const char *folder;
  guint n_guests;
  gboolean is_silent; /* no guest says anything to its host */
  CtfWriter *writer;
  GError *error;
} MakeLimits;

static gboolean
begin (MakeLimits *self, const char *name, CtfOptions options)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  options.hostname = name;
  options.tracer_major = 2;
  options.tracer_minor = 13;
  if (options.clock_offset == 0)
    options.clock_offset = START;
  self->writer = self->error == NULL ? ctf_writer_new (path, &options, &self->error) : NULL;
  return self->writer != NULL;
}

static void
end (MakeLimits *self)
{
  ctf_writer_close (self->writer, self->error == NULL ? &self->error : NULL);
}

static void
add_switch (MakeLimits *self, gint64 time, guint cpu, gint32 from, gint32 to, const char *name)
{
  CtfEvent event = { .time = time, .kind = CTF_SWITCH, .cpu = cpu, .tid = from, .comm = from == 0 ? "swapper" : name };

  event.pid = from < QEMU ? from : from - 1;
  event.sched_switch.prev_comm = from == 0 ? "swapper" : name;
  event.sched_switch.next_comm = to == 0 ? "swapper" : name;
  event.sched_switch.prev_tid = from;
  event.sched_switch.next_tid = to;
  event.sched_switch.prev_prio = event.sched_switch.next_prio = 20;
  event.sched_switch.prev_state = 1;
  ctf_writer_add (self->writer, &event);
}

/* Switches to and fro on all CPUs, each with a thread of its own. */
static void
add_switches (MakeLimits *self, gint64 start, gint64 step, guint n_cpus, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint cpu = 0; cpu < n_cpus; cpu++)
      add_switch (self, start + (gint64) i * step, cpu, i % 2 == 0 ? 0 : 1000 + (gint32) cpu,
                  i % 2 == 0 ? 1000 + (gint32) cpu : 0, "worker");
}

static void
make_threads (MakeLimits *self)
{
  guint n_threads = 100000;

  if (!begin (self, "threads", (CtfOptions){ .n_cpus = 4 }))
    return;
  for (guint i = 0; i < 4 * n_threads; i++)
    add_switch (self, START + (gint64) i * 10 * GS_USEC, i % 4, i < 4 ? 0 : 1000 + (gint32) ((i - 4) % n_threads),
                1000 + (gint32) (i % n_threads), "worker");
  end (self);
}

static void
make_cpus (MakeLimits *self)
{
  if (!begin (self, "cpus", (CtfOptions){ .n_cpus = 4096, .packet_size = 4096 }))
    return;
  add_switches (self, START, GS_MSEC, 4096, 100);
  end (self);
}

static void
make_streams (MakeLimits *self)
{
  if (!begin (self, "streams", (CtfOptions){ .n_cpus = 250, .n_channels = 4, .packet_size = 4096 }))
    return;
  add_switches (self, START, GS_MSEC, 250, 1000);
  for (guint i = 0; i < 250 * 100; i++)
    {
      CtfEvent event = { .time = START + GS_SEC + (gint64) i * GS_USEC,
                         .kind = CTF_IRQ_ENTRY + i / 250 % 5,
                         .cpu = i % 250 };

      event.irq.name = "eth0";
      ctf_writer_add (self->writer, &event);
    }
  end (self);
}

static void
make_traces (MakeLimits *self)
{
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *name = g_strdup_printf ("box%u", i);

      if (!begin (self, name, (CtfOptions){ .n_cpus = 1, .packet_size = 4096 }))
        return;
      add_switches (self, START, GS_MSEC, 1, 40);
      end (self);
    }
}

static void
add_kvm (MakeLimits *self, gint64 time, guint cpu, guint guest, gboolean is_entry)
{
  gint32 pid = QEMU + 10 * (gint32) guest;
  CtfEvent event = { .time = time,
                     .kind = is_entry ? CTF_KVM_ENTRY : CTF_KVM_EXIT,
                     .cpu = cpu,
                     .tid = pid + 1,
                     .pid = pid,
                     .comm = "CPU 0/KVM" };

  event.kind = is_entry ? CTF_KVM_ENTRY : CTF_KVM_EXIT;
  event.kvm.reason = is_entry ? 0 : 12;
  event.kvm.isa = 1;
  ctf_writer_add (self->writer, &event);
}

/* A segment that one machine sent to the other: where it is seen on this one. */
static void
add_segment (MakeLimits *self, gint64 time, guint cpu, CtfKind kind, guint guest, guint number, gboolean is_to_host)
{
  gint32 pid = QEMU + 10 * (gint32) guest;
  CtfEvent event = { .time = time, .kind = kind, .cpu = cpu, .tid = pid + 1, .pid = pid, .comm = "CPU 0/KVM" };

  event.tcp.device = "tap0";
  event.tcp.seq = 1000 * guest + 100000 * number;
  event.tcp.ack = 77 + number;
  event.tcp.source_port = is_to_host ? 40000 + guest : 5001;
  event.tcp.dest_port = is_to_host ? 5001 : 40000 + guest;
  event.tcp.flags = 0x18;
  if (!self->is_silent)
    ctf_writer_add (self->writer, &event);
}

/* Each has a CPU for 1 ms of 25, an eighth of it after the one on the CPU before, and says something to its host and
 * hears something then. */
static void
make_guests (MakeLimits *self)
{
  guint n_cpus = 8, n_guests = self->n_guests / n_cpus * n_cpus, n_turns = 40;
  gint64 turn = GS_MSEC;

  if (!begin (self, "host",
              (CtfOptions){ .n_cpus = n_cpus, .with_tid = TRUE, .with_pid = TRUE, .with_procname = TRUE }))
    return;
  for (guint i = 0; i < n_turns * n_guests / n_cpus; i++)
    for (guint cpu = 0; cpu < n_cpus; cpu++)
      {
        guint guest = i % (n_guests / n_cpus) * n_cpus + cpu;
        gint32 tid = QEMU + 10 * (gint32) guest + 1;
        gint64 time = START + (gint64) i * turn + cpu * turn / n_cpus;

        add_switch (self, time, cpu, 0, tid, "CPU 0/KVM");
        add_kvm (self, time + 10 * GS_USEC, cpu, guest, TRUE);
        add_segment (self, time + 220 * GS_USEC, cpu, CTF_NET_RECEIVE, guest, i, TRUE);
        add_segment (self, time + 280 * GS_USEC, cpu, CTF_NET_QUEUE, guest, i, FALSE);
        add_kvm (self, time + turn - 20 * GS_USEC, cpu, guest, FALSE);
        add_switch (self, time + turn - 10 * GS_USEC, cpu, tid, 0, "CPU 0/KVM");
      }
  end (self);
  for (guint guest = 0; guest < n_guests; guest++)
    {
      g_autofree char *name = g_strdup_printf ("guest%u", guest);

      if (!begin (self, name, (CtfOptions){ .n_cpus = 1, .packet_size = 4096 }))
        return;
      for (guint i = 0; i < n_turns; i++)
        {
          gint64 time = START + ((gint64) i * (n_guests / n_cpus) + guest / n_cpus) * turn
                        + guest % n_cpus * turn / n_cpus;

          add_switch (self, time + 20 * GS_USEC, 0, 0, 77, "worker");
          add_segment (self, time + 200 * GS_USEC, 0, CTF_NET_QUEUE, guest, i * (n_guests / n_cpus) + guest / n_cpus,
                       TRUE);
          add_segment (self, time + 300 * GS_USEC, 0, CTF_NET_RECEIVE, guest, i * (n_guests / n_cpus) + guest / n_cpus,
                       FALSE);
          add_switch (self, time + 970 * GS_USEC, 0, 77, 0, "worker");
        }
      end (self);
    }
}

static void
make_silent (MakeLimits *self)
{
  self->is_silent = TRUE;
  make_guests (self);
}

static void
make_late (MakeLimits *self)
{
  gint64 start = (G_GINT64_CONSTANT (1) << 62) - GS_SEC;

  if (!begin (self, "late", (CtfOptions){ .n_cpus = 2, .clock_offset = start }))
    return;
  add_switches (self, start, 20 * GS_USEC, 2, 100000);
  end (self);
}

static void
make_packet (MakeLimits *self)
{
  if (!begin (self, "packet", (CtfOptions){ .n_cpus = 1, .packet_size = (gsize) 1 << 30 }))
    return;
  add_switches (self, START, GS_USEC, 1, 14 * 1000 * 1000);
  end (self);
}

static void
make_month (MakeLimits *self)
{
  if (!begin (self, "month", (CtfOptions){ .n_cpus = 2 }))
    return;
  add_switches (self, START, GS_SEC, 2, 30 * 24 * 3600);
  end (self);
}

static void
make_names (MakeLimits *self)
{
  if (!begin (self, "names", (CtfOptions){ .n_cpus = 1 }))
    return;
  for (guint i = 0; i < 20000; i++)
    {
      char name[16] = { 0 };

      for (guint k = 0; k < 1 + i % 15; k++)
        name[k] = (char) (1 + (i * 31 + k * 97) % 255);
      add_switch (self, START + (gint64) i * 10 * GS_USEC, 0, i % 2 == 0 ? 0 : 1000 + (gint32) (i / 2 % 255),
                  i % 2 == 0 ? 1000 + (gint32) (i / 2 % 255) : 0, name);
    }
  end (self);
}

static const struct
{
  const char *name;
  void (*make) (MakeLimits *self);
} kinds[] = {
  { "threads", make_threads }, { "cpus", make_cpus },     { "streams", make_streams }, { "traces", make_traces },
  { "guests", make_guests },   { "silent", make_silent }, { "late", make_late },       { "packet", make_packet },
  { "month", make_month },     { "names", make_names },
};

int
main (int argc, char **argv)
{
  MakeLimits self = { .folder = argc >= 3 ? argv[2] : NULL, .n_guests = argc > 3 ? (guint) atoi (argv[3]) : 200 };
  struct rlimit limit;
  gboolean is_known = FALSE;

  /* A file of each stream is open until the end. */
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
  for (guint i = 0; argc >= 3 && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, argv[1]) == 0)
      {
        kinds[i].make (&self);
        is_known = TRUE;
      }
  if (!is_known)
    fprintf (stderr,
             "usage: make-limits threads|cpus|streams|traces|guests|silent|late|packet|month|names FOLDER [GUESTS]\n");
  else if (self.error != NULL)
    fprintf (stderr, "make-limits: %s\n", self.error->message);
  return is_known && self.error == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
