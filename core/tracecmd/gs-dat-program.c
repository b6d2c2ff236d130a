/* gs-dat-program.c: how each kind of event of a recording becomes a record
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-program.h"

#include <stddef.h>

/* A system call's number, where its name wasn't recorded. */
static const GsEventMember gs_dat_syscall_number = {
  { "id" }, offsetof (GsEvent, syscall_entry.name), sizeof (((GsEvent *) 0)->syscall_entry.name), TRUE
};

static const GsDatField *
gs_dat_program_find_field (const GsDatProgram *self, const GsDatClass *klass, const GsEventMember *member)
{
  const GsDatField *field = NULL;

  /* The kernel's fork says the new thread's TID alone, and calls it a PID. */
  if (self->base.kind == GS_EVENT_FORK && member->offset == offsetof (GsEvent, fork.child_pid)
      && gs_dat_class_find (klass, "child_tid") == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (member->names) && member->names[i] != NULL && field == NULL; i++)
    field = gs_dat_class_find (klass, member->names[i]);
  return field != NULL && (member->is_text || field->kind == GS_DAT_FIELD_NUMBER) ? field : NULL;
}

static void
gs_dat_program_add (GsDatProgram *self, const GsDatClass *klass, const GsEventMember *member)
{
  const GsDatField *field = gs_dat_program_find_field (self, klass, member);

  gs_event_member_store (member, &self->base, member->is_text ? 0 : member->missing);
  if (field != NULL)
    self->steps[self->n_steps++] = (GsDatStep){ field, member };
}

static void
gs_dat_program_init (GsDatProgram *self, const GsDatFile *file, const GsDatClass *klass, GsNames *names)
{
  GsEventLayout layout;

  /* The kernel's events of packets have none of TCP's header. */
  if (!gs_event_layout_find (klass->name, &layout)
      || (layout.shape == GS_SHAPE_TCP && gs_dat_class_find (klass, "seq") == NULL))
    return;
  self->is_wanted = TRUE;
  self->base = layout.base;
  for (guint i = 0; i < layout.n_members; i++)
    gs_dat_program_add (self, klass, &layout.members[i]);
  if (layout.kind != GS_EVENT_SYSCALL_ENTRY)
    return;
  self->base.syscall_entry.name = gs_names_add (names, layout.text);
  self->numbering = gs_syscall_numbering_of (strrchr (file->uname, ' '));
  if (layout.is_numbered)
    gs_dat_program_add (self, klass, &gs_dat_syscall_number);
}

/**
 * gs_dat_programs_new:
 * @file: outlives them
 */
GsDatPrograms *
gs_dat_programs_new (const GsDatFile *file, GsNames *names)
{
  GsDatPrograms *self = g_new0 (GsDatPrograms, 1);

  self->file = file;
  self->n_programs = file->classes->len;
  self->programs = g_new0 (GsDatProgram, self->n_programs + 1);
  for (guint i = 0; i < self->n_programs; i++)
    {
      const GsDatClass *klass = gs_dat_file_get_class (file, i);

      if (klass == NULL)
        continue;
      gs_dat_program_init (&self->programs[i], file, klass, names);
      if (self->tid == NULL)
        self->tid = gs_dat_class_find (klass, "common_pid");
    }
  if (self->tid != NULL && (self->tid->size != 4 || self->tid->kind != GS_DAT_FIELD_NUMBER))
    self->tid = NULL;
  return self;
}

void
gs_dat_programs_free (GsDatPrograms *self)
{
  g_free (self->programs);
  g_free (self);
}

/* Returns: the name's id: the number itself where it has no name */
static guint32
gs_dat_program_name_syscall (const GsDatProgram *self, gint64 number, GsNameCache *names)
{
  const char *name = gs_syscall_get_name (self->numbering, number);
  char text[32];

  if (name == NULL)
    g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, number);
  return gs_name_cache_add (names, name != NULL ? name : text);
}

static guint32
gs_dat_program_get_name (const GsDatProgram *self, const GsDatField *field, const guint8 *data, gsize n_bytes,
                         gboolean is_big_endian, GsNameCache *names)
{
  char text[256];
  gsize length;

  if (field->kind == GS_DAT_FIELD_NUMBER)
    return gs_dat_program_name_syscall (self, gs_dat_field_load (field, data, is_big_endian), names);
  if (memchr (data, 0, n_bytes) != NULL)
    return gs_name_cache_add (names, (const char *) data);
  length = MIN (n_bytes, sizeof text - 1);
  memcpy (text, data, length);
  text[length] = '\0';
  return gs_name_cache_add (names, text);
}

/**
 * gs_dat_program_run:
 * @record: what the event wrote
 * @event: (out): all of it but its time and CPU
 *
 * Returns: FALSE where the record is too short for its fields
 */
gboolean
gs_dat_program_run (const GsDatProgram *self, GsDatBytes record, GsNameCache *names, GsEvent *event)
{
  *event = self->base;
  for (guint i = 0; i < self->n_steps; i++)
    {
      const GsDatStep *step = &self->steps[i];
      const guint8 *data;
      gsize n_bytes;

      if (!gs_dat_field_locate (step->field, record, &data, &n_bytes))
        return FALSE;
      gs_event_member_store (step->member, event,
                             step->member->is_text ? gs_dat_program_get_name (self, step->field, data, n_bytes,
                                                                              record.is_big_endian, names) :
                                                     gs_dat_field_load (step->field, data, record.is_big_endian));
    }
  return TRUE;
}
