/* gs-ctf-program.c: a structure of a trace as a flat list of steps that read it
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-program.h"

void
gs_ctf_program_free (GsCtfProgram *self)
{
  g_free (self->steps);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_free (self);
}
