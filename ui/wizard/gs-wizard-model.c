/* gs-wizard-model.c: an experiment being put together, and what is known of it so far
 * SPDX-License-Identifier: MIT
 *
 * What was read is composed again on changes; only a trace that has not been
 * read before starts reading again, once the search has come to rest.
 */
#include "wizard/gs-wizard-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"
#include "find/gs-trace-archive.h"
#include "find/gs-trace-finder.h"
#include "find/gs-trace-search.h"

/* So long nothing more is found before reading starts. */
#define REST_MS 300

struct _GsWizardModel
{
  GObject parent_instance;
  GsExperiment *experiment;
  GsAnalysis *analysis; /* NULL: nothing to read yet */
  GHashTable *read;     /* set of what the analysis reads: "name\npath" */
  GPtrArray *searches;  /* of GsTraceSearch that run */
  guint rest;           /* source id, or 0 */
  gboolean is_new;      /* the analysis is not the one that the model was made with */
};

enum
{
  TRACES_CHANGED,
  TIMELINE_CHANGED,
  SEARCHING_CHANGED,
  PROBLEM,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GsWizardModel, gs_wizard_model, G_TYPE_OBJECT)

gboolean
gs_wizard_model_is_used (const GsExperimentTrace *entry)
{
  return entry->trace != NULL && entry->trace->usable && entry->role != GS_ROLE_IGNORE;
}

static char *
gs_wizard_model_make_key (const GsExperimentTrace *entry)
{
  return g_strdup_printf ("%s\n%s", entry->name, entry->path);
}

/* Whether all that is used was read under its name. */
static gboolean
gs_wizard_model_has_read (GsWizardModel *self)
{
  for (guint i = 0; i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);
      g_autofree char *key = gs_wizard_model_make_key (entry);

      if (gs_wizard_model_is_used (entry) && !g_hash_table_contains (self->read, key))
        return FALSE;
    }
  return self->analysis != NULL;
}

static void
gs_wizard_model_on_changed (GsWizardModel *self)
{
  g_signal_emit (self, signals[TIMELINE_CHANGED], 0);
}

/* What was chosen while it was read counts. */
static void
gs_wizard_model_on_finished (GsWizardModel *self, GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  if (error == NULL)
    gs_analysis_recompose (self->analysis, self->experiment);
  g_signal_emit (self, signals[TIMELINE_CHANGED], 0);
}

static void
gs_wizard_model_drop_analysis (GsWizardModel *self)
{
  if (self->analysis == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->analysis, self);
  if (self->is_new)
    gs_analysis_cancel (self->analysis);
  g_clear_object (&self->analysis);
  g_hash_table_remove_all (self->read);
}

static void
gs_wizard_model_take_analysis (GsWizardModel *self, GsAnalysis *analysis)
{
  self->analysis = analysis;
  for (guint i = 0; i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);

      if (gs_wizard_model_is_used (entry))
        g_hash_table_add (self->read, gs_wizard_model_make_key (entry));
    }
  g_signal_connect_swapped (analysis, "changed", G_CALLBACK (gs_wizard_model_on_changed), self);
  g_signal_connect_swapped (analysis, "finished", G_CALLBACK (gs_wizard_model_on_finished), self);
}

/* Brings what is known in line with what is chosen. */
static void
gs_wizard_model_update (GsWizardModel *self)
{
  if (gs_wizard_model_has_read (self))
    {
      if (!gs_analysis_is_running (self->analysis))
        gs_analysis_recompose (self->analysis, self->experiment);
      return;
    }
  gs_wizard_model_drop_analysis (self);
  self->is_new = TRUE; /* the analysis from now on is our own */
  if (!gs_wizard_model_can_create (self))
    return;
  gs_wizard_model_take_analysis (self, gs_analysis_new (self->experiment));
  gs_analysis_start (self->analysis);
  g_signal_emit (self, signals[TIMELINE_CHANGED], 0);
}

static gboolean
gs_wizard_model_on_rest (gpointer user_data)
{
  GsWizardModel *self = user_data;

  self->rest = 0;
  gs_wizard_model_update (self);
  return G_SOURCE_REMOVE;
}

static void
gs_wizard_model_update_soon (GsWizardModel *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  self->rest = g_timeout_add (REST_MS, gs_wizard_model_on_rest, self);
}

static void
gs_wizard_model_rename (GsWizardModel *self, GsExperimentTrace *entry, const char *name)
{
  for (guint i = 0; i < self->experiment->traces->len; i++)
    {
      GsExperimentTrace *other = g_ptr_array_index (self->experiment->traces, i);

      if (g_strcmp0 (other->host, entry->name) == 0)
        {
          g_free (other->host);
          other->host = g_strdup (name);
        }
    }
  g_free (entry->name);
  entry->name = g_strdup (name);
}

/* Roles and names follow from all traces together; names that an experiment had before stay. */
static void
gs_wizard_model_settle_traces (GsWizardModel *self)
{
  g_autoptr (GPtrArray) traces = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_trace_unref);
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  for (guint i = 0; i < self->experiment->traces->len; i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);

      if (entry->trace == NULL)
        continue;
      g_ptr_array_add (entries, entry);
      g_ptr_array_add (traces, gs_trace_ref (entry->trace));
    }
  gs_trace_finder_settle (traces);
  for (guint i = 0; i < entries->len; i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (entries, i);
      GsTrace *trace = g_ptr_array_index (traces, i);

      gs_trace_unref (entry->trace);
      entry->trace = self->experiment->path == NULL ? gs_trace_ref (trace) : gs_trace_rename (trace, entry->name);
      if (self->experiment->path == NULL && !g_str_equal (entry->name, trace->name))
        gs_wizard_model_rename (self, entry, trace->name);
    }
}

static void
gs_wizard_model_tell_new_warnings (GsWizardModel *self, guint n_before)
{
  for (guint i = n_before; i < self->experiment->warnings->len; i++)
    g_signal_emit (self, signals[PROBLEM], 0, g_ptr_array_index (self->experiment->warnings, i));
  g_ptr_array_set_size (self->experiment->warnings, n_before);
}

static void
gs_wizard_model_on_found (GsTraceSearch *search, GsTrace *trace, GsWizardModel *self)
{
  guint n_warnings = self->experiment->warnings->len;

  if (gs_experiment_add_trace (self->experiment, trace))
    {
      gs_wizard_model_settle_traces (self);
      gs_wizard_model_update_soon (self);
      g_signal_emit (self, signals[TRACES_CHANGED], 0);
    }
  gs_wizard_model_tell_new_warnings (self, n_warnings);
}

static void
gs_wizard_model_on_searched (GsTraceSearch *search, GError *error, GsWizardModel *self)
{
  if (g_error_matches (error, GS_ERROR, GS_ERROR_LARGE))
    g_signal_emit (self, signals[REFUSED], 0, error, gs_trace_search_get_paths (search));
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  g_signal_handlers_disconnect_by_data (search, self);
  g_ptr_array_remove (self->searches, search);
  g_signal_emit (self, signals[SEARCHING_CHANGED], 0);
}

static void
gs_wizard_model_dispose (GObject *object)
{
  GsWizardModel *self = GS_WIZARD_MODEL (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  for (guint i = 0; self->searches != NULL && i < self->searches->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->searches, i), self);
  g_clear_pointer (&self->searches, g_ptr_array_unref);
  gs_wizard_model_drop_analysis (self);
  G_OBJECT_CLASS (gs_wizard_model_parent_class)->dispose (object);
}

static void
gs_wizard_model_finalize (GObject *object)
{
  GsWizardModel *self = GS_WIZARD_MODEL (object);

  g_hash_table_unref (self->read);
  gs_experiment_free (self->experiment);
  G_OBJECT_CLASS (gs_wizard_model_parent_class)->finalize (object);
}

static void
gs_wizard_model_class_init (GsWizardModelClass *klass)
{
  static const char *const names[] = { "traces-changed", "timeline-changed", "searching-changed" };

  G_OBJECT_CLASS (klass)->dispose = gs_wizard_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_wizard_model_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    signals[i] = g_signal_new (names[i], GS_TYPE_WIZARD_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", GS_TYPE_WIZARD_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, G_TYPE_STRING);
  signals[REFUSED] = g_signal_new ("refused", GS_TYPE_WIZARD_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   2, G_TYPE_POINTER, G_TYPE_POINTER);
}

static void
gs_wizard_model_init (GsWizardModel *self)
{
  self->searches = g_ptr_array_new_with_free_func (g_object_unref);
  self->read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * gs_wizard_model_new:
 * @experiment: (nullable): is copied; %NULL for a new one
 * @analysis: (nullable): what was read of @experiment; used until other traces are wanted
 *
 * Returns: (transfer full): a model
 */
GsWizardModel *
gs_wizard_model_new (GsExperiment *experiment, GsAnalysis *analysis)
{
  GsWizardModel *self = g_object_new (GS_TYPE_WIZARD_MODEL, NULL);

  self->is_new = experiment == NULL;
  self->experiment = experiment != NULL ? gs_experiment_copy (experiment) : gs_experiment_new ();
  if (analysis != NULL)
    gs_wizard_model_take_analysis (self, g_object_ref (analysis));
  return self;
}

/* Returns: (transfer none): with what is chosen so far */
GsExperiment *
gs_wizard_model_get_experiment (GsWizardModel *self)
{
  return self->experiment;
}

/* Returns: (transfer none) (nullable): may be running */
GsAnalysis *
gs_wizard_model_get_analysis (GsWizardModel *self)
{
  return self->analysis;
}

/* Returns: (transfer none) (nullable): what is known so far */
GsTimeline *
gs_wizard_model_get_timeline (GsWizardModel *self)
{
  return self->analysis != NULL ? gs_analysis_get_timeline (self->analysis) : NULL;
}

gboolean
gs_wizard_model_is_searching (GsWizardModel *self)
{
  return self->searches->len > 0;
}

/* Returns: how much of an archive is unpacked that was added, 0 to 1; -1: nothing is being unpacked */
double
gs_wizard_model_get_unpacked (GsWizardModel *self)
{
  double unpacked = -1;

  for (guint i = 0; i < self->searches->len && unpacked < 0; i++)
    unpacked = gs_trace_search_get_unpacked (g_ptr_array_index (self->searches, i));
  return unpacked;
}

/* Whether at least one trace can be used. */
gboolean
gs_wizard_model_can_create (GsWizardModel *self)
{
  for (guint i = 0; i < self->experiment->traces->len; i++)
    if (gs_wizard_model_is_used (g_ptr_array_index (self->experiment->traces, i)))
      return TRUE;
  return FALSE;
}

/**
 * gs_wizard_model_dup_counts:
 *
 * Returns: (transfer full): "1 host, 2 guests, 3 virtual CPUs"
 */
char *
gs_wizard_model_dup_counts (GsWizardModel *self)
{
  const GPtrArray *traces = gs_wizard_model_get_experiment (self)->traces;
  GsTimeline *timeline = gs_wizard_model_get_timeline (self);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_hosts = 0, n_guests = 0, n_vcpus = 0;

  for (guint i = 0; i < traces->len; i++)
    {
      GsRole role = gs_wizard_model_get_role (self, g_ptr_array_index (traces, i));

      n_hosts += role == GS_ROLE_HOST;
      n_guests += role == GS_ROLE_GUEST;
    }
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    n_vcpus += gs_timeline_get_machine (timeline, i)->vcpus->len;
  g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%u host", "%u hosts", n_hosts), n_hosts);
  g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, ", %u guest", ", %u guests", n_guests), n_guests);
  if (n_vcpus > 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, ", %u virtual CPU", ", %u virtual CPUs", n_vcpus),
                            n_vcpus);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Of all traces that are used; GS_TIME_NONE where there is none. Clocks as recorded. */
GsSpan
gs_wizard_model_get_span (GsWizardModel *self)
{
  GsSpan span = { GS_TIME_NONE, GS_TIME_NONE };

  for (guint i = 0; i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);

      if (!gs_wizard_model_is_used (entry) || entry->trace->span.begin == GS_TIME_NONE)
        continue;
      span = span.begin == GS_TIME_NONE ? entry->trace->span : gs_span_unite (span, entry->trace->span);
    }
  return span;
}

static const GsTimelineMachine *
gs_wizard_model_find_machine (GsWizardModel *self, const char *name)
{
  GsTimeline *timeline = gs_wizard_model_get_timeline (self);

  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (timeline, i)->name, name))
      return gs_timeline_get_machine (timeline, i);
  return NULL;
}

/* What was chosen, else what was found out, else what the trace's head suggests. */
GsRole
gs_wizard_model_get_role (GsWizardModel *self, const GsExperimentTrace *entry)
{
  const GsTimelineMachine *machine;

  if (entry->role != GS_ROLE_UNKNOWN)
    return entry->role;
  machine = gs_wizard_model_find_machine (self, entry->name);
  if (machine != NULL && machine->role != GS_ROLE_UNKNOWN)
    return machine->role;
  return entry->trace != NULL ? entry->trace->role : GS_ROLE_UNKNOWN;
}

static int
gs_wizard_model_compare_spans (gconstpointer a, gconstpointer b)
{
  const GsSpan *left = a, *right = b;

  return (left->begin > right->begin) - (left->begin < right->begin);
}

/* Returns: at how many different times the traces that are used were recorded: those that overlap are of
 * one. By their clocks, as far as these came together; 0 as long as that is being found out */
static guint
gs_wizard_model_count_times (GsWizardModel *self)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (GsSpan));
  gint64 end = G_MININT64;
  guint n_times = 0;

  for (guint i = 0; i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);
      const GsTimelineMachine *machine = gs_wizard_model_find_machine (self, entry->name);
      GsSpan span;

      if (!gs_wizard_model_is_used (entry) || entry->trace->span.begin == GS_TIME_NONE)
        continue;
      if (machine == NULL)
        return 0;
      span = entry->trace->span;
      if (machine->clock.method != GS_CLOCK_NONE)
        span = (GsSpan){ gs_clock_to_reference (&machine->clock, span.begin),
                         gs_clock_to_reference (&machine->clock, span.end) };
      g_array_append_val (spans, span);
    }
  g_array_sort (spans, gs_wizard_model_compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      GsSpan span = g_array_index (spans, GsSpan, i);

      n_times += span.begin > end;
      end = MAX (end, span.end);
    }
  return n_times;
}

/**
 * gs_wizard_model_get_notices:
 *
 * Returns: (transfer full) (element-type utf8): one sentence for each thing that will be missing
 */
GPtrArray *
gs_wizard_model_get_notices (GsWizardModel *self)
{
  GPtrArray *notices = g_ptr_array_new_with_free_func (g_free);
  guint n_hosts = 0, n_guests = 0, n_others = 0, n_times = gs_wizard_model_count_times (self);

  for (guint i = 0; i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);
      GsRole role = gs_wizard_model_get_role (self, entry);

      if (!gs_wizard_model_is_used (entry))
        continue;
      n_hosts += role == GS_ROLE_HOST;
      n_guests += role == GS_ROLE_GUEST;
      n_others += role == GS_ROLE_UNKNOWN;
    }
  if (n_hosts == 0 && n_guests + n_others > 0)
    g_ptr_array_add (
        notices,
        g_strdup (_ (
            "Without the host's trace, neither the hypervisor nor preemption can be known: add it if you have it.")));
  if (n_hosts > 0 && n_guests == 0)
    g_ptr_array_add (
        notices,
        g_strdup (_ (
            "Without a guest's trace, what its threads do and whether it is idle can't be known: virtual CPUs are shown as their host sees them.")));
  if (n_hosts > 0 && n_others > 0)
    g_ptr_array_add (
        notices,
        g_strdup (_ (
            "One of the machines is neither host nor guest as far as can be told: say so on the next page if you know.")));
  if (n_hosts > 1)
    g_ptr_array_add (
        notices,
        g_strdup (_ (
            "There are several hosts: one of them gives the time, the others need packets between them to come close to it.")));
  if (n_times > 1)
    g_ptr_array_add (
        notices,
        g_strdup_printf (
            ngettext ("By their clocks, these traces were recorded at %u time.",
                      "By their clocks, these traces were recorded at %u different times, one after the other. "
                      "What was recorded at the same time belongs together: leave the others out.",
                      n_times),
            n_times));
  return notices;
}

static void
gs_wizard_model_search (GsWizardModel *self, const char *const *paths)
{
  GsTraceSearch *search = gs_trace_search_new (paths);

  g_signal_connect (search, "found", G_CALLBACK (gs_wizard_model_on_found), self);
  g_signal_connect (search, "finished", G_CALLBACK (gs_wizard_model_on_searched), self);
  g_ptr_array_add (self->searches, search);
  gs_trace_search_start (search);
  g_signal_emit (self, signals[SEARCHING_CHANGED], 0);
}

/* Searches folders and files in the background; what is found joins the experiment. Each archive is searched by itself:
 * one that is refused keeps nothing else out. */
void
gs_wizard_model_add_folders (GsWizardModel *self, const char *const *paths)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  if (self->experiment->name == NULL)
    self->experiment->name = g_filename_display_basename (paths[0]);
  for (guint i = 0; paths[i] != NULL; i++)
    if (gs_trace_archive_is_one (paths[i]))
      gs_wizard_model_search (self, (const char *const[]){ paths[i], NULL });
    else
      g_ptr_array_add (others, (gpointer) paths[i]);
  g_ptr_array_add (others, NULL);
  if (others->len > 1)
    gs_wizard_model_search (self, (const char *const *) others->pdata);
}

/* A choice has changed. */
static void
gs_wizard_model_chosen (GsWizardModel *self)
{
  gs_wizard_model_update_soon (self);
  g_signal_emit (self, signals[TRACES_CHANGED], 0);
}

void
gs_wizard_model_set_used (GsWizardModel *self, const char *trace, gboolean is_used)
{
  gs_wizard_model_set_role (self, trace, is_used ? GS_ROLE_UNKNOWN : GS_ROLE_IGNORE);
}

void
gs_wizard_model_set_role (GsWizardModel *self, const char *trace, GsRole role)
{
  GsExperimentTrace *entry = gs_experiment_find_trace (self->experiment, trace);

  if (entry == NULL || entry->role == role)
    return;
  entry->role = role;
  gs_wizard_model_chosen (self);
}

/**
 * gs_wizard_model_set_process:
 * @trace: of a guest
 * @host: (nullable): name of its host's trace; %NULL: to be found out
 * @pid: of its QEMU there; -1: to be found out
 */
void
gs_wizard_model_set_process (GsWizardModel *self, const char *trace, const char *host, gint32 pid)
{
  GsExperimentTrace *entry = gs_experiment_find_trace (self->experiment, trace);

  if (entry == NULL || (g_strcmp0 (entry->host, host) == 0 && entry->pid == pid))
    return;
  g_free (entry->host);
  entry->host = g_strdup (host);
  entry->pid = pid;
  g_clear_pointer (&entry->vcpus, g_hash_table_unref);
  if (host != NULL && entry->role == GS_ROLE_HOST)
    entry->role = GS_ROLE_GUEST;
  gs_wizard_model_chosen (self);
}

/* Takes over the clocks of another copy of the experiment. */
void
gs_wizard_model_set_clocks (GsWizardModel *self, const GsExperiment *choices)
{
  for (guint i = 0; i < choices->traces->len; i++)
    {
      const GsExperimentTrace *choice = g_ptr_array_index (choices->traces, i);
      GsExperimentTrace *own = gs_experiment_find_trace (self->experiment, choice->name);

      if (own == NULL)
        continue;
      own->clock_choice = choice->clock_choice;
      own->clock = choice->clock;
    }
  gs_wizard_model_update_soon (self);
}

/**
 * gs_wizard_model_settle:
 *
 * Ends what is left to do: searches are given up, and what was chosen last is acted upon.
 *
 * Returns: (transfer full) (nullable): the analysis, which may be running; the model's no longer
 */
GsAnalysis *
gs_wizard_model_settle (GsWizardModel *self)
{
  for (guint i = 0; i < self->searches->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->searches, i), self);
  g_ptr_array_set_size (self->searches, 0);
  if (self->rest != 0 || !gs_wizard_model_has_read (self))
    {
      g_clear_handle_id (&self->rest, g_source_remove);
      gs_wizard_model_update (self);
    }
  if (self->analysis != NULL)
    g_signal_handlers_disconnect_by_data (self->analysis, self);
  return g_steal_pointer (&self->analysis);
}
