/* gs-event-type.h: the table of events: what tracers call them, what they hold, what they are for, how to record them
 * SPDX-License-Identifier: MIT
 *
 * Knows names only, no trace library.
 */
#pragma once

#include <string.h>

#include "event/gs-event.h"
#include "event/gs-preset.h"
#include "event/gs-role.h"

G_BEGIN_DECLS

#define GS_EVENT_MAX_MEMBERS 9
#define GS_EVENT_MAX_MEMBER_NAMES 5
#define GS_EVENT_MAX_NAMES 5

/* Stands for every system call where events are told to be recorded. */
#define GS_ALL_SYSCALLS "syscall_*"

/* One field of a record and the payload members that it may come from. */
typedef struct
{
  const char *names[GS_EVENT_MAX_MEMBER_NAMES]; /* the first that the event has is taken */
  guint8 offset;                                /* in GsEvent */
  guint8 size;                                  /* 1, 2, 4 or 8 bytes */
  gboolean is_text;                             /* stored as the id of a name */
  gint64 missing;                               /* what is stored where the event has none */
} GsEventMember;

/* How the members of an event are found. */
typedef enum
{
  GS_SHAPE_FLAT, /* by name in its payload */
  GS_SHAPE_TCP,  /* the TCP header inside the network and transport header variants */
} GsEventShape;

/* What events are recorded for. */
typedef struct
{
  GsRole role;          /* who has to record them; GS_ROLE_UNKNOWN: host and guests */
  GsPreset preset;      /* the least that records them */
  gboolean is_add_on;   /* nobody is told to install the modules that offer them */
  const char *analysis; /* untranslated; what is missing without them, as a heading */
  const char *purpose;  /* untranslated; one sentence */
} GsEventNeed;

/* One event. A name that ends in an asterisk stands for all that begin so; the rest is the system call's name. */
typedef struct
{
  const char *names[GS_EVENT_MAX_NAMES]; /* LTTng's, then those of its older versions */
  const char *kernel;                    /* SYSTEM:NAME, as perf and the kernel itself say; or NULL */
  GsEventKind kind;
  GsEventShape shape;
  gboolean is_waking;      /* of GS_EVENT_SCHED_WAKEUP: the one that asked for it, before it is in a queue */
  gboolean is_new;         /* of GS_EVENT_SCHED_WAKEUP: the thread's first */
  const GsEventNeed *need; /* NULL: nobody is told to record it */
} GsEventType;

const GsEventType *gs_event_types_get (guint *n_types);
const GsEventNeed *gs_event_needs_get (guint *n_needs);
const GsEventType *gs_event_type_find (const char *name, const char **rest);
const char *gs_event_type_get_name (const GsEventType *self, gboolean is_kernel);
gboolean gs_event_type_is_syscall (const GsEventType *self);
const GsEventMember *gs_event_kind_get_members (GsEventKind kind, guint *n_members);
gboolean gs_event_need_concerns (const GsEventNeed *self, GsRole role);
guint gs_event_kind_get_loss (GsEventKind kind);
const char *gs_event_plain_name (const char *name);

static inline void
gs_event_member_store (const GsEventMember *self, GsEvent *event, gint64 value)
{
  guint8 *field = (guint8 *) event + self->offset;

  switch (self->size)
    {
    case 1:
      *field = value;
      break;
    case 2:
      *(guint16 *) (gpointer) field = value;
      break;
    case 4:
      /* RISC-V's causes have their highest bit set where they are interrupts. */
      *(guint32 *) (gpointer) field = value < 0 ? (guint32) value | 0x80000000u : (guint32) value;
      break;
    default:
      memcpy (field, &value, sizeof value);
      break;
    }
}

G_END_DECLS
