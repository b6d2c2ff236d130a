/* gs-ctf-compile.h: a trace's structures to flat programs
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "native/gs-ctf-program.h"

G_BEGIN_DECLS

GsCtfProgram *gs_ctf_program_new (const GsCtfPlan *plan, GsEvent *base, GError **error);
GsCtfProgram *gs_ctf_program_new_roles (const GsCtfField *field, guint alignment, GError **error);

G_END_DECLS
