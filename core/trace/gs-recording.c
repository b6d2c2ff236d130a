/* gs-recording.c: shell scripts that record what the views need
 * SPDX-License-Identifier: MIT
 *
 * record.sh.in is the script; what is filled in follows from gs-event-type.c.
 */
#include "trace/gs-recording.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "event/gs-event-type.h"
#include "gs-recording-resource.h"

#define TEMPLATE "/org/guestscope/Guestscope/core/record.sh.in"

/* MiB per CPU, by preset: what a second of events takes, a few times over. */
static const char *const buffers[] = { "4", "16", "64" };

static const char *const contexts[] = { "", "tid pid procname", "tid pid procname" };

/* Only what is safe in a file name, in LTTng's session names and unquoted in a shell. */
static char *
gs_recording_make_word (const char *text)
{
  g_autofree char *word = g_str_to_ascii (text, "C");

  g_strcanon (word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '-');
  return g_steal_pointer (&word);
}

/**
 * gs_recording_make_file_name:
 * @guest: (nullable): name of a guest, or %NULL for the host
 *
 * Returns: (transfer full): "record-host.sh" or the like
 */
char *
gs_recording_make_file_name (const char *guest)
{
  g_autofree char *word = gs_recording_make_word (guest != NULL ? guest : "host");

  return g_strdup_printf ("record-%s.sh", word[0] != '\0' ? word : "guest");
}

static void
gs_recording_list_events_for (const GsEventNeed *need, GString *list)
{
  g_autoptr (GString) purpose = g_string_new (_ (need->purpose));
  guint n_types;
  const GsEventType *types = gs_event_types_get (&n_types);

  g_string_replace (purpose, "'", "'\\''", 0); /* the list is quoted */
  for (guint i = 0; i < n_types; i++)
    {
      if (types[i].need != need || gs_event_type_is_syscall (&types[i]))
        continue;
      g_string_append (list, list->len > 0 ? "\n" : "");
      for (guint k = 0; k < GS_EVENT_MAX_NAMES && types[i].names[k] != NULL; k++)
        g_string_append_printf (list, "%s%s", k > 0 ? "|" : "", types[i].names[k]);
      g_string_append_printf (list, " %s", purpose->str);
    }
}

static char *
gs_recording_list_events (GsPreset preset, GsRole role)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint n_needs;
  const GsEventNeed *needs = gs_event_needs_get (&n_needs);

  for (guint i = 0; i < n_needs; i++)
    if (needs[i].preset <= preset && gs_event_need_concerns (&needs[i], role))
      gs_recording_list_events_for (&needs[i], list);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/**
 * gs_recording_make_script:
 * @guest: (nullable): name of a guest, or %NULL for the host
 *
 * Returns: (transfer full): a shell script that records this machine, to be run by root there
 */
char *
gs_recording_make_script (GsPreset preset, const char *guest)
{
  GsRole role = guest != NULL ? GS_ROLE_GUEST : GS_ROLE_HOST;
  g_autoptr (GBytes) template = g_resource_lookup_data (gs_recording_get_resource (), TEMPLATE, 0, NULL);
  g_autofree char *events = gs_recording_list_events (preset, role);
  g_autofree char *file = gs_recording_make_file_name (guest);
  g_autofree char *session = gs_recording_make_word (guest != NULL && guest[0] != '\0' ? guest :
                                                                                         gs_role_get_name (role));
  g_autofree char *what = guest != NULL ? g_strdup_printf ("the guest %s", session) : g_strdup ("the host");
  g_autoptr (GString) script = NULL;

  g_return_val_if_fail (preset < GS_N_PRESETS && template != NULL, NULL);

  script = g_string_new_len (g_bytes_get_data (template, NULL), g_bytes_get_size (template));
  g_string_replace (script, "@FILE@", file, 0);
  g_string_replace (script, "@WHAT@", what, 0);
  g_string_replace (script, "@PRESET@", gs_preset_get_name (preset), 0);
  g_string_replace (script, "@ROLE@", gs_role_get_name (role), 0);
  g_string_replace (script, "@SESSION@", session, 0);
  g_string_replace (script, "@CONTEXTS@", contexts[preset], 0);
  g_string_replace (script, "@SYSCALLS@", preset >= GS_PRESET_VM_DEEP ? "yes" : "no", 0);
  g_string_replace (script, "@BUFFERS@", buffers[preset], 0);
  /* The guest talks with its host; packets are of use where they are recorded. */
  g_string_replace (script, "@PEER_DEFAULT@",
                    guest != NULL && preset >= GS_PRESET_VM ? "the default gateway, mostly the host" : "none", 0);
  g_string_replace (script, "@PEER@", guest != NULL && preset >= GS_PRESET_VM ? "auto" : "none", 0);
  g_string_replace (script, "@EVENTS@", events, 0);
  return g_string_free (g_steal_pointer (&script), FALSE);
}

/**
 * gs_recording_make_command:
 * @events: (array zero-terminated=1): LTTng names, or %GS_ALL_SYSCALLS
 *
 * Returns: (transfer full): what to add to a recording's commands, one or two lines
 */
char *
gs_recording_make_command (const char *const *events)
{
  g_autoptr (GString) list = g_string_new (NULL);
  gboolean has_syscalls = FALSE;

  for (guint i = 0; events[i] != NULL; i++)
    if (g_str_equal (events[i], GS_ALL_SYSCALLS))
      has_syscalls = TRUE;
    else
      g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", events[i]);

  if (list->len > 0)
    {
      g_string_prepend (list, "lttng enable-event --kernel --channel=guestscope '");
      g_string_append_c (list, '\'');
    }
  if (has_syscalls)
    g_string_append_printf (list, "%slttng enable-event --kernel --channel=guestscope --syscall --all",
                            list->len > 0 ? "\n" : "");
  return g_string_free (g_steal_pointer (&list), FALSE);
}
