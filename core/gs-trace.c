/* gs-trace.c: what a trace is, read cheaply
 * SPDX-License-Identifier: MIT
 *
 * Only the head and the tail of a trace are decoded.
 */
#include "gs-trace.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gs-ctf-index.h"
#include "gs-ctf-layout.h"
#include "gs-ctf-source.h"
#include "gs-error.h"
#include "gs-trace-repair.h"

#define HEAD_EVENTS 16384
#define MAX_TAIL_PACKETS 4096

#define KIND(kind) (G_GUINT64_CONSTANT (1) << GS_EVENT_##kind)
#define KVM_KINDS (KIND (KVM_ENTRY) | KIND (KVM_EXIT))

static const struct
{
  guint64         kinds;   /* all of them have to be declared */
  GsTraceFeatures feature;
} gs_trace_features[] = {
  { KIND (SCHED_SWITCH), GS_TRACE_HAS_SWITCH },
  { KIND (SCHED_WAKEUP), GS_TRACE_HAS_WAKEUP },
  { KIND (SYSCALL_ENTRY) | KIND (SYSCALL_EXIT), GS_TRACE_HAS_SYSCALL },
  { KIND (IRQ_ENTRY) | KIND (IRQ_EXIT), GS_TRACE_HAS_IRQ },
  { KIND (FORK) | KIND (EXIT), GS_TRACE_HAS_PROCESS },
  { KIND (PROCESS_STATE), GS_TRACE_HAS_DUMP },
  { KVM_KINDS, GS_TRACE_HAS_KVM },
  { KIND (TCP_SEND) | KIND (TCP_RECEIVE), GS_TRACE_HAS_NET },
  { KIND (VMSYNC_GH_GUEST) | KIND (VMSYNC_HG_GUEST), GS_TRACE_HAS_VMSYNC_GUEST },
  { KIND (VMSYNC_GH_HOST) | KIND (VMSYNC_HG_HOST), GS_TRACE_HAS_VMSYNC_HOST },
};

/* What an analysis makes use of in any trace, as LTTng calls it. */
static const struct
{
  guint64     kind;
  const char *name;
} gs_trace_wanted[] = {
  { KIND (SCHED_SWITCH), "sched_switch" },
  { KIND (SCHED_WAKEUP), "sched_wakeup" },
  { KIND (SCHED_MIGRATE), "sched_migrate_task" },
  { KIND (SCHED_PRIORITY), "sched_pi_setprio" },
  { KIND (FORK), "sched_process_fork" },
  { KIND (EXEC), "sched_process_exec" },
  { KIND (EXIT), "sched_process_exit" },
  { KIND (FREE), "sched_process_free" },
  { KIND (IRQ_ENTRY), "irq_handler_entry" },
  { KIND (IRQ_EXIT), "irq_handler_exit" },
  { KIND (SOFTIRQ_ENTRY), "irq_softirq_entry" },
  { KIND (SOFTIRQ_EXIT), "irq_softirq_exit" },
  { KIND (SYSCALL_ENTRY), "syscall_entry_*" },
  { KIND (SYSCALL_EXIT), "syscall_exit_*" },
  { KIND (PROCESS_STATE), "lttng_statedump_process_state" },
  { KIND (TCP_SEND), "net_dev_queue" },
  { KIND (TCP_RECEIVE), "net_if_receive_skb" },
  { KIND (KVM_ENTRY), "kvm_x86_entry" },
  { KIND (KVM_EXIT), "kvm_x86_exit" },
};

static const gint gs_trace_never_stop = 0;

/* What the decoded parts of a trace told. */
typedef struct
{
  GsCtfFacts  facts;
  GsCtfReport head;
  GsCtfReport tail;
  guint64     declared; /* kinds */
} GsTraceProbe;

static GsTrace *
gs_trace_new (const char *path)
{
  GsTrace *self = g_new0 (GsTrace, 1);
  g_autofree char *name = NULL;

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  name = g_path_get_basename (path);
  self->name = g_filename_display_name (name);
  self->hostname = g_strdup ("");
  self->tracer = g_strdup ("");
  self->kernel_release = g_strdup ("");
  self->uuid = g_strdup ("");
  self->domain = GS_DOMAIN_OTHER;
  self->span = (GsSpan) { GS_TIME_NONE, GS_TIME_NONE };
  self->event_names = g_new0 (char *, 1);
  self->events_missing = g_new0 (char *, 1);
  self->warnings = g_new0 (char *, 1);
  return self;
}

/* Takes the reason. */
static void
gs_trace_set_unusable (GsTrace *self,
                       char    *reason)
{
  self->usable = FALSE;
  g_free (self->reason);
  self->reason = reason;
}

static void
gs_trace_count_bytes (GsTrace *self)
{
  g_autoptr(GPtrArray) files = gs_ctf_index_list_files (self->path);

  for (guint i = 0; i < files->len; i++)
    self->n_bytes += ((GsCtfFile *) g_ptr_array_index (files, i))->n_bytes;
}

static gboolean
gs_trace_declares_kvm (const GsCtfFacts *facts)
{
  for (guint i = 0; i < facts->event_names->len; i++)
    {
      GsCtfLayout layout;

      if (gs_ctf_layout_find (g_ptr_array_index (facts->event_names, i), &layout) && layout.kind == GS_EVENT_KVM_ENTRY)
        return TRUE;
    }
  return FALSE;
}

/* Whether the events met so far leave open if the trace is a host's: it declares
 * KVM's events, and none has come. */
static gboolean
gs_trace_is_role_open (GsCtfSource      *source,
                       const GsCtfFacts *facts)
{
  GsCtfReport report;

  gs_ctf_source_get_report (source, &report);
  return (report.kinds & KIND (KVM_ENTRY)) == 0 && gs_trace_declares_kvm (facts);
}

/* Decodes up to @n_max wanted events, at least the first of each stream; with
 * @facts no more than their question needs. */
static gboolean
gs_trace_decode (GsTrace      *self,
                 const char   *folder,
                 gsize         n_max,
                 GsCtfFacts   *facts,
                 GsCtfReport  *report,
                 GError      **error)
{
  g_autoptr(GsNames) names = gs_names_new ();
  g_autoptr(GsCtfSource) source = NULL;
  g_autofree GsEvent *events = g_new (GsEvent, 1024);
  gsize n_done = 0;
  gssize n = 1;

  source = gs_ctf_source_new (folder, self->name, names, 0, 1, &gs_trace_never_stop, error);
  if (source == NULL)
    return FALSE;

  gs_ctf_source_set_facts (source, facts);
  while (n > 0 && n_done < n_max && (n_done == 0 || facts == NULL || gs_trace_is_role_open (source, facts)))
    {
      n = gs_event_source_next (gs_ctf_source_get_source (source), events, 1024, error);
      n_done += MAX (n, 0);
    }
  gs_ctf_source_get_report (source, report);
  return n >= 0;
}

/* Decodes the last packets, more of them until each stream told its last event
 * or all was read. */
static void
gs_trace_decode_tail (GsTrace     *self,
                      const char  *folder,
                      GsCtfReport *report)
{
  gboolean is_whole = FALSE;

  for (guint n_packets = 1; n_packets <= MAX_TAIL_PACKETS && !is_whole; n_packets *= 4)
    {
      g_autoptr(GsTraceRepair) tail = gs_trace_repair_new_tail (folder, n_packets, &is_whole, NULL);

      if (tail == NULL || !gs_trace_decode (self, tail->folder, G_MAXSIZE, NULL, report, NULL))
        break;
      if (report->n_empty_streams == 0 && report->span.begin != GS_TIME_NONE)
        return;
    }
  if (!is_whole && report->span.begin == GS_TIME_NONE)
    gs_trace_decode (self, folder, G_MAXSIZE, NULL, report, NULL);
}

static int
gs_trace_compare_names (gconstpointer a,
                        gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Several channels may declare the same event. */
static void
gs_trace_set_event_names (GsTrace   *self,
                          GPtrArray *names)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_sort (names, gs_trace_compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (sorted->len == 0 || strcmp (g_ptr_array_index (sorted, sorted->len - 1), name) != 0)
        g_ptr_array_add (sorted, g_strdup (name));
    }
  g_ptr_array_add (sorted, NULL);
  g_strfreev (self->event_names);
  self->event_names = (GStrv) g_ptr_array_free (g_steal_pointer (&sorted), FALSE);
}

static void
gs_trace_take_facts (GsTrace      *self,
                     GsTraceProbe *probe)
{
  GsCtfFacts *facts = &probe->facts;

  if (facts->hostname[0] != '\0')
    {
      g_free (self->name);
      self->name = g_strdup (facts->hostname);
    }
  g_free (self->hostname);
  self->hostname = g_steal_pointer (&facts->hostname);
  g_free (self->tracer);
  self->tracer = g_steal_pointer (&facts->tracer);
  g_free (self->kernel_release);
  self->kernel_release = g_steal_pointer (&facts->kernel_release);
  g_free (self->uuid);
  self->uuid = g_steal_pointer (&facts->uuid);
  self->clock_offset = facts->clock_offset;
  if (strcmp (facts->domain, "kernel") == 0)
    self->domain = GS_DOMAIN_KERNEL;
  else if (strcmp (facts->domain, "ust") == 0)
    self->domain = GS_DOMAIN_UST;
  gs_trace_set_event_names (self, facts->event_names);
  for (guint i = 0; i < facts->event_names->len; i++)
    {
      GsCtfLayout layout;

      if (gs_ctf_layout_find (g_ptr_array_index (facts->event_names, i), &layout))
        probe->declared |= G_GUINT64_CONSTANT (1) << layout.kind;
    }
}

static void
gs_trace_set_features (GsTrace *self,
                       guint64  declared)
{
  g_autoptr(GStrvBuilder) missing = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (gs_trace_features); i++)
    if ((declared & gs_trace_features[i].kinds) == gs_trace_features[i].kinds)
      self->features |= gs_trace_features[i].feature;

  for (guint i = 0; i < G_N_ELEMENTS (gs_trace_wanted); i++)
    {
      guint64 kind = gs_trace_wanted[i].kind;

      /* Only hosts have KVM events: one of the two alone is what is wrong. */
      if ((declared & kind) == 0 && ((kind & KVM_KINDS) == 0 || (declared & KVM_KINDS) != 0))
        g_strv_builder_add (missing, gs_trace_wanted[i].name);
    }
  g_strfreev (self->events_missing);
  self->events_missing = g_strv_builder_end (missing);
}

/* Sessions that record all events declare KVM's in a guest as well, so a host is
 * one in which they occur. */
static GsRole
gs_trace_guess_role (const GsTraceProbe *probe)
{
  guint64 met = probe->head.kinds | probe->tail.kinds;

  if ((met & KVM_KINDS) != 0)
    return GS_ROLE_HOST;
  if ((met & (KIND (VMSYNC_GH_HOST) | KIND (VMSYNC_HG_HOST))) != 0)
    return GS_ROLE_HOST;
  if ((probe->declared & (KIND (VMSYNC_GH_GUEST) | KIND (VMSYNC_HG_GUEST))) != 0)
    return GS_ROLE_GUEST;
  return GS_ROLE_UNKNOWN;
}

static void
gs_trace_judge (GsTrace            *self,
                const GsTraceProbe *probe,
                GPtrArray          *warnings)
{
  gboolean has_switch = (self->features & GS_TRACE_HAS_SWITCH) != 0;

  self->usable = TRUE;
  if (self->domain == GS_DOMAIN_UST)
    gs_trace_set_unusable (self, g_strdup_printf (
      _("%s: “%s” is a user-space trace; it is left out, only kernel traces are analysed"), self->name, self->path));
  else if (self->domain == GS_DOMAIN_OTHER && !has_switch)
    gs_trace_set_unusable (self, g_strdup_printf (
      _("%s: “%s” is no kernel trace (it declares no sched_switch); record one with LTTng's kernel tracer"),
      self->name, self->path));
  else if (!probe->facts.has_clock)
    gs_trace_set_unusable (self, g_strdup_printf (
      _("%s: “%s” has no clock, so its events have no time; record it with LTTng"), self->name, self->path));
  else if (self->span.begin == GS_TIME_NONE)
    gs_trace_set_unusable (self, g_strdup_printf (
      _("%s: “%s” holds no event; record again, with events enabled"), self->name, self->path));

  if (!self->usable)
    return;
  if (!has_switch)
    g_ptr_array_add (warnings, g_strdup_printf (
      _("%s: sched_switch was not recorded, so no thread is known to run; record it with "
        "“lttng enable-event -k sched_switch”"), self->name));
  if ((probe->declared & KVM_KINDS) != 0 && (self->features & GS_TRACE_HAS_KVM) == 0)
    g_ptr_array_add (warnings, g_strdup_printf (
      _("%s: only one of kvm_x86_entry and kvm_x86_exit was recorded, so the hypervisor's part is not known; "
        "record both with “lttng enable-event -k kvm_x86_entry,kvm_x86_exit”"), self->name));
}

static void
gs_trace_describe (GsTrace      *self,
                   GsTraceProbe *probe,
                   GPtrArray    *warnings)
{
  if (!probe->facts.is_filled)
    {
      gs_trace_set_unusable (self, g_strdup_printf (
        _("%s: “%s” holds no stream that can be read; record again, or copy the whole folder"),
        self->name, self->path));
      return;
    }

  gs_trace_take_facts (self, probe);
  gs_trace_set_features (self, probe->declared);
  self->n_streams = probe->head.n_streams;
  self->n_cpus = probe->head.n_cpus;
  self->role = gs_trace_guess_role (probe);
  self->span = probe->head.span;
  if (probe->tail.span.begin != GS_TIME_NONE)
    self->span.end = MAX (self->span.end, probe->tail.span.end);
  gs_trace_judge (self, probe, warnings);
}

/* Reasons and warnings begin with the trace's name. */
static void
gs_trace_rename_text (char       **text,
                      const char  *old_name,
                      const char  *name)
{
  gsize length = strlen (old_name);
  char *renamed;

  if (*text == NULL || !g_str_has_prefix (*text, old_name) || (*text)[length] != ':')
    return;
  renamed = g_strconcat (name, *text + length, NULL);
  g_free (*text);
  *text = renamed;
}

/* A stand-in's warnings, under the name that the trace has by now. */
static void
gs_trace_add_repair_warnings (GsTrace             *self,
                              const GsTraceRepair *repair,
                              const char          *old_name,
                              GPtrArray           *warnings)
{
  for (guint i = 0; i < repair->warnings->len; i++)
    {
      char *warning = g_strdup (g_ptr_array_index (repair->warnings, i));

      gs_trace_rename_text (&warning, old_name, self->name);
      g_ptr_array_add (warnings, warning);
    }
}

/* An empty file is as good as none, unless its index knows better. */
static void
gs_trace_warn_of_empty_files (GsTrace   *self,
                              GPtrArray *warnings)
{
  g_autoptr(GPtrArray) files = gs_ctf_index_list_files (self->path);

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autoptr(GArray) packets = file->n_bytes == 0 ? gs_ctf_index_read (self->path, file->name, NULL) : NULL;
      g_autofree char *display = g_filename_display_name (file->name);

      if (packets != NULL && packets->len > 0)
        g_ptr_array_add (warnings, g_strdup_printf (
          _("%s: the stream file “%s” is empty though events were recorded; copy it again from the traced machine"),
          self->name, display));
    }
}

/* Looks into the trace, or into its repaired stand-in. */
static void
gs_trace_probe (GsTrace   *self,
                GPtrArray *warnings)
{
  GsTraceProbe probe = { .tail.span = { GS_TIME_NONE, GS_TIME_NONE } };
  g_autoptr(GsTraceRepair) repair = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *old_name = g_strdup (self->name);
  const char *folder = self->path;

  if (!gs_trace_decode (self, folder, HEAD_EVENTS, &probe.facts, &probe.head, NULL))
    {
      gs_ctf_facts_clear (&probe.facts);
      repair = gs_trace_repair_new (folder, self->name, &error);
      folder = repair != NULL
               && gs_trace_decode (self, repair->folder, HEAD_EVENTS, &probe.facts, &probe.head, &error)
               ? repair->folder : NULL;
    }
  if (folder == NULL)
    gs_trace_set_unusable (self, g_strdup_printf (
      _("%s: “%s” cannot be read, copy it again from the traced machine or record it again: %s"),
      self->name, self->path, error != NULL ? error->message : ""));
  else
    {
      if (probe.head.span.begin != GS_TIME_NONE)
        gs_trace_decode_tail (self, folder, &probe.tail);
      gs_trace_describe (self, &probe, warnings);
      gs_trace_warn_of_empty_files (self, warnings);
      if (repair != NULL)
        gs_trace_add_repair_warnings (self, repair, old_name, warnings);
    }
  gs_ctf_facts_clear (&probe.facts);
}

/**
 * gs_trace_open:
 * @path: a folder that holds `metadata`
 *
 * Returns: (transfer full): what is known of the trace, which may be that it is
 *   not usable; %NULL with %GS_ERROR_NO_TRACE where @path is no trace at all
 */
GsTrace *
gs_trace_open (const char  *path,
               GError     **error)
{
  g_autofree char *absolute = NULL;
  g_autofree char *metadata = NULL;
  g_autoptr(GPtrArray) warnings = g_ptr_array_new ();
  GsTrace *self;

  g_return_val_if_fail (path != NULL, NULL);

  absolute = g_canonicalize_filename (path, NULL);
  metadata = g_build_filename (absolute, "metadata", NULL);
  if (!g_file_test (metadata, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_NO_TRACE,
                   _("“%s” is no trace: it holds no file “metadata”; choose an LTTng session folder"), absolute);
      return NULL;
    }

  self = gs_trace_new (absolute);
  gs_trace_count_bytes (self);
  gs_trace_probe (self, warnings);
  g_ptr_array_add (warnings, NULL);
  g_strfreev (self->warnings);
  self->warnings = (GStrv) g_ptr_array_free (g_steal_pointer (&warnings), FALSE);
  return self;
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
  g_free (self->hostname);
  g_free (self->tracer);
  g_free (self->kernel_release);
  g_free (self->uuid);
  g_free (self->reason);
  g_strfreev (self->event_names);
  g_strfreev (self->events_missing);
  g_strfreev (self->warnings);
  g_free (self);
}

static GsTrace *
gs_trace_copy (GsTrace *self)
{
  GsTrace *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->name = g_strdup (self->name);
  copy->path = g_strdup (self->path);
  copy->hostname = g_strdup (self->hostname);
  copy->tracer = g_strdup (self->tracer);
  copy->kernel_release = g_strdup (self->kernel_release);
  copy->uuid = g_strdup (self->uuid);
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
gs_trace_rename (GsTrace    *self,
                 const char *name)
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
gs_trace_assume_role (GsTrace *self,
                      GsRole   role)
{
  GsTrace *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = gs_trace_copy (self);
  copy->role = role;
  return copy;
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

/**
 * gs_role_get_name:
 *
 * Returns: (transfer none): "unknown", "host", "guest" or "ignore"; not translated
 */
const char *
gs_role_get_name (GsRole role)
{
  switch (role)
    {
    case GS_ROLE_HOST:
      return "host";
    case GS_ROLE_GUEST:
      return "guest";
    case GS_ROLE_IGNORE:
      return "ignore";
    case GS_ROLE_UNKNOWN:
    default:
      return "unknown";
    }
}

/**
 * gs_role_from_name:
 * @name: "auto" or what gs_role_get_name() gives
 * @role: (out): the role
 *
 * Returns: whether @name is a role
 */
gboolean
gs_role_from_name (const char *name,
                   GsRole     *role)
{
  static const GsRole roles[] = { GS_ROLE_UNKNOWN, GS_ROLE_HOST, GS_ROLE_GUEST, GS_ROLE_IGNORE };

  g_return_val_if_fail (name != NULL, FALSE);

  if (strcmp (name, "auto") == 0)
    {
      *role = GS_ROLE_UNKNOWN;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (name, gs_role_get_name (roles[i])) == 0)
      {
        *role = roles[i];
        return TRUE;
      }
  return FALSE;
}
