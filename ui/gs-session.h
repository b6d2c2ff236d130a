/* gs-session.h: what all views of an experiment share: visible range, cursor, selection
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Views talk to the session, never to each other. Properties,
 * all notified when they change: "full", "visible", "selection" (GsSpan, boxed),
 * "cursor", "hover" (gint64 ns, GS_TIME_NONE for none), "highlight" (a row's key).
 */
#pragma once

#include <glib-object.h>

#include "gs-time.h"

G_BEGIN_DECLS

#define GS_SESSION_MIN_WIDTH 10 /* ns: one cannot zoom in further */

#define GS_TYPE_SPAN (gs_span_get_type ())
GType gs_span_get_type (void);

#define GS_TYPE_SESSION (gs_session_get_type ())
G_DECLARE_FINAL_TYPE (GsSession, gs_session, GS, SESSION, GObject)

GsSession  *gs_session_new              (void);

GsSpan      gs_session_get_full         (GsSession  *self);
void        gs_session_set_full         (GsSession  *self,
                                         GsSpan      full);
GsSpan      gs_session_get_visible      (GsSession  *self);
void        gs_session_set_visible      (GsSession  *self,
                                         GsSpan      visible);
gboolean    gs_session_is_fit           (GsSession  *self);

void        gs_session_zoom_at          (GsSession  *self,
                                         gint64      time,
                                         double      factor);
void        gs_session_zoom             (GsSession  *self,
                                         double      factor);
void        gs_session_zoom_to_selection (GsSession *self);
void        gs_session_pan              (GsSession  *self,
                                         gint64      delta);
void        gs_session_reveal           (GsSession  *self,
                                         gint64      time);
void        gs_session_fit              (GsSession  *self);

gint64      gs_session_get_cursor       (GsSession  *self);
void        gs_session_set_cursor       (GsSession  *self,
                                         gint64      time);
gint64      gs_session_get_hover        (GsSession  *self);
void        gs_session_set_hover        (GsSession  *self,
                                         gint64      time);
gboolean    gs_session_has_selection    (GsSession  *self);
GsSpan      gs_session_get_selection    (GsSession  *self);
void        gs_session_set_selection    (GsSession  *self,
                                         GsSpan      selection);
void        gs_session_clear_selection  (GsSession  *self);
const char *gs_session_get_highlight    (GsSession  *self);
void        gs_session_set_highlight    (GsSession  *self,
                                         const char *key);

G_END_DECLS
