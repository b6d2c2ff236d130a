/* gs-faults.h: what is left to do where the system has nothing left to give
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void gs_faults_install (void);

G_END_DECLS
