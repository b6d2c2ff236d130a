/* gs-names.h: strings to small numbers and back
 * SPDX-License-Identifier: MIT
 *
 * One table per machine. Ids are given in order of first use, never change, and
 * id 0 is the empty string. Safe to use from several threads.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _GsNames GsNames;

GsNames *gs_names_new (void);
GsNames *gs_names_ref (GsNames *self);
void gs_names_unref (GsNames *self);
guint32 gs_names_add (GsNames *self, const char *name);
const char *gs_names_get (GsNames *self, guint32 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsNames, gs_names_unref)

G_END_DECLS
