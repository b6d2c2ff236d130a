/* gs-trace-describe.c: what a trace can be used for, by what it says and holds
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "event/gs-event-layout.h"
#include "find/gs-trace-archive.h"

/* Takes the reason. */
void
gs_trace_set_unusable (GsTrace *self, char *reason)
{
  g_autofree char *in_archive = gs_trace_archive_dup_lasting (self->path);

  /* Where it was unpacked to says nothing to a person. */
  if (in_archive != NULL)
    {
      g_autoptr (GString) text = g_string_new (reason);

      g_string_replace (text, self->path, in_archive, 0);
      g_free (reason);
      reason = g_string_free (g_steal_pointer (&text), FALSE);
    }
  self->usable = FALSE;
  g_free (self->reason);
  self->reason = reason;
}

static int
gs_trace_compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Several channels may declare the same event. */
static void
gs_trace_set_event_names (GsTrace *self, GPtrArray *names)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (g_free);

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
gs_trace_take_text (char **text, char **from)
{
  g_free (*text);
  *text = g_steal_pointer (from);
}

static void
gs_trace_take_facts (GsTrace *self, GsTraceFacts *facts)
{
  if (facts->hostname[0] != '\0')
    {
      g_free (self->name);
      self->name = g_strdup (facts->hostname);
    }
  gs_trace_take_text (&self->hostname, &facts->hostname);
  gs_trace_take_text (&self->tracer, &facts->tracer);
  gs_trace_take_text (&self->kernel_release, &facts->kernel_release);
  gs_trace_take_text (&self->uuid, &facts->uuid);
  gs_trace_take_text (&self->clock_uuid, &facts->clock_uuid);
  self->clock_offset = facts->clock_offset;
  gs_trace_take_text (&self->clock_name, &facts->clock_name);
  self->recorder = g_steal_pointer (&facts->recorder);
  if (strcmp (facts->domain, "kernel") == 0)
    self->domain = GS_DOMAIN_KERNEL;
  else if (strcmp (facts->domain, "ust") == 0)
    self->domain = GS_DOMAIN_UST;
  gs_trace_set_event_names (self, facts->event_names);
}

static void
gs_trace_set_kinds (GsTrace *self)
{
  for (guint i = 0; self->event_names[i] != NULL; i++)
    {
      GsEventLayout layout;

      if (gs_event_layout_find (self->event_names[i], &layout))
        self->kinds |= G_GUINT64_CONSTANT (1) << layout.kind;
    }
}

/* Only hosts have KVM events: where just one of entry and exit is declared, that is what is wrong. */
static gboolean
gs_trace_wants (const GsTrace *self, const GsEventType *type)
{
  if (type->need == NULL)
    return FALSE;
  if (type->need->role == GS_ROLE_UNKNOWN)
    return TRUE;
  return ((G_GUINT64_CONSTANT (1) << type->kind) & GS_KVM_KINDS) != 0 && (self->kinds & GS_KVM_KINDS) != 0;
}

static void
gs_trace_list_missing (GsTrace *self)
{
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();
  gboolean is_kernel = gs_trace_get_command (self, NULL, "") != NULL;
  guint64 seen = self->kinds;
  guint n_types;
  const GsEventType *types = gs_event_types_get (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      guint64 kind = G_GUINT64_CONSTANT (1) << types[i].kind;

      const char *name = gs_event_type_get_name (&types[i], is_kernel);

      if ((seen & kind) == 0 && name != NULL && gs_trace_wants (self, &types[i]))
        g_strv_builder_add (missing, name);
      seen |= kind;
    }
  g_strfreev (self->events_missing);
  self->events_missing = g_strv_builder_end (missing);
}

/* Sessions that record all events declare KVM's in a guest as well, so a host is
 * one in which they occur. */
static GsRole
gs_trace_guess_role (guint64 met, guint64 declared)
{
  if ((met & GS_KVM_KINDS) != 0)
    return GS_ROLE_HOST;
  if ((met & (GS_KIND (VMSYNC_GH_HOST) | GS_KIND (VMSYNC_HG_HOST))) != 0)
    return GS_ROLE_HOST;
  if ((declared & (GS_KIND (VMSYNC_GH_GUEST) | GS_KIND (VMSYNC_HG_GUEST))) != 0)
    return GS_ROLE_GUEST;
  return GS_ROLE_UNKNOWN;
}

static void
gs_trace_judge (GsTrace *self, const GsTraceFacts *facts, GPtrArray *warnings)
{
  gboolean has_switch = (self->kinds & GS_KIND (SCHED_SWITCH)) != 0;

  self->usable = TRUE;
  if (self->domain == GS_DOMAIN_UST)
    gs_trace_set_unusable (
        self, g_strdup_printf (_ ("%s: “%s” is a user-space trace; it is left out, only kernel traces are analysed"),
                               self->name, self->path));
  else if (self->domain == GS_DOMAIN_OTHER && !has_switch)
    gs_trace_set_unusable (
        self,
        g_strdup_printf (
            _ ("%s: “%s” is no kernel trace (it declares no sched_switch); record one with LTTng's kernel tracer"),
            self->name, self->path));
  else if (!facts->has_clock)
    gs_trace_set_unusable (
        self, g_strdup_printf (_ ("%s: “%s” has no clock, so its events have no time; record it with LTTng"),
                               self->name, self->path));
  else if (self->span.begin == GS_TIME_NONE)
    gs_trace_set_unusable (self, g_strdup_printf (_ ("%s: “%s” holds no event; record again, with events enabled"),
                                                  self->name, self->path));

  if (!self->usable)
    return;
  if (!has_switch)
    g_ptr_array_add (
        warnings, g_strdup_printf (_ ("%s: sched_switch was not recorded, so no thread is known to run; record it with "
                                      "“%s”"),
                                   self->name,
                                   gs_trace_get_command (self, "lttng enable-event -k sched_switch",
                                                         "trace-cmd record -e sched:sched_switch")));
  if ((self->kinds & GS_KVM_KINDS) != 0 && (self->kinds & GS_KVM_KINDS) != GS_KVM_KINDS)
    g_ptr_array_add (
        warnings,
        g_strdup_printf (
            _ ("%s: only one of kvm_x86_entry and kvm_x86_exit was recorded, so the hypervisor's part is not known; "
               "record both with “%s”"),
            self->name,
            gs_trace_get_command (self, "lttng enable-event -k kvm_x86_entry,kvm_x86_exit",
                                  "trace-cmd record -e kvm:kvm_entry -e kvm:kvm_exit")));
}

void
gs_trace_describe (GsTrace *self, GsTraceFacts *facts, GPtrArray *warnings)
{
  if (!facts->is_filled)
    {
      gs_trace_set_unusable (
          self,
          g_strdup_printf (_ ("%s: “%s” holds no stream that can be read; record again, or copy the whole folder"),
                           self->name, self->path));
      return;
    }

  gs_trace_take_facts (self, facts);
  gs_trace_set_kinds (self);
  gs_trace_list_missing (self);
  self->n_streams = facts->n_streams;
  self->n_cpus = facts->n_cpus;
  self->role = gs_trace_guess_role (facts->kinds, self->kinds);
  self->span = facts->span;
  gs_trace_judge (self, facts, warnings);
}
