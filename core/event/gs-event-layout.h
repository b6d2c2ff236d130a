/* gs-event-layout.h: what an event of some name is read into
 * SPDX-License-Identifier: MIT
 *
 * What reads the fields asks here which ones, and stores what it read with
 * gs_event_member_store().
 */
#pragma once

#include "event/gs-event-type.h"

G_BEGIN_DECLS

/* What is known of an event before its fields are looked at. */
typedef struct
{
  GsEventKind kind;
  GsEventShape shape;
  GsEvent base;     /* all of a record that is the same in each such event */
  const char *text; /* name to be stored at text_offset, or NULL */
  guint8 text_offset;
  gboolean is_numbered; /* a system call whose number is a field, "id", and whose name isn't known */
  const GsEventMember *members;
  guint n_members; /* at most GS_EVENT_MAX_MEMBERS */
} GsEventLayout;

gboolean gs_event_layout_find (const char *event_name, GsEventLayout *layout);

G_END_DECLS
