/* gs-read-guard.h: calls into the trace library that can't end the program
 * SPDX-License-Identifier: MIT
 *
 * The trace library maps stream files into memory. When another program cuts a
 * file short meanwhile, or the disk fails, reading on raises SIGBUS; and where two looks at the file
 * disagree, the library calls abort(). Within gs_read_guard_call() both end the
 * call instead of the program. The signals' earlier handlers get all the others.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef void (*GsReadGuardFunc) (gpointer data);

void gs_read_guard_install (void);
gboolean gs_read_guard_call (GsReadGuardFunc function, gpointer data, const char **reason);

G_END_DECLS
