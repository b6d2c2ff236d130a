/* gs-ctf-source.c: a graph of babeltrace2 over some of a trace's streams
 * SPDX-License-Identifier: MIT
 *
 * One sink component with an input port per stream pulls from whichever stream
 * comes next, so no muxer is needed.
 */
#include "babeltrace/gs-ctf-source.h"

#include <babeltrace2/babeltrace.h>
#include <glib/gi18n.h>

#include "babeltrace/gs-bt-port.h"
#include "base/gs-error.h"
#include "event/gs-event-counts.h"
#include "event/gs-stream-merge.h"
#include "read/gs-ctf-index.h"

#define PORT_BUFFER 128

struct _GsCtfSource
{
  GsEventSource parent;
  GsBtShared shared;
  bt_graph *graph;
  GPtrArray *ports; /* of GsBtPort; owned by the merge */
  GsEventSource *merge;
  gboolean is_ended;

  /* The batch that is being filled. */
  GsEvent *events;
  gsize n_max;
  gssize n_filled;
  GError *error;
};

static bt_component_class_initialize_method_status
gs_ctf_sink_initialize (bt_self_component_sink *sink, bt_self_component_sink_configuration *configuration,
                        const bt_value *params, void *data)
{
  GsCtfSource *self = data;

  bt_self_component_set_data (bt_self_component_sink_as_self_component (sink), self);
  for (guint i = 0; i < self->ports->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("in%u", i);

      if (bt_self_component_sink_add_input_port (sink, name, g_ptr_array_index (self->ports, i), NULL) != 0)
        return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
    }
  return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static bt_component_class_sink_graph_is_configured_method_status
gs_ctf_sink_graph_is_configured (bt_self_component_sink *sink)
{
  GsCtfSource *self = bt_self_component_get_data (bt_self_component_sink_as_self_component (sink));

  self->shared.sink = sink;
  for (guint i = 0; i < self->ports->len; i++)
    gs_bt_port_open (g_ptr_array_index (self->ports, i));
  return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK;
}

static bt_component_class_sink_consume_method_status
gs_ctf_sink_consume (bt_self_component_sink *sink)
{
  GsCtfSource *self = bt_self_component_get_data (bt_self_component_sink_as_self_component (sink));

  self->n_filled = gs_event_source_next (self->merge, self->events, self->n_max, &self->error);
  return self->n_filled > 0 ? BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_OK :
                              BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END;
}

static gboolean
gs_ctf_source_add_sink (GsCtfSource *self)
{
  bt_component_class_sink *klass = bt_component_class_sink_create ("events", gs_ctf_sink_consume);
  const bt_component_sink *sink = NULL;
  gboolean is_done;

  bt_component_class_sink_set_initialize_method (klass, gs_ctf_sink_initialize);
  bt_component_class_sink_set_graph_is_configured_method (klass, gs_ctf_sink_graph_is_configured);
  is_done = bt_graph_add_sink_component_with_initialize_method_data (self->graph, klass, "events", NULL, self,
                                                                     BT_LOGGING_LEVEL_NONE, &sink)
            == 0;
  bt_component_class_sink_put_ref (klass);

  for (guint i = 0; is_done && i < self->ports->len; i++)
    {
      GsBtPort *port = g_ptr_array_index (self->ports, i);

      is_done = bt_graph_connect_ports (self->graph, port->output,
                                        bt_component_sink_borrow_input_port_by_index_const (sink, i), NULL)
                == 0;
    }
  return is_done;
}

/* Takes this group's share of the ports. */
static void
gs_ctf_source_choose_ports (GsCtfSource *self, const bt_component_source *component, const char *folder, guint group,
                            guint n_groups)
{
  guint64 n_ports = bt_component_source_get_output_port_count (component);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree guint *groups = NULL;

  for (guint64 i = 0; i < n_ports; i++)
    {
      const bt_port_output *output = bt_component_source_borrow_output_port_by_index_const (component, i);

      g_ptr_array_add (names, (gpointer) bt_port_get_name (bt_port_output_as_port_const (output)));
    }

  groups = gs_ctf_index_share (folder, (const char *const *) names->pdata, names->len, n_groups);
  for (guint64 i = 0; i < n_ports; i++)
    if (groups[i] == group)
      g_ptr_array_add (self->ports,
                       gs_bt_port_new (&self->shared, self->ports->len, i,
                                       bt_component_source_borrow_output_port_by_index_const (component, i)));
}

static gssize
gs_ctf_source_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsCtfSource *self = (GsCtfSource *) source;
  bt_graph_run_once_status status;

  if (self->is_ended)
    return 0;

  self->events = events;
  self->n_max = n_max;
  self->n_filled = 0;
  bt_current_thread_clear_error ();
  status = bt_graph_run_once (self->graph);
  if (self->n_filled > 0)
    return self->n_filled;

  self->is_ended = TRUE;
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return -1;
    }
  if (status != BT_GRAPH_RUN_ONCE_STATUS_OK && status != BT_GRAPH_RUN_ONCE_STATUS_END)
    {
      g_autofree char *reason = gs_ctf_take_error ();

      g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _ ("%s: the trace cannot be read: %s"), self->shared.trace_name,
                   reason);
      return -1;
    }
  return 0;
}

static void
gs_ctf_source_free_source (GsEventSource *source)
{
  gs_ctf_source_free ((GsCtfSource *) source);
}

static const GsEventSourceClass gs_ctf_source_class = { gs_ctf_source_next, gs_ctf_source_free_source };

/**
 * gs_ctf_source_new:
 * @folder: that holds `metadata`
 * @trace_name: what warnings call the trace
 * @names: where names are put; may be shared with other threads
 * @group: which share of the streams, below @n_groups
 * @n_groups: how many shares there are
 * @stop: (scope forever): read atomically; once it is not 0, the source ends
 *
 * Returns: (transfer full): a source of the wanted events of that share; %NULL
 *   with @error set where the trace library does not take the folder
 */
GsCtfSource *
gs_ctf_source_new (const char *folder, const char *trace_name, GsNames *names, guint group, guint n_groups,
                   const gint *stop, GError **error)
{
  g_autoptr (GsCtfSource) self = g_new0 (GsCtfSource, 1);
  gconstpointer component;

  self->parent.klass = &gs_ctf_source_class;
  self->shared.trace_name = g_strdup (trace_name);
  self->shared.names.names = gs_names_ref (names);
  self->shared.stop = stop;
  self->ports = g_ptr_array_new ();
  self->shared.stream_classes = g_ptr_array_new_with_free_func (gs_bt_stream_class_free);
  self->shared.warnings = g_ptr_array_new_with_free_func (g_free);
  self->graph = gs_ctf_graph_new (folder, &component, error);
  if (self->graph == NULL)
    return NULL;

  gs_ctf_source_choose_ports (self, component, folder, group, n_groups);
  self->is_ended = self->ports->len == 0;
  self->merge = gs_stream_merge_new ((GsEventSource **) self->ports->pdata, self->ports->len, PORT_BUFFER);
  if (!self->is_ended && !gs_ctf_source_add_sink (self))
    {
      g_autofree char *reason = gs_ctf_take_error ();

      g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, reason);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * gs_ctf_source_get_source:
 *
 * Returns: (transfer none): @self as an event source; n_max is to be 3 at least
 */
GsEventSource *
gs_ctf_source_get_source (GsCtfSource *self)
{
  return &self->parent;
}

/**
 * gs_ctf_source_set_facts:
 * @facts: filled when the first stream begins; outlives @self
 */
void
gs_ctf_source_set_facts (GsCtfSource *self, GsCtfFacts *facts)
{
  self->shared.facts = facts;
}

/**
 * gs_ctf_source_set_cut:
 * @files: (element-type filename): the folder's stream files that are not whole
 * @end: ns; when the trace ends, as far as is known
 *
 * Before the first event is asked for. The CPUs of these streams count as unknown from
 * what is there of them on, as where events are lost; so do those of streams that turn out to be damaged.
 */
void
gs_ctf_source_set_cut (GsCtfSource *self, GPtrArray *files, gint64 end)
{
  self->shared.cut_end = end;
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      if (self->shared.cut == NULL)
        self->shared.cut = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_add (self->shared.cut, g_strdup (g_ptr_array_index (files, i)));
    }
}

/**
 * gs_ctf_source_get_n_events:
 *
 * From any thread.
 *
 * Returns: how many events were decoded so far, wanted or not
 */
guint64
gs_ctf_source_get_n_events (GsCtfSource *self)
{
  return atomic_load_explicit (&self->shared.n_events, memory_order_relaxed);
}

/**
 * gs_ctf_source_get_report:
 * @report: (out): what was met so far
 */
void
gs_ctf_source_get_report (GsCtfSource *self, GsCtfReport *report)
{
  g_autoptr (GHashTable) cpus = g_hash_table_new (NULL, NULL);

  *report = (GsCtfReport){
    .span = { GS_TIME_NONE, GS_TIME_NONE },
    .kinds = self->shared.kinds,
    .n_streams = self->ports->len,
  };
  for (guint i = 0; i < self->ports->len; i++)
    {
      const GsBtPort *port = g_ptr_array_index (self->ports, i);

      g_hash_table_add (cpus, GUINT_TO_POINTER (port->cpu));
      report->n_lost += port->order.n_lost;
      report->n_lost_packets += port->n_lost_packets;
      report->n_steps_back += port->order.n_steps_back;
      report->largest_step_back = MAX (report->largest_step_back, port->order.largest_step_back);
      if (port->span.begin == GS_TIME_NONE)
        report->n_empty_streams++;
      else if (report->span.begin == GS_TIME_NONE)
        report->span = port->span;
      else
        report->span = gs_span_unite (report->span, port->span);
    }
  report->n_cpus = g_hash_table_size (cpus);
}

/**
 * gs_ctf_source_count_events:
 * @counts: (element-type utf8 guint64): from event name to a number, which is added to
 *
 * All events met so far, wanted or not, by name. From the thread that reads.
 */
void
gs_ctf_source_count_events (GsCtfSource *self, GHashTable *counts)
{
  for (guint i = 0; i < self->shared.stream_classes->len; i++)
    {
      GsBtStreamClass *stream_class = g_ptr_array_index (self->shared.stream_classes, i);
      GHashTableIter iter;
      gpointer value;

      g_hash_table_iter_init (&iter, stream_class->by_class);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          const GsBtEventClass *event_class = value;

          if (event_class->name != NULL && event_class->n_events > 0)
            gs_event_counts_add (counts, event_class->name, event_class->n_events);
        }
    }
}

/**
 * gs_ctf_source_get_warnings:
 *
 * Returns: (transfer none): translated strings, each names the trace
 */
GPtrArray *
gs_ctf_source_get_warnings (GsCtfSource *self)
{
  return self->shared.warnings;
}

/**
 * gs_ctf_source_free:
 * @self: (transfer full): the source
 */
void
gs_ctf_source_free (GsCtfSource *self)
{
  g_clear_pointer (&self->merge, gs_event_source_free);
  if (self->shared.is_abandoned)
    gs_ctf_graph_abandon (g_steal_pointer (&self->graph));
  g_clear_pointer (&self->graph, gs_ctf_graph_free);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->ports);
  g_ptr_array_unref (self->shared.stream_classes);
  g_ptr_array_unref (self->shared.warnings);
  g_clear_pointer (&self->shared.cut, g_hash_table_unref);
  gs_names_unref (self->shared.names.names);
  g_free (self->shared.trace_name);
  g_free (self);
}
