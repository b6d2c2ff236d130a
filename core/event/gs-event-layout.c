/* gs-event-layout.c: what an event of some name is read into
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-event-layout.h"

#include <stddef.h>

/**
 * gs_event_layout_find:
 * @event_name: as the trace has it
 * @layout: (out): what the event means; its text points into @event_name
 *
 * Returns: whether any analysis wants such events
 */
gboolean
gs_event_layout_find (const char *event_name, GsEventLayout *layout)
{
  const char *rest;
  const GsEventType *type = gs_event_type_find (event_name, &rest);

  if (type == NULL)
    return FALSE;

  memset (layout, 0, sizeof *layout);
  layout->kind = type->kind;
  layout->shape = type->shape;
  layout->base.kind = type->kind;
  layout->base.wakeup.is_waking = type->is_waking;
  layout->base.wakeup.is_new = type->is_new;
  layout->members = gs_event_kind_get_members (type->kind, &layout->n_members);
  if (type->kind == GS_EVENT_SYSCALL_ENTRY)
    {
      layout->is_numbered = rest[0] == '\0';
      layout->text = layout->is_numbered ? "?" : rest;
      layout->text_offset = offsetof (GsEvent, syscall_entry.name);
    }
  return TRUE;
}
