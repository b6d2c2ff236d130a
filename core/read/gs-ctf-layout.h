/* gs-ctf-layout.h: how each tracer version names events and their fields
 * SPDX-License-Identifier: MIT
 *
 * Knows names only, no trace library: what reads the fields asks here which
 * ones, and stores what it read here.
 */
#pragma once

#include <string.h>

#include "event/gs-event.h"

G_BEGIN_DECLS

#define GS_CTF_MAX_MEMBERS 9
#define GS_CTF_MAX_MEMBER_NAMES 5

/* One field of a record and the payload members that it may come from. */
typedef struct
{
  const char *names[GS_CTF_MAX_MEMBER_NAMES]; /* the first that the event has is taken */
  guint8 offset;                              /* in GsEvent */
  guint8 size;                                /* 1, 2, 4 or 8 bytes */
  gboolean is_text;                           /* stored as the id of a name */
  gint64 missing;                             /* what is stored where the event has none */
} GsCtfMember;

/* How the members of an event are found. */
typedef enum
{
  GS_CTF_FLAT,   /* by name in its payload */
  GS_CTF_PACKET, /* the TCP header inside the network and transport header variants */
} GsCtfShape;

/* What is known of an event before its fields are looked at. */
typedef struct
{
  GsEventKind kind;
  GsCtfShape shape;
  GsEvent base;     /* all of a record that is the same in each such event */
  const char *text; /* name to be stored at text_offset, or NULL */
  guint8 text_offset;
  const GsCtfMember *members;
  guint n_members; /* at most GS_CTF_MAX_MEMBERS */
} GsCtfLayout;

gboolean gs_ctf_layout_find (const char *event_name, GsCtfLayout *layout);
const char *gs_ctf_plain_name (const char *name);

static inline void
gs_ctf_member_store (const GsCtfMember *self, GsEvent *event, gint64 value)
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
