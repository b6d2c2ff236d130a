/* gs-history.h: the places that have been looked at, to go back to
 * SPDX-License-Identifier: MIT
 *
 * No GTK and no clock of its own. Steps of one movement (turns of a wheel, a
 * pinch) that follow one another closely are one entry.
 */
#pragma once

#include "base/gs-time.h"

G_BEGIN_DECLS

/* What was looked at. */
typedef struct
{
  GsSpan visible;    /* ns */
  GsSpan selection;  /* ns; empty: none */
  char *view;        /* id, or NULL */
  char *row;         /* key, or NULL */
  gboolean is_jump;  /* it is an entry of its own, however soon another comes */
  gboolean is_whole; /* whoever comes back wants all of it, not the range alone */
} GsPlace;

void gs_place_clear (GsPlace *self);

typedef struct _GsHistory GsHistory;

GsHistory *gs_history_new (void);
void gs_history_free (GsHistory *self);
void gs_history_leave (GsHistory *self, const GsPlace *place, gint64 now_usec);
gboolean gs_history_can_go (const GsHistory *self, gboolean back);
gboolean gs_history_go (GsHistory *self, gboolean back, GsPlace *place);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsPlace, gs_place_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsHistory, gs_history_free)

G_END_DECLS
