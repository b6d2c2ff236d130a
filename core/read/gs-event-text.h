/* gs-event-text.h: a recording's events as text, in order of time
 * SPDX-License-Identifier: MIT
 *
 * For people who want to see what was recorded, so all events, with all of their
 * fields. Used by one thread.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Until the next one is asked for. */
typedef struct
{
  gint64 time; /* ns, the machine's clock; GS_TIME_NONE: of before the recording began */
  guint cpu;
  gint32 tid;       /* of the thread that it belongs to, as its context says, or GS_NO_TID */
  const char *name; /* as the trace calls it */
  const char *text; /* NAME=VALUE of its fields, separated by blanks */
} GsEventLine;

typedef struct _GsEventText GsEventText;

void gs_event_text_add_string (GString *text, const guint8 *data, gsize n_bytes);

struct _GsEventText
{
  /* To before the first event at or after a time of the machine's clock; GS_TIME_NONE: before all of them.
   * In either direction. */
  void (*seek) (GsEventText *self, gint64 from);
  gboolean (*next) (GsEventText *self, GsEventLine *line); /* FALSE at the end */
  void (*free) (GsEventText *self);
};

static inline void
gs_event_text_seek (GsEventText *self, gint64 from)
{
  self->seek (self, from);
}

static inline gboolean
gs_event_text_next (GsEventText *self, GsEventLine *line)
{
  return self->next (self, line);
}

static inline void
gs_event_text_free (GsEventText *self)
{
  self->free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsEventText, gs_event_text_free)

G_END_DECLS
