/* gs-bt-field.c: an event's fields to a record
 * SPDX-License-Identifier: MIT
 */
#include "babeltrace/gs-bt-field.h"

static void
gs_bt_read_bytes (const bt_field *field, char *text, gsize n_bytes)
{
  gsize length = MIN (bt_field_array_get_length (field), n_bytes - 1);
  gsize i;

  for (i = 0; i < length; i++)
    {
      const bt_field *element = bt_field_array_borrow_element_field_by_index_const (field, i);

      if (bt_field_class_type_is (bt_field_get_class_type (element), BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
        text[i] = bt_field_integer_signed_get_value (element);
      else
        text[i] = bt_field_integer_unsigned_get_value (element);
    }
  text[i] = '\0';
}

/* Returns: the number in that slot of @structure, or @missing */
gint64
gs_bt_read_number (GsBtSlot slot, const bt_field *structure, gint64 missing)
{
  const bt_field *field;

  if (slot.read == GS_BT_READ_NOTHING)
    return missing;
  field = bt_field_structure_borrow_member_field_by_index_const (structure, slot.index);
  switch (slot.read)
    {
    case GS_BT_READ_UNSIGNED:
      return bt_field_integer_unsigned_get_value (field);
    case GS_BT_READ_SIGNED:
      return bt_field_integer_signed_get_value (field);
    case GS_BT_READ_BOOL:
      return bt_field_bool_get_value (field);
    case GS_BT_READ_NOTHING:
    case GS_BT_READ_STRING:
    case GS_BT_READ_BYTES:
    default:
      return missing;
    }
}

/* Returns: (nullable): the text, in @buffer or in the field */
const char *
gs_bt_read_text (GsBtSlot slot, const bt_field *structure, char *buffer, gsize n_bytes)
{
  const bt_field *field;

  if (slot.read != GS_BT_READ_STRING && slot.read != GS_BT_READ_BYTES)
    return NULL;
  field = bt_field_structure_borrow_member_field_by_index_const (structure, slot.index);
  if (slot.read == GS_BT_READ_STRING)
    return bt_field_string_get_value (field);
  gs_bt_read_bytes (field, buffer, n_bytes);
  return buffer;
}

static inline void
gs_bt_read_member (GsNameCache *names, const GsEventMember *member, GsBtSlot slot, const bt_field *structure,
                   GsEvent *event)
{
  char buffer[256];

  if (member->is_text)
    gs_event_member_store (member, event,
                           gs_name_cache_add (names, gs_bt_read_text (slot, structure, buffer, sizeof buffer)));
  else
    gs_event_member_store (member, event, gs_bt_read_number (slot, structure, member->missing));
}

/* Returns: FALSE where the packet is no TCP segment */
static gboolean
gs_bt_event_class_read_packet (const GsBtEventClass *self, GsNameCache *names, const bt_field *payload, GsEvent *event)
{
  const bt_field *variant, *header;
  const GsBtPacketPath *path;
  guint64 option;

  variant = bt_field_structure_borrow_member_field_by_index_const (payload, self->network_index);
  option = bt_field_variant_get_selected_option_index (variant);
  if (option >= self->n_paths || !self->paths[option].has_tcp)
    return FALSE;

  path = &self->paths[option];
  header = bt_field_variant_borrow_selected_option_field_const (variant);
  variant = bt_field_structure_borrow_member_field_by_index_const (header, path->transport_index);
  if (bt_field_variant_get_selected_option_index (variant) != path->tcp_option)
    return FALSE;

  header = bt_field_variant_borrow_selected_option_field_const (variant);
  for (guint i = 0; i < self->layout.n_members; i++)
    if (self->layout.members[i].is_text)
      gs_bt_read_member (names, &self->layout.members[i], self->slots[i], payload, event);
    else
      gs_bt_read_member (names, &self->layout.members[i], path->slots[i], header, event);
  return TRUE;
}

/* Returns: FALSE where it is none that is wanted, a packet that is no TCP segment */
gboolean
gs_bt_event_class_read (const GsBtEventClass *self, GsNameCache *names, const bt_event *read_event, GsEvent *event)
{
  const bt_field *payload;

  *event = self->layout.base;
  if (self->layout.n_members == 0)
    return TRUE;

  payload = bt_event_borrow_payload_field_const (read_event);
  if (self->layout.shape == GS_SHAPE_TCP)
    return gs_bt_event_class_read_packet (self, names, payload, event);
  for (guint i = 0; i < self->layout.n_members; i++)
    gs_bt_read_member (names, &self->layout.members[i], self->slots[i], payload, event);
  return TRUE;
}
