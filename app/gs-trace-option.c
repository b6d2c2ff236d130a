/* gs-trace-option.c: what the command line says about one trace: --role, --guest, --offset
 * SPDX-License-Identifier: MIT
 *
 * Each is NAME=VALUE. What VALUE is can be told before anything is read, whether
 * a trace has that NAME only afterwards.
 */
#include "gs-trace-option.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"
#include "gs-option-error.h"

typedef struct
{
  const char *name;
  const char *wanted;
  gboolean (*parse) (const char *text, gint64 *value);
  void (*apply) (GsExperimentTrace *trace, gint64 value);
} GsTraceOptionKind;

static gboolean
gs_trace_option_parse_role (const char *text, gint64 *value)
{
  GsRole role;

  if (!gs_role_from_name (text, &role) || role == GS_ROLE_UNKNOWN)
    return FALSE;
  *value = role;
  return TRUE;
}

static void
gs_trace_option_apply_role (GsExperimentTrace *trace, gint64 value)
{
  trace->role = value;
}

static gboolean
gs_trace_option_parse_pid (const char *text, gint64 *value)
{
  return g_ascii_string_to_signed (text, 10, 1, G_MAXINT32, value, NULL);
}

static void
gs_trace_option_apply_pid (GsExperimentTrace *trace, gint64 value)
{
  trace->pid = value;
  trace->role = GS_ROLE_GUEST;
}

static gboolean
gs_trace_option_parse_offset (const char *text, gint64 *value)
{
  return g_ascii_string_to_signed (text, 10, -GS_CLOCK_MAX_OFFSET, GS_CLOCK_MAX_OFFSET, value, NULL);
}

static void
gs_trace_option_apply_offset (GsExperimentTrace *trace, gint64 value)
{
  trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  trace->clock = (GsClock){ .method = GS_CLOCK_MANUAL, .offset = value, .accuracy = -1 };
}

static const GsTraceOptionKind kinds[GS_N_TRACE_OPTIONS] = {
  [GS_TRACE_OPTION_ROLE] = { "--role", "NAME=host|guest|ignore", gs_trace_option_parse_role,
                             gs_trace_option_apply_role },
  [GS_TRACE_OPTION_GUEST] = { "--guest", "NAME=PID", gs_trace_option_parse_pid, gs_trace_option_apply_pid },
  [GS_TRACE_OPTION_OFFSET] = { "--offset", "NAME=NANOSECONDS", gs_trace_option_parse_offset,
                               gs_trace_option_apply_offset },
};

/* Splits NAME=VALUE; a name may hold a "=" itself. @name: (transfer full) */
static gboolean
gs_trace_option_parse (const GsTraceOptionKind *kind, const char *text, char **name, gint64 *value, GError **error)
{
  const char *equals = strrchr (text, '=');

  if (equals == NULL || equals == text || !kind->parse (equals + 1, value))
    {
      gs_option_error_set (error, kind->name, text, kind->wanted);
      return FALSE;
    }
  *name = g_strndup (text, equals - text);
  return TRUE;
}

/* The trace of that name, or an error that lists the names there are. */
static GsExperimentTrace *
gs_trace_option_find (const GsTraceOptionKind *kind, GsExperiment *experiment, const char *name, GError **error)
{
  GsExperimentTrace *trace = gs_experiment_find_trace (experiment, name);
  g_autoptr (GString) names = g_string_new (NULL);

  if (trace != NULL)
    return trace;

  for (guint i = 0; i < experiment->traces->len; i++)
    {
      const GsExperimentTrace *other = g_ptr_array_index (experiment->traces, i);

      g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "", other->name);
    }
  g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT, _ ("%s: no trace is named “%s”; there are: %s"), kind->name, name,
               names->str);
  return NULL;
}

/**
 * gs_trace_option_check:
 * @option: which
 * @texts: (nullable) (array zero-terminated=1): what was given for it
 *
 * Needs no trace.
 *
 * Returns: FALSE with @error where one of them is not NAME=VALUE
 */
gboolean
gs_trace_option_check (GsTraceOption option, char **texts, GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      gint64 value;

      if (!gs_trace_option_parse (&kinds[option], texts[i], &name, &value, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * gs_trace_option_apply:
 * @option: which
 * @texts: (nullable) (array zero-terminated=1): what was given for it
 * @experiment: what it is about
 *
 * Puts what the user says about traces into @experiment.
 *
 * Returns: FALSE with @error, e.g. where no trace has that name
 */
gboolean
gs_trace_option_apply (GsTraceOption option, char **texts, GsExperiment *experiment, GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      GsExperimentTrace *trace;
      gint64 value;

      if (!gs_trace_option_parse (&kinds[option], texts[i], &name, &value, error))
        return FALSE;
      trace = gs_trace_option_find (&kinds[option], experiment, name, error);
      if (trace == NULL)
        return FALSE;
      kinds[option].apply (trace, value);
    }
  return TRUE;
}
