/* gs-ctf-classes.c: the programs for all that a trace's streams hold
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-classes.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "event/gs-event-type.h"
#include "native/gs-ctf-compile.h"
#include "native/gs-ctf-compiler.h"
#include "native/gs-ctf-wanted.h"

#define MAX_DIRECT_ID 65536
#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

static void
gs_ctf_class_free (GsCtfClass *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->program, gs_ctf_program_free);
  g_clear_pointer (&self->context_program, gs_ctf_program_free);
  g_free (self->problem);
  g_free (self);
}

/* --- Event headers --- */

static gboolean
gs_ctf_is_plain_number (const GsCtfField *field, guint n_bits, guint role)
{
  return field->type == GS_CTF_INTEGER && field->number.n_bits == n_bits && field->number.role == role
         && !field->number.is_signed && !field->number.is_big_endian;
}

static gboolean
gs_ctf_option_holds (const GsCtfOption *option, guint64 first, guint64 last)
{
  return option->n_ranges == 1 && option->ranges[0].first == first && option->ranges[0].last == last
         && option->field->type == GS_CTF_STRUCT;
}

static guint
gs_ctf_align (guint at, guint alignment)
{
  return (at + alignment - 1) / alignment * alignment;
}

/* The places of the numbers in either form, from the header's begin, which is aligned for both. */
static gboolean
gs_ctf_short_header_measure (GsCtfShortHeader *self, const GsCtfField *brief, const GsCtfField *extended)
{
  const GsCtfNamedField *time = brief->structure.members;
  const GsCtfNamedField *members = extended->structure.members;
  guint at;

  if (brief->structure.n_members != 1 || extended->structure.n_members != 2
      || !gs_ctf_is_plain_number (time[0].field, self->n_time_bits, GS_CTF_ROLE_TIMESTAMP)
      || !gs_ctf_is_plain_number (members[0].field, 32, GS_CTF_ROLE_EVENT_CLASS)
      || !gs_ctf_is_plain_number (members[1].field, 64, GS_CTF_ROLE_TIMESTAMP))
    return FALSE;
  at = gs_ctf_align (gs_ctf_align (self->n_id_bits, brief->alignment), time[0].field->alignment);
  self->time_byte = at / 8;
  self->short_bits = at + self->n_time_bits;
  if (self->n_id_bits == 5 && at != 5)
    return FALSE;
  at = gs_ctf_align (gs_ctf_align (self->n_id_bits, extended->alignment), members[0].field->alignment);
  self->long_id_byte = at / 8;
  if (at % 8 != 0)
    return FALSE;
  at = gs_ctf_align (at + 32, members[1].field->alignment);
  self->long_time_byte = at / 8;
  self->long_bits = at + 64;
  return at % 8 == 0 && self->short_bits % 8 == 0;
}

/* Returns: FALSE where the header is another one */
static gboolean
gs_ctf_short_header_recognize (GsCtfShortHeader *self, const GsCtfField *header)
{
  const GsCtfNamedField *members = header->structure.members;
  const GsCtfField *variant;
  guint64 escape;

  if (header->type != GS_CTF_STRUCT || header->structure.n_members != 2 || header->alignment % 8 != 0
      || members[1].field->type != GS_CTF_VARIANT || members[1].field->variant.n_options != 2)
    return FALSE;
  if (gs_ctf_is_plain_number (members[0].field, 5, GS_CTF_ROLE_EVENT_CLASS))
    *self = (GsCtfShortHeader){ .n_id_bits = 5, .n_time_bits = 27 };
  else if (gs_ctf_is_plain_number (members[0].field, 16, GS_CTF_ROLE_EVENT_CLASS))
    *self = (GsCtfShortHeader){ .n_id_bits = 16, .n_time_bits = 32 };
  else
    return FALSE;
  escape = (1u << self->n_id_bits) - 1;
  variant = members[1].field;
  return gs_ctf_option_holds (&variant->variant.options[0], 0, escape - 1)
         && gs_ctf_option_holds (&variant->variant.options[1], escape, escape)
         && gs_ctf_short_header_measure (self, variant->variant.options[0].field, variant->variant.options[1].field);
}

/* --- Classes --- */

static void
gs_ctf_class_compile (GsCtfClass *self, const GsCtfStreamKind *kind, const GsCtfPlan *plan)
{
  g_autoptr (GError) error = NULL;
  GsCtfPlan skip = *plan;
  GsEvent unused[2];

  if (self->is_wanted)
    {
      self->program = gs_ctf_program_new (plan, self->base, &error);
      self->skip_bits = -1;
    }
  else
    {
      skip.layout = NULL;
      if (self->has_contexts)
        self->context_program = gs_ctf_program_new (&skip, self->base, &error);
      skip.context_index = GS_CTF_NO_CONTEXT;
      self->program = error == NULL ? gs_ctf_program_new (&skip, unused, &error) : NULL;
      self->skip_bits = self->program != NULL ? self->program->fixed_bits : -1;
    }
  if (error != NULL)
    self->problem = g_strdup (error->message);
}

static GsCtfClass *
gs_ctf_class_new (const GsCtfStreamKind *kind, guint index)
{
  const GsCtfEventClass *declared = &kind->declared->events[index];
  GsCtfClass *self = g_new0 (GsCtfClass, 1);
  GsEventLayout layout;
  GsCtfPlan plan = {
    .contexts = { kind->declared->event_context, declared->context },
    .payload = declared->payload,
    .context_index = GS_CTF_NO_CONTEXT,
    .alignment = kind->event_alignment,
  };

  self->name = declared->name;
  self->index = kind->first_index + index;
  if (kind->has_stream_context)
    plan.context_index = 0;
  else if (gs_ctf_plan_has_contexts (declared->context))
    plan.context_index = 1;
  else if (gs_ctf_plan_has_payload_contexts (declared->payload))
    plan.context_index = GS_CTF_PAYLOAD_CONTEXT;
  self->has_contexts = plan.context_index != GS_CTF_NO_CONTEXT;
  self->is_wanted = gs_event_layout_find (declared->name, &layout);
  if (self->is_wanted && layout.shape == GS_SHAPE_TCP)
    self->is_wanted = gs_ctf_plan_has_segments (declared->payload);
  if (self->is_wanted)
    {
      self->kind = layout.kind;
      if (layout.text != NULL)
        {
          guint32 id = gs_names_add (kind->owner->names, layout.text);

          memcpy ((guint8 *) &layout.base + layout.text_offset, &id, sizeof id);
        }
      plan.layout = &layout;
    }
  gs_ctf_class_compile (self, kind, &plan);
  return self;
}

/* From any thread. Returns: (transfer none): the class, which is made now where it is new */
GsCtfClass *
gs_ctf_stream_kind_make_class (const GsCtfStreamKind *self, guint index)
{
  GsCtfClass *made;

  gs_lock (&self->owner->lock);
  made = self->classes[index];
  if (made == NULL)
    {
      made = gs_ctf_class_new (self, index);
      g_atomic_pointer_set (&self->classes[index], made);
    }
  gs_unlock (&self->owner->lock);
  return made;
}

/* By a search, for ids that are large. */
gboolean
gs_ctf_stream_kind_find (const GsCtfStreamKind *self, guint64 id, guint *index)
{
  guint low = 0, high = self->declared->n_events;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->declared->events[middle].id < id)
        low = middle + 1;
      else
        high = middle;
    }
  *index = low;
  return low < self->declared->n_events && self->declared->events[low].id == id;
}

static void
gs_ctf_stream_kind_fill_ids (GsCtfStreamKind *self)
{
  const GsCtfStreamClass *declared = self->declared;

  self->classes = g_new0 (GsCtfClass *, declared->n_events + 1);
  for (guint i = 0; i < declared->n_events && declared->events[i].id < MAX_DIRECT_ID; i++)
    self->n_ids = declared->events[i].id + 1;
  self->by_id = g_new0 (guint32, self->n_ids + 1);
  for (guint i = 0; i < declared->n_events && declared->events[i].id < MAX_DIRECT_ID; i++)
    self->by_id[declared->events[i].id] = i + 1;
}

/* A trace's only streams tell all that there is. */
static guint
gs_ctf_stream_kind_find_loss (const GsCtfMeta *meta, const GsCtfStreamClass *declared)
{
  guint loss = GS_LOSS_OF_OTHERS;

  if (meta->n_streams < 2)
    return 0;
  for (guint i = 0; i < declared->n_events; i++)
    {
      const char *rest;
      const GsEventType *type = gs_event_type_find (declared->events[i].name, &rest);

      if (type != NULL)
        loss |= gs_event_kind_get_loss (type->kind);
    }
  return (loss & GS_LOSS_OF_RUNS) != 0 ? 0 : loss;
}

static gboolean
gs_ctf_stream_kind_init (GsCtfStreamKind *self, GsCtfClasses *owner, const GsCtfStreamClass *declared, GError **error)
{
  const GsCtfField *header = declared->event_header;

  self->declared = declared;
  self->owner = owner;
  self->first_index = owner->n_classes;
  owner->n_classes += declared->n_events;
  self->has_clock = owner->meta->has_clock;
  self->loss = gs_ctf_stream_kind_find_loss (owner->meta, declared);
  self->has_undated = owner->meta->has_clock && !owner->meta->is_clock_absolute;
  self->has_stream_context = gs_ctf_plan_has_contexts (declared->event_context);
  self->has_contexts = self->has_stream_context;
  for (guint i = 0; i < declared->n_events && !self->has_contexts; i++)
    self->has_contexts = gs_ctf_plan_has_contexts (declared->events[i].context)
                         || gs_ctf_plan_has_payload_contexts (declared->events[i].payload);
  self->header_alignment = header != NULL ? header->alignment : 1;
  self->event_alignment = header == NULL || gs_ctf_field_is_bytes (header) ? 8 : 1;
  if (header != NULL && gs_ctf_short_header_recognize (&self->header, header))
    self->event_alignment = 8;
  else
    self->header.n_id_bits = 0;
  if (header == NULL)
    self->event_alignment = 1;
  gs_ctf_stream_kind_fill_ids (self);
  self->packet_context = gs_ctf_program_new_roles (declared->packet_context, 1, error);
  if (self->packet_context != NULL)
    self->event_header = gs_ctf_program_new_roles (header, MAX (1, self->header_alignment), error);
  return self->event_header != NULL;
}

/* From the trace's clock to ns since the epoch, for one of any frequency: exactly, and down to whole ns. */
gint64
gs_ctf_classes_convert (const GsCtfClasses *self, guint64 cycles)
{
  unsigned __int128 ns = (unsigned __int128) cycles + self->clock_cycles;
  gint64 time;

  ns = ns * NS_PER_SECOND / self->clock_frequency;
  if (ns > G_MAXINT64 || __builtin_add_overflow (self->clock_base, (gint64) ns, &time))
    return 0;
  return time;
}

/* The base is what a clock of 1 GHz needs alone. */
static void
gs_ctf_classes_init_clock (GsCtfClasses *self)
{
  const GsCtfMeta *meta = self->meta;

  self->clock_frequency = meta->clock_frequency != 0 ? meta->clock_frequency : (guint64) NS_PER_SECOND;
  if (!meta->has_clock)
    return;
  if (__builtin_mul_overflow (meta->clock_offset_seconds, NS_PER_SECOND, &self->clock_base))
    self->clock_base = 0;
  if (self->clock_frequency == (guint64) NS_PER_SECOND)
    self->clock_base += meta->clock_offset_cycles;
  else
    self->clock_cycles = meta->clock_offset_cycles;
}

/**
 * gs_ctf_classes_new:
 * @meta: (transfer full): what a trace's metadata declares
 * @names: where names are put
 *
 * Returns: (transfer full): programs for the trace; %NULL with @error set, %GS_ERROR_UNSUPPORTED where it has what
 *   they can't read
 */
GsCtfClasses *
gs_ctf_classes_new (GsCtfMeta *meta, GsNames *names, GError **error)
{
  g_autoptr (GsCtfClasses) self = g_new0 (GsCtfClasses, 1);

  g_mutex_init (&self->lock);
  self->meta = meta;
  self->names = gs_names_ref (names);
  gs_ctf_classes_init_clock (self);
  self->packet_header = gs_ctf_program_new_roles (meta->packet_header, 64, error);
  if (self->packet_header == NULL)
    return NULL;
  self->kinds = g_new0 (GsCtfStreamKind, meta->n_streams + 1);
  for (; self->n_kinds < meta->n_streams; self->n_kinds++)
    if (!gs_ctf_stream_kind_init (&self->kinds[self->n_kinds], self, &meta->streams[self->n_kinds], error))
      {
        self->n_kinds++;
        return NULL;
      }
  return g_steal_pointer (&self);
}

/* Returns: (nullable): the streams of that class */
const GsCtfStreamKind *
gs_ctf_classes_find_kind (const GsCtfClasses *self, guint64 id)
{
  for (guint i = 0; i < self->n_kinds; i++)
    if (self->kinds[i].declared->id == id)
      return &self->kinds[i];
  return NULL;
}

static void
gs_ctf_stream_kind_clear (GsCtfStreamKind *self)
{
  for (guint i = 0; self->classes != NULL && i < self->declared->n_events; i++)
    gs_ctf_class_free (self->classes[i]);
  g_free (self->classes);
  g_free (self->by_id);
  g_clear_pointer (&self->packet_context, gs_ctf_program_free);
  g_clear_pointer (&self->event_header, gs_ctf_program_free);
}

/* Returns: (transfer full): the metadata, without the programs */
GsCtfMeta *
gs_ctf_classes_free_to_meta (GsCtfClasses *self)
{
  GsCtfMeta *meta = self->meta;

  for (guint i = 0; i < self->n_kinds; i++)
    gs_ctf_stream_kind_clear (&self->kinds[i]);
  g_free (self->kinds);
  g_clear_pointer (&self->packet_header, gs_ctf_program_free);
  gs_names_unref (self->names);
  g_mutex_clear (&self->lock);
  g_free (self);
  return meta;
}

void
gs_ctf_classes_free (GsCtfClasses *self)
{
  gs_ctf_meta_free (gs_ctf_classes_free_to_meta (self));
}
