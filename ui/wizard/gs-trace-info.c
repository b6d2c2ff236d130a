/* gs-trace-info.c: what each trace of an experiment holds, and what it lacks
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-trace-info.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "event/gs-event-counts.h"
#include "event/gs-event-type.h"
#include "parts/gs-role-text.h"
#include "trace/gs-trace-advice.h"

#define MS 1000000

struct _GsTraceInfo
{
  GtkWindow parent_instance;
  GtkWidget *stack;
};

G_DEFINE_FINAL_TYPE (GsTraceInfo, gs_trace_info, GTK_TYPE_WINDOW)

static gboolean
gs_trace_info_on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
gs_trace_info_class_init (GsTraceInfoClass *klass)
{
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, gs_trace_info_on_escape, NULL);
}

static void
gs_trace_info_init (GsTraceInfo *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *sidebar = gtk_stack_sidebar_new ();

  self->stack = gtk_stack_new ();
  gtk_widget_set_hexpand (self->stack, TRUE);
  gtk_stack_sidebar_set_stack (GTK_STACK_SIDEBAR (sidebar), GTK_STACK (self->stack));
  gtk_widget_set_size_request (sidebar, 170, -1);
  gtk_box_append (GTK_BOX (box), sidebar);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Traces"));
  gtk_window_set_default_size (GTK_WINDOW (self), 900, 680);
}

static GtkWidget *
gs_trace_info_create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_yalign (GTK_LABEL (label), 0.0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
gs_trace_info_add_line (GtkWidget *grid, const char *name, const char *value)
{
  int row = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (grid), "n-rows"));
  GtkWidget *label;

  if (value == NULL || value[0] == '\0')
    return;
  label = gs_trace_info_create_label (value, NULL);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (GTK_GRID (grid), gs_trace_info_create_label (name, "dim-label"), 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), label, 1, row, 1, 1);
  g_object_set_data (G_OBJECT (grid), "n-rows", GINT_TO_POINTER (row + 1));
}

/* Of a clock that counts from the machine's boot, mostly. */
static void
gs_trace_info_add_time_since (GtkWidget *grid, GsSpan span, const char *clock_name)
{
  g_autofree char *begin = gs_time_text_dup_seconds (span.begin, MS);
  g_autofree char *end = gs_time_text_dup_seconds (span.end, MS);
  g_autofree char *duration = gs_time_text_dup_duration (span.end - span.begin, MS);
  /* Translators: from, to, duration; the clock's name is the kernel's */
  g_autofree char *text = g_strdup_printf (_ ("%s to %s: %s (clock “%s”, which tells no date)"), begin, end, duration,
                                           clock_name);

  gs_trace_info_add_line (grid, _ ("Time"), text);
}

static void
gs_trace_info_add_time (GtkWidget *grid, GsSpan span, const char *clock_name)
{
  g_autofree char *date = NULL, *begin = NULL, *end = NULL, *duration = NULL, *text = NULL;

  if (span.begin == GS_TIME_NONE)
    return;
  if (clock_name != NULL)
    {
      gs_trace_info_add_time_since (grid, span, clock_name);
      return;
    }
  date = gs_time_text_dup_date (span.begin, NULL);
  begin = gs_time_text_dup_clock (span.begin, MS);
  end = gs_time_text_dup_clock (span.end, MS);
  duration = gs_time_text_dup_duration (span.end - span.begin, MS);
  text = g_strdup_printf (_ ("%s, %s to %s: %s"), date, begin, end, duration);
  gs_trace_info_add_line (grid, _ ("Time"), text);
}

static const char *
gs_trace_info_get_clock_text (const GsTimelineMachine *machine)
{
  switch (machine->clock.method)
    {
    case GS_CLOCK_REFERENCE:
      return _ ("gives the time");
    case GS_CLOCK_VMSYNC:
      return _ ("brought together by the add-on modules");
    case GS_CLOCK_TCP:
      return _ ("brought together by network packets");
    case GS_CLOCK_WINDOWS:
      return _ ("brought together by when its virtual CPUs ran");
    case GS_CLOCK_RECORDER:
      return _ ("brought together by what trace-cmd measured");
    case GS_CLOCK_COMBINED:
      return _ ("brought together by several kinds of evidence");
    case GS_CLOCK_MANUAL:
      return _ ("set by hand");
    case GS_CLOCK_NONE:
    default:
      return _ ("as recorded: not brought together");
    }
}

static void
gs_trace_info_add_counts (GtkWidget *grid, const GsMachine *machine)
{
  g_autofree char *events = gs_time_text_dup_integer (machine->n_events);
  g_autofree char *lost = gs_time_text_dup_integer (machine->n_lost);
  g_autofree char *lost_packets = gs_time_text_dup_integer (machine->n_lost_packets);

  gs_trace_info_add_line (grid, _ ("Events"), events);
  gs_trace_info_add_line (grid, _ ("Lost events"), machine->n_lost > 0 ? lost : _ ("none"));
  gs_trace_info_add_line (grid, _ ("Lost packets"), machine->n_lost_packets > 0 ? lost_packets : _ ("none"));
}

/* The folders of a recording in parts, below the one that holds them all. */
static void
gs_trace_info_add_parts (GtkWidget *grid, const GsTrace *trace)
{
  g_autoptr (GFile) folder = g_file_new_for_path (trace->path);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; trace->parts[i] != NULL; i++)
    {
      g_autoptr (GFile) part = g_file_new_for_path (trace->parts[i]);
      g_autofree char *relative = g_file_get_relative_path (folder, part);
      g_autofree char *display = g_filename_display_name (relative != NULL ? relative : trace->parts[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", display);
    }
  gs_trace_info_add_line (grid, _ ("Parts"), text->str);
}

static GtkWidget *
gs_trace_info_create_facts (const GsExperimentTrace *entry, const GsTimelineMachine *machine)
{
  const GsTrace *trace = entry->trace;
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *cpus = g_strdup_printf ("%u", trace->n_cpus);
  g_autofree char *streams = g_strdup_printf ("%u", trace->n_streams);
  g_autofree char *size = g_format_size (trace->n_bytes);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gs_trace_info_add_line (grid, _ ("Role"), gs_role_text_get (machine != NULL ? machine->role : trace->role));
  gs_trace_info_add_line (grid, _ ("Host name"), trace->hostname);
  gs_trace_info_add_line (grid, _ ("Kernel"), trace->kernel_release);
  gs_trace_info_add_line (grid, _ ("Tracer"), trace->tracer);
  gs_trace_info_add_line (grid, _ ("Folder"), trace->path);
  if (trace->parts[1] != NULL)
    gs_trace_info_add_parts (grid, trace);
  gs_trace_info_add_line (grid, _ ("Size"), size);
  gs_trace_info_add_line (grid, _ ("Reader"), trace->reader);
  if (trace->reader_reason != NULL)
    gs_trace_info_add_line (grid, _ ("Why not another"), trace->reader_reason);
  gs_trace_info_add_line (grid, _ ("CPUs"), cpus);
  gs_trace_info_add_line (grid, _ ("Streams"), streams);
  gs_trace_info_add_time (grid, machine != NULL && machine->machine != NULL ? machine->machine->span : trace->span,
                          trace->clock_name);
  if (machine != NULL)
    gs_trace_info_add_line (grid, _ ("Clock"), gs_trace_info_get_clock_text (machine));
  if (machine != NULL && machine->machine != NULL)
    gs_trace_info_add_counts (grid, machine->machine);
  return grid;
}

static void
gs_trace_info_add_heading (GtkWidget *box, const char *text)
{
  GtkWidget *label = gs_trace_info_create_label (text, "heading");

  gtk_widget_set_margin_top (label, 12);
  gtk_box_append (GTK_BOX (box), label);
}

static void
gs_trace_info_on_copy (GtkButton *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          g_object_get_data (G_OBJECT (button), "command"));
  gtk_button_set_label (button, _ ("Copied"));
}

static GtkWidget *
gs_trace_info_create_advice (const GsTraceAdvice *advice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *command = gs_trace_info_create_label (advice->command, "monospace");
  GtkWidget *button = gtk_button_new_with_label (_ ("Copy"));
  /* Translators: what lacks events, what they are good for */
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), advice->analysis, advice->purpose);

  gtk_widget_set_hexpand (command, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (button), "command", g_strdup (advice->command), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (gs_trace_info_on_copy), NULL);
  gtk_box_append (GTK_BOX (line), command);
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (GTK_BOX (box), gs_trace_info_create_label (text, NULL));
  gtk_box_append (GTK_BOX (box), line);
  gtk_widget_set_margin_bottom (box, 6);
  return box;
}

/* What was to be recorded but never came: it may have been enabled too late, or there was nothing of it. */
static gboolean
gs_trace_info_add_silent (GtkWidget *box, const GsTrace *trace, GsRole role, GHashTable *counts)
{
  g_auto (GStrv) silent = gs_trace_list_silent (trace, role, counts);
  g_autofree char *names = g_strjoinv (", ", silent);
  g_autofree char *text = NULL;

  if (silent[0] == NULL)
    return FALSE;
  /* Translators: names of events */
  text = g_strdup_printf (_ ("Enabled, but none occurred: %s"), names);
  gtk_box_append (GTK_BOX (box), gs_trace_info_create_label (text, NULL));
  return TRUE;
}

/* @counts: (nullable): how often each event occurred, where that is known */
static void
gs_trace_info_add_advice (GtkWidget *box, const GsTrace *trace, GsRole role, GHashTable *counts)
{
  g_autoptr (GPtrArray) advices = gs_trace_advise (trace, role);
  gboolean has_silent;
  GtkWidget *button;

  gs_trace_info_add_heading (box, _ ("Not recorded"));
  has_silent = counts != NULL && gs_trace_info_add_silent (box, trace, role, counts);
  if (advices->len == 0 && !has_silent)
    gtk_box_append (GTK_BOX (box), gs_trace_info_create_label (_ ("Nothing that the views need is missing."), NULL));
  for (guint i = 0; i < advices->len; i++)
    gtk_box_append (GTK_BOX (box), gs_trace_info_create_advice (g_ptr_array_index (advices, i)));
  if (advices->len == 0)
    return;
  button = gtk_button_new_with_label (_ ("Recording Help…"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "info.recording");
  gtk_box_append (GTK_BOX (box), button);
}

static int
gs_trace_info_compare_counts (gconstpointer a, gconstpointer b, gpointer counts)
{
  guint64 left = gs_event_counts_get (counts, *(const char *const *) a);
  guint64 right = gs_event_counts_get (counts, *(const char *const *) b);

  if (left != right)
    return left > right ? -1 : 1;
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* One text for all: hundreds of kinds are not hundreds of widgets. */
static void
gs_trace_info_add_events (GtkWidget *box, const GsTrace *trace, GHashTable *counts)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GString) left = g_string_new (NULL);
  g_autoptr (GString) right = g_string_new (NULL);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  guint n_silent = 0;
  GtkWidget *numbers;

  gs_trace_info_add_heading (box, _ ("Events by kind"));
  for (guint i = 0; trace->event_names[i] != NULL; i++)
    if (counts == NULL || gs_event_counts_get (counts, trace->event_names[i]) > 0)
      g_ptr_array_add (names, trace->event_names[i]);
    else
      n_silent++;
  if (counts != NULL)
    g_ptr_array_sort_with_data (names, gs_trace_info_compare_counts, counts);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *number = counts != NULL ? gs_time_text_dup_integer (
                                    gs_event_counts_get (counts, g_ptr_array_index (names, i))) :
                                                 NULL;

      g_string_append_printf (left, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (names, i));
      g_string_append_printf (right, "%s%s", i > 0 ? "\n" : "", number != NULL ? number : "");
    }
  numbers = gs_trace_info_create_label (right->str, "numeric");
  gtk_label_set_xalign (GTK_LABEL (numbers), 1.0);
  gtk_label_set_justify (GTK_LABEL (numbers), GTK_JUSTIFY_RIGHT);
  gtk_box_append (GTK_BOX (line), gs_trace_info_create_label (left->str, NULL));
  gtk_box_append (GTK_BOX (line), numbers);
  gtk_box_append (GTK_BOX (box), line);
  if (n_silent > 0)
    {
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                            "%u more kind was recorded but did not occur",
                                                            "%u more kinds were recorded but did not occur", n_silent),
                                               n_silent);

      gtk_box_append (GTK_BOX (box), gs_trace_info_create_label (text, "dim-label"));
    }
}

static void
gs_trace_info_add_warnings (GtkWidget *box, const GsTrace *trace, const GsMachine *machine)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new ();

  if (trace->reason != NULL)
    g_ptr_array_add (warnings, trace->reason);
  for (guint i = 0; trace->warnings[i] != NULL; i++)
    g_ptr_array_add (warnings, trace->warnings[i]);
  for (guint i = 0; machine != NULL && i < machine->warnings->len; i++)
    g_ptr_array_add (warnings, g_ptr_array_index (machine->warnings, i));
  if (warnings->len == 0)
    return;
  gs_trace_info_add_heading (box, _ ("Warnings"));
  for (guint i = 0; i < warnings->len; i++)
    gtk_box_append (GTK_BOX (box), gs_trace_info_create_label (g_ptr_array_index (warnings, i), NULL));
}

static const GsTimelineMachine *
gs_trace_info_find_machine (GsTimeline *timeline, const char *name)
{
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (timeline, i)->name, name))
      return gs_timeline_get_machine (timeline, i);
  return NULL;
}

/* The menu of a text that scrolls away would point to where no monitor is: GTK complains of that. */
static void
gs_trace_info_close_menus (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_popdown (GTK_POPOVER (child));
    else
      gs_trace_info_close_menus (child);
}

static void
gs_trace_info_add_page (GsTraceInfo *self, const GsExperimentTrace *entry, GsTimeline *timeline)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const GsTimelineMachine *machine = gs_trace_info_find_machine (timeline, entry->name);

  gtk_widget_add_css_class (box, "wizard-page");
  if (entry->trace == NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("This trace is not where it was: %s"), entry->path);

      gtk_box_append (GTK_BOX (box), gs_trace_info_create_label (text, NULL));
    }
  else
    {
      GHashTable *counts = machine != NULL && machine->machine != NULL ? machine->machine->event_counts : NULL;

      gtk_box_append (GTK_BOX (box), gs_trace_info_create_facts (entry, machine));
      gs_trace_info_add_warnings (box, entry->trace, machine != NULL ? machine->machine : NULL);
      if (entry->trace->usable)
        gs_trace_info_add_advice (box, entry->trace, machine != NULL ? machine->role : entry->trace->role, counts);
      gs_trace_info_add_events (box, entry->trace, counts);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), "value-changed",
                           G_CALLBACK (gs_trace_info_close_menus), box, G_CONNECT_SWAPPED);
  gtk_stack_add_titled (GTK_STACK (self->stack), scrolled, entry->name, entry->name);
}

static void
gs_trace_info_recording_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_window_get_transient_for (user_data);

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.recording", NULL);
}

/* In the order of the views; what has no rows there comes last. */
static void
gs_trace_info_add_pages (GsTraceInfo *self, GsExperiment *experiment, GsTimeline *timeline)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  g_ptr_array_extend (others, experiment->traces, NULL, NULL);
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    {
      GsExperimentTrace *entry = gs_experiment_find_trace (experiment, gs_timeline_get_machine (timeline, i)->name);

      if (entry != NULL && g_ptr_array_remove (others, entry))
        gs_trace_info_add_page (self, entry, timeline);
    }
  for (guint i = 0; i < others->len; i++)
    gs_trace_info_add_page (self, g_ptr_array_index (others, i), timeline);
}

/**
 * gs_trace_info_new:
 * @timeline: (nullable): what was read of the traces
 *
 * Returns: (transfer none): a window, to be presented
 */
GtkWidget *
gs_trace_info_new (GtkWindow *parent, GsExperiment *experiment, GsTimeline *timeline)
{
  static const GActionEntry entries[] = { { "recording", gs_trace_info_recording_action } };
  GsTraceInfo *self = g_object_new (GS_TYPE_TRACE_INFO, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "info", G_ACTION_GROUP (actions));
  gs_trace_info_add_pages (self, experiment, timeline);
  return GTK_WIDGET (self);
}

/* Whether a kernel's trace lacks what even the smallest recording has, but for waking up: older tracers have fewer
   kinds. */
gboolean
gs_trace_info_lacks_much (const GsTrace *trace)
{
  const guint64 least = GS_KIND (SCHED_SWITCH) | GS_KIND (PROCESS_STATE);

  return trace->domain == GS_DOMAIN_KERNEL && (trace->kinds & least) != least;
}
