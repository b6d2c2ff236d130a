/* gs-dat-options.h: the options of a recording of trace-cmd
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "tracecmd/gs-dat-file.h"

G_BEGIN_DECLS

/* By their numbers; those from HEADER_INFO on say where such a section is. */
typedef enum
{
  GS_DAT_OPTION_DONE = 0,
  GS_DAT_OPTION_DATE = 1,
  GS_DAT_OPTION_CPUSTAT = 2,
  GS_DAT_OPTION_BUFFER = 3,
  GS_DAT_OPTION_TRACECLOCK = 4,
  GS_DAT_OPTION_UNAME = 5,
  GS_DAT_OPTION_OFFSET = 7,
  GS_DAT_OPTION_CPUCOUNT = 8,
  GS_DAT_OPTION_VERSION = 9,
  GS_DAT_OPTION_TRACEID = 11,
  GS_DAT_OPTION_TIME_SHIFT = 12,
  GS_DAT_OPTION_GUEST = 13,
  GS_DAT_OPTION_TSC2NSEC = 14,
  GS_DAT_OPTION_HEADER_INFO = 16,
  GS_DAT_OPTION_FTRACE_EVENTS = 17,
  GS_DAT_OPTION_EVENT_FORMATS = 18,
  GS_DAT_OPTION_CMDLINES = 21,
  GS_DAT_N_OPTIONS
} GsDatOption;

/* One of the kernel's buffers, as an option declares it. */
typedef struct
{
  guint64 offset;
  char *name;  /* "" is the main one */
  char *clock; /* "" where it isn't said */
  guint page_size;
  GArray *cpus; /* of GsDatCpuPlace; none in version 6, where they are at @offset */
} GsDatBuffer;

typedef struct
{
  guint cpu;
  guint64 offset, n_bytes;
} GsDatCpuPlace;

/* What options say that leads to more. */
typedef struct
{
  GsDatFile *file;
  guint64 sections[GS_DAT_N_OPTIONS]; /* offsets, 0 for none */
  GArray *buffers;                    /* of GsDatBuffer */
} GsDatOptions;

void gs_dat_options_init (GsDatOptions *self, GsDatFile *file);
void gs_dat_options_clear (GsDatOptions *self);
void gs_dat_options_take (GsDatOptions *self, guint id, GsDatBytes data);
void gs_dat_options_take_clock (GsDatOptions *self, const char *text, gsize length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsDatOptions, gs_dat_options_clear)

G_END_DECLS
