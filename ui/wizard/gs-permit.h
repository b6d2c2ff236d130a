/* gs-permit.h: asks before something is opened that takes much room, or reads what lies elsewhere
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens @paths, once more. */
typedef void (*GsPermitFunc) (GObject *object, const char *const *paths);

gboolean
gs_permit_ask (GtkWindow *parent, const GError *error, const char *const *paths, GsPermitFunc open, GObject *object);

G_END_DECLS
