/* gs-dat-file.h: a recording of trace-cmd: what it says of itself, and where its events lie
 * SPDX-License-Identifier: MIT
 *
 * File versions 6 (one part after the other) and 7 (sections, which options list); see trace-cmd.dat(5). Offsets and
 * sizes are checked against the file here, so that who reads events need not.
 */
#pragma once

#include <gio/gio.h>

#include "trace/gs-recorder-facts.h"
#include "tracecmd/gs-dat-class.h"
#include "tracecmd/gs-dat-inflate.h"
#include "tracecmd/gs-dat-page.h"

G_BEGIN_DECLS

#define GS_DAT_MAX_CPUS 8192
#define GS_DAT_LEAST_PAGE_BYTES 64
#define GS_DAT_MOST_PAGE_BYTES (64u << 20)

/* So much of a CPU's data as is read at once. */
typedef struct
{
  guint64 offset;  /* in the file */
  guint32 n_file;  /* bytes there */
  guint32 n_bytes; /* of pages; the same where it isn't compressed */
} GsDatBlock;

/* One CPU in one of the kernel's buffers. */
typedef struct
{
  guint cpu;
  guint buffer;   /* 0: the main one */
  GArray *blocks; /* of GsDatBlock */
  gboolean is_packed;
  gboolean is_cut; /* the file ends before its data does */
} GsDatData;

typedef struct
{
  char *path;
  int fd;
  guint64 n_bytes;
  guint64 n_claimed; /* of them, by CPUs */
  guint version;
  guint page_size;
  gboolean is_big_endian;
  GsDatPacking packing;
  GsDatPageLayout layout;
  GPtrArray *classes; /* of GsDatClass, by id; NULL where there is none */
  GPtrArray *data;    /* of GsDatData */
  GHashTable *names;  /* from TID to what it was called at the end */
  char *clock;        /* its name, or "" */
  char *uname;        /* "Linux HOST RELEASE MACHINE", or "" */
  char *writer;       /* trace-cmd's version, or "" */
  guint n_cpus;       /* of the machine */
  gboolean has_epoch; /* times with @offset count from the epoch */
  gint64 offset;      /* ns, to be added to its times */
  guint64 mult;       /* ticks to ns: times it, then right by @shift; 0: not said */
  guint shift;
  GsRecorderFacts *recorder;
  GHashTable *lost;    /* from CPU to a guint64: events that the kernel counted as lost */
  GPtrArray *left_out; /* names of buffers of another clock */
} GsDatFile;

gboolean gs_dat_file_is_one (const char *path);
GsDatFile *gs_dat_file_new (const char *path, GError **error);
gsize gs_dat_file_read (const GsDatFile *self, guint64 offset, guint8 *data, gsize n_bytes);
gsize gs_dat_file_read_block (const GsDatFile *self, const GsDatData *data, guint block, GByteArray *packed,
                              GByteArray *pages);
const GsDatClass *gs_dat_file_get_class (const GsDatFile *self, guint id);
void
gs_dat_file_add_data (GsDatFile *self, guint buffer, guint cpu, guint64 offset, guint64 n_bytes, gboolean is_packed);
void gs_dat_file_free (GsDatFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsDatFile, gs_dat_file_free)

G_END_DECLS
