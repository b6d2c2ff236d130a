/* gs-text-source.c: events from lines of text
 * SPDX-License-Identifier: MIT
 */
#include "read/gs-text-source.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"
#include "base/gs-time.h"
#include "event/gs-event-layout.h"

typedef struct
{
  GsEventSource source;
  GArray *events; /* of GsEvent */
  gsize next;
} GsTextSource;

static gssize
gs_text_source_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsTextSource *self = (GsTextSource *) source;
  gsize n = MIN (n_max, self->events->len - self->next);

  if (n > 0)
    memcpy (events, &g_array_index (self->events, GsEvent, self->next), n * sizeof (GsEvent));
  self->next += n;
  return n;
}

static void
gs_text_source_free (GsEventSource *source)
{
  GsTextSource *self = (GsTextSource *) source;

  g_array_unref (self->events);
  g_free (self);
}

static const GsEventSourceClass gs_text_source_class = { gs_text_source_next, gs_text_source_free };

static gint64
gs_text_source_get_unit (const char *name)
{
  if (g_str_equal (name, "us"))
    return GS_USEC;
  if (g_str_equal (name, "ms"))
    return GS_MSEC;
  return g_str_equal (name, "s") ? GS_SEC : 1;
}

/* Returns: (nullable): the member called @name of @layout; rather one whose first name that is */
static const GsEventMember *
gs_text_source_find_member (const GsEventLayout *layout, const char *name)
{
  for (guint k = 0; k < GS_EVENT_MAX_MEMBER_NAMES; k++)
    for (guint i = 0; i < layout->n_members; i++)
      if (g_strcmp0 (layout->members[i].names[k], name) == 0)
        return &layout->members[i];
  return NULL;
}

/* A context has no layout of its own: it isn't an event. */
static gboolean
gs_text_source_set_context (GsEvent *event, GsNames *names, const char *name, const char *value)
{
  if (g_str_equal (name, "tid"))
    event->context.tid = g_ascii_strtoll (value, NULL, 0);
  else if (g_str_equal (name, "pid"))
    event->context.pid = g_ascii_strtoll (value, NULL, 0);
  else if (g_str_equal (name, "procname"))
    event->context.name = gs_names_add (names, value);
  else
    return FALSE;
  return TRUE;
}

/* Names between commas. Returns: #GsLossOf; 0: of all */
static guint
gs_text_source_parse_loss (const char *text)
{
  static const char *const names[] = { "runs", "kvm", "syscalls", "interrupts", "others" };
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  guint loss = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strv_contains ((const char *const *) words, names[i]))
      loss |= 1u << i;
  return loss;
}

/* Returns: FALSE where the time is none */
static gboolean
gs_text_source_parse_time (const char *text, gint64 unit, gint64 *time)
{
  return !__builtin_mul_overflow (g_ascii_strtoll (text, NULL, 0), unit, time);
}

static gboolean
gs_text_source_set_lost (GsEvent *event, const char *name, const char *value, gint64 unit)
{
  gint64 end;

  if (g_str_equal (name, "end") && gs_text_source_parse_time (value, unit, &end))
    event->lost.end = end;
  else if (g_str_equal (name, "count"))
    event->lost.n_events = g_ascii_strtoull (value, NULL, 0);
  else if (g_str_equal (name, "packets"))
    event->lost.n_packets = g_ascii_strtoull (value, NULL, 0);
  else if (g_str_equal (name, "of"))
    event->lost.of = gs_text_source_parse_loss (value);
  else if (g_str_equal (name, "about"))
    event->lost.n_in_packets = g_ascii_strtoull (value, NULL, 0);
  else
    return FALSE;
  if (event->lost.n_packets > 0)
    event->lost.causes = GS_LOSS_PACKETS | (event->lost.n_events > 0 ? GS_LOSS_EVENTS : 0);
  return TRUE;
}

static gboolean
gs_text_source_set_field (GsEvent *event, const GsEventLayout *layout, GsNames *names, gint64 unit, const char *name,
                          const char *value)
{
  const GsEventMember *member;

  if (event->kind == GS_EVENT_CONTEXT)
    return gs_text_source_set_context (event, names, name, value);
  if (event->kind == GS_EVENT_LOST)
    return gs_text_source_set_lost (event, name, value, unit);
  member = gs_text_source_find_member (layout, name);
  if (member == NULL)
    return FALSE;
  gs_event_member_store (member, event,
                         member->is_text ? (gint64) gs_names_add (names, value) : g_ascii_strtoll (value, NULL, 0));
  return TRUE;
}

/* The record before its fields are set: what is not given is "not recorded". */
static gboolean
gs_text_source_begin_event (GsEvent *event, GsEventLayout *layout, GsNames *names, const char *name)
{
  memset (layout, 0, sizeof *layout);
  memset (event, 0, sizeof *event);
  if (g_str_equal (name, "context"))
    {
      event->kind = GS_EVENT_CONTEXT;
      event->context.tid = event->context.pid = GS_NO_TID;
      return TRUE;
    }
  if (g_str_equal (name, "lost") || g_str_equal (name, "not-recorded"))
    {
      event->kind = GS_EVENT_LOST;
      event->lost.causes = g_str_equal (name, "lost") ? GS_LOSS_EVENTS : GS_LOSS_UNRECORDED;
      return TRUE;
    }
  if (!gs_event_layout_find (name, layout))
    return FALSE;
  *event = layout->base;
  event->kind = layout->kind;
  for (guint i = 0; i < layout->n_members; i++)
    gs_event_member_store (&layout->members[i], event, layout->members[i].missing);
  if (layout->text != NULL)
    {
      guint32 id = gs_names_add (names, layout->text);

      memcpy ((guint8 *) event + layout->text_offset, &id, sizeof id);
    }
  return TRUE;
}

static gboolean
gs_text_source_parse_event (GsTextSource *self, GsNames *names, char **words, gint64 unit)
{
  GsEventLayout layout;
  GsEvent event;

  if (g_strv_length (words) < 3 || !gs_text_source_begin_event (&event, &layout, names, words[2]))
    return FALSE;
  if (!gs_text_source_parse_time (words[0], unit, &event.time))
    return FALSE;
  event.cpu = g_ascii_strtoull (words[1], NULL, 10);
  for (guint i = 3; words[i] != NULL; i++)
    {
      char *value = strchr (words[i], '=');

      if (value == NULL)
        return FALSE;
      *value++ = '\0';
      if (!gs_text_source_set_field (&event, &layout, names, unit, words[i], value))
        return FALSE;
    }
  g_array_append_val (self->events, event);
  return TRUE;
}

static gboolean
gs_text_source_parse_line (GsTextSource *self, GsNames *names, const char *line, gint64 *unit)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  g_auto (GStrv) words = NULL;

  if (*text == '\0' || *text == '#')
    return TRUE;
  if (!g_shell_parse_argv (text, NULL, &words, NULL))
    return FALSE;
  if (g_str_equal (words[0], "unit") && words[1] != NULL)
    {
      *unit = gs_text_source_get_unit (words[1]);
      return TRUE;
    }
  return gs_text_source_parse_event (self, names, words, *unit);
}

/**
 * gs_text_source_new:
 * @text: lines, in order of time
 * @names: where names go
 *
 * Returns: (transfer full) (nullable): NULL and @error, which tells the line,
 *   where one can't be understood
 */
GsEventSource *
gs_text_source_new (const char *text, GsNames *names, GError **error)
{
  GsTextSource *self = g_new0 (GsTextSource, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gint64 unit = 1;

  self->source.klass = &gs_text_source_class;
  self->events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  for (guint i = 0; lines[i] != NULL; i++)
    if (!gs_text_source_parse_line (self, names, lines[i], &unit))
      {
        g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _ ("Line %u is no event: “%s”"), i + 1, lines[i]);
        gs_event_source_free (&self->source);
        return NULL;
      }
  return &self->source;
}
