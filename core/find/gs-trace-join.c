/* gs-trace-join.c: parts of recordings to recordings
 * SPDX-License-Identifier: MIT
 *
 * A session that was rotated, or of which snapshots were taken, lies in several folders of one trace UUID. Sessions
 * that were recorded one after the other on one machine have a UUID each, but the clock's UUID of one boot.
 */
#include "find/gs-trace-join.h"

#include <string.h>

/* Each session measured by itself how far its clock is from the time of day: that of @first holds for all. */
static GsSpan
gs_trace_join_get_span (const GsTrace *part, const GsTrace *first)
{
  gint64 shift = first->clock_offset - part->clock_offset;

  if (part->span.begin == GS_TIME_NONE || strcmp (first->uuid, part->uuid) == 0)
    return part->span;
  return (GsSpan){ part->span.begin + shift, part->span.end + shift };
}

static gboolean
gs_trace_join_are_apart (const GsTrace *first, const GsTrace *second)
{
  GsSpan a = first->span, b = gs_trace_join_get_span (second, first);

  return a.begin != GS_TIME_NONE && b.begin != GS_TIME_NONE && (a.end < b.begin || b.end < a.begin);
}

/* The same files in another folder: no part, but the same once more. */
static gboolean
gs_trace_join_is_copy (const GsTrace *a, const GsTrace *b)
{
  return strcmp (a->uuid, b->uuid) == 0 && a->span.begin == b->span.begin && a->span.end == b->span.end
         && a->n_bytes == b->n_bytes;
}

/* Whether @part belongs to the recording that @group is of. */
static gboolean
gs_trace_join_fits (GPtrArray *group, const GsTrace *part)
{
  const GsTrace *first = g_ptr_array_index (group, 0);

  for (guint i = 0; i < group->len; i++)
    if (gs_trace_join_is_copy (g_ptr_array_index (group, i), part))
      return FALSE;
  if (first->format != part->format || first->domain != part->domain || strcmp (first->hostname, part->hostname) != 0)
    return FALSE;
  if (part->uuid[0] != '\0' && strcmp (first->uuid, part->uuid) == 0)
    return TRUE;
  if (part->domain != GS_DOMAIN_KERNEL || part->hostname[0] == '\0' || part->clock_uuid[0] == '\0'
      || strcmp (first->clock_uuid, part->clock_uuid) != 0)
    return FALSE;
  for (guint i = 0; i < group->len; i++)
    {
      const GsTrace *other = g_ptr_array_index (group, i);

      if (strcmp (other->uuid, part->uuid) != 0 && !gs_trace_join_are_apart (other, part))
        return FALSE;
    }
  return TRUE;
}

static int
gs_trace_join_compare (gconstpointer a, gconstpointer b)
{
  const GsTrace *left = *(const GsTrace *const *) a, *right = *(const GsTrace *const *) b;

  if (left->span.begin != right->span.begin)
    return left->span.begin < right->span.begin ? -1 : 1;
  return strcmp (left->path, right->path);
}

/* Returns: (transfer full): the innermost folder that holds both */
static char *
gs_trace_join_dup_common (const char *a, const char *b)
{
  gsize length = 0, end = 0;

  for (; a[end] != '\0' && a[end] == b[end]; end++)
    if (a[end] == G_DIR_SEPARATOR)
      length = end;
  if ((a[end] == '\0' || a[end] == G_DIR_SEPARATOR) && (b[end] == '\0' || b[end] == G_DIR_SEPARATOR))
    length = end;
  return length > 0 ? g_strndup (a, length) : g_strdup (G_DIR_SEPARATOR_S);
}

static void
gs_trace_join_add_all (GPtrArray *strings, GStrv more)
{
  for (guint i = 0; more[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (strings, more[i], g_str_equal, NULL))
      g_ptr_array_add (strings, g_strdup (more[i]));
}

static int
gs_trace_join_compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Gives @into what is in itself or in @more. */
static void
gs_trace_join_unite (GStrv *into, GStrv more, gboolean is_sorted)
{
  GPtrArray *all = g_ptr_array_new ();

  gs_trace_join_add_all (all, *into);
  gs_trace_join_add_all (all, more);
  if (is_sorted)
    g_ptr_array_sort (all, gs_trace_join_compare_texts);
  g_ptr_array_add (all, NULL);
  g_strfreev (*into);
  *into = (GStrv) g_ptr_array_free (all, FALSE);
}

/* Leaves in @from what is missing in @other as well. */
static void
gs_trace_join_intersect (GStrv *from, GStrv other)
{
  guint n = 0;

  for (guint i = 0; (*from)[i] != NULL; i++)
    {
      char *text = (*from)[i];

      (*from)[i] = NULL;
      if (g_strv_contains ((const char *const *) other, text))
        (*from)[n++] = text;
      else
        g_free (text);
    }
  (*from)[n] = NULL;
}

/* What a later part adds to what is known of a recording. */
static void
gs_trace_join_add (GsTrace *self, GsTrace *part)
{
  g_auto (GStrv) warnings = g_strdupv (part->warnings);
  g_autofree char *path = g_steal_pointer (&self->path);
  GsSpan span = gs_trace_join_get_span (part, self);

  self->path = gs_trace_join_dup_common (path, part->path);
  gs_trace_join_unite (&self->parts, part->parts, FALSE);
  gs_trace_join_unite (&self->event_names, part->event_names, TRUE);
  gs_trace_join_intersect (&self->events_missing, part->events_missing);
  for (guint i = 0; warnings[i] != NULL; i++)
    gs_trace_rename_text (&warnings[i], part->name, self->name);
  gs_trace_join_unite (&self->warnings, warnings, FALSE);
  if (self->span.begin == GS_TIME_NONE)
    self->span = span;
  else if (span.begin != GS_TIME_NONE)
    self->span = gs_span_unite (self->span, span);
  self->n_bytes += part->n_bytes;
  self->n_cpus = MAX (self->n_cpus, part->n_cpus);
  self->n_streams = MAX (self->n_streams, part->n_streams);
  self->kinds |= part->kinds;
  if (self->role == GS_ROLE_UNKNOWN)
    self->role = part->role;
  if (!self->usable && part->usable)
    g_clear_pointer (&self->reason, g_free);
  self->usable |= part->usable;
}

/* Returns: (transfer full): the recording that @group's parts make */
static GsTrace *
gs_trace_join_group (GPtrArray *group)
{
  GsTrace *self;

  g_ptr_array_sort (group, gs_trace_join_compare);
  self = gs_trace_copy (g_ptr_array_index (group, 0));
  for (guint i = 1; i < group->len; i++)
    gs_trace_join_add (self, g_ptr_array_index (group, i));
  return self;
}

/**
 * gs_trace_join:
 *
 * Returns: (transfer full) (nullable): the recording of which both are parts; NULL where they are not of one
 */
GsTrace *
gs_trace_join (GsTrace *a, GsTrace *b)
{
  g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_unref);

  g_ptr_array_add (group, gs_trace_ref (a));
  if (!gs_trace_join_fits (group, b))
    return NULL;
  g_ptr_array_add (group, gs_trace_ref (b));
  return gs_trace_join_group (group);
}

/**
 * gs_trace_join_parts:
 * @traces: (element-type GsTrace): those that are parts of one recording are replaced by one
 *
 * Each part was described by itself. What several have in common holds for the recording; its name and clock are those
 * of the earliest. A part that could not be read stands for itself: nothing tells whose it is.
 */
void
gs_trace_join_parts (GPtrArray *traces)
{
  for (guint i = 0; i < traces->len; i++)
    {
      g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_unref);

      g_ptr_array_add (group, gs_trace_ref (g_ptr_array_index (traces, i)));
      for (guint k = i + 1; k < traces->len;)
        {
          GsTrace *other = g_ptr_array_index (traces, k);

          if (gs_trace_join_fits (group, other))
            {
              g_ptr_array_add (group, gs_trace_ref (other));
              g_ptr_array_remove_index (traces, k);
            }
          else
            k++;
        }
      if (group->len == 1)
        continue;
      gs_trace_unref (g_ptr_array_index (traces, i));
      g_ptr_array_index (traces, i) = gs_trace_join_group (group);
    }
}
