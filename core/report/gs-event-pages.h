/* gs-event-pages.h: recorded events, as many at a time as one looks at
 * SPDX-License-Identifier: MIT
 *
 * Only the packets around are read. A page holds all events of its span that are
 * wanted, so that pages follow each other without a gap or overlap. May be used by
 * several threads, one after the other.
 */
#pragma once

#include <gio/gio.h>

#include "report/gs-event-line.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *records; /* of GsEventRecord, by time */
  GsSpan span;        /* ns on the reference clock */
  gboolean is_first;  /* before the span there are no events */
  gboolean is_last;   /* behind it there are none */
} GsEventPage;

typedef struct _GsEventPages GsEventPages;

GsEventPages *gs_event_pages_new (GsTimeline *timeline);
GsEventPages *gs_event_pages_ref (GsEventPages *self);
void gs_event_pages_unref (GsEventPages *self);
GPtrArray *gs_event_pages_dup_problems (GsEventPages *self);

GsEventPage *gs_event_pages_read_from (GsEventPages *self, gint64 time, const GsEventFilter *filter, guint n,
                                       GCancellable *cancellable);
GsEventPage *gs_event_pages_read_until (GsEventPages *self, gint64 time, const GsEventFilter *filter, guint n,
                                        GCancellable *cancellable);
gboolean gs_event_pages_write_csv (GsEventPages *self, GsSpan span, const GsEventFilter *filter, GOutputStream *stream,
                                   GCancellable *cancellable, GError **error);
void gs_event_page_free (GsEventPage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsEventPages, gs_event_pages_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsEventPage, gs_event_page_free)

G_END_DECLS
