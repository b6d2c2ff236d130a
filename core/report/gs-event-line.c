/* gs-event-line.c: one recorded event as it is shown, and which are wanted
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-event-line.h"

#include <string.h>

#include "base/gs-csv.h"

static char *
gs_event_record_dup_thread (const GsTimeline *timeline, const GsMergedEvent *event, guint32 thread, gint32 tid)
{
  if (thread != GS_NO_INDEX)
    return gs_timeline_name_thread (timeline, event->machine, thread, event->time);
  return tid != GS_NO_TID && tid != 0 ? g_strdup_printf ("%d", tid) : g_strdup ("");
}

/* Returns: (transfer full): a copy that stays */
GsEventRecord *
gs_event_record_new (const GsTimeline *timeline, const GsMergedEvent *event)
{
  GsEventRecord *self = g_new0 (GsEventRecord, 1);

  self->time = event->time;
  self->machine = event->machine;
  self->cpu = event->line->cpu;
  self->tid = gs_event_merge_find_thread (timeline, event, &self->row);
  self->thread = gs_event_record_dup_thread (timeline, event, self->row, self->tid);
  self->name = g_strdup (event->line->name);
  self->fields = g_strdup (event->line->text);
  return self;
}

void
gs_event_record_free (GsEventRecord *self)
{
  g_free (self->thread);
  g_free (self->name);
  g_free (self->fields);
  g_free (self);
}

/* Whether they tell of the same event. */
gboolean
gs_event_record_is_equal (const GsEventRecord *self, const GsEventRecord *other)
{
  return self->time == other->time && self->machine == other->machine && self->cpu == other->cpu
         && g_str_equal (self->name, other->name) && g_str_equal (self->fields, other->fields);
}

static void
gs_event_append_line (GString *line, const GsTimeline *timeline, const GsEventRecord *record)
{
  g_string_append_printf (line, "%" G_GINT64_FORMAT "\t%s\t%u\t%s\t", record->time,
                          gs_timeline_get_machine (timeline, record->machine)->name, record->cpu, record->name);
  if (record->tid != GS_NO_TID)
    g_string_append_printf (line, "%d", record->tid);
  g_string_append_printf (line, "\t%s\n", record->fields);
}

/* Adds time, machine, CPU, event, TID and fields to @line, separated by tabs, and a newline. */
void
gs_event_record_format (const GsEventRecord *self, const GsTimeline *timeline, GString *line)
{
  gs_event_append_line (line, timeline, self);
}

/* Likewise as CSV: time_ns,machine,cpu,event,tid,fields. */
void
gs_event_record_format_csv (const GsEventRecord *self, const GsTimeline *timeline, GString *line)
{
  g_string_append_printf (line, "%" G_GINT64_FORMAT ",", self->time);
  gs_csv_append_field (line, gs_timeline_get_machine (timeline, self->machine)->name);
  g_string_append_printf (line, ",%u,", self->cpu);
  gs_csv_append_field (line, self->name);
  g_string_append_c (line, ',');
  if (self->tid != GS_NO_TID)
    g_string_append_printf (line, "%d", self->tid);
  g_string_append_c (line, ',');
  gs_csv_append_field (line, self->fields);
  g_string_append_c (line, '\n');
}

/**
 * gs_event_format_line:
 * @line: is replaced by what gs_event_record_format() says of the event
 * @tid: that gs_event_merge_find_thread() found
 */
void
gs_event_format_line (GString *line, const GsTimeline *timeline, const GsMergedEvent *event, gint32 tid)
{
  const GsEventRecord record = {
    event->time, event->machine, event->line->cpu,           tid,
    GS_NO_INDEX, NULL,           (char *) event->line->name, (char *) event->line->text,
  };

  g_string_truncate (line, 0);
  gs_event_append_line (line, timeline, &record);
}

/* --- Which are wanted --- */

GsEventFilter *
gs_event_filter_copy (const GsEventFilter *self)
{
  GsEventFilter *copy = g_memdup2 (self, sizeof *self);

  copy->thread = g_strdup (self->thread);
  copy->name = g_strdup (self->name);
  copy->text = g_strdup (self->text);
  copy->search = g_strdup (self->search);
  return copy;
}

void
gs_event_filter_free (GsEventFilter *self)
{
  g_free (self->thread);
  g_free (self->name);
  g_free (self->text);
  g_free (self->search);
  g_free (self);
}

gboolean
gs_event_filter_is_equal (const GsEventFilter *self, const GsEventFilter *other)
{
  return self->machine == other->machine && self->cpu == other->cpu && g_strcmp0 (self->thread, other->thread) == 0
         && g_strcmp0 (self->name, other->name) == 0 && g_strcmp0 (self->text, other->text) == 0
         && g_strcmp0 (self->search, other->search) == 0;
}

static gboolean
gs_event_filter_lets_thread (const GsEventFilter *self, const GsTimeline *timeline, const GsMergedEvent *event)
{
  gboolean is_number = self->thread[strspn (self->thread, "0123456789")] == '\0';
  g_autofree char *name = NULL;
  guint32 thread;
  gint32 tid = gs_event_merge_find_thread (timeline, event, is_number ? NULL : &thread);

  if (is_number)
    return tid != GS_NO_TID && tid == g_ascii_strtoll (self->thread, NULL, 10);
  name = gs_event_record_dup_thread (timeline, event, thread, tid);
  return strstr (name, self->thread) != NULL;
}

/**
 * gs_event_filter_lets:
 * @buffer: for its use
 *
 * Returns: whether the event is wanted
 */
gboolean
gs_event_filter_lets (const GsEventFilter *self, const GsTimeline *timeline, const GsMergedEvent *event,
                      GString *buffer)
{
  if ((self->machine != GS_NO_INDEX && self->machine != event->machine)
      || (self->cpu != GS_NO_CPU && self->cpu != event->line->cpu)
      || (self->name != NULL && strstr (event->line->name, self->name) == NULL)
      || (self->thread != NULL && !gs_event_filter_lets_thread (self, timeline, event)))
    return FALSE;
  if (self->text == NULL && self->search == NULL)
    return TRUE;
  gs_event_format_line (buffer, timeline, event, gs_event_merge_find_thread (timeline, event, NULL));
  return (self->text == NULL || strstr (buffer->str, self->text) != NULL)
         && (self->search == NULL || strstr (buffer->str, self->search) != NULL);
}
