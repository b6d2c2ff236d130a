/* gs-ctf-probe.c: babeltrace2 graphs over one trace, its errors and its metadata
 * SPDX-License-Identifier: MIT
 */
#include "babeltrace/gs-ctf-probe.h"

#include <babeltrace2/babeltrace.h>
#include <dlfcn.h>
#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#include "babeltrace/gs-read-guard.h"
#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "event/gs-event-layout.h"
#include "read/gs-ctf-index.h"
#include "read/gs-ctf-metadata.h"
#include "read/gs-trace-facts.h"

/* More elements than a packet of usual size has bytes. */
#define MAX_ARRAY_LENGTH (1u << 20)

/* Plugins and their component classes sit in lists of the library that it does
 * not guard: loading and letting go of them is one thread's work at a time. */
static GMutex gs_ctf_plugin_lock;

/* Keeps the plugin's code loaded: loading it for each graph takes longer, and what
 * leak checkers say of code that is gone again cannot be read. */
static const bt_plugin *gs_ctf_resident_plugin;

/* Graphs that must not be touched any more; guarded likewise. */
static GPtrArray *gs_ctf_abandoned_graphs;

/**
 * bt_field_array_dynamic_set_length:
 *
 * Stands before the library's function of that name, which the decoder of events
 * calls with the length that an event says its array has. Babeltrace 2.0 takes
 * any length: of one that is damaged it crashes or fills the memory.
 */
bt_field_array_dynamic_set_length_status
bt_field_array_dynamic_set_length (bt_field *field, uint64_t length)
{
  static void *_Atomic found;
  bt_field_array_dynamic_set_length_status (*set_length) (bt_field * field, uint64_t length);

  *(void **) &set_length = atomic_load_explicit (&found, memory_order_acquire);
  if (set_length == NULL)
    {
      *(void **) &set_length = dlsym (RTLD_NEXT, "bt_field_array_dynamic_set_length");
      atomic_store_explicit (&found, *(void **) &set_length, memory_order_release);
    }
  if (length > MAX_ARRAY_LENGTH || set_length == NULL)
    return BT_FIELD_DYNAMIC_ARRAY_SET_LENGTH_STATUS_MEMORY_ERROR;
  return set_length (field, length);
}

/* Drops what only helps the library's authors: "…: a-addr=0x55…, b=3". */
static char *
gs_ctf_shorten_cause (const char *message)
{
  const char *cut = strstr (message, "-addr=");

  if (cut != NULL)
    while (cut > message && *cut != ':')
      cut--;
  if (cut == NULL || cut == message)
    cut = message + strlen (message);

  return g_strstrip (g_strdelimit (g_strndup (message, cut - message), "\n\r\t", ' '));
}

/**
 * gs_ctf_take_error:
 *
 * Takes the calling thread's error of the trace library, so that it does not
 * stay behind for the next call.
 *
 * Returns: (transfer full): its innermost causes as one line
 */
char *
gs_ctf_take_error (void)
{
  const bt_error *error = bt_current_thread_take_error ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint64 i = 0, n = 0; error != NULL && n < 2 && i < bt_error_get_cause_count (error); i++)
    {
      const bt_error_cause *cause = bt_error_borrow_cause_by_index (error, i);
      g_autofree char *message = gs_ctf_shorten_cause (bt_error_cause_get_message (cause));

      if (message[0] == '\0' || strstr (text->str, message) != NULL)
        continue;
      g_string_append_printf (text, n == 0 ? "%s" : " (%s)", message);
      n++;
    }
  if (error != NULL)
    bt_error_release (error);
  if (text->len == 0)
    g_string_append (text, _ ("the trace library gave no reason"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* With the lock held. A plugin object of its own for each graph, since their
 * reference counts are not atomic. */
static const bt_plugin *
gs_ctf_find_plugin (void)
{
  const bt_plugin *plugin = NULL;

  if (gs_ctf_resident_plugin == NULL)
    bt_plugin_find ("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &gs_ctf_resident_plugin);
  bt_plugin_find ("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &plugin);
  return plugin;
}

/* What adding a component takes and gives. */
typedef struct
{
  bt_graph *graph;
  const bt_component_class_source *klass;
  const char *folder;
  const bt_component_source *component;
  bt_graph_add_component_status status;
} GsCtfAdding;

/* Looks into all files of the folder. */
static void
gs_ctf_add_component (gpointer data)
{
  GsCtfAdding *self = data;
  bt_value *params = bt_value_map_create ();
  bt_value *inputs = NULL;

  if (bt_value_map_insert_empty_array_entry (params, "inputs", &inputs) == 0
      && bt_value_array_append_string_element (inputs, self->folder) == 0)
    self->status = bt_graph_add_source_component (self->graph, self->klass, "trace", params, BT_LOGGING_LEVEL_NONE,
                                                  &self->component);
  bt_value_put_ref (params);
}

/* The library would wait for what a pipe in the place of an index has to say. */
static gboolean
gs_ctf_check_indices (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autofree char *name = g_strconcat (file->name, ".idx", NULL);
      g_autofree char *path = g_build_filename (folder, "index", name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _ ("the index “%s” is no file"), path);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * gs_ctf_graph_new:
 * @folder: that holds `metadata`
 * @component: (out): the graph's source component, one output port a stream
 *
 * Returns: (transfer full): a graph with that component, to be freed with
 *   gs_ctf_graph_free(); %NULL with @error set where the trace cannot be opened
 */
gpointer
gs_ctf_graph_new (const char *folder, gconstpointer *component, GError **error)
{
  GsCtfAdding adding = { .folder = folder, .status = BT_GRAPH_ADD_COMPONENT_STATUS_ERROR };
  const bt_plugin *plugin;
  const char *reason = NULL;

  if (!gs_ctf_metadata_check (folder, error) || !gs_ctf_check_indices (folder, error))
    return NULL;

  /* What the library met and could do without stays behind in the thread, where its next call would abort over it. */
  bt_current_thread_clear_error ();
  adding.graph = bt_graph_create (0);
  gs_lock (&gs_ctf_plugin_lock);
  plugin = gs_ctf_find_plugin ();
  gs_unlock (&gs_ctf_plugin_lock);

  if (plugin != NULL)
    adding.klass = bt_plugin_borrow_source_component_class_by_name_const (plugin, "fs");
  if (adding.klass != NULL && !gs_read_guard_call (gs_ctf_add_component, &adding, &reason))
    gs_ctf_graph_abandon (g_steal_pointer (&adding.graph));

  gs_lock (&gs_ctf_plugin_lock);
  bt_plugin_put_ref (plugin);
  if (adding.graph != NULL && adding.status != BT_GRAPH_ADD_COMPONENT_STATUS_OK)
    g_clear_pointer (&adding.graph, bt_graph_put_ref);
  gs_unlock (&gs_ctf_plugin_lock);

  if (plugin == NULL)
    g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE,
                         _ ("Babeltrace's “ctf” plugin was not found; install babeltrace2"));
  else if (adding.graph == NULL)
    {
      g_autofree char *causes = gs_ctf_take_error ();

      g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, reason != NULL ? reason : causes);
    }
  else
    {
      bt_current_thread_clear_error ();
      *component = adding.component;
    }

  return adding.graph;
}

/**
 * gs_ctf_graph_free:
 * @graph: (transfer full): from gs_ctf_graph_new()
 */
void
gs_ctf_graph_free (gpointer graph)
{
  gs_lock (&gs_ctf_plugin_lock);
  bt_graph_put_ref (graph);
  gs_unlock (&gs_ctf_plugin_lock);
}

/**
 * gs_ctf_graph_abandon:
 * @graph: (transfer full): which a guarded call was working on when it was ended
 *
 * Keeps it as it is for the program's life: freeing it is not safe.
 */
void
gs_ctf_graph_abandon (gpointer graph)
{
  gs_lock (&gs_ctf_plugin_lock);
  if (gs_ctf_abandoned_graphs == NULL)
    gs_ctf_abandoned_graphs = g_ptr_array_new ();
  g_ptr_array_add (gs_ctf_abandoned_graphs, graph);
  gs_unlock (&gs_ctf_plugin_lock);
}

/**
 * gs_ctf_can_open:
 *
 * Returns: whether the trace library takes all of @folder
 */
gboolean
gs_ctf_can_open (const char *folder, GError **error)
{
  gconstpointer component;
  gpointer graph = gs_ctf_graph_new (folder, &component, error);

  if (graph == NULL)
    return FALSE;
  gs_ctf_graph_free (graph);
  return TRUE;
}

/* Returns: (transfer full): an environment entry as text, or "" */
static char *
gs_ctf_dup_environment (gconstpointer trace, const char *name)
{
  const bt_value *value = bt_trace_borrow_environment_entry_value_by_name_const (trace, name);

  if (value == NULL)
    return g_strdup ("");
  if (bt_value_is_string (value))
    return g_utf8_make_valid (bt_value_string_get (value), -1);
  if (bt_value_is_signed_integer (value))
    return g_strdup_printf ("%" G_GINT64_FORMAT, bt_value_integer_signed_get (value));
  return g_strdup ("");
}

static void
gs_ctf_facts_add_names (GsCtfFacts *self, const bt_stream_class *stream_class)
{
  for (guint64 i = 0; i < bt_stream_class_get_event_class_count (stream_class); i++)
    {
      const bt_event_class *event_class;
      const char *name;

      event_class = bt_stream_class_borrow_event_class_by_index_const (stream_class, i);
      name = bt_event_class_get_name (event_class);
      if (name != NULL)
        g_ptr_array_add (self->event_names, g_strdup (gs_event_plain_name (name)));
    }
}

static void
gs_ctf_facts_fill_clock (GsCtfFacts *self, const bt_stream_class *stream_class)
{
  const bt_clock_class *clock = bt_stream_class_borrow_default_clock_class_const (stream_class);
  gint64 seconds;
  guint64 cycles, frequency;

  if (clock == NULL)
    return;

  bt_clock_class_get_offset (clock, &seconds, &cycles);
  frequency = bt_clock_class_get_frequency (clock);
  self->has_clock = TRUE;
  g_free (self->clock_uuid);
  self->clock_uuid = gs_trace_facts_dup_uuid (bt_clock_class_get_uuid (clock));
  self->clock_frequency = frequency;
  self->clock_offset = (gint64) ((guint64) seconds * 1000000000u + (guint64) ((long double) cycles * 1e9L / frequency));
}

/**
 * gs_ctf_facts_fill:
 * @stream: any stream of the trace, as the trace library knows it
 */
void
gs_ctf_facts_fill (GsCtfFacts *self, gconstpointer stream)
{
  const bt_trace *trace = bt_stream_borrow_trace_const (stream);
  const bt_trace_class *trace_class = bt_trace_borrow_class_const (trace);

  if (self->is_filled)
    return;

  self->is_filled = TRUE;
  self->hostname = gs_ctf_dup_environment (trace, "hostname");
  self->domain = gs_ctf_dup_environment (trace, "domain");
  self->kernel_release = gs_ctf_dup_environment (trace, "kernel_release");
  self->tracer = gs_trace_facts_dup_tracer (gs_ctf_dup_environment, trace);
  self->uuid = gs_trace_facts_dup_uuid (bt_trace_get_uuid (trace));
  self->clock_uuid = g_strdup ("");
  self->event_names = g_ptr_array_new_with_free_func (g_free);
  for (guint64 i = 0; i < bt_trace_class_get_stream_class_count (trace_class); i++)
    gs_ctf_facts_add_names (self, bt_trace_class_borrow_stream_class_by_index_const (trace_class, i));
  gs_ctf_facts_fill_clock (self, bt_stream_borrow_class_const (stream));
}

void
gs_ctf_facts_clear (GsCtfFacts *self)
{
  g_clear_pointer (&self->hostname, g_free);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->tracer, g_free);
  g_clear_pointer (&self->kernel_release, g_free);
  g_clear_pointer (&self->uuid, g_free);
  g_clear_pointer (&self->clock_uuid, g_free);
  g_clear_pointer (&self->event_names, g_ptr_array_unref);
  self->is_filled = FALSE;
}
