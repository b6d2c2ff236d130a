/* gs-dat-stream.c: one CPU's events in one buffer, some pages at a time
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-stream.h"

GsDatStream *
gs_dat_stream_new (const GsDatPrograms *programs, const GsDatClock *clock, const GsDatData *data, GsNames *names)
{
  GsDatStream *self = g_new0 (GsDatStream, 1);

  self->programs = programs;
  self->clock = clock;
  self->data = data;
  self->names.names = names;
  self->trace_span = self->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  self->packed = g_byte_array_new ();
  self->pages = g_byte_array_new ();
  self->tid = self->next_tid = GS_NO_TID;
  self->counts = g_new0 (guint64, programs->n_programs + 1);
  gs_stream_order_init (&self->order);
  return self;
}

void
gs_dat_stream_free (GsDatStream *self)
{
  g_byte_array_unref (self->packed);
  g_byte_array_unref (self->pages);
  g_free (self->counts);
  g_free (self);
}

/* Events are missing from the last one on, up to the next one, or to the trace's end. */
static void
gs_dat_stream_lose (GsDatStream *self, guint64 n_events, guint causes, gint64 end)
{
  const GsStreamLoss loss = { .causes = causes, .n_events = n_events };
  gint64 begin = self->order.last_time != GS_TIME_NONE ? self->order.last_time : self->trace_span.begin;

  gs_stream_order_hold_lost (&self->order, (GsSpan){ begin, end }, &loss);
}

static void
gs_dat_stream_flush (GsDatStream *self, GArray *events, gint64 time)
{
  GsEvent event;

  if (gs_stream_order_flush_lost (&self->order, self->data->cpu, time, &event) > 0)
    g_array_append_val (events, event);
}

/* Who has the CPU, where that was not told by a switch. What a thread was called at the recording's end is the best
 * that is known of one that has not been named before. */
static void
gs_dat_stream_tell_context (GsDatStream *self, GArray *events, gint32 tid, gint64 time)
{
  const char *name = tid != self->next_tid && tid != 0 ?
                         g_hash_table_lookup (self->programs->file->names, GINT_TO_POINTER (tid)) :
                         NULL;
  GsEvent event = { .kind = GS_EVENT_CONTEXT, .time = time, .cpu = self->data->cpu };

  self->tid = tid;
  event.context.tid = tid;
  event.context.pid = GS_NO_TID;
  event.context.name = gs_name_cache_add (&self->names, name);
  g_array_append_val (events, event);
}

static void
gs_dat_stream_take (GsDatStream *self, GArray *events, GsDatBytes record, guint64 ticks)
{
  const GsDatPrograms *programs = self->programs;
  guint id = gs_dat_record_get_id (record);
  const GsDatProgram *program = id < programs->n_programs ? &programs->programs[id] : NULL;
  gint64 time = gs_dat_clock_to_ns (self->clock, ticks);
  gint32 tid = gs_dat_programs_get_tid (programs, record);
  GsEvent event;

  if (G_UNLIKELY (self->order.has_lost))
    gs_dat_stream_flush (self, events, MAX (time, self->order.last_time));
  time = gs_stream_order_keep (&self->order, time);
  self->n_events++;
  if (G_UNLIKELY (self->span.begin == GS_TIME_NONE))
    self->span.begin = time;
  self->span.end = time;
  if (G_UNLIKELY (program == NULL))
    {
      self->n_unknown++;
      return;
    }
  self->counts[id]++;
  if (G_UNLIKELY (self->order.sees_from != GS_TIME_NONE) && gs_stream_order_sees_again (&self->order, time))
    self->tid = self->next_tid = GS_NO_TID;
  if (tid != self->tid && tid != GS_NO_TID)
    gs_dat_stream_tell_context (self, events, tid, time);
  if (!program->is_wanted || (self->unwanted & G_GUINT64_CONSTANT (1) << program->base.kind) != 0
      || !gs_dat_program_run (program, record, &self->names, &event))
    return;
  self->kinds |= G_GUINT64_CONSTANT (1) << event.kind;
  if (event.kind == GS_EVENT_SCHED_SWITCH)
    self->tid = self->next_tid = event.sched_switch.next_tid;
  event.time = time;
  event.cpu = self->data->cpu;
  g_array_append_val (events, event);
}

static void
gs_dat_stream_take_page (GsDatStream *self, GArray *events, const guint8 *data, gsize n_bytes)
{
  GsDatPage page;
  GsDatBytes record;

  gs_dat_page_init (&page, &self->programs->file->layout, data, n_bytes);
  if (page.is_first_lost)
    gs_dat_stream_lose (self, page.n_lost, GS_LOSS_EVENTS, GS_TIME_NONE);
  while (gs_dat_page_next (&page, &record))
    gs_dat_stream_take (self, events, record, page.time);
  if (page.is_broken)
    {
      self->n_damaged++;
      gs_dat_stream_lose (self, 0, GS_LOSS_EVENTS, GS_TIME_NONE);
    }
}

/* Behind the last page: the trace may go on, but not this CPU's part of it. */
static void
gs_dat_stream_end (GsDatStream *self, GArray *events)
{
  if (self->data->is_cut && self->trace_span.end != GS_TIME_NONE && self->trace_span.end > self->order.last_time)
    gs_dat_stream_lose (self, 0, GS_LOSS_UNRECORDED, self->trace_span.end);
  if (self->order.has_lost)
    gs_dat_stream_flush (self, events, self->trace_span.end);
}

/**
 * gs_dat_stream_decode:
 * @events: (element-type GsEvent): gets those of the next pages, in order of time; there may be none
 *
 * Returns: FALSE once there are no more pages
 */
gboolean
gs_dat_stream_decode (GsDatStream *self, GArray *events)
{
  const GsDatFile *file = self->programs->file;
  gsize n_bytes;

  if (self->next_block >= self->data->blocks->len)
    return FALSE;
  n_bytes = gs_dat_file_read_block (file, self->data, self->next_block, self->packed, self->pages);
  if (n_bytes < g_array_index (self->data->blocks, GsDatBlock, self->next_block).n_bytes)
    {
      self->n_damaged++;
      gs_dat_stream_lose (self, 0, GS_LOSS_EVENTS, GS_TIME_NONE);
    }
  for (gsize at = 0; at < n_bytes; at += file->page_size)
    gs_dat_stream_take_page (self, events, self->pages->data + at, MIN (file->page_size, n_bytes - at));
  if (++self->next_block == self->data->blocks->len)
    gs_dat_stream_end (self, events);
  return TRUE;
}
