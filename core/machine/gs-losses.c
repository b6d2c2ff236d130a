/* gs-losses.c: how much of a machine's recording is missing, and what to do about that
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-losses.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"

/**
 * gs_losses_add:
 * @event: a %GS_EVENT_LOST
 */
void
gs_losses_add (GsLosses *self, const GsEvent *event)
{
  GsWarningPlace place = { event->time, event->cpu };

  if (self->n_events == 0)
    self->first_event = place;
  if (self->n_packets == 0)
    self->first_packet = place;
  self->n_events += event->lost.n_events;
  self->n_packets += event->lost.n_packets;
  self->n_in_packets += event->lost.n_in_packets;
  if ((event->lost.causes & GS_LOSS_OVERWRITTEN) != 0)
    self->n_overwritten += event->lost.n_packets;
}

/* A guess is no number to its last digit: "13 700" */
static char *
gs_losses_dup_about (guint64 number)
{
  guint64 step = 1;

  while (number / step >= 1000)
    step *= 10;
  return gs_time_text_dup_integer ((gint64) ((number + step / 2) / step * step));
}

static void
gs_losses_warn_of_events (const GsLosses *self, GsMachine *machine)
{
  g_autofree char *n_lost = g_strdup_printf ("%" G_GUINT64_FORMAT, self->n_events);

  gs_machine_add_warning (
      machine,
      g_strdup_printf (ngettext ("%s: the tracer lost %s event; nothing is shown where it is missing. "
                                 "Record with larger buffers: %s",
                                 "%s: the tracer lost %s events; nothing is shown where they are missing. "
                                 "Record with larger buffers: %s",
                                 (gulong) self->n_events),
                       machine->trace->name, n_lost,
                       gs_trace_get_command (machine->trace, GS_LARGER_BUFFERS_LTTNG, GS_LARGER_BUFFERS_TRACE_CMD)),
      self->first_event);
}

/* "92 packets lost, about 13 700 events", where there is a guess */
static char *
gs_losses_dup_packets (const GsLosses *self)
{
  g_autofree char *n_packets = gs_time_text_dup_integer ((gint64) self->n_packets);
  g_autofree char *n_events = gs_losses_dup_about (self->n_in_packets);

  if (self->n_in_packets == 0)
    return g_strdup_printf (ngettext ("%s packet lost", "%s packets lost", (gulong) self->n_packets), n_packets);
  return g_strdup_printf (
      ngettext ("%s packet lost, about %s events", "%s packets lost, about %s events", (gulong) self->n_packets),
      n_packets, n_events);
}

static void
gs_losses_warn_of_packets (const GsLosses *self, GsMachine *machine)
{
  g_autofree char *lost = gs_losses_dup_packets (self);
  char *warning = self->n_overwritten == self->n_packets ?
                      g_strdup_printf (_ ("%s: %s: they were overwritten before they were saved, as is meant in a "
                                          "flight recorder. Nothing is shown where they are missing."),
                                       machine->trace->name, lost) :
                      g_strdup_printf (
                          _ ("%s: %s; nothing is shown where they are missing. A longer ring, or snapshots "
                             "taken more often, would keep them: %s"),
                          machine->trace->name, lost, "lttng enable-channel -k --overwrite --num-subbuf=16 guestscope");

  gs_machine_add_warning (machine, warning, self->first_packet);
}

/**
 * gs_losses_warn:
 * @machine: gets what there is to say as warnings
 */
void
gs_losses_warn (const GsLosses *self, GsMachine *machine)
{
  if (self->n_events > 0)
    gs_losses_warn_of_events (self, machine);
  if (self->n_packets > 0)
    gs_losses_warn_of_packets (self, machine);
}
