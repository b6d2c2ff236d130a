/* gs-export-csv.c: the rows of a timeline as CSV
 * SPDX-License-Identifier: MIT
 *
 * A line is known by what stands after its end_ns (its "tail"): intervals of a
 * track that differ only in what no column shows become one line.
 */
#include "report/gs-export-csv.h"

#include "base/gs-csv.h"
#include "timeline/gs-composer-rows.h"
#include "timeline/gs-exit-reason.h"
#include "timeline/gs-vcpu-cause.h"
#include "timeline/gs-vcpu-stretch.h"

typedef struct
{
  const GsTimeline *timeline;
  GsSpan span;
  GOutputStream *stream;
  GCancellable *cancellable;
  const GArray *only; /* of GsReportRow: the rows that are wanted; NULL: all */
  GString *head;      /* columns before start_ns, with their commas */
  GString *tail;      /* of the pending line; it has none where pending is empty */
  GString *next;      /* scratch: the tail of the interval at hand */
  GString *line;      /* scratch */
  GsSpan pending;
} GsCsvWriter;

static gboolean
gs_csv_write_line (GsCsvWriter *self, GError **error)
{
  return g_output_stream_write_all (self->stream, self->line->str, self->line->len, NULL, self->cancellable, error);
}

static gboolean
gs_csv_flush (GsCsvWriter *self, GError **error)
{
  if (self->pending.begin == self->pending.end)
    return TRUE;

  g_string_printf (self->line, "%s%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT, self->head->str, self->pending.begin,
                   self->pending.end);
  g_string_append_len (self->line, self->tail->str, self->tail->len);
  g_string_append_c (self->line, '\n');
  self->pending.begin = self->pending.end;
  return gs_csv_write_line (self, error);
}

/* Takes the interval whose tail is in self->next: it lengthens the pending line or ends it. */
static gboolean
gs_csv_add (GsCsvWriter *self, GsSpan span, GError **error)
{
  if (self->pending.begin < self->pending.end && self->pending.end == span.begin
      && g_string_equal (self->tail, self->next))
    {
      self->pending.end = span.end;
      return TRUE;
    }

  if (!gs_csv_flush (self, error))
    return FALSE;
  g_string_assign (self->tail, self->next->str);
  self->pending = span;
  return TRUE;
}

/* Which intervals of @track lie in the writer's span: [*first, return value). */
static gsize
gs_csv_get_range (GsCsvWriter *self, const GsTrack *track, gsize *first)
{
  GsSpan both = gs_span_intersect (gs_track_get_span (track), self->span);
  gsize last;

  *first = 0;
  if (both.begin >= both.end || !gs_track_find (track, both.begin, first))
    return 0;
  if (!gs_track_find (track, both.end - 1, &last))
    last = gs_track_get_n_intervals (track) - 1;
  return last + 1;
}

/* Threads' TIDs come back: rows are sorted by TID, then by the begin of that life. */
static int
gs_csv_compare_threads (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GArray *threads = user_data;
  const GsThreadRow *row_a = &g_array_index (threads, GsThreadRow, *(const guint *) a);
  const GsThreadRow *row_b = &g_array_index (threads, GsThreadRow, *(const guint *) b);

  if (row_a->thread->tid != row_b->thread->tid)
    return row_a->thread->tid < row_b->thread->tid ? -1 : 1;
  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

static void
gs_csv_set_vcpu_tail (GsCsvWriter *self, guint machine, guint index, gsize interval)
{
  GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, machine);
  const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, index);
  GsTrackValue value = gs_track_get (gs_lazy_track_get (row->track), interval).value;
  g_autofree char *cause = gs_vcpu_cause_dup_name (self->timeline, machine, index, interval);

  g_string_printf (self->next, ",%s,%s,", gs_vcpu_state_get_name (value.state),
                   gs_vcpu_state_get_name (value.aux & GS_AUX_GUEST_VIEW));
  gs_csv_append_field (self->next, cause);
}

static gboolean
gs_csv_write_vcpu (GsCsvWriter *self, guint machine, guint index, GError **error)
{
  GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, machine);
  const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, index);
  const GsTrack *track = gs_lazy_track_get (row->track);
  gsize i, end, n;

  g_string_truncate (self->head, 0);
  gs_csv_append_field (self->head, guest->name);
  g_string_append_printf (self->head, ",%u,", row->id);

  end = gs_csv_get_range (self, track, &i);
  for (; i < end; i += n)
    {
      GsVcpuStretch stretch = gs_vcpu_stretch_find (track, i);

      n = stretch.first + stretch.n - i;
      gs_csv_set_vcpu_tail (self, machine, index, i);
      if (!gs_csv_add (self, gs_span_intersect (stretch.span, self->span), error))
        return FALSE;
    }
  return gs_csv_flush (self, error);
}

static gboolean
gs_csv_write_thread (GsCsvWriter *self, const GsTimelineMachine *machine, guint index, GError **error)
{
  const GsThreadRow *row = &g_array_index (machine->threads, GsThreadRow, index);
  g_autoptr (GsTrack) track = gs_lazy_track_make (row->track);
  gsize i, end;

  g_string_truncate (self->head, 0);
  gs_csv_append_field (self->head, machine->name);
  g_string_append_printf (self->head, ",%d,", row->thread->tid);
  gs_csv_append_field (self->head, gs_machine_get_thread_name (machine->machine, index));
  g_string_append_c (self->head, ',');

  end = gs_csv_get_range (self, track, &i);
  for (; i < end; i++)
    {
      GsInterval interval = gs_track_get (track, i);

      g_string_printf (self->next, ",%s,%s,", gs_thread_state_get_name (gs_thread_state_base (interval.value.state)),
                       gs_overlay_get_name (gs_thread_state_overlay (interval.value.state)));
      if (interval.value.cpu != GS_NO_CPU)
        g_string_append_printf (self->next, "%u", interval.value.cpu);
      if (!gs_csv_add (self, gs_span_intersect (interval.span, self->span), error))
        return FALSE;
    }
  return gs_csv_flush (self, error);
}

/* tid,comm,guest,guest_tid of whoever has the CPU at @time. */
static void
gs_csv_append_occupant (GsCsvWriter *self, const GsTimelineMachine *host, guint32 index, gint64 time)
{
  const GsOccupant *who;
  const GsTimelineMachine *guest;
  const GsThread *thread;

  if (index >= self->timeline->occupants->len)
    {
      g_string_append (self->next, ",,,");
      return;
    }

  who = &g_array_index (self->timeline->occupants, GsOccupant, index);
  if (who->thread == GS_NO_INDEX)
    g_string_append_c (self->next, ',');
  else
    {
      thread = gs_machine_get_thread (host->machine, who->thread);
      g_string_append_printf (self->next, "%d,", thread->tid);
      gs_csv_append_field (self->next,
                           gs_names_get (host->machine->names,
                                         gs_thread_get_name_at (thread, gs_clock_from_reference (&host->clock, time))));
    }

  g_string_append_c (self->next, ',');
  guest = who->guest == GS_NO_INDEX ? NULL : gs_timeline_get_machine (self->timeline, who->guest);
  if (guest != NULL)
    gs_csv_append_field (self->next, guest->name);
  g_string_append_c (self->next, ',');
  if (guest != NULL && guest->machine != NULL && who->guest_thread != GS_NO_INDEX)
    g_string_append_printf (self->next, "%d", gs_machine_get_thread (guest->machine, who->guest_thread)->tid);
}

static gboolean
gs_csv_write_cpu (GsCsvWriter *self, const GsTimelineMachine *host, const GsCpuRow *row, GError **error)
{
  g_autoptr (GsTrack) track = gs_lazy_track_make (row->track);
  gsize i, end;

  g_string_truncate (self->head, 0);
  gs_csv_append_field (self->head, host->name);
  g_string_append_printf (self->head, ",%u,", row->number);

  end = gs_csv_get_range (self, track, &i);
  for (; i < end; i++)
    {
      GsInterval interval = gs_track_get (track, i);

      g_string_printf (self->next, ",%s,", gs_cpu_state_get_name (interval.value.state));
      gs_csv_append_occupant (self, host, interval.value.arg, interval.span.begin);
      if (!gs_csv_add (self, gs_span_intersect (interval.span, self->span), error))
        return FALSE;
    }
  return gs_csv_flush (self, error);
}

static gboolean
gs_csv_is_wanted (const GsCsvWriter *self, GsRows rows, guint machine, guint index)
{
  for (guint i = 0; self->only != NULL && i < self->only->len; i++)
    {
      const GsReportRow *row = &g_array_index (self->only, GsReportRow, i);

      if (row->rows == rows && row->machine == machine && row->index == index)
        return TRUE;
    }
  return self->only == NULL;
}

static gboolean
gs_csv_write_vcpus (GsCsvWriter *self, GError **error)
{
  for (guint m = 0; m < self->timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, m);

      if (self->only == NULL)
        gs_composer_make_vcpus (machine);
      for (guint i = 0; i < machine->vcpus->len; i++)
        if (gs_csv_is_wanted (self, GS_ROWS_VCPUS, m, i) && !gs_csv_write_vcpu (self, m, i, error))
          return FALSE;
      gs_composer_leave (self->timeline, machine);
    }
  return TRUE;
}

static gboolean
gs_csv_write_threads (GsCsvWriter *self, GError **error)
{
  for (guint m = 0; m < self->timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, m);
      g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));

      if (machine->machine == NULL)
        continue;
      for (guint i = 0; i < machine->threads->len; i++)
        if (g_array_index (machine->threads, GsThreadRow, i).track != NULL
            && gs_csv_is_wanted (self, GS_ROWS_THREADS, m, i))
          g_array_append_val (order, i);
      g_array_sort_with_data (order, gs_csv_compare_threads, machine->threads);
      for (guint i = 0; i < order->len; i++)
        if (!gs_csv_write_thread (self, machine, g_array_index (order, guint, i), error))
          return FALSE;
      gs_composer_leave (self->timeline, machine);
    }
  return TRUE;
}

static gboolean
gs_csv_write_cpus (GsCsvWriter *self, GError **error)
{
  for (guint m = 0; m < self->timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, m);

      if (machine->role == GS_ROLE_GUEST || machine->machine == NULL)
        continue;
      for (guint i = 0; i < machine->cpus->len; i++)
        if (gs_csv_is_wanted (self, GS_ROWS_CPUS, m, i)
            && !gs_csv_write_cpu (self, machine, &g_array_index (machine->cpus, GsCpuRow, i), error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
gs_csv_write_rows (GsCsvWriter *self, GsRows rows, GError **error)
{
  static const char *const headers[GS_N_ROWS] = {
    [GS_ROWS_VCPUS] = "machine,vcpu,start_ns,end_ns,state,guest_state,cause\n",
    [GS_ROWS_THREADS] = "machine,tid,comm,start_ns,end_ns,state,overlay,cpu\n",
    [GS_ROWS_CPUS] = "machine,cpu,start_ns,end_ns,state,tid,comm,guest,guest_tid\n",
  };

  g_string_assign (self->line, headers[rows]);
  if (!gs_csv_write_line (self, error))
    return FALSE;
  if (rows == GS_ROWS_VCPUS)
    return gs_csv_write_vcpus (self, error);
  if (rows == GS_ROWS_THREADS)
    return gs_csv_write_threads (self, error);
  return gs_csv_write_cpus (self, error);
}

/**
 * gs_export_csv_write_rows:
 * @timeline: what to write
 * @rows: which kind of rows of it
 * @only: (nullable) (element-type GsReportRow): the rows that are wanted; NULL: all of that kind
 * @span: only this part of it, ns on the reference clock
 * @stream: where to; it is written to line by line, so give it a buffer
 * @cancellable: (nullable): to end early
 *
 * Writes a header line, then one line for each interval, sorted by row and
 * begin. Neighbours differ in at least one column after `end_ns`.
 *
 * Returns: FALSE with @error where the stream could not be written
 */
gboolean
gs_export_csv_write_rows (const GsTimeline *timeline, GsRows rows, const GArray *only, GsSpan span,
                          GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  GsCsvWriter self = { .timeline = timeline, .span = span, .stream = stream, .cancellable = cancellable, .only = only };
  gboolean done;

  g_return_val_if_fail (timeline != NULL, FALSE);
  g_return_val_if_fail (rows < GS_N_ROWS, FALSE);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), FALSE);

  self.head = g_string_new (NULL);
  self.tail = g_string_new (NULL);
  self.next = g_string_new (NULL);
  self.line = g_string_new (NULL);
  done = gs_csv_write_rows (&self, rows, error);
  g_string_free (self.head, TRUE);
  g_string_free (self.tail, TRUE);
  g_string_free (self.next, TRUE);
  g_string_free (self.line, TRUE);
  return done;
}

/* As gs_export_csv_write_rows(), of all rows of that kind. */
gboolean
gs_export_csv_write (const GsTimeline *timeline, GsRows rows, GsSpan span, GOutputStream *stream,
                     GCancellable *cancellable, GError **error)
{
  return gs_export_csv_write_rows (timeline, rows, NULL, span, stream, cancellable, error);
}
