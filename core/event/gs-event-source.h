/* gs-event-source.h: where the events of one machine come from
 * SPDX-License-Identifier: MIT
 *
 * Pulled in batches, in order of time. A source is used by one thread at a time.
 */
#pragma once

#include <glib-object.h>

#include "event/gs-event.h"

G_BEGIN_DECLS

typedef struct _GsEventSource GsEventSource;

typedef struct
{
  /* Fills in up to n_max events; 0 at the end; -1 and @error where it cannot go on. */
  gssize (*next) (GsEventSource *self, GsEvent *events, gsize n_max, GError **error);
  void (*free) (GsEventSource *self);
  /* (nullable): lends the next events, as many as it likes, until it is asked again; else like next. */
  gssize (*lend) (GsEventSource *self, const GsEvent **events, GError **error);
} GsEventSourceClass;

/* To be the first member of an implementation. */
struct _GsEventSource
{
  const GsEventSourceClass *klass;
};

static inline gssize
gs_event_source_next (GsEventSource *self, GsEvent *events, gsize n_max, GError **error)
{
  return self->klass->next (self, events, n_max, error);
}

static inline void
gs_event_source_free (GsEventSource *self)
{
  self->klass->free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsEventSource, gs_event_source_free)

G_END_DECLS
