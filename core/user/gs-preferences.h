/* gs-preferences.h: what the program remembers of its user: choices and recent experiments
 * SPDX-License-Identifier: MIT
 *
 * Main thread only, but for gs_preferences_dup_string(). A key file in the user's configuration folder, which needs no
 * installation; written at once and whole.
 */
#pragma once

#include <glib-object.h>

#include "base/gs-time.h"

G_BEGIN_DECLS

/* An experiment that was opened. */
typedef struct
{
  char *name;
  GStrv paths; /* as they were opened: one experiment file, or folders */
  GsSpan span; /* of its events; GS_TIME_NONE where it was never read to the end */
} GsRecent;

int gs_preferences_get_int (const char *key, int fallback);
gboolean gs_preferences_get_size (int *width, int *height);
void gs_preferences_set_size (int width, int height);
char *gs_preferences_dup_string (const char *key, const char *fallback);
void gs_preferences_set_string (const char *key, const char *value);

GPtrArray *gs_preferences_list_recent (void);
void gs_preferences_add_recent (const GsRecent *recent);
void gs_preferences_drop_recent (const GsRecent *recent);
void gs_recent_free (GsRecent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsRecent, gs_recent_free)

G_END_DECLS
