/* gs-event-list.c: the recorded events around a time, as a list that grows where one looks
 * SPDX-License-Identifier: MIT
 *
 * One worker at a time; what is asked last wins. Of what has been read, no more is kept
 * than one scrolls through at once.
 */
#include "events/gs-event-list.h"

#include <string.h>

#define PAGE 400        /* events read at once */
#define MAX_EVENTS 8000 /* kept */

struct _GsEventItem
{
  GObject parent_instance;

  GsEventRecord *record;
};

G_DEFINE_FINAL_TYPE (GsEventItem, gs_event_item, G_TYPE_OBJECT)

struct _GsEventList
{
  GObject parent_instance;

  GsTimeline *timeline; /* or NULL */
  GsEventPages *pages;  /* of it */
  GsEventFilter *filter;
  char *problem; /* which machines are left out, and why; or NULL */

  GPtrArray *items; /* of GsEventItem: all that are wanted of the span */
  GsSpan span;      /* ns; empty: nothing is read yet */
  gboolean is_first, is_last;

  GCancellable *cancellable; /* of the worker that is awaited, or NULL */
};

static guint list_shown, list_not_found, list_busy_changed;

static GType
gs_event_list_get_item_type (GListModel *model)
{
  return GS_TYPE_EVENT_ITEM;
}

static guint
gs_event_list_get_n_items (GListModel *model)
{
  return GS_EVENT_LIST (model)->items->len;
}

static gpointer
gs_event_list_get_item (GListModel *model, guint position)
{
  GsEventList *self = GS_EVENT_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
gs_event_list_init_model (GListModelInterface *iface)
{
  iface->get_item_type = gs_event_list_get_item_type;
  iface->get_n_items = gs_event_list_get_n_items;
  iface->get_item = gs_event_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GsEventList, gs_event_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, gs_event_list_init_model))

static void
gs_event_item_finalize (GObject *object)
{
  gs_event_record_free (GS_EVENT_ITEM (object)->record);
  G_OBJECT_CLASS (gs_event_item_parent_class)->finalize (object);
}

static void
gs_event_item_class_init (GsEventItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_event_item_finalize;
}

static void
gs_event_item_init (GsEventItem *self)
{
}

const GsEventRecord *
gs_event_item_get_record (GsEventItem *self)
{
  return self->record;
}

/* --- What a worker does --- */

typedef enum
{
  JOB_SHOW,   /* what is around a time */
  JOB_BEFORE, /* more at the begin */
  JOB_AFTER,  /* more at the end */
  JOB_FIND,   /* the next match from a time on, or the last one before it, and what is around it */
} GsEventJobKind;

typedef struct
{
  GsEventJobKind kind;
  GsEventPages *pages;
  GsEventFilter *filter;
  gint64 time;
  gboolean forward;
  char *search;

  GsEventPage *before, *after; /* what was read */
  GsEventRecord *found;
  GPtrArray *problems;
} GsEventJob;

static void
gs_event_job_free (gpointer data)
{
  GsEventJob *job = data;

  gs_event_pages_unref (job->pages);
  gs_event_filter_free (job->filter);
  g_free (job->search);
  g_clear_pointer (&job->before, gs_event_page_free);
  g_clear_pointer (&job->after, gs_event_page_free);
  g_clear_pointer (&job->found, gs_event_record_free);
  g_clear_pointer (&job->problems, g_ptr_array_unref);
  g_free (job);
}

/* Returns: FALSE where there is none, or it was cancelled */
static gboolean
gs_event_job_find (GsEventJob *job, GCancellable *cancellable)
{
  g_autoptr (GsEventFilter) filter = gs_event_filter_copy (job->filter);
  g_autoptr (GsEventPage) page = NULL;

  filter->search = g_strdup (job->search);
  if (job->forward)
    page = gs_event_pages_read_from (job->pages, job->time, filter, 1, cancellable);
  else
    page = gs_event_pages_read_until (job->pages, job->time, filter, 1, cancellable);
  if (page == NULL || page->records->len == 0)
    return FALSE;
  job->found = g_ptr_array_steal_index (page->records, job->forward ? 0 : page->records->len - 1);
  job->time = job->found->time;
  return TRUE;
}

static void
gs_event_job_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsEventJob *job = task_data;

  if (job->kind != JOB_FIND || gs_event_job_find (job, cancellable))
    {
      if (job->kind != JOB_AFTER)
        job->before = gs_event_pages_read_until (job->pages, job->time, job->filter, PAGE, cancellable);
      if (job->kind != JOB_BEFORE)
        job->after = gs_event_pages_read_from (job->pages, job->time, job->filter, PAGE, cancellable);
    }
  job->problems = gs_event_pages_dup_problems (job->pages);
  g_task_return_boolean (task, TRUE);
}

/* --- What came --- */

static void
gs_event_list_take (GsEventList *self, GsEventPage *page, guint at)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_full (page->records->len, NULL);

  for (guint i = 0; i < page->records->len; i++)
    {
      GsEventItem *item = g_object_new (GS_TYPE_EVENT_ITEM, NULL);

      item->record = g_ptr_array_index (page->records, i);
      g_ptr_array_add (items, item);
    }
  g_ptr_array_set_free_func (page->records, NULL);
  if (at < self->items->len)
    {
      g_ptr_array_extend_and_steal (items, g_steal_pointer (&self->items));
      self->items = g_steal_pointer (&items);
      g_ptr_array_set_free_func (self->items, g_object_unref);
    }
  else
    g_ptr_array_extend_and_steal (self->items, g_steal_pointer (&items));
}

/* Lets go of what is furthest from where one scrolls to; of each time all or none. */
static void
gs_event_list_trim (GsEventList *self, gboolean at_begin)
{
  guint n = self->items->len, cut;

  if (n <= MAX_EVENTS)
    return;
  cut = at_begin ? n - MAX_EVENTS : MAX_EVENTS;
  while (cut > 0 && gs_event_list_get (self, cut - 1)->time == gs_event_list_get (self, cut)->time)
    cut--;
  if (cut == 0)
    return;
  if (at_begin)
    {
      self->span.begin = gs_event_list_get (self, cut)->time;
      self->is_first = FALSE;
      g_ptr_array_remove_range (self->items, 0, cut);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, cut, 0);
    }
  else
    {
      self->span.end = gs_event_list_get (self, cut)->time;
      self->is_last = FALSE;
      g_ptr_array_remove_range (self->items, cut, n - cut);
      g_list_model_items_changed (G_LIST_MODEL (self), cut, n - cut, 0);
    }
}

static void
gs_event_list_clear (GsEventList *self)
{
  guint n = self->items->len;

  g_ptr_array_set_size (self->items, 0);
  self->span = (GsSpan){ 0, 0 };
  self->is_first = self->is_last = FALSE;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

/* Returns: the last event at @time or before it, else the first one, or GTK_INVALID_LIST_POSITION */
static guint
gs_event_list_find_time (GsEventList *self, gint64 time)
{
  guint low = 0, high = self->items->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (gs_event_list_get (self, middle)->time <= time)
        low = middle + 1;
      else
        high = middle;
    }
  if (self->items->len == 0)
    return GTK_INVALID_LIST_POSITION;
  return low > 0 ? low - 1 : 0;
}

static guint
gs_event_list_find_record (GsEventList *self, const GsEventRecord *record)
{
  for (guint i = 0; i < self->items->len; i++)
    if (gs_event_record_is_equal (gs_event_list_get (self, i), record))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* What is around a time, in place of what there was. */
static void
gs_event_list_replace (GsEventList *self, const GsEventJob *job)
{
  guint n = self->items->len;

  g_ptr_array_set_size (self->items, 0);
  gs_event_list_take (self, job->before, 0);
  gs_event_list_take (self, job->after, self->items->len);
  self->span = (GsSpan){ job->before->span.begin, job->after->span.end };
  self->is_first = job->before->is_first;
  self->is_last = job->after->is_last;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, self->items->len);
  g_signal_emit (self, list_shown, 0,
                 job->found != NULL ? gs_event_list_find_record (self, job->found) :
                                      gs_event_list_find_time (self, job->time));
}

static void
gs_event_list_prepend (GsEventList *self, GsEventPage *page)
{
  guint n = page->records->len;

  if (page->span.end != self->span.begin)
    return;
  gs_event_list_take (self, page, 0);
  self->span.begin = page->span.begin;
  self->is_first = page->is_first;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
  gs_event_list_trim (self, FALSE);
}

static void
gs_event_list_append (GsEventList *self, GsEventPage *page)
{
  guint n = page->records->len, at = self->items->len;

  if (page->span.begin != self->span.end)
    return;
  gs_event_list_take (self, page, at);
  self->span.end = page->span.end;
  self->is_last = page->is_last;
  g_list_model_items_changed (G_LIST_MODEL (self), at, 0, n);
  gs_event_list_trim (self, TRUE);
}

static void
gs_event_list_on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsEventList) self = user_data;
  GsEventJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) || self->cancellable == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  g_free (self->problem);
  g_ptr_array_add (job->problems, NULL);
  self->problem = job->problems->len > 1 ? g_strjoinv ("\n", (char **) job->problems->pdata) : NULL;
  if (job->before != NULL && job->after != NULL)
    gs_event_list_replace (self, job);
  else if (job->before != NULL)
    gs_event_list_prepend (self, job->before);
  else if (job->after != NULL)
    gs_event_list_append (self, job->after);
  g_signal_emit (self, list_busy_changed, 0);
  if (job->before == NULL && job->after == NULL)
    g_signal_emit (self, list_not_found, 0);
}

static void
gs_event_list_cancel (GsEventList *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
gs_event_list_start (GsEventList *self, GsEventJobKind kind, gint64 time, gboolean forward, const char *search)
{
  GsEventJob *job = g_new0 (GsEventJob, 1);
  g_autoptr (GTask) task = NULL;

  gs_event_list_cancel (self);
  self->cancellable = g_cancellable_new ();
  job->kind = kind;
  job->pages = gs_event_pages_ref (self->pages);
  job->filter = gs_event_filter_copy (self->filter);
  job->time = time;
  job->forward = forward;
  job->search = g_strdup (search);
  task = g_task_new (NULL, self->cancellable, gs_event_list_on_done, g_object_ref (self));
  g_task_set_task_data (task, job, gs_event_job_free);
  g_task_run_in_thread (task, gs_event_job_work);
  g_signal_emit (self, list_busy_changed, 0);
}

/* --- What can be asked --- */

/**
 * gs_event_list_show:
 * @time: ns
 *
 * Emits "shown" of the last event at @time or before it: at once where it has been read, else later.
 */
void
gs_event_list_show (GsEventList *self, gint64 time)
{
  g_return_if_fail (GS_IS_EVENT_LIST (self));

  if (self->pages == NULL)
    return;
  if (gs_span_contains (self->span, time)
      && (self->is_first || (self->items->len > 0 && gs_event_list_get (self, 0)->time <= time)))
    {
      g_signal_emit (self, list_shown, 0, gs_event_list_find_time (self, time));
      return;
    }
  gs_event_list_start (self, JOB_SHOW, time, FALSE, NULL);
}

/**
 * gs_event_list_load_more:
 * @forward: behind what is there, or before it
 *
 * Without effect at the ends of the recordings, and while something is being read.
 */
void
gs_event_list_load_more (GsEventList *self, gboolean forward)
{
  g_return_if_fail (GS_IS_EVENT_LIST (self));

  if (self->pages == NULL || self->cancellable != NULL || gs_span_duration (self->span) <= 0
      || (forward ? self->is_last : self->is_first))
    return;
  if (forward)
    gs_event_list_start (self, JOB_AFTER, self->span.end, TRUE, NULL);
  else
    gs_event_list_start (self, JOB_BEFORE, self->span.begin, FALSE, NULL);
}

static gboolean
gs_event_list_matches (GsEventList *self, guint index, const char *text, GString *buffer)
{
  g_string_truncate (buffer, 0);
  gs_event_record_format (gs_event_list_get (self, index), self->timeline, buffer);
  return strstr (buffer->str, text) != NULL;
}

/**
 * gs_event_list_find:
 * @text: what the event's line has to hold
 * @from: index of the one that is not looked at again, or GTK_INVALID_LIST_POSITION
 * @forward: the next one, or the one before
 *
 * Emits "shown", or "not-found".
 */
void
gs_event_list_find (GsEventList *self, const char *text, guint from, gboolean forward)
{
  g_autoptr (GString) buffer = g_string_new (NULL);
  guint n = self->items->len;

  g_return_if_fail (GS_IS_EVENT_LIST (self));

  if (self->pages == NULL || gs_span_duration (self->span) <= 0)
    return;
  for (guint i = from < n ? (forward ? from + 1 : from) : (forward ? 0 : n); forward ? i < n : i > 0;
       forward ? i++ : i--)
    if (gs_event_list_matches (self, forward ? i : i - 1, text, buffer))
      {
        g_signal_emit (self, list_shown, 0, forward ? i : i - 1);
        return;
      }
  if (forward ? self->is_last : self->is_first)
    g_signal_emit (self, list_not_found, 0);
  else
    gs_event_list_start (self, JOB_FIND, forward ? self->span.end : self->span.begin, forward, text);
}

/**
 * gs_event_list_set_timeline:
 * @timeline: (nullable): whose recordings are read; what was read of another one is forgotten
 */
void
gs_event_list_set_timeline (GsEventList *self, GsTimeline *timeline)
{
  g_return_if_fail (GS_IS_EVENT_LIST (self));

  gs_event_list_cancel (self);
  g_clear_pointer (&self->pages, gs_event_pages_unref);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_pointer (&self->problem, g_free);
  gs_event_list_clear (self);
  if (timeline == NULL)
    return;
  self->timeline = gs_timeline_ref (timeline);
  self->pages = gs_event_pages_new (timeline);
}

GsTimeline *
gs_event_list_get_timeline (GsEventList *self)
{
  return self->timeline;
}

GsEventPages *
gs_event_list_get_pages (GsEventList *self)
{
  return self->pages;
}

/* What was read is forgotten. */
void
gs_event_list_set_filter (GsEventList *self, const GsEventFilter *filter)
{
  g_return_if_fail (GS_IS_EVENT_LIST (self));

  if (gs_event_filter_is_equal (self->filter, filter))
    return;
  gs_event_list_cancel (self);
  gs_event_filter_free (self->filter);
  self->filter = gs_event_filter_copy (filter);
  gs_event_list_clear (self);
}

const GsEventFilter *
gs_event_list_get_filter (GsEventList *self)
{
  return self->filter;
}

/* Returns: (nullable): which machines' events can't be shown, and why; translated */
const char *
gs_event_list_get_problem (GsEventList *self)
{
  return self->problem;
}

gboolean
gs_event_list_is_busy (GsEventList *self)
{
  return self->cancellable != NULL;
}

guint
gs_event_list_get_n (GsEventList *self)
{
  return self->items->len;
}

const GsEventRecord *
gs_event_list_get (GsEventList *self, guint index)
{
  return gs_event_item_get_record (g_ptr_array_index (self->items, index));
}

static void
gs_event_list_dispose (GObject *object)
{
  GsEventList *self = GS_EVENT_LIST (object);

  gs_event_list_cancel (self);
  g_clear_pointer (&self->pages, gs_event_pages_unref);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  G_OBJECT_CLASS (gs_event_list_parent_class)->dispose (object);
}

static void
gs_event_list_finalize (GObject *object)
{
  GsEventList *self = GS_EVENT_LIST (object);

  g_ptr_array_unref (self->items);
  gs_event_filter_free (self->filter);
  g_free (self->problem);
  G_OBJECT_CLASS (gs_event_list_parent_class)->finalize (object);
}

static void
gs_event_list_class_init (GsEventListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_event_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_event_list_finalize;
  list_shown = g_signal_new ("shown", GS_TYPE_EVENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                             G_TYPE_UINT);
  list_not_found = g_signal_new ("not-found", GS_TYPE_EVENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
  list_busy_changed = g_signal_new ("busy-changed", GS_TYPE_EVENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
gs_event_list_init (GsEventList *self)
{
  const GsEventFilter all = { GS_NO_INDEX, GS_NO_CPU, NULL, NULL, NULL, NULL };

  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->filter = gs_event_filter_copy (&all);
}

GsEventList *
gs_event_list_new (void)
{
  return g_object_new (GS_TYPE_EVENT_LIST, NULL);
}
