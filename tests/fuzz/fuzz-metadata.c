/* fuzz-metadata.c: whatever a trace's metadata holds, reading it ends, and what comes out is sound
 * SPDX-License-Identifier: MIT
 *
 * The first byte says how the rest is put into the file: as it is, or in packets
 * of one of two byte orders.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "metadata/dump-ctf-meta.h"
#include "metadata/gs-ctf-meta-parse.h"
#include "sim/ctf-layout.h"

#define PACKET_BYTES 4096
#define HEADER_BYTES 37
#define MAX_DUMPED 20000 /* fields; more of them take longer to look at than to read */

const char *const fuzz_words[] = {
  "trace",
  "env",
  "clock",
  "stream",
  "event",
  "callsite",
  "typealias",
  "typedef",
  "struct",
  "variant",
  "enum",
  "integer",
  "string",
  "floating_point",
  "align",
  "size",
  "signed",
  "byte_order",
  "native",
  "network",
  "be",
  "le",
  "base",
  "encoding",
  "UTF8",
  "none",
  "map",
  "clock.monotonic.value",
  "exp_dig",
  "mant_dig",
  "fields",
  "context",
  "packet.header",
  "packet.context",
  "event.header",
  "event.context",
  "stream_id",
  "id",
  "name",
  "uuid",
  "magic",
  "timestamp",
  "stream.event.header.id",
  "event.fields.a",
  "stream.packet.context.cpu_id",
  "event.context.a",
  ":=",
  "...",
  "struct { } a[4]; ",
  "variant <id> { string a; } v; ",
  "[2][2]",
  "[id]",
  "/* */",
  "\\\"",
  "align(8)",
  "type",
  "structure",
  "member-classes",
  "field-class",
  "fixed-length-unsigned-integer",
  "fixed-length-boolean",
  "fixed-length-floating-point-number",
  "variable-length-signed-integer",
  "null-terminated-string",
  "static-length-string",
  "dynamic-length-blob",
  "static-length-array",
  "dynamic-length-array",
  "optional",
  "options",
  "selector-field-location",
  "selector-field-ranges",
  "length-field-location",
  "element-field-class",
  "path",
  "null",
  "origin",
  "event-record-payload",
  "packet-context",
  "length",
  "alignment",
  "minimum-alignment",
  "byte-order",
  "bit-order",
  "big-endian",
  "roles",
  "default-clock-timestamp",
  "preamble",
  "field-class-alias",
  "data-stream-class",
  "event-record-class",
  "clock-class",
  "frequency",
  "offset-from-origin",
  "default-clock-class-id",
  "environment",
  NULL,
};

static void
add_packets (GByteArray *file, const guint8 *text, gsize size, gboolean is_swapped)
{
  static const guint8 zeros[PACKET_BYTES];

  while (size > 0)
    {
      guint n = MIN (size, PACKET_BYTES - HEADER_BYTES - 3);
      guint32 words[] = { 0x75D11D57, 0, 0, 0, 0, 0, (n + HEADER_BYTES) * 8, PACKET_BYTES * 8 };

      for (guint i = 0; is_swapped && i < G_N_ELEMENTS (words); i++)
        words[i] = GUINT32_SWAP_LE_BE (words[i]);
      g_byte_array_append (file, (const guint8 *) words, sizeof words);
      g_byte_array_append (file, zeros, HEADER_BYTES - sizeof words);
      g_byte_array_append (file, text, n);
      g_byte_array_append (file, zeros, PACKET_BYTES - HEADER_BYTES - n);
      text += n;
      size -= n;
    }
}

static guint64
count_fields (const GsCtfMeta *meta)
{
  guint64 n = meta->packet_header == NULL ? 0 : meta->packet_header->n_fields;

  for (guint i = 0; i < meta->n_streams; i++)
    {
      const GsCtfStreamClass *stream = &meta->streams[i];

      g_assert_true (i == 0 || stream[-1].id < stream->id);
      for (guint k = 0; k < stream->n_events; k++)
        {
          const GsCtfEventClass *event = &stream->events[k];

          g_assert_true (k == 0 || event[-1].id < event->id);
          n += event->payload == NULL ? 0 : event->payload->n_fields;
          n += event->context == NULL ? 0 : event->context->n_fields;
        }
      n += stream->event_header == NULL ? 0 : stream->event_header->n_fields;
      n += stream->packet_context == NULL ? 0 : stream->packet_context->n_fields;
      n += stream->event_context == NULL ? 0 : stream->event_context->n_fields;
    }
  return n;
}

static void
look_at (const GsCtfMeta *meta)
{
  g_autofree char *dump = NULL;
  guint64 n_fields = count_fields (meta);

  g_assert_cmpuint (n_fields, <=, GS_CTF_MAX_FIELDS);
  g_assert_cmpuint (meta->clock_frequency, >, 0);
  g_assert_true (meta->clock_offset_cycles >= 0 && (guint64) meta->clock_offset_cycles < meta->clock_frequency);
  if (n_fields <= MAX_DUMPED)
    dump = dump_ctf_meta (meta);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) packets = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GsCtfMeta) meta = NULL;

  if (size == 0)
    return 0;
  if (data[0] == 'p' || data[0] == 'P')
    {
      packets = g_byte_array_new ();
      add_packets (packets, data + 1, size - 1, data[0] == 'P');
      meta = gs_ctf_meta_parse ((const char *) packets->data, packets->len, NULL, &error);
    }
  else
    meta = gs_ctf_meta_parse ((const char *) data + 1, size - 1, NULL, &error);
  g_assert_true ((meta == NULL) == (error != NULL));
  if (meta != NULL)
    look_at (meta);
  return 0;
}

#define NUMBER(bits) \
  "{\"type\":\"fixed-length-unsigned-integer\",\"length\":" #bits ",\"byte-order\":\"little-endian\",\"alignment\":8"

/* All kinds of field classes, in little room. */
static const char json[] =
    "\x1e{\"type\":\"preamble\",\"version\":2,\"uuid\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}\n"
    "\x1e{\"type\":\"field-class-alias\",\"name\":\"ts\",\"field-class\":" NUMBER (
        64) ",\"roles\":[\"default-clock-timestamp\"]}}\n"
            "\x1e{\"type\":\"trace-class\",\"environment\":{\"a\":\"b\",\"c\":7},\"packet-header-field-class\":{\"type\":\"structure\","
            "\"member-classes\":[{\"name\":\"u\",\"field-class\":{\"type\":\"static-length-blob\",\"length\":16,"
            "\"roles\":[\"metadata-stream-uuid\"]}}]}}\n"
            "\x1e{\"type\":\"clock-class\",\"id\":\"c\",\"frequency\":1000,\"origin\":\"unix-epoch\",\"offset-from-origin\":{\"seconds\":-1,\"cycles\":7}}\n"
            "\x1e{\"type\":\"data-stream-class\",\"default-clock-class-id\":\"c\",\"event-record-header-field-class\":{\"type\":\"structure\","
            "\"minimum-alignment\":8,\"member-classes\":[{\"name\":\"id\",\"field-class\":" NUMBER (
                8) ",\"mappings\":{\"a\":[[0,30]]},"
                   "\"roles\":[\"event-record-class-id\"]}},{\"name\":\"v\",\"field-class\":{\"type\":\"variant\",\"selector-field-location\":"
                   "{\"path\":[\"id\"]},\"options\":[{\"name\":\"a\",\"selector-field-ranges\":[[0,30],[32,33]],\"field-class\":\"ts\"},"
                   "{\"selector-field-ranges\":[[31,31]],\"field-class\":{\"type\":\"structure\",\"member-classes\":[{\"name\":\"t\",\"field-class\":\"ts\"}]}}]}}]}}\n"
                   "\x1e{\"type\":\"event-record-class\",\"id\":3,\"name\":\"e\",\"payload-field-class\":{\"type\":\"structure\",\"member-classes\":["
                   "{\"name\":\"n\",\"field-class\":" NUMBER (
                       8) "}},{\"name\":\"s\",\"field-class\":{\"type\":\"null-terminated-string\"}},"
                          "{\"name\":\"d\",\"field-class\":{\"type\":\"dynamic-length-string\",\"length-field-location\":{\"path\":[\"n\"]}}},"
                          "{\"name\":\"o\",\"field-class\":{\"type\":\"optional\",\"selector-field-location\":{\"origin\":\"event-record-payload\",\"path\":[\"n\"]},"
                          "\"field-class\":{\"type\":\"variable-length-signed-integer\"}}},{\"name\":\"x\",\"field-class\":{\"type\":\"structure\",\"member-classes\":["
                          "{\"name\":\"y\",\"field-class\":{\"type\":\"dynamic-length-array\",\"length-field-location\":{\"path\":[null,\"n\"]},"
                          "\"element-field-class\":{\"type\":\"static-length-array\",\"length\":3,\"element-field-class\":"
                          "{\"type\":\"fixed-length-floating-point-number\",\"length\":32,\"byte-order\":\"big-endian\"}}}}]}}]}}\n";

/* What the writer of the tests has none of. */
static const char text[] =
    "trace { major = 1; minor = 8; uuid = \"01020304-0506-0708-090a-0b0c0d0e0f10\"; byte_order = be;\n"
    " packet.header := struct { integer { size = 32; } magic; integer { size = 8; } uuid[16]; }; };\n"
    "clock { name = monotonic; freq = 1000; offset_s = -7; offset = 2500; absolute = FALSE; };\n"
    "typealias integer { size = 8; encoding = UTF8; } := char *; typedef string name; callsite { func = \"f\"; };\n"
    "struct v { variant <_t> { string a; name b; } x; } align(16);\n"
    "stream { id = 1; event.header := struct { integer { size = 8; } id; integer { size = 64; map = clock.monotonic.value; } timestamp; };\n"
    " packet.context := struct { integer { size = 8; } cpu_id; }; event.context := struct { name n; }; };\n"
    "event { name = \"a\\x41\\n\"; id = 0x7; loglevel = 3; model.emf.uri = \"u\"; context := struct { char * c; };\n"
    " fields := struct { enum e : integer { size = 4; signed = 1; } { a = -1, \"_b\" = 2 ... 5, c } _t; struct v s[2][_t];\n"
    "  floating_point { exp_dig = 8; mant_dig = 24; } f; variant <stream.packet.context.cpu_id> { enum e z; } none; }; };\n";

void
fuzz_add_seeds (GPtrArray *seeds)
{
  static const guint8 uuid[16] = { 1 };
  /* Few kinds of events: small inputs are changed in more of their places. */
  CtfOptions options = { .hostname = "host", .kernel_release = "6.1", .compact_headers = TRUE, .with_tid = TRUE };
  GString *own;

  options.omit = ~(CTF_KIND (CTF_SWITCH) | CTF_KIND (CTF_FORK) | CTF_KIND (CTF_NET_QUEUE));
  own = ctf_layout_metadata (&options, uuid);
  for (guint i = 0; i < 3; i++)
    {
      const char *const texts[] = { own->str, text, json };

      for (guint k = 0; k < 3; k++)
        {
          g_autofree char *input = g_strdup_printf ("%c%s", "-pP"[i], texts[k]);

          g_ptr_array_add (seeds, g_bytes_new (input, strlen (input)));
        }
    }
  g_string_free (own, TRUE);
}
