/* gs-stream-merge.c: k-way merge of event sources by a binary heap
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-stream-merge.h"

typedef struct
{
  GsEventSource *source; /* owned */
  const GsEvent *events; /* in the buffer, or lent by the source */
  GsEvent *buffer;       /* of n_buffered, where the source lends none; or NULL */
  gsize n_events;
  gsize position;
  guint index; /* among the sources */
} GsMergeInput;

typedef struct
{
  GsEventSource parent;
  GsMergeInput *inputs;
  guint n_inputs;
  guint n_buffered;
  gboolean is_started;
  GsMergeInput **heap; /* those that have an event, the earliest first */
  guint n_heap;
} GsStreamMerge;

/* Equal times: the lower CPU first, then the lower source, so that the result
 * does not depend on how streams are grouped. */
static inline gboolean
gs_merge_input_is_before (const GsMergeInput *a, const GsMergeInput *b)
{
  const GsEvent *event_a = &a->events[a->position];
  const GsEvent *event_b = &b->events[b->position];

  if (event_a->time != event_b->time)
    return event_a->time < event_b->time;
  if (event_a->cpu != event_b->cpu)
    return event_a->cpu < event_b->cpu;
  return a->index < b->index;
}

static void
gs_stream_merge_sift_down (GsStreamMerge *self, guint at)
{
  GsMergeInput *moved = self->heap[at];

  for (guint child = 2 * at + 1; child < self->n_heap; child = 2 * at + 1)
    {
      if (child + 1 < self->n_heap && gs_merge_input_is_before (self->heap[child + 1], self->heap[child]))
        child++;
      if (!gs_merge_input_is_before (self->heap[child], moved))
        break;
      self->heap[at] = self->heap[child];
      at = child;
    }
  self->heap[at] = moved;
}

/* Returns: FALSE with @error set; at the end of the input, n_events is 0. */
static gboolean
gs_stream_merge_fill (GsStreamMerge *self, GsMergeInput *input, GError **error)
{
  gssize n;

  if (input->source->klass->lend != NULL)
    n = input->source->klass->lend (input->source, &input->events, error);
  else
    {
      if (input->buffer == NULL)
        input->buffer = g_new (GsEvent, self->n_buffered);
      input->events = input->buffer;
      n = gs_event_source_next (input->source, input->buffer, self->n_buffered, error);
    }
  input->position = 0;
  input->n_events = MAX (n, 0);
  return n >= 0;
}

static gboolean
gs_stream_merge_start (GsStreamMerge *self, GError **error)
{
  self->n_heap = 0;
  for (guint i = 0; i < self->n_inputs; i++)
    {
      GsMergeInput *input = &self->inputs[i];

      if (input->n_events == 0 && !gs_stream_merge_fill (self, input, error))
        return FALSE;
      if (input->n_events > 0)
        self->heap[self->n_heap++] = input;
    }

  for (guint i = self->n_heap / 2; i-- > 0;)
    gs_stream_merge_sift_down (self, i);
  self->is_started = TRUE;
  return TRUE;
}

/* The second earliest input, up to which events can be taken from the first. */
static GsMergeInput *
gs_stream_merge_get_rival (GsStreamMerge *self)
{
  if (self->n_heap < 2)
    return NULL;
  if (self->n_heap > 2 && gs_merge_input_is_before (self->heap[2], self->heap[1]))
    return self->heap[2];
  return self->heap[1];
}

/* Takes what the earliest input has before every other one has something. */
static gsize
gs_stream_merge_take_run (GsStreamMerge *self, GsEvent *events, gsize n_max)
{
  GsMergeInput *first = self->heap[0];
  const GsMergeInput *rival = gs_stream_merge_get_rival (self);
  gsize n = 0;

  do
    events[n++] = first->events[first->position++];
  while (n < n_max && first->position < first->n_events && (rival == NULL || gs_merge_input_is_before (first, rival)));

  return n;
}

/* Refills the earliest input where it ran dry, and puts it in its place. */
static gboolean
gs_stream_merge_settle (GsStreamMerge *self, GError **error)
{
  GsMergeInput *first = self->heap[0];

  if (first->position == first->n_events)
    {
      if (!gs_stream_merge_fill (self, first, error))
        return FALSE;
      if (first->n_events == 0)
        self->heap[0] = self->heap[--self->n_heap];
    }
  if (self->n_heap > 1)
    gs_stream_merge_sift_down (self, 0);
  return TRUE;
}

static gssize
gs_stream_merge_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsStreamMerge *self = (GsStreamMerge *) source;
  gsize n = 0;

  if (self->n_inputs == 1)
    return gs_event_source_next (self->inputs[0].source, events, n_max, error);

  if (!self->is_started && !gs_stream_merge_start (self, error))
    return -1;

  while (n < n_max && self->n_heap > 0)
    {
      n += gs_stream_merge_take_run (self, events + n, n_max - n);
      if (!gs_stream_merge_settle (self, error))
        return -1;
    }

  return n;
}

static void
gs_stream_merge_free (GsEventSource *source)
{
  GsStreamMerge *self = (GsStreamMerge *) source;

  for (guint i = 0; i < self->n_inputs; i++)
    {
      gs_event_source_free (self->inputs[i].source);
      g_free (self->inputs[i].buffer);
    }
  g_free (self->inputs);
  g_free (self->heap);
  g_free (self);
}

/**
 * gs_stream_merge_new:
 * @sources: (array length=n_sources) (transfer full): sources, each in order of
 *   time; the array itself stays the caller's
 * @n_buffered: how many events are asked for at a time from each source that lends none
 *
 * An error of a source ends the merge with that error.
 *
 * Returns: (transfer full): a source of the events of all, in order of time
 */
GsEventSource *
gs_stream_merge_new (GsEventSource **sources, guint n_sources, guint n_buffered)
{
  static const GsEventSourceClass klass = { gs_stream_merge_next, gs_stream_merge_free };
  GsStreamMerge *self;

  g_return_val_if_fail (n_buffered > 0, NULL);

  self = g_new0 (GsStreamMerge, 1);
  self->parent.klass = &klass;
  self->n_inputs = n_sources;
  self->n_buffered = n_buffered;
  self->inputs = g_new0 (GsMergeInput, n_sources);
  self->heap = g_new0 (GsMergeInput *, n_sources);
  for (guint i = 0; i < n_sources; i++)
    {
      self->inputs[i].source = sources[i];
      self->inputs[i].index = i;
    }

  return &self->parent;
}
