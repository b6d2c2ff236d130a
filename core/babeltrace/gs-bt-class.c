/* gs-bt-class.c: what is read of a trace's events, as the trace library declares them
 * SPDX-License-Identifier: MIT
 */
#include "babeltrace/gs-bt-class.h"

#include <string.h>

#define MAX_DIRECT_ID 65536

static void
gs_bt_slot_resolve_one (GsBtSlot *self, const bt_field_class *structure, guint64 index)
{
  const bt_field_class_structure_member *member;
  const bt_field_class *klass;
  bt_field_class_type type;

  member = bt_field_class_structure_borrow_member_by_index_const (structure, index);
  klass = bt_field_class_structure_member_borrow_field_class_const (member);
  type = bt_field_class_get_type (klass);
  self->index = index;

  if (bt_field_class_type_is (type, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
    self->read = GS_BT_READ_UNSIGNED;
  else if (bt_field_class_type_is (type, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
    self->read = GS_BT_READ_SIGNED;
  else if (type == BT_FIELD_CLASS_TYPE_BOOL)
    self->read = GS_BT_READ_BOOL;
  else if (type == BT_FIELD_CLASS_TYPE_STRING)
    self->read = GS_BT_READ_STRING;
  else if (bt_field_class_type_is (type, BT_FIELD_CLASS_TYPE_ARRAY)
           && bt_field_class_type_is (
               bt_field_class_get_type (bt_field_class_array_borrow_element_field_class_const (klass)),
               BT_FIELD_CLASS_TYPE_INTEGER))
    self->read = GS_BT_READ_BYTES;
}

/* Returns: the index of the member that @name stands for, or -1 */
static gint64
gs_bt_find_member (const bt_field_class *structure, const char *name)
{
  if (structure == NULL || bt_field_class_get_type (structure) != BT_FIELD_CLASS_TYPE_STRUCTURE)
    return -1;

  for (guint64 i = 0; i < bt_field_class_structure_get_member_count (structure); i++)
    {
      const bt_field_class_structure_member *member;

      member = bt_field_class_structure_borrow_member_by_index_const (structure, i);
      if (strcmp (gs_event_plain_name (bt_field_class_structure_member_get_name (member)), name) == 0)
        return i;
    }
  return -1;
}

static const bt_field_class *
gs_bt_borrow_member_class (const bt_field_class *structure, guint64 index)
{
  return bt_field_class_structure_member_borrow_field_class_const (
      bt_field_class_structure_borrow_member_by_index_const (structure, index));
}

static GsBtSlot
gs_bt_slot_resolve (const bt_field_class *structure, const char *const *names, guint n_names)
{
  GsBtSlot self = { GS_BT_READ_NOTHING, 0 };

  for (guint i = 0; i < n_names && names[i] != NULL && self.read == GS_BT_READ_NOTHING; i++)
    {
      gint64 index = gs_bt_find_member (structure, names[i]);

      if (index >= 0)
        gs_bt_slot_resolve_one (&self, structure, index);
    }
  return self;
}

static void
gs_bt_slots_resolve (GsBtSlot *slots, const GsEventLayout *layout, const bt_field_class *structure)
{
  for (guint i = 0; i < layout->n_members; i++)
    slots[i] = gs_bt_slot_resolve (structure, layout->members[i].names, GS_EVENT_MAX_MEMBER_NAMES);
}

static void
gs_bt_context_resolve (GsBtContext *self, const bt_field_class *structure)
{
  static const char *const names[GS_BT_N_CONTEXT_MEMBERS] = { "tid", "pid", "procname" };

  for (guint i = 0; i < GS_BT_N_CONTEXT_MEMBERS; i++)
    {
      self->slots[i] = gs_bt_slot_resolve (structure, &names[i], 1);
      self->is_any |= self->slots[i].read != GS_BT_READ_NOTHING;
    }
}

static void
gs_bt_packet_path_resolve (GsBtPacketPath *self, const GsEventLayout *layout, const bt_field_class *header)
{
  gint64 index = gs_bt_find_member (header, "transport_header");
  const bt_field_class *variant;

  if (index < 0)
    return;
  variant = gs_bt_borrow_member_class (header, index);
  if (!bt_field_class_type_is (bt_field_class_get_type (variant), BT_FIELD_CLASS_TYPE_VARIANT))
    return;

  self->transport_index = index;
  for (guint64 i = 0; i < bt_field_class_variant_get_option_count (variant); i++)
    {
      const bt_field_class_variant_option *option;

      option = bt_field_class_variant_borrow_option_by_index_const (variant, i);
      if (g_strcmp0 (gs_event_plain_name (bt_field_class_variant_option_get_name (option)), "tcp") != 0)
        continue;
      gs_bt_slots_resolve (self->slots, layout, bt_field_class_variant_option_borrow_field_class_const (option));
      self->tcp_option = i;
      self->has_tcp = TRUE;
    }
}

/* Returns: whether segments can be read from such packets at all */
static gboolean
gs_bt_event_class_resolve_packet (GsBtEventClass *self, const bt_field_class *payload)
{
  gint64 index = gs_bt_find_member (payload, "network_header");
  gboolean has_tcp = FALSE;
  const bt_field_class *variant;

  if (index < 0)
    return FALSE;
  variant = gs_bt_borrow_member_class (payload, index);
  if (!bt_field_class_type_is (bt_field_class_get_type (variant), BT_FIELD_CLASS_TYPE_VARIANT))
    return FALSE;

  self->network_index = index;
  self->n_paths = bt_field_class_variant_get_option_count (variant);
  self->paths = g_new0 (GsBtPacketPath, self->n_paths);
  for (guint i = 0; i < self->n_paths; i++)
    {
      const bt_field_class_variant_option *option;

      option = bt_field_class_variant_borrow_option_by_index_const (variant, i);
      gs_bt_packet_path_resolve (&self->paths[i], &self->layout,
                                 bt_field_class_variant_option_borrow_field_class_const (option));
      has_tcp |= self->paths[i].has_tcp;
    }
  return has_tcp;
}

static GsBtEventClass *
gs_bt_event_class_new (const bt_event_class *event_class, GsNameCache *names)
{
  GsBtEventClass *self = g_new0 (GsBtEventClass, 1);
  const char *name = bt_event_class_get_name (event_class);
  const bt_field_class *payload = bt_event_class_borrow_payload_field_class_const (event_class);

  if (name != NULL)
    self->name = g_strdup (gs_event_plain_name (name));
  if (name == NULL || !gs_event_layout_find (name, &self->layout))
    return self;

  self->is_wanted = TRUE;
  gs_bt_slots_resolve (self->slots, &self->layout, payload);
  gs_bt_context_resolve (&self->context, bt_event_class_borrow_specific_context_field_class_const (event_class));
  if (self->layout.shape == GS_SHAPE_TCP)
    self->is_wanted = gs_bt_event_class_resolve_packet (self, payload);
  if (self->layout.text != NULL)
    {
      guint32 id = gs_name_cache_add (names, self->layout.text);

      memcpy ((guint8 *) &self->layout.base + self->layout.text_offset, &id, sizeof id);
    }
  return self;
}

static void
gs_bt_event_class_free (gpointer data)
{
  GsBtEventClass *self = data;

  g_free (self->paths);
  g_free (self->name);
  g_free (self);
}

void
gs_bt_stream_class_free (gpointer data)
{
  GsBtStreamClass *self = data;

  g_ptr_array_unref (self->by_id);
  g_hash_table_unref (self->by_class);
  g_free (self);
}

static void
gs_bt_stream_class_set_clock (GsBtStreamClass *self)
{
  const bt_clock_class *clock = bt_stream_class_borrow_default_clock_class_const (self->stream_class);

  self->has_clock = clock != NULL;
  if (clock == NULL)
    return;
  self->clock_frequency = bt_clock_class_get_frequency (clock);
  bt_clock_class_get_offset (clock, &self->clock_seconds, &self->clock_cycles);
}

/* Looks it up by the library's object, and remembers it by its id. */
static GsBtEventClass *
gs_bt_stream_class_look_up (GsBtStreamClass *self, const bt_event_class *event_class, GsNameCache *names)
{
  guint64 id = bt_event_class_get_id (event_class);
  GsBtEventClass *found = g_hash_table_lookup (self->by_class, event_class);

  if (found == NULL)
    {
      found = gs_bt_event_class_new (event_class, names);
      g_hash_table_insert (self->by_class, (gpointer) event_class, found);
    }
  if (id < MAX_DIRECT_ID)
    {
      if (id >= self->by_id->len)
        g_ptr_array_set_size (self->by_id, id + 1);
      g_ptr_array_index (self->by_id, id) = found;
    }
  return found;
}

/**
 * gs_bt_stream_class_get_event_class:
 * @names: where names are put
 *
 * Returns: (transfer none): what is read of events of @event_class
 */
GsBtEventClass *
gs_bt_stream_class_get_event_class (GsBtStreamClass *self, const bt_event_class *event_class, GsNameCache *names)
{
  guint64 id = bt_event_class_get_id (event_class);

  if (id < self->by_id->len && g_ptr_array_index (self->by_id, id) != NULL)
    return g_ptr_array_index (self->by_id, id);
  return gs_bt_stream_class_look_up (self, event_class, names);
}

/* @stream_class: outlives what is made */
GsBtStreamClass *
gs_bt_stream_class_new (const bt_stream_class *stream_class)
{
  static const char *const cpu_names[] = { "cpu_id" };
  GsBtStreamClass *self = g_new0 (GsBtStreamClass, 1);

  self->stream_class = stream_class;
  self->by_id = g_ptr_array_new ();
  self->by_class = g_hash_table_new_full (NULL, NULL, NULL, gs_bt_event_class_free);
  gs_bt_stream_class_set_clock (self);
  gs_bt_context_resolve (&self->context, bt_stream_class_borrow_event_common_context_field_class_const (stream_class));
  if (bt_stream_class_supports_packets (stream_class))
    self->cpu = gs_bt_slot_resolve (bt_stream_class_borrow_packet_context_field_class_const (stream_class), cpu_names,
                                    1);
  return self;
}
