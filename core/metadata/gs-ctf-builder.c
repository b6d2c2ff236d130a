/* gs-ctf-builder.c: puts together what a trace's metadata declares, within limits
 * SPDX-License-Identifier: MIT
 *
 * A field knows how deep, large and many its parts are from the moment it is
 * made, so that sharing a declaration (a hundred lines can declare 2^100 fields)
 * and large lengths are refused before anything walks through them.
 */
#include "metadata/gs-ctf-builder.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"

#define CHUNK_BYTES (64 << 10)
#define MAX_ARENA (64 << 20) /* bytes; LTTng's 1254 events take less than one million */
#define MAX_ALIGNMENT (1 << 16)

typedef struct
{
  guint64 stream_id;
  GsCtfEventClass class;
  const char *place;
} GsCtfBuilderEvent;

void
gs_ctf_builder_init (GsCtfBuilder *self, const char *text, gsize size, const gint *stop)
{
  memset (self, 0, sizeof *self);
  self->text = text;
  self->size = size;
  self->stop = stop;
  self->meta = g_new0 (GsCtfMeta, 1);
  self->meta->strings = g_string_chunk_new (CHUNK_BYTES);
  self->meta->chunks = g_ptr_array_new_with_free_func (g_free);
  self->meta->is_clock_absolute = TRUE;
  self->meta->clock_name = self->meta->clock_uuid = "";
  self->meta->clock_frequency = 1000000000;
  self->clocks = g_array_new (FALSE, TRUE, sizeof (GsCtfClock));
  self->streams = g_array_new (FALSE, TRUE, sizeof (GsCtfBuilderStream));
  self->events = g_array_new (FALSE, TRUE, sizeof (GsCtfBuilderEvent));
  self->env = g_array_new (FALSE, TRUE, sizeof (GsCtfEnv));
}

static guint
gs_ctf_builder_get_line (const GsCtfBuilder *self, const char *place)
{
  guint line = 1;

  for (const char *at = self->text; (at = memchr (at, '\n', place - at)) != NULL; at++)
    line++;
  return line;
}

static void G_GNUC_PRINTF (4, 0) gs_ctf_builder_set_error (GsCtfBuilder *self, GError **error, const char *place,
                                                           const char *format, va_list arguments, int code)
{
  g_autofree char *reason = g_strdup_vprintf (format, arguments);

  g_set_error (error, GS_ERROR, code, _ ("its file “metadata”, line %u: %s"), gs_ctf_builder_get_line (self, place),
               reason);
}

/**
 * gs_ctf_builder_fail:
 * @place: in the text
 * @format: what is wrong there
 *
 * Refuses the trace. Only the first call counts.
 *
 * Returns: %FALSE
 */
gboolean
gs_ctf_builder_fail (GsCtfBuilder *self, const char *place, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (self->error == NULL)
    gs_ctf_builder_set_error (self, &self->error, place, format, arguments, GS_ERROR_TRACE);
  va_end (arguments);
  return FALSE;
}

/**
 * gs_ctf_builder_leave:
 * @format: what is at @place that only another reader may know
 *
 * The rest is checked nevertheless: nothing that is refused here may reach another reader.
 */
void
gs_ctf_builder_leave (GsCtfBuilder *self, const char *place, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (self->unsupported == NULL)
    gs_ctf_builder_set_error (self, &self->unsupported, place, format, arguments, GS_ERROR_UNSUPPORTED);
  va_end (arguments);
}

/* Returns: FALSE where the trace is refused, parsing was stopped, or the trace declares too much */
gboolean
gs_ctf_builder_may_go_on (GsCtfBuilder *self, const char *place)
{
  if (self->error != NULL)
    return FALSE;
  if (self->stop != NULL && g_atomic_int_get (self->stop))
    {
      g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Reading was cancelled"));
      return FALSE;
    }
  if (self->n_used > MAX_ARENA)
    return gs_ctf_builder_fail (self, place, _ ("too much is declared"));
  return TRUE;
}

/* Returns: (transfer none): @n_items of @size bytes, zeros. The caller has made sure that the text holds so many. */
gpointer
gs_ctf_builder_alloc (GsCtfBuilder *self, gsize n_items, gsize size)
{
  gsize n_bytes = (n_items * size + 7) & ~(gsize) 7;
  char *begin;

  if (n_bytes > self->n_free || self->free == NULL)
    {
      self->n_free = MAX (n_bytes, CHUNK_BYTES);
      self->free = g_malloc0 (self->n_free);
      g_ptr_array_add (self->meta->chunks, self->free);
    }
  begin = self->free;
  self->free += n_bytes;
  self->n_free -= n_bytes;
  self->n_used += n_bytes;
  return begin;
}

/* @length: -1 for up to the zero */
const char *
gs_ctf_builder_copy (GsCtfBuilder *self, const char *text, gssize length)
{
  if (length < 0)
    length = strlen (text);
  self->n_used += length + 1;
  return g_string_chunk_insert_len (self->meta->strings, text, length);
}

GsCtfField *
gs_ctf_builder_add_field (GsCtfBuilder *self, GsCtfFieldType type)
{
  GsCtfField *field = gs_ctf_builder_alloc (self, 1, sizeof *field);

  field->type = type;
  field->alignment = 1;
  return field;
}

GsCtfField *
gs_ctf_builder_add_copy (GsCtfBuilder *self, const GsCtfField *field)
{
  GsCtfField *copy = gs_ctf_builder_alloc (self, 1, sizeof *copy);

  *copy = *field;
  return copy;
}

gboolean
gs_ctf_builder_set_alignment (GsCtfBuilder *self, GsCtfField *field, guint64 bits, const char *place)
{
  if (bits == 0 || bits > MAX_ALIGNMENT || (bits & (bits - 1)) != 0)
    return gs_ctf_builder_fail (self, place, _ ("an alignment is no power of two, or too large"));
  field->alignment = MAX (field->alignment, bits);
  return TRUE;
}

/* What a field is with all inside of it. */
typedef struct
{
  guint depth;
  guint64 n_fields, n_steps, min_bits;
} GsCtfExtent;

static void
gs_ctf_extent_add (GsCtfExtent *self, const GsCtfField *part)
{
  self->depth = MAX (self->depth, part->depth);
  self->n_fields += part->n_fields;
  self->n_steps += part->n_steps;
  self->min_bits += part->min_bits;
}

/* Only one of the options is there, or none. */
static void
gs_ctf_extent_add_option (GsCtfExtent *self, const GsCtfField *option)
{
  self->depth = MAX (self->depth, option->depth);
  self->n_fields += option->n_fields;
  self->n_steps = MAX (self->n_steps, option->n_steps);
}

/* No product of these can overflow: a length is at most GS_CTF_MAX_BITS when it gets here. */
static void
gs_ctf_extent_add_elements (GsCtfExtent *self, const GsCtfField *element, guint64 length)
{
  self->depth = element->depth;
  self->n_fields += element->n_fields;
  self->n_steps += MAX (length, 1) * element->n_steps;
  self->min_bits += length * element->min_bits;
}

static GsCtfExtent
gs_ctf_extent_measure (GsCtfField *field)
{
  GsCtfExtent extent = { .n_steps = 1 };

  switch (field->type)
    {
    case GS_CTF_STRUCT:
      for (guint i = 0; i < field->structure.n_members; i++)
        {
          const GsCtfField *member = field->structure.members[i].field;

          gs_ctf_extent_add (&extent, member);
          field->alignment = MAX (field->alignment, member->alignment);
        }
      break;
    case GS_CTF_ARRAY:
    case GS_CTF_SEQUENCE:
      gs_ctf_extent_add_elements (&extent, field->array.element, field->type == GS_CTF_ARRAY ? field->array.length : 0);
      field->alignment = MAX (field->alignment, field->array.element->alignment);
      break;
    case GS_CTF_VARIANT:
      for (guint i = 0; i < field->variant.n_options; i++)
        gs_ctf_extent_add_option (&extent, field->variant.options[i].field);
      break;
    case GS_CTF_STRING:
    case GS_CTF_VARINT:
      extent.min_bits = 8;
      break;
    default:
      extent.min_bits = field->number.n_bits;
      break;
    }
  extent.depth++;
  extent.n_fields++;
  return extent;
}

/**
 * gs_ctf_builder_seal:
 * @field: with all parts, which were sealed before
 *
 * Fills what a field knows of what is inside of it.
 *
 * Returns: %FALSE where that is beyond a limit
 */
gboolean
gs_ctf_builder_seal (GsCtfBuilder *self, GsCtfField *field, const char *place)
{
  GsCtfExtent extent;

  if (!gs_ctf_builder_may_go_on (self, place))
    return FALSE;
  if (field->type == GS_CTF_ARRAY && field->array.length > GS_CTF_MAX_BITS)
    {
      g_autofree char *length = g_strdup_printf ("%" G_GUINT64_FORMAT, field->array.length);

      return gs_ctf_builder_fail (self, place, _ ("an array of %s elements is too large"), length);
    }

  extent = gs_ctf_extent_measure (field);
  if (extent.depth > GS_CTF_MAX_DEPTH)
    return gs_ctf_builder_fail (self, place, _ ("more than %d fields are inside one another"), GS_CTF_MAX_DEPTH);
  if (extent.n_fields > GS_CTF_MAX_FIELDS)
    return gs_ctf_builder_fail (self, place, _ ("too many fields are declared"));
  if (extent.min_bits > GS_CTF_MAX_BITS || extent.n_steps > GS_CTF_MAX_BITS)
    return gs_ctf_builder_fail (self, place, _ ("a field is larger than any packet"));

  field->depth = extent.depth;
  field->n_fields = extent.n_fields;
  field->n_steps = extent.n_steps;
  field->min_bits = extent.min_bits;
  return TRUE;
}

/* @name, @value: (transfer none): of the arena */
void
gs_ctf_builder_add_env (GsCtfBuilder *self, const char *name, const char *value)
{
  GsCtfEnv env = { name, value };

  g_array_append_val (self->env, env);
}

const GsCtfClock *
gs_ctf_builder_find_clock (const GsCtfBuilder *self, const char *name)
{
  for (guint i = 0; i < self->clocks->len; i++)
    if (strcmp (g_array_index (self->clocks, GsCtfClock, i).name, name) == 0)
      return &g_array_index (self->clocks, GsCtfClock, i);
  return NULL;
}

/* Makes @clock the one of the trace. Its cycles are made to be less than a second. */
gboolean
gs_ctf_builder_set_clock (GsCtfBuilder *self, const GsCtfClock *clock)
{
  gint64 frequency = clock->frequency, cycles = clock->offset_cycles, seconds;

  if (clock->frequency == 0 || clock->frequency > G_MAXINT64)
    return gs_ctf_builder_fail (self, self->text, _ ("the clock's frequency is impossible"));
  seconds = cycles / frequency;
  cycles %= frequency;
  if (cycles < 0)
    {
      cycles += frequency;
      seconds--;
    }
  if (__builtin_add_overflow (clock->offset_seconds, seconds, &seconds))
    return gs_ctf_builder_fail (self, self->text, _ ("the clock's offset is impossible"));

  self->meta->has_clock = TRUE;
  self->meta->clock_name = clock->name;
  self->meta->clock_uuid = clock->uuid;
  self->meta->clock_frequency = frequency;
  self->meta->clock_offset_seconds = seconds;
  self->meta->clock_offset_cycles = cycles;
  self->meta->is_clock_absolute = clock->is_absolute;
  return TRUE;
}

void
gs_ctf_builder_add_event (GsCtfBuilder *self, guint64 stream_id, const GsCtfEventClass *event, const char *place)
{
  GsCtfBuilderEvent added = { stream_id, *event, place };

  g_array_append_val (self->events, added);
}

GsCtfEventClass *
gs_ctf_builder_get_event (GsCtfBuilder *self, guint index, guint64 *stream_id)
{
  GsCtfBuilderEvent *event = &g_array_index (self->events, GsCtfBuilderEvent, index);

  *stream_id = event->stream_id;
  return &event->class;
}

static int
gs_ctf_builder_compare_streams (gconstpointer a, gconstpointer b)
{
  guint64 x = ((const GsCtfBuilderStream *) a)->class.id, y = ((const GsCtfBuilderStream *) b)->class.id;

  return (x > y) - (x < y);
}

/* Returns: (nullable): once they are sorted */
GsCtfStreamClass *
gs_ctf_builder_find_stream (GsCtfBuilder *self, guint64 id)
{
  GsCtfBuilderStream key = { .class = { .id = id } }, *stream;

  if (self->streams->len == 0)
    return NULL;
  stream = bsearch (&key, self->streams->data, self->streams->len, sizeof key, gs_ctf_builder_compare_streams);
  return stream == NULL ? NULL : &stream->class;
}

static int
gs_ctf_builder_compare_events (gconstpointer a, gconstpointer b)
{
  const GsCtfBuilderEvent *x = a, *y = b;

  if (x->stream_id != y->stream_id)
    return x->stream_id < y->stream_id ? -1 : 1;
  return (x->class.id > y->class.id) - (x->class.id < y->class.id);
}

/* Sorts streams and events. Returns: FALSE where one is there twice, or an event is of no stream */
gboolean
gs_ctf_builder_sort (GsCtfBuilder *self)
{
  g_array_sort (self->streams, gs_ctf_builder_compare_streams);
  for (guint i = 1; i < self->streams->len; i++)
    if (gs_ctf_builder_compare_streams (&g_array_index (self->streams, GsCtfBuilderStream, i - 1),
                                        &g_array_index (self->streams, GsCtfBuilderStream, i))
        == 0)
      return gs_ctf_builder_fail (self, self->text, _ ("two streams have the same id"));

  g_array_sort (self->events, gs_ctf_builder_compare_events);
  for (guint i = 0; i < self->events->len; i++)
    {
      const GsCtfBuilderEvent *event = &g_array_index (self->events, GsCtfBuilderEvent, i);

      if (i > 0 && gs_ctf_builder_compare_events (event - 1, event) == 0)
        return gs_ctf_builder_fail (self, event->place, _ ("two events have the same id"));
      if (gs_ctf_builder_find_stream (self, event->stream_id) == NULL)
        return gs_ctf_builder_fail (self, event->place, _ ("an event is of a stream that isn't declared"));
    }
  return self->error == NULL;
}

/* Returns: FALSE where all together are more fields than a walk through all may meet */
static gboolean
gs_ctf_builder_count (GsCtfBuilder *self, guint64 *n_fields, const GsCtfField *root)
{
  *n_fields += root == NULL ? 0 : root->n_fields;
  if (*n_fields > GS_CTF_MAX_FIELDS)
    return gs_ctf_builder_fail (self, self->text, _ ("too many fields are declared"));
  return TRUE;
}

static gboolean
gs_ctf_builder_fill_streams (GsCtfBuilder *self)
{
  GsCtfStreamClass *streams = gs_ctf_builder_alloc (self, self->streams->len, sizeof *streams);
  GsCtfEventClass *events = gs_ctf_builder_alloc (self, self->events->len, sizeof *events);
  guint64 n_fields = 0;

  gs_ctf_builder_count (self, &n_fields, self->meta->packet_header);
  for (guint i = 0, k = 0; i < self->streams->len; i++)
    {
      streams[i] = g_array_index (self->streams, GsCtfBuilderStream, i).class;
      streams[i].events = events + k;
      gs_ctf_builder_count (self, &n_fields, streams[i].packet_context);
      gs_ctf_builder_count (self, &n_fields, streams[i].event_header);
      gs_ctf_builder_count (self, &n_fields, streams[i].event_context);
      for (; k < self->events->len && g_array_index (self->events, GsCtfBuilderEvent, k).stream_id == streams[i].id;
           k++)
        {
          events[k] = g_array_index (self->events, GsCtfBuilderEvent, k).class;
          if (!gs_ctf_builder_count (self, &n_fields, events[k].context)
              || !gs_ctf_builder_count (self, &n_fields, events[k].payload))
            return FALSE;
          streams[i].n_events++;
        }
    }
  self->meta->streams = streams;
  self->meta->n_streams = self->streams->len;
  return self->error == NULL;
}

static void
gs_ctf_builder_fill_env (GsCtfBuilder *self)
{
  GsCtfEnv *env = gs_ctf_builder_alloc (self, self->env->len, sizeof *env);

  if (self->env->len > 0)
    memcpy (env, self->env->data, self->env->len * sizeof *env);
  self->meta->env = env;
  self->meta->n_env = self->env->len;
}

/**
 * gs_ctf_builder_finish:
 *
 * Returns: (transfer full) (nullable): the metadata; @self is no more
 */
GsCtfMeta *
gs_ctf_builder_finish (GsCtfBuilder *self, GError **error)
{
  g_autoptr (GsCtfMeta) meta = self->meta;

  if (self->error == NULL && gs_ctf_builder_fill_streams (self))
    gs_ctf_builder_fill_env (self);
  g_array_unref (self->clocks);
  g_array_unref (self->streams);
  g_array_unref (self->events);
  g_array_unref (self->env);

  if (self->error == NULL)
    self->error = g_steal_pointer (&self->unsupported);
  g_clear_error (&self->unsupported);
  if (self->error == NULL)
    return g_steal_pointer (&meta);
  g_propagate_error (error, self->error);
  return NULL;
}
