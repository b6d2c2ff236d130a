/* gs-trace.c: what a trace is: the description itself
 * SPDX-License-Identifier: MIT
 */
#include "trace/gs-trace.h"

#include <string.h>

GsTrace *
gs_trace_new (const char *path)
{
  GsTrace *self = g_new0 (GsTrace, 1);
  g_autofree char *name = NULL;

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  self->parts = g_new0 (char *, 2);
  self->parts[0] = g_strdup (path);
  name = g_path_get_basename (path);
  self->name = g_filename_display_name (name);
  self->hostname = g_strdup ("");
  self->tracer = g_strdup ("");
  self->kernel_release = g_strdup ("");
  self->uuid = g_strdup ("");
  self->clock_uuid = g_strdup ("");
  self->domain = GS_DOMAIN_OTHER;
  self->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  self->event_names = g_new0 (char *, 1);
  self->events_missing = g_new0 (char *, 1);
  self->warnings = g_new0 (char *, 1);
  return self;
}

/* Reasons and warnings begin with the trace's name. */
void
gs_trace_rename_text (char **text, const char *old_name, const char *name)
{
  gsize length = strlen (old_name);
  char *renamed;

  if (*text == NULL || !g_str_has_prefix (*text, old_name) || (*text)[length] != ':')
    return;
  renamed = g_strconcat (name, *text + length, NULL);
  g_free (*text);
  *text = renamed;
}

/**
 * gs_trace_ref:
 *
 * Returns: (transfer full): @self
 */
GsTrace *
gs_trace_ref (GsTrace *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * gs_trace_unref:
 * @self: (transfer full): the trace
 */
void
gs_trace_unref (GsTrace *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->name);
  g_free (self->path);
  g_strfreev (self->parts);
  g_free (self->hostname);
  g_free (self->tracer);
  g_free (self->kernel_release);
  g_free (self->uuid);
  g_free (self->clock_uuid);
  g_free (self->clock_name);
  g_clear_pointer (&self->recorder, gs_recorder_facts_unref);
  g_free (self->reader_reason);
  g_free (self->reason);
  g_strfreev (self->event_names);
  g_strfreev (self->events_missing);
  g_strfreev (self->warnings);
  g_free (self);
}

/**
 * gs_trace_copy:
 *
 * Returns: (transfer full): a description of its own, which may still be changed
 */
GsTrace *
gs_trace_copy (GsTrace *self)
{
  GsTrace *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->name = g_strdup (self->name);
  copy->path = g_strdup (self->path);
  copy->parts = g_strdupv (self->parts);
  copy->hostname = g_strdup (self->hostname);
  copy->tracer = g_strdup (self->tracer);
  copy->kernel_release = g_strdup (self->kernel_release);
  copy->uuid = g_strdup (self->uuid);
  copy->clock_uuid = g_strdup (self->clock_uuid);
  copy->clock_name = g_strdup (self->clock_name);
  copy->recorder = self->recorder != NULL ? gs_recorder_facts_ref (self->recorder) : NULL;
  copy->reader_reason = g_strdup (self->reader_reason);
  copy->reason = g_strdup (self->reason);
  copy->event_names = g_strdupv (self->event_names);
  copy->events_missing = g_strdupv (self->events_missing);
  copy->warnings = g_strdupv (self->warnings);
  return copy;
}

/**
 * gs_trace_rename:
 * @name: unique among the traces at hand
 *
 * Returns: (transfer full): the same trace under another name
 */
GsTrace *
gs_trace_rename (GsTrace *self, const char *name)
{
  GsTrace *copy;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  copy = gs_trace_copy (self);
  gs_trace_rename_text (&copy->reason, self->name, name);
  for (guint i = 0; copy->warnings[i] != NULL; i++)
    gs_trace_rename_text (&copy->warnings[i], self->name, name);
  g_free (copy->name);
  copy->name = g_strdup (name);
  return copy;
}

/**
 * gs_trace_assume_role:
 * @role: what the traces beside it suggest
 *
 * Returns: (transfer full): the same trace with that role
 */
GsTrace *
gs_trace_assume_role (GsTrace *self, GsRole role)
{
  GsTrace *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = gs_trace_copy (self);
  copy->role = role;
  return copy;
}

/**
 * gs_trace_get_command:
 * @lttng: what records something with LTTng
 * @trace_cmd: what does it with trace-cmd
 *
 * Returns: (transfer none): the one that suits the recorder of @self
 */
const char *
gs_trace_get_command (const GsTrace *self, const char *lttng, const char *trace_cmd)
{
  return self->tracer != NULL && g_str_has_prefix (self->tracer, "trace-cmd") ? trace_cmd : lttng;
}

/**
 * gs_domain_get_name:
 *
 * Returns: (transfer none): "kernel", "ust" or "other"; not translated
 */
const char *
gs_domain_get_name (GsDomain domain)
{
  switch (domain)
    {
    case GS_DOMAIN_KERNEL:
      return "kernel";
    case GS_DOMAIN_UST:
      return "ust";
    case GS_DOMAIN_OTHER:
    default:
      return "other";
    }
}
