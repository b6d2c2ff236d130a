/* gs-syscall.h: what system calls are called that a kernel numbers
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GS_SYSCALLS_UNKNOWN,
  GS_SYSCALLS_X86_64,
  GS_SYSCALLS_GENERIC, /* 64-bit ARM, RISC-V, LoongArch */
  GS_N_SYSCALL_NUMBERINGS
} GsSyscallNumbering;

GsSyscallNumbering gs_syscall_numbering_of (const char *machine);
const char *gs_syscall_get_name (GsSyscallNumbering numbering, gint64 number);

G_END_DECLS
