/* gs-report-csv.c: a report as a table for other programs
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-report.h"

#include "base/gs-csv.h"

static void
gs_report_csv_begin_line (GString *csv, const char *table, const char *subject, const char *object)
{
  g_string_append_printf (csv, "%s,", table);
  gs_csv_append_field (csv, subject);
  g_string_append_c (csv, ',');
  gs_csv_append_field (csv, object);
}

/* What follows in every line; longest, mean, min and p99 are empty where they are below 0. */
static void
gs_report_csv_end_line (GString *csv, gint64 ns, gint64 of_ns, guint64 count, const gint64 *durations)
{
  char share[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (of_ns > 0)
    g_ascii_formatd (share, sizeof share, "%.6f", (double) ns / (double) of_ns);
  g_string_append_printf (csv, ",%" G_GINT64_FORMAT ",%s,", ns, share);
  if (count > 0)
    g_string_append_printf (csv, "%" G_GUINT64_FORMAT, count);
  for (guint i = 0; i < 4; i++)
    {
      g_string_append_c (csv, ',');
      if (durations[i] >= 0)
        g_string_append_printf (csv, "%" G_GINT64_FORMAT, durations[i]);
    }
  g_string_append (csv, "\n");
}

static void
gs_report_csv_add_vcpus (GString *csv, const GsReport *self)
{
  const gint64 nothing[] = { -1, -1, -1, -1 };

  for (guint i = 0; i < self->vcpus->len; i++)
    {
      const GsVcpuShares *vcpu = &g_array_index (self->vcpus, GsVcpuShares, i);
      g_autofree char *name = gs_report_dup_vcpu_name (self->timeline, vcpu->machine, vcpu->vcpu);

      for (guint state = 0; state < GS_N_VCPU_STATES; state++)
        if (vcpu->ns[state] > 0)
          {
            gs_report_csv_begin_line (csv, "vcpu", name, gs_vcpu_state_get_name (state));
            gs_report_csv_end_line (csv, vcpu->ns[state], vcpu->total, 0, nothing);
          }
    }
}

static const char *
gs_report_csv_name_state (GsRows rows, guint state)
{
  if (rows == GS_ROWS_VCPUS)
    return gs_vcpu_state_get_name (state);
  return rows == GS_ROWS_CPUS ? gs_cpu_state_get_name (state) : gs_thread_state_get_name (gs_thread_state_base (state));
}

static void
gs_report_csv_add_states (GString *csv, const GsReport *self, GsRows rows)
{
  for (guint i = 0; i < self->states[rows].n_states; i++)
    {
      const GsStateStatistics *state = &self->states[rows].states[i];
      gint64 durations[] = { state->min, state->ns / (gint64) MAX (state->count, 1), state->max, state->p99 };

      if (state->count == 0)
        continue;
      gs_report_csv_begin_line (csv, "state", gs_report_csv_name_state (rows, i),
                                rows == GS_ROWS_THREADS ? gs_overlay_get_name (gs_thread_state_overlay (i)) : "");
      gs_report_csv_end_line (csv, state->ns, self->states[rows].ns, state->count, durations);
    }
}

static void
gs_report_csv_add_exits (GString *csv, const GsReport *self)
{
  const gint64 nothing[] = { -1, -1, -1, -1 };

  for (guint i = 0; i < self->exits->len; i++)
    {
      const GsExitStatistics *exit = &g_array_index (self->exits, GsExitStatistics, i);
      g_autofree char *name = gs_report_dup_exit_name (exit);

      gs_report_csv_begin_line (csv, "exit", name, "");
      gs_report_csv_end_line (csv, exit->ns, 0, exit->count, nothing);
    }
}

static void
gs_report_csv_add_thefts (GString *csv, const GsReport *self)
{
  for (guint i = 0; i < self->thefts->len; i++)
    {
      const GsTheft *theft = &g_array_index (self->thefts, GsTheft, i);
      gint64 durations[] = { -1, theft->ns / (gint64) MAX (theft->count, 1), theft->longest_ns, -1 };
      g_autofree char *thief = gs_report_dup_thread_name (self->timeline, theft->host, theft->thread);
      g_autofree char *victim = gs_report_dup_vcpu_name (self->timeline, theft->machine, theft->vcpu);

      gs_report_csv_begin_line (csv, "theft", thief, victim);
      gs_report_csv_end_line (csv, theft->ns, 0, theft->count, durations);
    }
}

/* "thread" is the time that it really ran, "believed" what its own kernel counts, and the others are what
 * its vCPU did for the rest. */
static void
gs_report_csv_add_threads (GString *csv, const GsReport *self)
{
  static const char *const tables[GS_N_OVERLAYS] = { "thread", "hypervisor", "stolen", "blocked" };
  const gint64 nothing[] = { -1, -1, -1, -1 };

  for (guint i = 0; i < self->threads->len; i++)
    {
      const GsThreadUse *use = &g_array_index (self->threads, GsThreadUse, i);
      g_autofree char *name = gs_report_dup_thread_name (self->timeline, use->machine, use->thread);
      g_autofree char *machine = g_utf8_make_valid (gs_timeline_get_machine (self->timeline, use->machine)->name, -1);

      gs_report_csv_begin_line (csv, "thread", name, machine);
      gs_report_csv_end_line (csv, use->ns[GS_OVERLAY_NONE], gs_span_duration (self->span), 0, nothing);
      gs_report_csv_begin_line (csv, "believed", name, machine);
      gs_report_csv_end_line (csv, use->believed_ns, gs_span_duration (self->span), 0, nothing);
      for (guint overlay = GS_OVERLAY_NONE + 1; overlay < GS_N_OVERLAYS; overlay++)
        if (use->ns[overlay] > 0)
          {
            gs_report_csv_begin_line (csv, tables[overlay], name, machine);
            gs_report_csv_end_line (csv, use->ns[overlay], use->believed_ns, 0, nothing);
          }
    }
}

/**
 * gs_report_to_csv:
 *
 * One line for each number that the report holds; the first column says which
 * of its tables it is from. Durations are in ns.
 *
 * Returns: (transfer full): RFC 4180
 */
char *
gs_report_to_csv (const GsReport *self)
{
  GString *csv = g_string_new ("table,subject,object,ns,share,count,min_ns,mean_ns,max_ns,p99_ns\n");

  gs_report_csv_add_vcpus (csv, self);
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    gs_report_csv_add_states (csv, self, rows);
  gs_report_csv_add_exits (csv, self);
  gs_report_csv_add_thefts (csv, self);
  gs_report_csv_add_threads (csv, self);
  return g_string_free (csv, FALSE);
}
