/* dat-writer.h: writes recordings as trace-cmd lays them out, for tests
 * SPDX-License-Identifier: MIT
 *
 * The kernel's declarations as text, options, and for each CPU its pages of the ring
 * buffer: one after the other (file version 6), or in sections (7). Takes the same events as ctf-writer.h; those that
 * only LTTng has are left out.
 */
#pragma once

#include "sim/ctf-writer.h"

G_BEGIN_DECLS

typedef struct
{
  const char *hostname;
  const char *kernel_release;
  guint version;       /* of the file; 0 is 6 */
  gboolean is_packed;  /* compressed by zlib, which version 7 alone can be */
  const char *clock;   /* NULL is "mono" */
  gint64 clock_offset; /* ns that the clock's zero is after the epoch */
  double ticks_per_ns; /* of the clock; 0 is 1 */
  guint n_cpus;
  guint page_size;       /* 0 is 4096 */
  guint64 omit;          /* CTF_KIND() of events that are not even declared */
  guint64 instance;      /* CTF_KIND() of events that go to a second buffer, "other" */
  gboolean raw_syscalls; /* numbers instead of names */
  gboolean is_big_endian;
  const char *machine; /* as "uname -m" has it; NULL is "x86_64" */
} DatOptions;

typedef struct _DatWriter DatWriter;

DatWriter *dat_writer_new (const DatOptions *options);
void dat_writer_add (DatWriter *self, const CtfEvent *event);
void dat_writer_lose (DatWriter *self, guint cpu, guint32 n_events);
void dat_writer_add_option (DatWriter *self, guint16 id, const void *data, gsize n_bytes);
void dat_writer_name (DatWriter *self, gint32 tid, const char *name);
GBytes *dat_writer_finish (DatWriter *self);
void dat_writer_free (DatWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DatWriter, dat_writer_free)

G_END_DECLS
