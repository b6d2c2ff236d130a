/* gs-event-pages.c: recorded events, as many at a time as one looks at
 * SPDX-License-Identifier: MIT
 *
 * Streams can only be read forward. What is before a time is found by reading from
 * a little before it, then from further and further before that, until there is enough:
 * each event is read once, and the recordings' average says how far back to begin.
 */
#include "report/gs-event-pages.h"

#include "base/gs-lock.h"

/* So many events of one time a page has room for: damaged recordings may hold any number. */
#define MAX_AT_ONCE 20000

/* How much further back each look goes than the one before. */
#define FURTHER 4

#define CANCEL_CHECK 1024 /* events */

struct _GsEventPages
{
  GsTimeline *timeline;
  GMutex lock;         /* guards what follows */
  GsEventMerge *merge; /* NULL: not opened yet */
  GPtrArray *problems; /* translated */
  gatomicrefcount ref_count;
};

/**
 * gs_event_pages_new:
 * @timeline: whose recordings are read; opening them is left to whoever reads first
 */
GsEventPages *
gs_event_pages_new (GsTimeline *timeline)
{
  GsEventPages *self = g_new0 (GsEventPages, 1);

  self->timeline = gs_timeline_ref (timeline);
  g_mutex_init (&self->lock);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

GsEventPages *
gs_event_pages_ref (GsEventPages *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
gs_event_pages_unref (GsEventPages *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->merge, gs_event_merge_free);
  g_ptr_array_unref (self->problems);
  g_mutex_clear (&self->lock);
  gs_timeline_unref (self->timeline);
  g_free (self);
}

static void
gs_event_pages_begin (GsEventPages *self)
{
  gs_lock (&self->lock);
  if (self->merge == NULL)
    self->merge = gs_event_merge_new (self->timeline, self->problems);
}

/**
 * gs_event_pages_dup_problems:
 *
 * Waits for whoever reads: not for the main thread.
 *
 * Returns: (transfer full) (element-type utf8): why machines are left out, translated
 */
GPtrArray *
gs_event_pages_dup_problems (GsEventPages *self)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  gs_event_pages_begin (self);
  for (guint i = 0; i < self->problems->len; i++)
    g_ptr_array_add (problems, g_strdup (g_ptr_array_index (self->problems, i)));
  gs_unlock (&self->lock);
  return problems;
}

static GsEventPage *
gs_event_page_new (void)
{
  GsEventPage *self = g_new0 (GsEventPage, 1);

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_event_record_free);
  return self;
}

void
gs_event_page_free (GsEventPage *self)
{
  g_ptr_array_unref (self->records);
  g_free (self);
}

static GsEventRecord *
gs_event_page_get (const GPtrArray *records, guint index)
{
  return g_ptr_array_index (records, index);
}

/* Reads what is wanted until @end. Of more than @n_max only the last are kept, of each time all or none.
 * Returns: FALSE where it was cancelled */
static gboolean
gs_event_pages_collect (GsEventPages *self, GsSpan span, const GsEventFilter *filter, guint n_max, GPtrArray *records,
                        GCancellable *cancellable)
{
  g_autoptr (GString) buffer = g_string_new (NULL);
  GsMergedEvent event;

  gs_event_merge_seek (self->merge, span.begin);
  for (guint n = 0; gs_event_merge_next (self->merge, &event) && event.time < span.end; n++)
    {
      if (n % CANCEL_CHECK == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      if (!gs_event_filter_lets (filter, self->timeline, &event, buffer))
        continue;
      if (records->len >= 2 * n_max + MAX_AT_ONCE)
        g_ptr_array_remove_range (records, 0, records->len - n_max);
      g_ptr_array_add (records, gs_event_record_new (self->timeline, &event));
    }
  return TRUE;
}

/**
 * gs_event_pages_read_from:
 * @time: ns on the reference clock
 * @n: how many are wanted; there may be some more, or fewer at the end
 *
 * Returns: (transfer full) (nullable): what comes at @time and after it; NULL where it was cancelled
 */
GsEventPage *
gs_event_pages_read_from (GsEventPages *self, gint64 time, const GsEventFilter *filter, guint n,
                          GCancellable *cancellable)
{
  g_autoptr (GsEventPage) page = gs_event_page_new ();
  g_autoptr (GString) buffer = g_string_new (NULL);
  GPtrArray *records = page->records;
  GsMergedEvent event;
  gint64 last = GS_TIME_NONE;
  guint n_read = 0;

  gs_event_pages_begin (self);
  gs_event_merge_seek (self->merge, time);
  page->span = (GsSpan){ time, time };
  page->is_last = TRUE;
  page->is_first = time <= self->timeline->span.begin;
  while (gs_event_merge_next (self->merge, &event))
    {
      if (n_read++ % CANCEL_CHECK == 0 && g_cancellable_is_cancelled (cancellable))
        break;
      if ((records->len >= n && event.time > last) || records->len >= n + MAX_AT_ONCE)
        {
          page->is_last = FALSE;
          break;
        }
      page->span.end = last = event.time;
      if (gs_event_filter_lets (filter, self->timeline, &event, buffer))
        g_ptr_array_add (records, gs_event_record_new (self->timeline, &event));
    }
  gs_unlock (&self->lock);
  page->span.end++;
  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&page);
}

/* ns: how far before a time @n events may begin */
static gint64
gs_event_pages_guess (const GsEventPages *self, guint n)
{
  gint64 span = gs_span_duration (self->timeline->span);
  guint64 n_events = MAX (self->timeline->n_events, 1);

  return CLAMP ((gint64) ((double) span / (double) n_events * n), GS_USEC, MAX (span, GS_USEC));
}

/* Cuts off what is too much at the begin; the rest begins where a time begins. */
static void
gs_event_page_cut (GsEventPage *self, guint n)
{
  guint first = self->records->len > n ? self->records->len - n : 0;

  while (first > 0
         && gs_event_page_get (self->records, first - 1)->time == gs_event_page_get (self->records, first)->time)
    first--;
  if (first == 0)
    return;
  self->is_first = FALSE;
  self->span.begin = gs_event_page_get (self->records, first)->time;
  g_ptr_array_remove_range (self->records, 0, first);
}

/**
 * gs_event_pages_read_until:
 * @time: ns on the reference clock
 * @n: how many are wanted; there may be some more, or fewer at the begin
 *
 * Returns: (transfer full) (nullable): the last ones before @time; NULL where it was cancelled
 */
GsEventPage *
gs_event_pages_read_until (GsEventPages *self, gint64 time, const GsEventFilter *filter, guint n,
                           GCancellable *cancellable)
{
  g_autoptr (GsEventPage) page = gs_event_page_new ();
  gint64 begin = self->timeline->span.begin, back = gs_event_pages_guess (self, n);
  gboolean is_done = TRUE;

  gs_event_pages_begin (self);
  page->span = (GsSpan){ time, time };
  while (is_done && page->records->len < n && page->span.begin > begin)
    {
      g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_event_record_free);
      GsSpan part = { page->span.begin - begin > back ? page->span.begin - back : begin, page->span.begin };

      is_done = gs_event_pages_collect (self, part, filter, n, before, cancellable);
      g_ptr_array_extend_and_steal (before, page->records);
      page->records = g_steal_pointer (&before);
      page->span.begin = part.begin;
      back = back < G_MAXINT64 / FURTHER ? back * FURTHER : back;
    }
  page->is_last = time > self->timeline->span.end;
  page->is_first = page->span.begin <= begin;
  gs_unlock (&self->lock);
  gs_event_page_cut (page, n);
  return is_done ? g_steal_pointer (&page) : NULL;
}

/**
 * gs_event_pages_write_csv:
 * @span: ns on the reference clock
 * @stream: is left open; it is written to line by line, so give it a buffer
 *
 * Returns: FALSE with @error where not all could be written
 */
gboolean
gs_event_pages_write_csv (GsEventPages *self, GsSpan span, const GsEventFilter *filter, GOutputStream *stream,
                          GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) line = g_string_new ("time_ns,machine,cpu,event,tid,fields\n");
  g_autoptr (GString) buffer = g_string_new (NULL);
  GsMergedEvent event;
  gboolean is_good;

  gs_event_pages_begin (self);
  gs_event_merge_seek (self->merge, span.begin);
  do
    {
      is_good = g_output_stream_write_all (stream, line->str, line->len, NULL, cancellable, error);
      g_string_truncate (line, 0);
      while (is_good && line->len == 0 && gs_event_merge_next (self->merge, &event) && event.time < span.end)
        if (gs_event_filter_lets (filter, self->timeline, &event, buffer))
          {
            g_autoptr (GsEventRecord) record = gs_event_record_new (self->timeline, &event);

            gs_event_record_format_csv (record, self->timeline, line);
          }
    }
  while (is_good && line->len > 0);
  gs_unlock (&self->lock);
  return is_good;
}
