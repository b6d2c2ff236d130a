/* gs-native-format.c: looks into a trace, by its metadata and its packets' headers
 * SPDX-License-Identifier: MIT
 *
 * Few events are decoded: the first and the last ones of each stream, and for
 * a host's sign some more.
 */
#include "native/gs-native-format.h"

#include <string.h>

#include "native/gs-ctf-decoder.h"
#include "native/gs-native-reader.h"
#include "native/gs-native-text.h"
#include "read/gs-ctf-folder.h"

#define HEAD_EVENTS 65536 /* that are looked at for what tells a host */

static const gint gs_native_never_stop = 0;

/* --- What the metadata says --- */

static char *
gs_native_dup_env (gconstpointer meta, const char *name)
{
  const char *value = gs_ctf_meta_get_env (meta, name);

  return value != NULL ? g_utf8_make_valid (value, -1) : g_strdup ("");
}

/* LTTng's name for it, or else perf's. */
static char *
gs_native_dup_first_env (const GsCtfMeta *meta, const char *name, const char *other_name)
{
  char *value = gs_native_dup_env (meta, name);

  if (value[0] != '\0')
    return value;
  g_free (value);
  return gs_native_dup_env (meta, other_name);
}

static void
gs_native_take_meta (const GsCtfRecording *recording, GsTraceFacts *facts)
{
  const GsCtfMeta *meta = gs_ctf_recording_get_meta (recording);
  const GsCtfClasses *classes = g_array_index (recording->parts, GsCtfPart, 0).classes;

  facts->hostname = gs_native_dup_first_env (meta, "hostname", "host");
  facts->domain = gs_native_dup_env (meta, "domain");
  facts->kernel_release = gs_native_dup_first_env (meta, "kernel_release", "release");
  facts->tracer = gs_trace_facts_dup_tracer (gs_native_dup_env, meta);
  facts->uuid = gs_trace_facts_dup_uuid (meta->has_uuid ? meta->uuid : NULL);
  facts->clock_uuid = g_strdup (meta->clock_uuid != NULL ? meta->clock_uuid : "");
  facts->has_clock = meta->has_clock;
  facts->clock_offset = meta->has_clock ? gs_ctf_classes_get_time (classes, 0) : 0;
  for (guint i = 0; i < meta->n_streams; i++)
    for (guint k = 0; k < meta->streams[i].n_events; k++)
      g_ptr_array_add (facts->event_names, g_strdup (gs_event_plain_name (meta->streams[i].events[k].name)));
}

/* --- What the packets say --- */

static void
gs_native_take_decoded (GsTraceFacts *facts, const GsCtfDecoded *decoded)
{
  facts->kinds |= decoded->kinds;
  if (decoded->span.begin == GS_TIME_NONE)
    return;
  facts->span = facts->span.begin == GS_TIME_NONE ? decoded->span : gs_span_unite (facts->span, decoded->span);
}

static void
gs_native_decode (GsCtfDecoder *decoder, const GsCtfPacketInfo *packet, guint64 n_max, GsCtfDecoded *decoded)
{
  GsCtfStreamState state = { .context.kind = GS_EVENT_NONE };

  gs_stream_order_init (&state.order);
  gs_ctf_decoder_decode (decoder, packet, &state, FALSE, n_max, decoded);
}

/* From a stream's begin, until there was an event; more of them while @n_left events may be looked at. */
static void
gs_native_look_at_head (GsCtfDecoder *decoder, const GsCtfStream *stream, guint64 n_left, GsTraceFacts *facts)
{
  GsCtfDecoded decoded = { 0 };
  guint64 n_done = 0;

  for (guint i = 0; i < stream->packets->len && (n_done == 0 || n_done < n_left); i++)
    {
      gs_native_decode (decoder, &g_array_index (stream->packets, GsCtfPacketInfo, i), MAX (n_left - n_done, 1),
                        &decoded);
      gs_native_take_decoded (facts, &decoded);
      n_done += decoded.n_events;
      if (n_done >= n_left)
        break;
    }
  gs_ctf_decoded_clear (&decoded);
}

static void
gs_native_look_at_tail (GsCtfDecoder *decoder, const GsCtfStream *stream, GsTraceFacts *facts)
{
  GsCtfDecoded decoded = { 0 };

  for (guint i = stream->packets->len; i-- > 0 && decoded.n_events == 0;)
    {
      gs_native_decode (decoder, &g_array_index (stream->packets, GsCtfPacketInfo, i), G_MAXUINT64, &decoded);
      gs_native_take_decoded (facts, &decoded);
    }
  gs_ctf_decoded_clear (&decoded);
}

static gboolean
gs_native_is_known (const GsCtfStream *stream, guint n_before, const GsCtfRecording *recording)
{
  for (guint i = 0; i < n_before; i++)
    if (((const GsCtfStream *) g_ptr_array_index (recording->streams, i))->cpu == stream->cpu)
      return TRUE;
  return FALSE;
}

static void
gs_native_take_streams (const GsCtfRecording *recording, GsNames *names, gboolean is_close, GsTraceFacts *facts)
{
  g_autoptr (GsCtfDecoder) decoder = gs_ctf_decoder_new (recording, names);
  guint n_streams = recording->streams->len;
  guint64 n_head = is_close ? HEAD_EVENTS : HEAD_EVENTS / 4;

  facts->is_filled = n_streams > 0;
  facts->n_streams = n_streams;
  facts->n_bytes = recording->n_bytes;
  for (guint i = 0; i < n_streams; i++)
    {
      const GsCtfStream *stream = g_ptr_array_index (recording->streams, i);

      facts->n_cpus += !gs_native_is_known (stream, i, recording);
      gs_native_look_at_head (decoder, stream, n_head / n_streams + 1, facts);
      gs_native_look_at_tail (decoder, stream, facts);
    }
}

/* Whoever reads nothing because the disk fails has not recorded nothing. */
static void
gs_native_take_failure (const GsCtfRecording *recording, GsTraceFacts *facts)
{
  char *failure = facts->span.begin == GS_TIME_NONE ? gs_ctf_recording_dup_failure (recording) : NULL;

  if (failure == NULL)
    return;
  facts->is_filled = FALSE;
  g_free (facts->unreadable);
  facts->unreadable = failure;
}

static gboolean
gs_native_describe (const char *path, const char *name, gboolean is_close, GsTraceFacts *facts, GError **error)
{
  const char *const folders[] = { path, NULL };
  g_autoptr (GsNames) names = gs_names_new ();
  GsCtfRecording *recording = gs_ctf_recording_new (folders, name, names, &gs_native_never_stop, error);

  if (recording == NULL)
    return FALSE;
  gs_native_take_meta (recording, facts);
  gs_native_take_streams (recording, names, is_close, facts);
  gs_ctf_folder_warn (path, name, facts->warnings);
  for (guint i = 0; i < recording->warnings->len; i++)
    g_ptr_array_add (facts->warnings, g_strdup (g_ptr_array_index (recording->warnings, i)));
  facts->unreadable = g_strdup (recording->unreadable);
  gs_native_take_failure (recording, facts);
  gs_ctf_recording_shelve (recording);
  return TRUE;
}

const GsTraceFormat gs_native_format = { "native", gs_ctf_folder_recognize, gs_native_describe, gs_native_reader_new,
                                         gs_native_text_new };
