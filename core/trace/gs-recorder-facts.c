/* gs-recorder-facts.c: what a recorder that ran on host and guests knew of them
 * SPDX-License-Identifier: MIT
 */
#include "trace/gs-recorder-facts.h"

static void
gs_recorded_guest_free (gpointer data)
{
  GsRecordedGuest *self = data;

  g_free (self->name);
  g_array_unref (self->tids);
  g_free (self);
}

/* Returns: (transfer full): that nothing was known */
GsRecorderFacts *
gs_recorder_facts_new (void)
{
  GsRecorderFacts *self = g_new0 (GsRecorderFacts, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->guests = g_ptr_array_new_with_free_func (gs_recorded_guest_free);
  self->shifts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->ns_per_tick = 1.0;
  return self;
}

GsRecorderFacts *
gs_recorder_facts_ref (GsRecorderFacts *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
gs_recorder_facts_unref (GsRecorderFacts *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->guests);
  g_ptr_array_unref (self->shifts);
  g_free (self);
}

/* @tids: (transfer full) (element-type gint32): by the guest's CPU */
void
gs_recorder_facts_add_guest (GsRecorderFacts *self, guint64 id, const char *name, GArray *tids)
{
  GsRecordedGuest *guest = g_new0 (GsRecordedGuest, 1);

  guest->id = id;
  guest->name = g_utf8_make_valid (name, -1);
  guest->tids = tids;
  g_ptr_array_add (self->guests, guest);
}
