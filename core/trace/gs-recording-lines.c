/* gs-recording-lines.c: how other recorders than LTTng record what the views need
 * SPDX-License-Identifier: MIT
 *
 * Lines to be typed, with what has to be known beside: what they need is there with the recorder's package.
 */
#include "trace/gs-recording-lines.h"

#include <glib/gi18n.h>
#include <string.h>

#include "event/gs-event-type.h"

#define FIRST_CID 3 /* of a guest's vsock: 0 to 2 are taken */
#define AGENT_PORT 823

/* Returns: (transfer none): what people call it */
const char *
gs_recorder_get_title (GsRecorder recorder)
{
  static const char *const titles[] = { "LTTng", "trace-cmd", N_ ("trace-cmd, with its agent"), "perf" };

  g_return_val_if_fail (recorder < GS_N_RECORDERS, NULL);
  return _ (titles[recorder]);
}

/* @names: (element-type utf8): gets what the kernel calls the events of one need. Its events of packets have no TCP
 * header, so they say nothing of clocks. */
static void
gs_recording_list_need (const GsEventNeed *need, GPtrArray *names)
{
  guint n_types;
  const GsEventType *types = gs_event_types_get (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      const char *name = gs_event_type_get_name (&types[i], TRUE);

      if (types[i].need != need || name == NULL || types[i].shape == GS_SHAPE_TCP
          || gs_event_type_is_syscall (&types[i]))
        continue;
      g_ptr_array_add (names, (gpointer) name);
    }
}

/* Returns: (transfer container) (element-type utf8): what a machine has to record */
static GPtrArray *
gs_recording_list_names (GsPreset preset, GsRole role)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n_needs;
  const GsEventNeed *needs = gs_event_needs_get (&n_needs);

  for (guint i = 0; i < n_needs; i++)
    if (needs[i].preset <= preset && gs_event_need_concerns (&needs[i], role))
      gs_recording_list_need (&needs[i], names);
  if (preset >= GS_PRESET_VM_DEEP)
    g_ptr_array_add (names, (gpointer) "syscalls");
  return names;
}

/* Returns: (transfer full): "-e sched:sched_switch -e …" */
static char *
gs_recording_make_options (GsPreset preset, GsRole role)
{
  g_autoptr (GPtrArray) names = gs_recording_list_names (preset, role);
  g_autoptr (GString) options = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (options, "%s-e %s", i > 0 ? " " : "", (const char *) g_ptr_array_index (names, i));
  return g_string_free (g_steal_pointer (&options), FALSE);
}

/* Each machine by itself, by a clock that is not set meanwhile. */
static char *
gs_recording_make_trace_cmd (GsPreset preset, const char *guest)
{
  g_autofree char *options = gs_recording_make_options (preset, guest != NULL ? GS_ROLE_GUEST : GS_ROLE_HOST);
  g_autofree char *quoted = g_shell_quote (guest != NULL ? guest : "host");
  g_autofree char *line = g_strdup_printf ("trace-cmd record -C mono -b 8192 %s -o %s.dat", options, quoted);

  return g_strdup_printf (
      _ ("# As root, on the host and in each guest at the same time; Ctrl+C ends it.\n"
         "%s\n\n"
         "# Then collect the files in one folder and open it. When the guests' virtual CPUs ran\n"
         "# tells which guest is whose and how far the clocks are apart.\n"
         "# With “-C tsc2nsec” on the host and “-C x86-tsc” in the guest, “trace-cmd attach” (3.2 and\n"
         "# later) can note both in the files afterwards.\n"),
      line);
}

/* What is behind -A is the guest's. */
static char *
gs_recording_make_agent (GsPreset preset, const char *guest, const char *const *guests)
{
  g_autofree char *host_options = gs_recording_make_options (preset, GS_ROLE_HOST);
  g_autofree char *guest_options = gs_recording_make_options (preset, GS_ROLE_GUEST);
  g_autoptr (GString) line = g_string_new (NULL);

  if (guest != NULL)
    return g_strdup (_ ("# In the guest, as root, before the host's line; Ctrl+C ends it.\n"
                        "trace-cmd agent\n\n"
                        "# The guest needs a vsock device: QEMU’s “-device vhost-vsock-pci,guest-cid=3”, with another\n"
                        "# number for each guest.\n"));
  g_string_printf (line, "trace-cmd record -C x86-tsc -b 8192 %s -e sched:sched_stat_runtime -o host.dat",
                   host_options);
  for (guint i = 0; guests[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (guests[i]);

      g_string_append_printf (line, " \\\n  -A @%u:%u --name %s -b 4096 %s -e sched:sched_stat_runtime", FIRST_CID + i,
                              AGENT_PORT, quoted, guest_options);
    }
  return g_strdup_printf (_ ("# On the host, as root, once “trace-cmd agent” runs in each guest; Ctrl+C ends it.\n"
                             "# The number behind @ is the guest’s vsock number (guest-cid).\n"
                             "%s\n\n"
                             "# Then open the folder: host.dat and a file for each guest. They know which thread is\n"
                             "# which virtual CPU, and how far the clocks are apart.\n"),
                          line->str);
}

/* perf takes names of events separated by commas. */
static char *
gs_recording_make_perf (GsPreset preset, const char *guest)
{
  g_autoptr (GPtrArray) names = gs_recording_list_names (preset, guest != NULL ? GS_ROLE_GUEST : GS_ROLE_HOST);
  g_autofree char *joined = NULL;

  if (preset >= GS_PRESET_VM_DEEP)
    names->pdata[names->len - 1] = (gpointer) "syscalls:*";
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (",", (GStrv) names->pdata);
  return g_strdup_printf (_ ("# As root, on the host and in each guest at the same time; Ctrl+C ends it.\n"
                             "perf record -k mono -a -e '%s' -o perf.data\n\n"
                             "# Then, on the same machine, into a folder that can be opened:\n"
                             "perf data convert --all --to-ctf ctf -i perf.data\n"),
                          joined);
}

/**
 * gs_recording_make_lines:
 * @recorder: not %GS_RECORDER_LTTNG
 * @guest: (nullable): name of a guest, or %NULL for the host
 * @guests: (array zero-terminated=1): the names of all
 *
 * Returns: (transfer full): what records this machine
 */
char *
gs_recording_make_lines (GsRecorder recorder, GsPreset preset, const char *guest, const char *const *guests)
{
  switch (recorder)
    {
    case GS_RECORDER_TRACE_CMD:
      return gs_recording_make_trace_cmd (preset, guest);
    case GS_RECORDER_TRACE_CMD_AGENT:
      return gs_recording_make_agent (preset, guest, guests);
    case GS_RECORDER_PERF:
      return gs_recording_make_perf (preset, guest);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * gs_recording_make_line:
 * @events: (array zero-terminated=1): the kernel's names, or %GS_ALL_SYSCALLS
 *
 * Returns: (transfer full): what to add to a line of `trace-cmd record`
 */
char *
gs_recording_make_line (const char *const *events)
{
  g_autoptr (GString) line = g_string_new ("trace-cmd record");

  for (guint i = 0; events[i] != NULL; i++)
    g_string_append_printf (line, " -e %s", g_str_equal (events[i], GS_ALL_SYSCALLS) ? "syscalls" : events[i]);
  return g_string_free (g_steal_pointer (&line), FALSE);
}
