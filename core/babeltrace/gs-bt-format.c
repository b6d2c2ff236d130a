/* gs-bt-format.c: looks into a trace by babeltrace2's library, cheaply
 * SPDX-License-Identifier: MIT
 *
 * Only the head and, for a close look, the tail of a trace are decoded.
 */
#include "babeltrace/gs-bt-format.h"

#include <glib/gi18n.h>

#include "babeltrace/gs-bt-reader.h"
#include "babeltrace/gs-ctf-source.h"
#include "babeltrace/gs-trace-repair.h"
#include "base/gs-error.h"
#include "event/gs-event-layout.h"
#include "read/gs-ctf-folder.h"
#include "read/gs-ctf-index.h"
#include "read/gs-ctf-metadata.h"

#define HEAD_EVENTS 16384
#define GLANCE_EVENTS 1024
#define MAX_TAIL_PACKETS 4096

static const gint gs_bt_never_stop = 0;

static gboolean
gs_bt_declares_kvm (const GsCtfFacts *facts)
{
  for (guint i = 0; i < facts->event_names->len; i++)
    {
      GsEventLayout layout;

      if (gs_event_layout_find (g_ptr_array_index (facts->event_names, i), &layout)
          && layout.kind == GS_EVENT_KVM_ENTRY)
        return TRUE;
    }
  return FALSE;
}

/* Whether the events met so far leave open if the trace is a host's: it declares
 * KVM's events, and none has come. */
static gboolean
gs_bt_is_role_open (GsCtfSource *source, const GsCtfFacts *facts)
{
  GsCtfReport report;

  gs_ctf_source_get_report (source, &report);
  return (report.kinds & GS_KIND (KVM_ENTRY)) == 0 && gs_bt_declares_kvm (facts);
}

/* Decodes up to @n_max wanted events, at least the first of each stream; with
 * @facts no more than their question needs. */
static gboolean
gs_bt_decode (const char *folder, const char *name, gsize n_max, GsCtfFacts *facts, GsCtfReport *report, GError **error)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsCtfSource) source = NULL;
  g_autofree GsEvent *events = g_new (GsEvent, 1024);
  gsize n_done = 0;
  gssize n = 1;

  source = gs_ctf_source_new (folder, name, names, 0, 1, &gs_bt_never_stop, error);
  if (source == NULL)
    return FALSE;

  gs_ctf_source_set_facts (source, facts);
  while (n > 0 && n_done < n_max && (n_done == 0 || facts == NULL || gs_bt_is_role_open (source, facts)))
    {
      n = gs_event_source_next (gs_ctf_source_get_source (source), events, 1024, error);
      n_done += MAX (n, 0);
    }
  gs_ctf_source_get_report (source, report);
  return n >= 0;
}

/* Decodes the last packets, more of them until each stream told its last event
 * or all was read. */
static void
gs_bt_decode_tail (const char *folder, const char *name, GsCtfReport *report)
{
  gboolean is_whole = FALSE;

  for (guint n_packets = 1; n_packets <= MAX_TAIL_PACKETS && !is_whole; n_packets *= 4)
    {
      g_autoptr (GsTraceRepair) tail = gs_trace_repair_new_tail (folder, n_packets, &is_whole, NULL);

      if (tail == NULL || !gs_bt_decode (tail->folder, name, G_MAXSIZE, NULL, report, NULL))
        break;
      if (report->n_empty_streams == 0 && report->span.begin != GS_TIME_NONE)
        return;
    }
  if (!is_whole && report->span.begin == GS_TIME_NONE)
    gs_bt_decode (folder, name, G_MAXSIZE, NULL, report, NULL);
}

/* Where the trace ends, by its index: when its last packet was closed, which is
 * soon after the last event. An index that is damaged may say anything. */
static gboolean
gs_bt_glance_at_end (const char *folder, const GsCtfFacts *facts, GsCtfReport *report)
{
  guint64 cycles;
  long double ns;

  if (!facts->has_clock || facts->clock_frequency == 0 || !gs_ctf_index_find_end (folder, &cycles))
    return FALSE;
  ns = (long double) cycles * 1e9L / facts->clock_frequency;
  if (ns >= G_MAXINT64 / 2)
    return FALSE;
  report->span.begin = report->span.end = (gint64) ((guint64) facts->clock_offset + (guint64) ns);
  return TRUE;
}

/* What the decoded parts of a trace told. */
typedef struct
{
  GsCtfFacts facts;
  GsCtfReport head;
  GsCtfReport tail;
} GsBtProbe;

static void
gs_bt_take_facts (GsBtProbe *probe, GsTraceFacts *facts)
{
  GsCtfFacts *own = &probe->facts;

  facts->is_filled = own->is_filled;
  if (!own->is_filled)
    return;
  facts->hostname = g_steal_pointer (&own->hostname);
  facts->domain = g_steal_pointer (&own->domain);
  facts->tracer = g_steal_pointer (&own->tracer);
  facts->kernel_release = g_steal_pointer (&own->kernel_release);
  facts->uuid = g_steal_pointer (&own->uuid);
  facts->clock_uuid = g_steal_pointer (&own->clock_uuid);
  facts->has_clock = own->has_clock;
  facts->clock_offset = own->clock_offset;
  g_ptr_array_extend_and_steal (facts->event_names, g_steal_pointer (&own->event_names));
  facts->kinds = probe->head.kinds | probe->tail.kinds;
  facts->n_streams = probe->head.n_streams;
  facts->n_cpus = probe->head.n_cpus;
  facts->span = probe->head.span;
  if (probe->tail.span.begin != GS_TIME_NONE)
    facts->span.end = MAX (facts->span.end, probe->tail.span.end);
}

/* Decodes the trace's head, or that of its repaired stand-in, which @repair is then.
 * Returns: (nullable): the folder that can be read */
static const char *
gs_bt_find_head (const char *path, const char *name, gsize n_head, GsBtProbe *probe, GsTraceRepair **repair,
                 GError **error)
{
  if (gs_bt_decode (path, name, n_head, &probe->facts, &probe->head, NULL))
    return path;

  gs_ctf_facts_clear (&probe->facts);
  *repair = gs_trace_repair_new (path, name, error);
  if (*repair != NULL && gs_bt_decode ((*repair)->folder, name, n_head, &probe->facts, &probe->head, error))
    return (*repair)->folder;
  if (*repair != NULL && error != NULL)
    gs_trace_repair_name_origin (*repair, *error);
  return NULL;
}

static gboolean
gs_bt_describe (const char *path, const char *name, gboolean is_close, GsTraceFacts *facts, GError **error)
{
  GsBtProbe probe = { .tail.span = { GS_TIME_NONE, GS_TIME_NONE } };
  g_autoptr (GsTraceRepair) repair = NULL;
  const char *folder;

  if (!gs_ctf_metadata_check (path, error))
    return FALSE;

  folder = gs_bt_find_head (path, name, is_close ? HEAD_EVENTS : GLANCE_EVENTS, &probe, &repair, error);
  if (folder != NULL)
    {
      if (probe.head.span.begin != GS_TIME_NONE
          && (is_close || !gs_bt_glance_at_end (folder, &probe.facts, &probe.tail)))
        gs_bt_decode_tail (folder, name, &probe.tail);
      gs_bt_take_facts (&probe, facts);
      facts->n_bytes = gs_ctf_folder_count_bytes (path);
      gs_ctf_folder_warn (path, name, facts->warnings);
    }
  if (folder != NULL && repair != NULL)
    {
      for (guint i = 0; i < repair->warnings->len; i++)
        g_ptr_array_add (facts->warnings, g_strdup (g_ptr_array_index (repair->warnings, i)));
      facts->unreadable = g_strdup (repair->unreadable);
    }
  gs_ctf_facts_clear (&probe.facts);
  return folder != NULL;
}

static GsReader *
gs_bt_open (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable, GError **error)
{
  if (trace->parts[1] != NULL)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_UNSUPPORTED,
                   _ ("%s: babeltrace2 cannot read a recording that lies in several folders; leave out --reader"),
                   trace->name);
      return NULL;
    }
  return gs_bt_reader_new (trace, names, n_threads, cancellable);
}

const GsTraceFormat gs_bt_format = { "babeltrace2", gs_ctf_folder_recognize, gs_bt_describe, gs_bt_open };
