/* gs-dat-program.h: how each kind of event of a recording becomes a record
 * SPDX-License-Identifier: MIT
 *
 * Made once, from the table of events and what the file declares; so no field is looked up while events are read.
 */
#pragma once

#include "base/gs-name-cache.h"
#include "event/gs-event-layout.h"
#include "tracecmd/gs-dat-file.h"
#include "tracecmd/gs-syscall.h"

G_BEGIN_DECLS

/* One field that is stored. */
typedef struct
{
  const GsDatField *field;
  const GsEventMember *member;
} GsDatStep;

typedef struct
{
  gboolean is_wanted;
  GsEvent base; /* of each such event, what the fields don't say */
  GsDatStep steps[GS_EVENT_MAX_MEMBERS];
  guint n_steps;
  GsSyscallNumbering numbering; /* of system calls that have no names */
} GsDatProgram;

typedef struct
{
  const GsDatFile *file;
  GsDatProgram *programs; /* by the event's number */
  guint n_programs;
  const GsDatField *tid; /* that all events have; or NULL */
} GsDatPrograms;

GsDatPrograms *gs_dat_programs_new (const GsDatFile *file, GsNames *names);
void gs_dat_programs_free (GsDatPrograms *self);
gboolean gs_dat_program_run (const GsDatProgram *self, GsDatBytes record, GsNameCache *names, GsEvent *event);

/* Returns: the thread that had the CPU; GS_NO_TID where the record doesn't say */
static inline gint32
gs_dat_programs_get_tid (const GsDatPrograms *self, GsDatBytes record)
{
  if (self->tid == NULL || record.size < self->tid->offset + 4)
    return GS_NO_TID;
  return gs_dat_load (record.data + self->tid->offset, 4, record.is_big_endian);
}

/* Returns: the event's number */
static inline guint
gs_dat_record_get_id (GsDatBytes record)
{
  return record.size >= 2 ? gs_dat_load (record.data, 2, record.is_big_endian) : GS_DAT_MAX_CLASSES;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsDatPrograms, gs_dat_programs_free)

G_END_DECLS
