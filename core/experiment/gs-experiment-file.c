/* gs-experiment-file.c: reads experiment files
 * SPDX-License-Identifier: MIT
 */
#include "experiment/gs-experiment-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/gs-error.h"
#include "base/gs-json-bounds.h"
#include "base/gs-readable.h"
#include "find/gs-trace-again.h"
#include "find/gs-trace-archive.h"

/* What is nested deeper is no experiment; the parser calls itself per level. */
#define MAX_NESTING 64
#define MAX_BYTES (64 << 20)

/* Times stay in a range in which sums cannot overflow. */
#define MAX_TIME (G_GINT64_CONSTANT (1) << 62)
#define MAX_DRIFT 0.1

/* What is being read, for messages. */
typedef struct
{
  const char *path;
  const char *trace; /* name or path of the trace, or NULL */
} GsExperimentReader;

static gboolean
gs_experiment_reader_refuse (const GsExperimentReader *self, const char *member, const char *wanted, GError **error)
{
  if (self->trace != NULL)
    g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                 _ ("“%s” is not a usable experiment file: “%s” of trace “%s” must be %s"), self->path, member,
                 self->trace, wanted);
  else
    g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” is not a usable experiment file: “%s” must be %s"),
                 self->path, member, wanted);
  return FALSE;
}

static gboolean
gs_experiment_reader_refuse_range (const GsExperimentReader *self, const char *member, gint64 min, gint64 max,
                                   GError **error)
{
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, min);
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, max);
  g_autofree char *wanted = g_strdup_printf (_ ("a whole number from %s to %s"), first, last);

  return gs_experiment_reader_refuse (self, member, wanted, error);
}

/* The member of @object, or NULL where it is missing or null. */
static JsonNode *
gs_experiment_reader_find (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

/* Each of these leaves its result untouched where there is no such member. */
static gboolean
gs_experiment_reader_get_string (const GsExperimentReader *self, JsonObject *object, const char *member,
                                 const char **string, GError **error)
{
  JsonNode *node = gs_experiment_reader_find (object, member);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return gs_experiment_reader_refuse (self, member, _ ("a text"), error);
  *string = json_node_get_string (node);
  return TRUE;
}

static gboolean
gs_experiment_reader_get_int (const GsExperimentReader *self, JsonObject *object, const char *member, gint64 min,
                              gint64 max, gint64 *number, GError **error)
{
  JsonNode *node = gs_experiment_reader_find (object, member);
  gint64 value;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return gs_experiment_reader_refuse (self, member, _ ("a whole number"), error);
  value = json_node_get_int (node);
  if (value < min || value > max)
    return gs_experiment_reader_refuse_range (self, member, min, max, error);
  *number = value;
  return TRUE;
}

static gboolean
gs_experiment_reader_get_drift (const GsExperimentReader *self, JsonObject *object, double *drift, GError **error)
{
  JsonNode *node = gs_experiment_reader_find (object, "drift");
  double value;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_DOUBLE && json_node_get_value_type (node) != G_TYPE_INT64))
    return gs_experiment_reader_refuse (self, "drift", _ ("a number"), error);
  value = json_node_get_double (node);
  if (!isfinite (value) || fabs (value) > MAX_DRIFT)
    return gs_experiment_reader_refuse (self, "drift", _ ("a number between −0.1 and 0.1"), error);
  *drift = value;
  return TRUE;
}

static gboolean
gs_experiment_reader_get_object (const GsExperimentReader *self, JsonObject *object, const char *member,
                                 JsonObject **found, GError **error)
{
  JsonNode *node = gs_experiment_reader_find (object, member);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return gs_experiment_reader_refuse (self, member, _ ("an object"), error);
  *found = json_node_get_object (node);
  return TRUE;
}

static gboolean
gs_experiment_reader_read_vcpus (const GsExperimentReader *self, JsonObject *object, GsExperimentTrace *entry,
                                 GError **error)
{
  JsonObject *vcpus = NULL;
  JsonObjectIter iter;
  const char *member;

  if (!gs_experiment_reader_get_object (self, object, "vcpus", &vcpus, error))
    return FALSE;
  if (vcpus == NULL)
    return TRUE;

  entry->vcpus = g_hash_table_new (NULL, NULL);
  json_object_iter_init (&iter, vcpus);
  while (json_object_iter_next (&iter, &member, NULL))
    {
      guint64 vcpu;
      gint64 tid = -1;

      if (!g_ascii_string_to_unsigned (member, 10, 0, G_MAXUINT16, &vcpu, NULL)
          || !gs_experiment_reader_get_int (self, vcpus, member, 1, G_MAXINT32, &tid, NULL) || tid < 0)
        return gs_experiment_reader_refuse (self, "vcpus", _ ("vCPU numbers with a host thread each"), error);
      g_hash_table_insert (entry->vcpus, GUINT_TO_POINTER ((guint) vcpu), GINT_TO_POINTER ((gint) tid));
    }
  return TRUE;
}

static gboolean
gs_experiment_reader_read_clock (const GsExperimentReader *self, JsonObject *object, GsExperimentTrace *entry,
                                 GError **error)
{
  const char *method = gs_clock_choice_names[GS_CLOCK_CHOICE_AUTO];
  JsonObject *clock = NULL;
  guint choice = 0;

  if (!gs_experiment_reader_get_object (self, object, "clock", &clock, error))
    return FALSE;
  if (clock == NULL)
    return TRUE;
  if (!gs_experiment_reader_get_string (self, clock, "method", &method, error)
      || !gs_experiment_reader_get_int (self, clock, "origin_ns", -MAX_TIME, MAX_TIME, &entry->clock.origin, error)
      || !gs_experiment_reader_get_int (self, clock, "offset_ns", -GS_CLOCK_MAX_OFFSET, GS_CLOCK_MAX_OFFSET,
                                        &entry->clock.offset, error)
      || !gs_experiment_reader_get_drift (self, clock, &entry->clock.drift, error))
    return FALSE;

  while (gs_clock_choice_names[choice] != NULL && !g_str_equal (gs_clock_choice_names[choice], method))
    choice++;
  if (gs_clock_choice_names[choice] == NULL)
    return gs_experiment_reader_refuse (self, "method", _ ("“auto”, “manual” or “none”"), error);
  entry->clock_choice = choice;
  if (entry->clock_choice == GS_CLOCK_CHOICE_MANUAL)
    {
      entry->clock.method = GS_CLOCK_MANUAL;
      entry->clock.accuracy = -1;
    }
  return TRUE;
}

/* Returns: (transfer full): absolute, what the experiment file @file calls @path; what is no text was written as a URI */
char *
gs_experiment_resolve (const char *file, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *absolute_folder = g_canonicalize_filename (folder, NULL);
  g_autofree char *from_uri = g_str_has_prefix (path, "file://") ? g_filename_from_uri (path, NULL, NULL) : NULL;

  return g_canonicalize_filename (from_uri != NULL ? from_uri : path, absolute_folder);
}

/* Whether @trace is the one that the file was written for, as far as it says. */
static gboolean
gs_experiment_trace_is_meant (const GsExperimentTrace *entry, const GsTrace *trace)
{
  return entry->uuid == NULL || trace->uuid[0] == '\0' || g_str_equal (entry->uuid, trace->uuid);
}

/* Unpacks the archive that an entry's trace is in. Returns: FALSE with @error where that was cancelled, or is to be
 * asked about; why else it cannot be is what @problem becomes */
static gboolean
gs_experiment_unpack_trace (GsExperimentTrace *entry, GCancellable *cancellable, GError **problem, GError **error)
{
  char *unpacked = gs_trace_archive_dup_unpacked (entry->path, cancellable, problem);

  if (g_error_matches (*problem, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (*problem, GS_ERROR, GS_ERROR_LARGE))
    {
      g_propagate_error (error, g_steal_pointer (problem));
      return FALSE;
    }
  if (unpacked != NULL)
    {
      g_free (entry->path);
      entry->path = unpacked;
    }
  return TRUE;
}

/* Opens the trace of an entry. One that is not there stays in the experiment, so that
 * what was chosen for it isn't lost. */
static gboolean
gs_experiment_open_trace (GsExperiment *self, GsExperimentTrace *entry, const char *folder, GCancellable *cancellable,
                          GError **file_error)
{
  g_autoptr (GError) error = NULL;

  if (!gs_experiment_unpack_trace (entry, cancellable, &error, file_error))
    return FALSE;
  if (error == NULL)
    entry->trace = gs_trace_again (entry->path, entry->uuid, FALSE, &error);
  if (entry->trace == NULL || !gs_experiment_trace_is_meant (entry, entry->trace))
    {
      g_autofree char *near = gs_experiment_find_near (entry->path, folder);
      g_autoptr (GsTrace) trace = near != NULL ? gs_trace_again (near, entry->uuid, FALSE, NULL) : NULL;

      if (trace != NULL && gs_experiment_trace_is_meant (entry, trace))
        {
          g_clear_pointer (&entry->trace, gs_trace_unref);
          entry->trace = g_steal_pointer (&trace);
          g_free (entry->path);
          entry->path = g_steal_pointer (&near);
        }
    }
  if (entry->trace == NULL)
    g_ptr_array_add (self->warnings, g_strdup_printf (_ ("Trace “%s” is left out: %s"),
                                                      entry->name != NULL ? entry->name : entry->path, error->message));
  else if (!gs_experiment_trace_is_meant (entry, entry->trace))
    g_ptr_array_add (
        self->warnings,
        g_strdup_printf (
            _ ("%s: there is another recording in “%s” than when the experiment was saved, so what was chosen for it may not fit. "
               "Put the old one back, or save the experiment to keep this one"),
            entry->name != NULL ? entry->name : entry->trace->name, entry->path));
  if (entry->name == NULL && entry->trace != NULL && entry->trace->name[0] != '\0')
    entry->name = g_strdup (entry->trace->name);
  if (entry->name == NULL)
    entry->name = g_filename_display_basename (entry->path);
  return TRUE;
}

static gboolean
gs_experiment_reader_read_trace (GsExperimentReader *self, GsExperiment *experiment, JsonObject *object,
                                 GCancellable *cancellable, GError **error)
{
  g_autoptr (GsExperimentTrace) entry = NULL;
  g_autofree char *absolute = NULL;
  g_autofree char *folder = NULL;
  const char *path = NULL, *name = NULL, *role = "auto", *host = NULL, *uuid = NULL;
  gint64 pid = -1;

  if (!gs_experiment_reader_get_string (self, object, "path", &path, error))
    return FALSE;
  if (path == NULL || path[0] == '\0')
    return gs_experiment_reader_refuse (self, "path", _ ("the folder of a trace"), error);
  self->trace = path;
  absolute = gs_experiment_resolve (self->path, path);
  if (!gs_experiment_reader_get_string (self, object, "name", &name, error))
    return FALSE;
  if (name != NULL && name[0] == '\0')
    name = NULL;
  self->trace = name != NULL ? name : path;

  entry = gs_experiment_trace_new (absolute, name);
  if (!gs_experiment_reader_get_string (self, object, "role", &role, error)
      || !gs_experiment_reader_get_string (self, object, "host", &host, error)
      || !gs_experiment_reader_get_string (self, object, "uuid", &uuid, error)
      || !gs_experiment_reader_get_int (self, object, "pid", 1, G_MAXINT32, &pid, error)
      || !gs_experiment_reader_read_vcpus (self, object, entry, error)
      || !gs_experiment_reader_read_clock (self, object, entry, error))
    return FALSE;
  if (!gs_experiment_role_from_name (role, &entry->role))
    return gs_experiment_reader_refuse (self, "role", _ ("“auto”, “host”, “guest” or “ignore”"), error);

  entry->host = g_strdup (host);
  entry->pid = pid;
  entry->uuid = uuid != NULL && uuid[0] != '\0' ? g_strdup (uuid) : NULL;
  folder = g_path_get_dirname (self->path);
  if (!gs_experiment_open_trace (experiment, entry, folder, cancellable, error))
    return FALSE;
  gs_experiment_add (experiment, g_steal_pointer (&entry));
  self->trace = NULL;
  return TRUE;
}

static gboolean
gs_experiment_reader_read_traces (GsExperimentReader *self, GsExperiment *experiment, JsonObject *root,
                                  GCancellable *cancellable, GError **error)
{
  JsonNode *node = json_object_get_member (root, "traces");
  JsonArray *traces;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return gs_experiment_reader_refuse (self, "traces", _ ("a list of traces"), error);

  traces = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (traces); i++)
    {
      JsonNode *element = json_array_get_element (traces, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!JSON_NODE_HOLDS_OBJECT (element))
        return gs_experiment_reader_refuse (self, "traces", _ ("a list of traces"), error);
      if (!gs_experiment_reader_read_trace (self, experiment, json_node_get_object (element), cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
gs_experiment_reader_check_version (const GsExperimentReader *self, JsonObject *root, GError **error)
{
  const char *format = "";
  gint64 version = 0;

  if (!gs_experiment_reader_get_string (self, root, "format", &format, error))
    return FALSE;
  if (!g_str_equal (format, GS_EXPERIMENT_FORMAT))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                   _ ("“%s” is not an experiment file of Guestscope: its “format” is not “%s”"), self->path,
                   GS_EXPERIMENT_FORMAT);
      return FALSE;
    }
  if (!gs_experiment_reader_get_int (self, root, "version", 1, G_MAXUINT32, &version, error))
    return FALSE;
  if (version == 0)
    return gs_experiment_reader_refuse (self, "version", _ ("a whole number"), error);
  if (version > GS_EXPERIMENT_VERSION)
    {
      g_set_error (
          error, GS_ERROR, GS_ERROR_VERSION,
          _ ("“%s” was written by a newer Guestscope (version %u of the file format, this one reads up to %d): "
             "open it with a newer Guestscope"),
          self->path, (guint) version, GS_EXPERIMENT_VERSION);
      return FALSE;
    }
  return TRUE;
}

/* Words json-glib's message, which begins with "<data>:LINE:COLUMN: ". */
static void
gs_experiment_reader_explain (const GsExperimentReader *self, const GError *json_error, GError **error)
{
  const char *reason = strstr (json_error->message, ": ");
  guint64 line = 0;

  if (g_str_has_prefix (json_error->message, "<data>:"))
    line = g_ascii_strtoull (json_error->message + strlen ("<data>:"), NULL, 10);
  if (line == 0)
    g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                 _ ("“%s” is not valid JSON (%s); mend the file or save the experiment anew"), self->path,
                 json_error->message);
  else
    g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                 _ ("“%s”, line %u: not valid JSON (%s); mend the file or save the experiment anew"), self->path,
                 (guint) line, reason != NULL ? reason + 2 : json_error->message);
}

/* @cause: what GLib said, which is the same for all kinds of files */
static void
gs_experiment_reader_explain_unreadable (const GsExperimentReader *self, const GError *cause, GError **error)
{
  g_autofree char *display = g_filename_display_name (self->path);
  int number = gs_readable_get_errno (self->path);

  if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)
      || g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
    g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                 _ ("%s: there is no such experiment file; check the path, or give the folder of the traces"), display);
  else
    g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                 _ ("%s: the experiment file cannot be read: %s; make it readable, or copy it anew"), display,
                 number != 0 ? g_strerror (number) : cause->message);
}

/* The file's root object, or an error that says where it is broken. */
static JsonNode *
gs_experiment_reader_parse (const GsExperimentReader *self, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) own_error = NULL;
  g_autofree char *text = NULL;
  GsJsonBounds bounds;
  GStatBuf status;
  gsize length;
  JsonNode *root;

  if (g_file_test (self->path, G_FILE_TEST_EXISTS) && !g_file_test (self->path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” is not an experiment file: it is no regular file"),
                   self->path);
      return NULL;
    }
  if (g_stat (self->path, &status) == 0 && status.st_size > MAX_BYTES)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” is not an experiment file: it is too large for one"),
                   self->path);
      return NULL;
    }
  if (!g_file_get_contents (self->path, &text, &length, &own_error))
    {
      gs_experiment_reader_explain_unreadable (self, own_error, error);
      return NULL;
    }
  bounds = gs_json_bounds_check (text, length, MAX_NESTING, G_MAXUINT);
  if (bounds != GS_JSON_FITS)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                   bounds == GS_JSON_ODD ? _ ("“%s” is not an experiment file: it is not plain JSON") :
                                           _ ("“%s” is not an experiment file: it is nested too deeply"),
                   self->path);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, length, &own_error))
    {
      gs_experiment_reader_explain (self, own_error, error);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” is not an experiment file: it holds no JSON object"),
                   self->path);
      return NULL;
    }
  return json_node_ref (root);
}

/* Returns: (transfer full) (nullable): the root (JsonNode) of the experiment file */
gpointer
gs_experiment_parse (const char *path, GError **error)
{
  GsExperimentReader reader = { path, NULL };
  g_autoptr (JsonNode) root = gs_experiment_reader_parse (&reader, error);

  if (root == NULL || !gs_experiment_reader_check_version (&reader, json_node_get_object (root), error))
    return NULL;
  return g_steal_pointer (&root);
}

/**
 * gs_experiment_load:
 * @path: an experiment file
 * @cancellable: (nullable): from any thread
 * @error: the file cannot be read or is broken (%GS_ERROR_FILE), or is from a newer
 *   version (%GS_ERROR_VERSION)
 *
 * Opens the traces that it names. Those that are not there stay in the list,
 * without a trace, and each is a warning.
 *
 * Returns: (transfer full) (nullable): the experiment
 */
GsExperiment *
gs_experiment_load (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GsExperiment) self = gs_experiment_new ();
  g_autoptr (JsonNode) root = NULL;
  GsExperimentReader reader = { path, NULL };
  const char *name = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  root = gs_experiment_reader_parse (&reader, error);
  if (root == NULL || !gs_experiment_reader_check_version (&reader, json_node_get_object (root), error)
      || !gs_experiment_reader_get_string (&reader, json_node_get_object (root), "name", &name, error)
      || !gs_experiment_reader_read_traces (&reader, self, json_node_get_object (root), cancellable, error))
    return NULL;

  self->path = g_canonicalize_filename (path, NULL);
  gs_experiment_known_set (self->known, path, root);
  self->json = g_steal_pointer (&root);
  self->name = name != NULL && name[0] != '\0' ? g_strdup (name) : g_filename_display_basename (path);
  if (name == NULL && g_str_has_suffix (self->name, GS_EXPERIMENT_SUFFIX))
    self->name[strlen (self->name) - strlen (GS_EXPERIMENT_SUFFIX)] = '\0';
  return g_steal_pointer (&self);
}
