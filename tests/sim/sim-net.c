/* sim-net.c: one TCP connection between each guest and its host
 * SPDX-License-Identifier: MIT
 *
 * On the host each segment passes the bridge and the guest's tap. Some are
 * lost, some are sent twice, and now and then an old sequence number is used
 * for another segment.
 */
#include "sim/sim-private.h"

static const char *const taps[SIM_MAX_GUESTS] = {
  "tap0", "tap1", "tap2",  "tap3",  "tap4",  "tap5",  "tap6",  "tap7",
  "tap8", "tap9", "tap10", "tap11", "tap12", "tap13", "tap14", "tap15",
};

static void
sim_net_emit (SimCpu *cpu, CtfKind kind, const CtfEvent *segment, const char *device)
{
  CtfEvent event = { .kind = kind, .tcp = segment->tcp };

  event.tcp.device = device;
  sim_emit (cpu, &event);
}

static int
sim_packet_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const SimPacket *one = a, *other = b;

  return (one->time > other->time) - (one->time < other->time);
}

/* The segment is on its way to @machine, unless it is lost. */
static void
sim_net_deliver (SimMachine *machine, const CtfEvent *segment, guint guest)
{
  Sim *sim = machine->sim;
  SimPacket *packet;

  if (sim_chance (sim, 0.01))
    return;
  packet = g_new0 (SimPacket, 1);
  packet->time = sim->now + sim_between (sim, 15 * GS_USEC, 200 * GS_USEC);
  packet->event = *segment;
  packet->event.cpu = guest;
  g_queue_insert_sorted (&machine->packets, packet, sim_packet_compare, NULL);
  sim_cpu_find_due (&machine->cpus[0]);
}

/* The numbers of the next segment from one side, @seq, that answers @ack. */
static void
sim_net_number (Sim *sim, CtfEvent *segment, guint32 *seq, guint32 ack, gboolean has_data)
{
  static const guint reuse_span = 100000;
  guint32 size = has_data ? (guint32) sim_between (sim, 1, 1449) : 0;

  segment->tcp.seq = *seq;
  segment->tcp.ack = ack;
  segment->tcp.flags = has_data ? 0x18 : 0x10;
  if (sim_chance (sim, 0.02))
    size = 0; /* and this one again, next time */
  else if (sim_chance (sim, 0.002))
    segment->tcp.seq -= reuse_span;
  *seq += size;
}

/* Something on @cpu sends a segment to or from guest number @guest. */
static void
sim_net_transmit (SimCpu *cpu, guint guest, gboolean has_data)
{
  Sim *sim = cpu->machine->sim;
  SimMachine *other = &sim->machines[guest + 1];
  CtfEvent segment = { 0 };

  if (cpu->machine == other)
    {
      segment.tcp.source_port = 5001;
      segment.tcp.dest_port = 40000 + guest;
      sim_net_number (sim, &segment, &other->seq, other->host_seq, has_data);
      sim_net_emit (cpu, CTF_NET_QUEUE, &segment, "eth0");
      sim_net_deliver (&sim->machines[other->info->host], &segment, guest);
    }
  else
    {
      segment.tcp.source_port = 40000 + guest;
      segment.tcp.dest_port = 5001;
      sim_net_number (sim, &segment, &other->host_seq, other->seq, has_data);
      sim_net_emit (cpu, CTF_NET_QUEUE, &segment, "br0");
      sim_net_emit (cpu, CTF_NET_QUEUE, &segment, taps[guest]);
      sim_net_deliver (other, &segment, guest);
    }
}

/* A thread on @cpu sends data to one of its guests, or to its host. */
void
sim_net_send (SimCpu *cpu)
{
  SimMachine *machine = cpu->machine;
  Sim *sim = machine->sim;
  guint n_guests = sim->config->n_guests, first = machine->index * n_guests + 1;
  gboolean has_guests = n_guests > 0 && first < sim->result->n_machines;

  if (has_guests && (machine->index == 0 || sim_chance (sim, 0.5)))
    sim_net_transmit (cpu, first - 1 + (guint) sim_between (sim, 0, n_guests), TRUE);
  else if (machine->index > 0)
    sim_net_transmit (cpu, machine->index - 1, TRUE);
}

/* The softirq on @cpu takes the packet that has arrived, and answers it. */
void
sim_net_receive (SimCpu *cpu)
{
  SimPacket *packet = g_queue_pop_head (&cpu->machine->packets);
  guint guest = packet->event.cpu;

  if (guest + 1 != cpu->machine->index)
    {
      sim_net_emit (cpu, CTF_NET_RECEIVE, &packet->event, taps[guest]);
      sim_net_emit (cpu, CTF_NET_RECEIVE, &packet->event, "br0");
    }
  else
    sim_net_emit (cpu, CTF_NET_RECEIVE, &packet->event, "eth0");
  if (packet->event.tcp.flags == 0x18)
    sim_net_transmit (cpu, guest, FALSE);
  g_free (packet);
  sim_cpu_find_due (cpu);
  cpu->next = cpu->machine->sim->now + 1000;
}
