/* gs-session-marks.c: markers and bookmarks of a session
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-session-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/gs-time-text.h"

/**
 * gs_session_get_marker:
 *
 * Returns: ns, or %GS_TIME_NONE where it is not set
 */
gint64
gs_session_get_marker (GsSession *self, GsMarker marker)
{
  g_return_val_if_fail (GS_IS_SESSION (self) && marker < GS_N_MARKERS, GS_TIME_NONE);
  return self->markers[marker];
}

/**
 * gs_session_set_marker:
 * @time: ns, or %GS_TIME_NONE
 */
void
gs_session_set_marker (GsSession *self, GsMarker marker, gint64 time)
{
  g_return_if_fail (GS_IS_SESSION (self) && marker < GS_N_MARKERS);
  if (self->markers[marker] == time)
    return;
  self->markers[marker] = time;
  gs_session_emit (self, GS_SESSION_MARKS_CHANGED);
}

guint
gs_session_get_n_bookmarks (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), 0);
  return self->bookmarks->len;
}

/**
 * gs_session_get_bookmark:
 * @index: they are in order of time
 *
 * Returns: (transfer none): until bookmarks change
 */
const GsBookmark *
gs_session_get_bookmark (GsSession *self, guint index)
{
  g_return_val_if_fail (GS_IS_SESSION (self) && index < self->bookmarks->len, NULL);
  return &g_array_index (self->bookmarks, GsBookmark, index);
}

/**
 * gs_session_add_bookmark:
 * @name: (nullable): %NULL for one with a number
 * @time: ns
 *
 * Returns: its index
 */
guint
gs_session_add_bookmark (GsSession *self, const char *name, gint64 time)
{
  GsBookmark bookmark = { NULL, time };
  guint index = 0;

  g_return_val_if_fail (GS_IS_SESSION (self), 0);

  bookmark.name = name != NULL ? g_utf8_make_valid (name, -1) :
                                 g_strdup_printf (_ ("Bookmark %u"), self->bookmarks->len + 1);
  while (index < self->bookmarks->len && g_array_index (self->bookmarks, GsBookmark, index).time <= time)
    index++;
  g_array_insert_val (self->bookmarks, index, bookmark);
  gs_session_emit (self, GS_SESSION_MARKS_CHANGED);
  return index;
}

void
gs_session_rename_bookmark (GsSession *self, guint index, const char *name)
{
  GsBookmark *bookmark;

  g_return_if_fail (GS_IS_SESSION (self) && index < self->bookmarks->len);
  bookmark = &g_array_index (self->bookmarks, GsBookmark, index);
  g_free (bookmark->name);
  bookmark->name = g_utf8_make_valid (name, -1);
  gs_session_emit (self, GS_SESSION_MARKS_CHANGED);
}

void
gs_session_remove_bookmark (GsSession *self, guint index)
{
  g_return_if_fail (GS_IS_SESSION (self) && index < self->bookmarks->len);
  g_array_remove_index (self->bookmarks, index);
  gs_session_emit (self, GS_SESSION_MARKS_CHANGED);
}

static char *
gs_session_dup_frequency (double hertz)
{
  static const char *const units[] = { N_ ("Hz"), N_ ("kHz"), N_ ("MHz"), N_ ("GHz") };
  guint unit = 0;

  while (hertz >= 1000 && unit + 1 < G_N_ELEMENTS (units))
    {
      hertz /= 1000;
      unit++;
    }
  return g_strdup_printf ("%.*f\u202f%s", hertz < 10 ? 2 : hertz < 100 ? 1 : 0, hertz, _ (units[unit]));
}

/**
 * gs_session_dup_length_text:
 * @ns: a span's length
 *
 * Returns: (transfer full): "12.345 ms · 81.0 Hz": the frequency is that of what it is one period of;
 *   of a longer one that says nothing
 */
char *
gs_session_dup_length_text (gint64 ns)
{
  g_autofree char *length = gs_time_text_dup_exact (ns, MAX ((gint64) pow (10, floor (log10 (MAX (ns, 1))) - 5), 1));
  g_autofree char *frequency = ns > 0 && ns <= 100 * GS_MSEC ? gs_session_dup_frequency (1e9 / (double) ns) : NULL;

  return frequency != NULL ? g_strdup_printf ("%s · %s", length, frequency) : g_strdup (length);
}
