/* gs-error.h: what can go wrong with what the user gave us
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GsError:
 * @GS_ERROR_NO_TRACE: nothing to analyse was found
 * @GS_ERROR_TRACE: a trace cannot be read
 * @GS_ERROR_FILE: an experiment file cannot be read or written
 * @GS_ERROR_VERSION: an experiment file is from a newer version
 * @GS_ERROR_ARGUMENT: a name or number that does not fit the traces
 * @GS_ERROR_UNSUPPORTED: right, but nothing that this reader knows; another one may
 * @GS_ERROR_LARGE: it takes more room than is taken without asking
 * @GS_ERROR_OUTSIDE: it names what lies elsewhere, which is not read without asking
 * @GS_ERROR_CHANGED: somebody else wrote the file meanwhile
 *
 * Every message says what is wrong, with which file or trace, and what to do.
 */
typedef enum
{
  GS_ERROR_NO_TRACE,
  GS_ERROR_TRACE,
  GS_ERROR_FILE,
  GS_ERROR_VERSION,
  GS_ERROR_ARGUMENT,
  GS_ERROR_UNSUPPORTED,
  GS_ERROR_LARGE,
  GS_ERROR_OUTSIDE,
  GS_ERROR_CHANGED,
} GsError;

#define GS_ERROR (gs_error_quark ())

GQuark gs_error_quark (void);
void gs_error_set_about (GError **error, const char *path);
const char *gs_error_get_about (const GError *error);

G_END_DECLS
