/* test-ctf-meta.c: what a trace's metadata declares is read, in both of CTF's languages
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <string.h>
#include <time.h>

#include "base/gs-error.h"
#include "metadata/dump-ctf-meta.h"
#include "metadata/gs-ctf-meta-parse.h"
#include "metadata/gs-ctf-shelf.h"
#include "sim/ctf-layout.h"

#define UUID "0102030405060708090a0b0c0d0e0f10"

/* The same trace twice, as LTTng 2.13 and 2.15 write it. */
static const char lttng_text[] =
    "typealias integer { size = 8; align = 8; signed = false; } := uint8_t;\n"
    "typealias integer { size = 32; align = 8; signed = false; } := uint32_t;\n"
    "typealias integer { size = 64; align = 8; signed = false; } := uint64_t;\n"
    "typealias integer { size = 64; align = 8; signed = false; } := unsigned long;\n"
    "typealias integer { size = 5; align = 1; signed = false; } := uint5_t;\n"
    "trace {\n  major = 1;\n  minor = 8;\n  uuid = \"01020304-0506-0708-090a-0b0c0d0e0f10\";\n  byte_order = le;\n"
    "  packet.header := struct {\n    uint32_t magic;\n    uint8_t  uuid[16];\n    uint32_t stream_id;\n"
    "    uint64_t stream_instance_id;\n  };\n};\n"
    "env {\n  hostname = \"a \\\"b\\\"\";\n  tracer_major = 2;\n};\n"
    "clock {\n  name = \"monotonic\";\n  uuid = \"boot\";\n  description = \"Monotonic Clock\";\n"
    "  freq = 1000000000; /* Frequency, in Hz */\n  offset = -1500000000;\n};\n"
    "typealias integer { size = 27; align = 1; signed = false; map = clock.monotonic.value; } := uint27_clock_t;\n"
    "typealias integer {\n  size = 64; align = 8; signed = false;\n  map = clock.monotonic.value;\n} := uint64_clock_t;\n"
    "struct packet_context {\n  uint64_clock_t timestamp_begin;\n  uint64_clock_t timestamp_end;\n"
    "  uint64_t content_size;\n  uint64_t packet_size;\n  uint64_t packet_seq_num;\n"
    "  unsigned long events_discarded;\n  uint32_t cpu_id;\n};\n"
    "struct event_header_compact {\n  enum : uint5_t { compact = 0 ... 30, extended = 31 } id;\n"
    "  variant <id> {\n    struct {\n      uint27_clock_t timestamp;\n    } compact;\n"
    "    struct {\n      uint32_t id;\n      uint64_clock_t timestamp;\n    } extended;\n  } v;\n} align(8);\n"
    "stream {\n  id = 0;\n  event.header := struct event_header_compact;\n"
    "  packet.context := struct packet_context;\n"
    "  event.context := struct {\n    integer { size = 32; align = 8; signed = 1; encoding = none; base = 10; } _tid;\n"
    "    integer { size = 8; align = 8; signed = 1; encoding = UTF8; base = 10; } _procname[16];\n  };\n};\n"
    "event {\n  name = \"fork\";\n  id = 7;\n  stream_id = 0;\n  fields := struct {\n"
    "    string _name;\n    integer { size = 8; align = 8; signed = 0; } __vtids_length;\n"
    "    integer { size = 32; align = 8; signed = 1; } _vtids[ __vtids_length ];\n"
    "    integer { size = 64; align = 8; signed = 0; base = 16; } _args[6];\n  };\n};\n"
    "event {\n  name = \"net\";\n  id = 3;\n  stream_id = 0;\n  fields := struct {\n"
    "    enum : integer { size = 8; align = 8; signed = 0; encoding = none; base = 10; } {\n"
    "      \"_unknown\" = 0,\n      \"_ipv4\" = 1,\n      \"_unknown\" = 2 ... 5,\n    } _type;\n"
    "    variant <_type> {\n      struct {\n      } _unknown;\n      struct {\n"
    "        integer { size = 4; align = 4; signed = 0; byte_order = be; } _version;\n"
    "        integer { size = 9; align = 1; signed = 0; byte_order = be; } _flags;\n"
    "      } _ipv4;\n    } _header;\n  };\n};\n";

#define RS "\x1e"
#define U32 "{\"type\":\"fixed-length-unsigned-integer\",\"length\":32,\"alignment\":8,\"byte-order\":\"little-endian\""
#define U64 "{\"type\":\"fixed-length-unsigned-integer\",\"length\":64,\"alignment\":8,\"byte-order\":\"little-endian\""
#define ROLE(role) ",\"roles\":[\"" role "\"]}"
#define MEMBER(name, class) "{\"name\":\"" name "\",\"field-class\":" class "}"
#define STRUCT(...) "{\"type\":\"structure\",\"member-classes\":[" __VA_ARGS__ "]}"

static const char lttng_json[] = RS
    "{\"type\":\"preamble\",\"version\":2,\"uuid\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}\n" RS
    "{\"type\":\"field-class-alias\",\"name\":\"u64-ts\",\"field-class\":" U64 ROLE (
        "default-clock-timestamp") "}\n" RS
                                   "{\"type\":\"field-class-alias\",\"name\":\"header\",\"field-class\":{\"type\":\"structure\",\"minimum-alignment\":8,"
                                   "\"member-classes\":[{\"name\":\"id\",\"field-class\":{\"type\":\"fixed-length-unsigned-integer\",\"length\":5,"
                                   "\"byte-order\":\"little-endian\",\"mappings\":{\"compact\":[[0,30]],\"extended\":[[31,31]]},"
                                   "\"roles\":[\"event-record-class-id\"]}},{\"name\":\"v\",\"field-class\":{\"type\":\"variant\","
                                   "\"selector-field-location\":{\"path\":[\"id\"]},\"options\":[{\"name\":\"compact\","
                                   "\"selector-field-ranges\":[[0,30]],\"field-class\":" STRUCT (
                                       MEMBER (
                                           "timestamp",
                                           "{\"type\":\"fixed-length-unsigned-integer\",\"length\":27,\"byte-order\":\"little-endian\"" ROLE (
                                               "default-clock-timestamp"))) "},{\"name\":\"extended\",\"selector-field-ranges\":[[31,31]],"
                                                                            "\"field-class\":" STRUCT (
                                                                                MEMBER ("id", U32 ROLE ("event-record-class-id")) "," MEMBER (
                                                                                    "timestamp",
                                                                                    "\"u64-ts\"")) "}]}}]}}\n" RS
                                                                                                   "{\"type\":\"trace-class\",\"namespace\":\"lttng.org,2009\",\"environment\":{\"hostname\":\"a \\\"b\\\"\","
                                                                                                   "\"tracer_major\":2},\"packet-header-field-class\":" STRUCT (
                                                                                                       MEMBER ("magic", U32 ROLE ("packet-magic-number")) "," MEMBER (
                                                                                                           "uuid",
                                                                                                           "{\"type\":\"static-length-blob\","
                                                                                                           "\"length\":16" ROLE (
                                                                                                               "metadata-stream-uuid")) "," MEMBER ("stream_id", U32
                                                                                                                                                                     ROLE (
                                                                                                                                                                         "data-stream-class-id")) "," MEMBER ("stream_instance_id", U64 ROLE ("data-stream-id"))) "}\n" RS
                                                                                                                                                                                                                                                                  "{\"type\":\"clock-class\",\"id\":\"monotonic\",\"name\":\"monotonic\",\"uid\":\"boot\",\"frequency\":1000000000,"
                                                                                                                                                                                                                                                                  "\"origin\":\"unix-epoch\",\"offset-from-origin\":{\"seconds\":-2,\"cycles\":500000000}}\n" RS "{\"type\":\"data-stream-class\",\"id\":0,\"default-clock-class-id\":\"monotonic\",\"packet-context-field-class\":" STRUCT (MEMBER ("timestamp_begin", "\"u64-ts\"") "," MEMBER ("timestamp_end",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  U64 ROLE (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "packet-end-default-clock-timestamp")) "," MEMBER ("content_size",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         U64 ROLE (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "packet-content-length")) "," MEMBER ("packet_size",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   U64 ROLE ("packet-total-length")) "," MEMBER ("packet_seq_num", U64
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       ROLE (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "packet-sequence-number")) "," MEMBER ("events_discarded", U64 ROLE ("discarded-event-record-counter-snapshot")) "," MEMBER ("cpu_id", U32 "}")) ",\"event-record-header-field-class\":\"header\",\"event-record-common-context-field-class\":" STRUCT (MEMBER ("tid", "{\"type\":\"fixed-length-signed-integer\",\"length\":32,\"byte-order\":\"little-endian\",\"alignment\":8}") "," MEMBER ("procname", "{\"type\":\"static-length-string\",\"length\":16}")) "}\n" RS
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "{\"type\":\"event-record-class\",\"data-stream-class-id\":0,\"id\":7,\"name\":\"fork\",\"payload-field-class\":" STRUCT (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 MEMBER ("name", "{\"type\":\"null-terminated-string\"}") "," MEMBER ("_vtids_length", "{\"type\":\"fixed-length-unsigned-integer\",\"length\":8,\"byte-order\":\"little-endian\",\"alignment\":8}") "," MEMBER ("vtids",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "{\"type\":\"dynamic-length-array\",\"element-field-class\":{\"type\":\"fixed-length-signed-integer\","
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "\"length\":32,\"byte-order\":\"little-endian\",\"alignment\":8},\"length-field-location\":{\"path\":[\"_vtids_length\"]}}") "," MEMBER ("args",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "{\"type\":\"static-length-array\",\"length\":6,\"element-field-class\":" U64
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "}}")) "}\n" RS
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "{\"type\":\"event-record-class\",\"data-stream-class-id\":0,\"id\":3,\"name\":\"net\",\"payload-field-class\":" STRUCT (MEMBER ("type", "{\"type\":\"fixed-length-unsigned-integer\",\"length\":8,\"byte-order\":\"little-endian\",\"alignment\":8,"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "\"mappings\":{\"ipv4\":[[1,1]],\"unknown\":[[0,0],[2,5]]}}") "," MEMBER ("header",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "{\"type\":\"variant\",\"selector-field-location\":{\"path\":[\"type\"]},\"options\":["
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "{\"name\":\"unknown\",\"selector-field-ranges\":[[0,0],[2,5]],\"field-class\":" STRUCT ("") "},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "{\"name\":\"ipv4\",\"selector-field-ranges\":[[1,1]],\"field-class\":" STRUCT (MEMBER (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     "version", "{\"type\":\"fixed-length-unsigned-integer\",\"length\":4,\"byte-order\":\"big-endian\",\"alignment\":4}") "," MEMBER ("flags",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "{\"type\":\"fixed-length-unsigned-integer\",\"length\":9,\"byte-order\":\"big-endian\"}")) "}]}")) "}\n";

static const char lttng_dump[] =
    "uuid " UUID "\nenv hostname=a \"b\"\nenv tracer_major=2\nclock monotonic boot 1000000000 Hz -2+500000000\n"
    "packet-header {magic:u32=magic@8 uuid:u8@8[16]=uuid@8 stream_id:u32=stream-class@8 "
    "stream_instance_id:u64=stream-instance@8}@8\n"
    "stream 0\n"
    " packet-context {timestamp_begin:u64~clock=packet-begin@8 timestamp_end:u64~clock=packet-end@8 "
    "content_size:u64=content-bits@8 packet_size:u64=packet-bits@8 packet_seq_num:u64=sequence-number@8 "
    "events_discarded:u64=discarded@8 cpu_id:u32=cpu@8}@8\n"
    " event-header {id:u5=event-class v:<id>(compact 0..30:{timestamp:u27~clock=timestamp} | "
    "extended 31..31:{id:u32=event-class@8 timestamp:u64~clock=timestamp@8}@8)}@8\n"
    " stream-context {tid:i32@8 procname:text[16]@8}@8\n"
    " event 3 net\n"
    "  payload {type:u8@8 header:<type>(unknown 0..0,2..5:{} | ipv4 1..1:{version:u4be@4 flags:u9be}@4)}@8\n"
    " event 7 fork\n"
    "  payload {name:string@8 _vtids_length:u8@8 vtids:i32@8[_vtids_length]@8 args:u64@8[6]@8}@8\n";

/* Returns: (transfer full): what @text declares, or why it is refused */
static char *
parse (const char *text, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = g_memdup2 (text, size); /* exactly so large: a sanitizer sees what reads past its end */
  g_autoptr (GsCtfMeta) meta = gs_ctf_meta_parse (copy, size, NULL, &error);

  g_assert_true ((meta == NULL) == (error != NULL));
  return meta != NULL ? dump_ctf_meta (meta) : g_strdup_printf ("%d: %s", error->code, error->message);
}

static void
assert_dump (const char *text, const char *expected)
{
  g_autofree char *dump = parse (text, strlen (text));

  g_assert_cmpstr (dump, ==, expected);
}

static void
test_both_languages_say_the_same (void)
{
  assert_dump (lttng_text, lttng_dump);
  assert_dump (lttng_json, lttng_dump);
}

static void
test_the_projects_own_writer (void)
{
  static const guint8 uuid[16] = { 1 };
  CtfOptions options = { .hostname = "host",
                         .kernel_release = "6.1",
                         .tracer_major = 2,
                         .tracer_minor = 13,
                         .with_tid = TRUE,
                         .n_channels = 4 };
  g_autoptr (GString) text = ctf_layout_metadata (&options, uuid);
  g_autoptr (GError) error = NULL;
  g_autoptr (GsCtfMeta) meta = gs_ctf_meta_parse (text->str, text->len, NULL, &error);
  guint n_events = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < meta->n_streams; i++)
    {
      g_assert_cmpuint (meta->streams[i].id, ==, i);
      n_events += meta->streams[i].n_events;
    }
  g_assert_cmpuint (meta->n_streams, ==, 4);
  /* All but that of a program; system calls have one class each. */
  g_assert_cmpuint (n_events, ==, CTF_N_KINDS - 3 + 2 * 12);
  g_assert_cmpstr (gs_ctf_meta_get_env (meta, "hostname"), ==, "host");
  g_assert_null (gs_ctf_meta_get_env (meta, "nothing"));
}

/* What an event holds, and around it as little as is allowed. */
#define TRACE "/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = be; };\n"
#define EVENT(fields) TRACE "event { fields := struct { " fields " }; };"
#define U8 "integer { size = 8; } "
#define PAYLOAD(dump) "stream 0\n event 0 \n  payload {" dump "\n"

static const struct
{
  const char *text, *dump;
} text_cases[] = {
  /* numbers */
  { EVENT ("integer { size = 0x10; align = 1; signed = true; byte_order = network; base = hex; encoding = none; } a;"
           "integer { signed = TRUE; byte_order = native; size = 010u; } b; integer { size = 3; byte_order = le; } c;"),
    PAYLOAD ("a:i16be b:i8be@8 c:u3}@8") },
  { EVENT ("floating_point { exp_dig = 11; mant_dig = 53; align = 8; byte_order = le; } _d;"
           "floating_point { exp_dig = 8; mant_dig = 24; } f;"),
    PAYLOAD ("d:real64@8 f:real32be}@8") },
  { EVENT (
        "string a; string { encoding = ASCII; } b; /* c */ // d\n integer { size = 4; align = 16; whatever = \"x\"; } e;"),
    PAYLOAD ("a:string@8 b:string@8 e:u4be@16}@16") },
  /* arrays */
  { EVENT (U8 "n; " U8 "a[2][ n ][3], _b[0]; integer { size = 8; encoding = UTF8; } c[4], d[n];"
              "integer { size = 16; encoding = UTF8; } e[4];"),
    PAYLOAD ("n:u8be@8 a:u8be@8[3]@8[n]@8[2]@8 b:u8be@8[0]@8 c:text[4]@8 d:text[n]@8 e:u16be@8[4]@8}@8") },
  { EVENT ("struct { integer { size = 5; } x; } align(4) a; struct { } align(32) b; struct { struct { " U8
           "y; } z; } c[2];"),
    PAYLOAD ("a:{x:u5be}@4 b:{}@32 c:{z:{y:u8be@8}@8}@8[2]@8}@32") },
  /* names of types */
  { TRACE "typealias integer { size = 64; } := unsigned long;"
          "typealias integer { size = 32; align = 1; } := unsigned long *;"
          "typedef unsigned long word, words[2]; struct s { word w; typealias string := word; word v; };"
          "event { fields := struct { struct s a; words b; unsigned long c; unsigned long * d; word e[1]; }; };",
    PAYLOAD ("a:{w:u64be@8 v:string@8}@8 b:u64be@8[2]@8 c:u64be@8 d:u32be e:u64be@8[1]@8}@8") },
  { EVENT ("struct a { " U8 "x; } y; struct a z; struct b { string t; }; struct b u; enum c : " U8
           "{ d } e; enum c f;"),
    PAYLOAD ("y:{x:u8be@8}@8 z:{x:u8be@8}@8 u:{t:string@8}@8 e:u8be@8 f:u8be@8}@8") },
  /* variants */
  { TRACE
    "typealias integer { size = 4; signed = true; } := int; typealias enum { a = -1, b, c = 3 ... 5, d, a = 7, } := tag;"
    "event { fields := struct { tag _t; variant <_t> { int a; string b; int _c; int d; int none; } v; }; };",
    PAYLOAD ("t:i4be v:<t>(a -1..-1,7..7:i4be | b 0..0:string@8 | c 3..5:i4be | d 6..6:i4be | none:i4be)}") },
  { EVENT ("struct { enum : " U8 "{ \"_x y\" = 1, \"_z\" = 2 } t; } s; variant <s.t> { string _z; } v;"
           "struct { variant <s.t> { string z; } w; } u; variant w { string _z; }; variant w <s.t> x;"),
    PAYLOAD ("s:{t:u8be@8}@8 v:<s.t>(z 2..2:string@8) u:{w:<s.t>(z 2..2:string@8)} x:<s.t>(z 2..2:string@8)}@8") },
  /* The tag is in none of the structures that stand around where the variant is written. */
  { TRACE "struct v { variant <t> { string a; } x; integer { size = 1; } y; };"
          "event { fields := struct { enum : " U8 "{ a = 9 } _t; struct v s[3]; }; };",
    PAYLOAD ("t:u8be@8 s:{x:<t>(a 9..9:string@8) y:u1be}[3]}@8") },
  { TRACE
    "event { stream_id = 4; context := struct { enum : " U8 "{ p = 5 } a; }; name = \"n\\x41\\102\\n\\\"\";"
    "fields := struct { variant <stream.event.header._h.id> { string b; } v; variant <event.context.a> { string p; } w;"
    "string s[stream.packet.context.n]; variant <event.fields.e.f> { string q; } nothing; }; };"
    "stream { id = 4; event.header := struct { struct { enum : " U8 "{ b = 3 } id; } h; }; };",
    NULL },
  { TRACE
    "stream { id = 4; event.header := struct { struct { enum : " U8 "{ b = 3 } id; } h; };"
    "packet.context := struct { " U8 "n; }; event.context := struct { enum : " U8 "{ r } c; }; };"
    "event { stream_id = 4; context := struct { enum : " U8 "{ p = 5 } a; }; name = \"n\\x41\\102\\t\\\"\";"
    "fields := struct { variant <stream.event.header._h.id> { string b; } v; variant <event.context.a> { string p; } w;"
    "string s[stream.packet.context.n]; variant <stream.event.context.c> { string r; } x; }; id = 0xFFFFFFFF; };",
    "stream 4\n packet-context {n:u8be@8}@8\n event-header {h:{id:u8be=event-class@8}@8}@8\n stream-context {c:u8be@8}@8\n"
    " event 4294967295 nAB\t\"\n  context {a:u8be@8}@8\n"
    "  payload {v:<event-header/h.id>(b 3..3:string@8) w:<context/a>(p 5..5:string@8) "
    "s:string@8[packet-context/n]@8 x:<stream-context/c>(r 0..0:string@8)}@8\n" },
  /* blocks */
  { "event { name = late; loglevel = 13; model.emf.uri = \"http://x\"; stream_id = 1; id = 2; fields := struct { t a; }; };\n"
    "stream { id = 1; event.header := struct { t id; }; typealias string := local; };;\n"
    "stream { id = 0; packet.context := struct { t cpu_id; t timestamp_end; }; };\n"
    "callsite { name = \"x{\"; };\n typealias " U8 ":= t;\n"
    "env { a = 5; b = -5; c = x.y; d = \"e\"; };\n"
    "clock { name = c; freq = 1000; precision = 1; offset_s = 7; offset = 2500; absolute = FALSE; };\n"
    "trace { typealias " U8
    ":= u; byte_order = le; major = 1; packet.header := struct { u stream_id; u magic[2]; }; };\n",
    "env a=5\nenv b=-5\nenv c=x.y\nenv d=e\nclock c  1000 Hz 9+500 from nowhere\n"
    "packet-header {stream_id:u8=stream-class@8 magic:u8@8[2]@8}@8\n"
    "stream 0\n packet-context {cpu_id:u8=cpu@8 timestamp_end:u8~clock=packet-end@8}@8\n"
    "stream 1\n event-header {id:u8=event-class@8}@8\n event 2 late\n  payload {a:u8@8}@8\n" },
  { "trace { byte_order = le; }; env { tracer_name = \"perf\"; };"
    "event { fields := struct { integer { size = 32; align = 1; } perf_cpu; }; };",
    "env tracer_name=perf\nstream 0\n event 0 \n  payload {perf_cpu:u32=cpu}\n" },
  /* A named structure has its roles where it is a header, not where an event holds it. */
  { TRACE "struct h { " U8 "id; " U8
          "timestamp; }; stream { event.header := struct h; }; event { fields := struct { struct h a; }; };",
    "stream 0\n event-header {id:u8be=event-class@8 timestamp:u8be=timestamp@8}@8\n event 0 \n"
    "  payload {a:{id:u8be@8 timestamp:u8be@8}@8}@8\n" },
};

/* What is refused, and what only another reader might read. */
static const struct
{
  const char *text;
  int code;
  const char *reason;
} text_errors[] = {
  { "", GS_ERROR_TRACE, "line 1: no trace is declared" },
  { "trace { major = 1; };", GS_ERROR_TRACE, "line 1: the trace has no byte order" },
  { TRACE "trace { byte_order = be; };", GS_ERROR_TRACE, "line 2: a second trace is declared" },
  { TRACE "\n\nevent { fields := struct { nothing a; }; };", GS_ERROR_TRACE,
    "line 4: the type “nothing” is not declared" },
  { EVENT ("integer { align = 8; } a;"), GS_ERROR_TRACE, "line 2: an integer has no size" },
  { EVENT ("integer { size = 65; } a;"), GS_ERROR_TRACE, "line 2: a size is not between 1 and 64 bits" },
  { EVENT ("integer { size = 18446744073709551616; } a;"), GS_ERROR_TRACE, "line 2: the text is damaged" },
  { EVENT ("integer { size = 8; align = 3; } a;"), GS_ERROR_TRACE,
    "line 2: an alignment is no power of two, or too large" },
  { EVENT ("string a; variant <a> { string b; } c;"), GS_ERROR_TRACE, "line 2: a variant's tag is no enumeration" },
  { EVENT ("variant <a> { string b; } c;"), GS_ERROR_TRACE, "line 1: the tag “a” of a variant is not declared" },
  { EVENT ("variant { string b; } c;"), GS_ERROR_TRACE, "line 2: a variant has no tag" },
  { EVENT ("string a b;"), GS_ERROR_TRACE, "line 2: “b” is not expected here" },
  { EVENT ("string a; /* "), GS_ERROR_TRACE, "line 2: the text is damaged" },
  { TRACE "event { fields := string; };", GS_ERROR_TRACE, "line 2: “fields” is no structure" },
  { TRACE "stream { id = 1; }; stream { id = 1; };", GS_ERROR_TRACE, "line 1: two streams have the same id" },
  { TRACE "event { id = 1; }; event { id = 1; };", GS_ERROR_TRACE, "line 2: two events have the same id" },
  { TRACE "stream { id = 1; }; stream { }; event { };", GS_ERROR_TRACE, "line 2: an event names no stream" },
  { TRACE "event { stream_id = 1; };", GS_ERROR_TRACE, "line 2: an event is of a stream that isn't declared" },
  { TRACE "clock { name = a; freq = 0; };", GS_ERROR_TRACE, "line 1: the clock's frequency is impossible" },
  { TRACE "clock { name = a; offset_s = 9223372036854775807; offset = 1000000000; };", GS_ERROR_TRACE,
    "line 1: the clock's offset is impossible" },
  { EVENT ("integer { size = 8; map = clock.a.value; } a;"), GS_ERROR_TRACE, "line 1: the clock “a” is not declared" },
  { TRACE "nonsense { };", GS_ERROR_TRACE, "line 2: “nonsense” is not expected here" },
  { EVENT (U8 "a : 5;"), GS_ERROR_UNSUPPORTED, "line 2: a bit field is written as in C" },
  { EVENT (
        "integer { size = 8; map = clock.a.value; } a; integer { size = 8; map = clock.b.value; } b;") "clock { name = a; };",
    GS_ERROR_UNSUPPORTED, "line 2: fields are of several clocks" },
  { "trace { byte_order = le; major = 2; };", GS_ERROR_UNSUPPORTED,
    "line 1: the version of the trace format is not known" },
  { TRACE "struct s { variant <t> { string a; string b; } v; };"
          "event { id = 1; fields := struct { enum : " U8 "{ a, b } t; struct s x; }; };"
          "event { id = 2; fields := struct { enum : " U8 "{ b, a } t; struct s x; }; };",
    GS_ERROR_UNSUPPORTED, "line 1: a variant's tag is another one in each place" },
  /* What is refused is refused, also behind what another reader may know. */
  { EVENT (U8 "a : 5; string b[1000000000];"), GS_ERROR_TRACE, "line 2: an array of 1000000000 elements is too large" },
};

static void
assert_error (const char *text, gsize size, int code, const char *reason)
{
  g_autofree char *expected = g_strdup_printf ("%d: its file “metadata”, %s", code, reason);
  g_autofree char *dump = parse (text, size);

  g_assert_cmpstr (dump, ==, expected);
}

static void
test_all_of_the_text_language (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++)
    if (text_cases[i].dump != NULL)
      assert_dump (text_cases[i].text, text_cases[i].dump);
}

static void
test_a_text_larger_than_any_is_refused (void)
{
  gsize size = GS_CTF_MAX_METADATA + 1;
  g_autofree char *text = g_malloc0 (size);
  g_autoptr (GError) error = NULL;

  g_assert_null (gs_ctf_meta_parse (text, size, NULL, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_TRACE);
  g_assert_cmpstr (error->message, ==, "its file “metadata” is too large");
}

static void
test_errors_say_what_and_where (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (text_errors); i++)
    assert_error (text_errors[i].text, strlen (text_errors[i].text), text_errors[i].code, text_errors[i].reason);
}

/* Returns: (transfer full): @text in packets of @n_packet bytes */
static GByteArray *
pack (const char *text, guint n_packet, gboolean is_swapped)
{
  GByteArray *packets = g_byte_array_new ();
  gsize n_left = strlen (text);

  while (n_left > 0)
    {
      gsize n = MIN (n_left, n_packet - 40); /* the content ends before the packet does */
      guint32 words[] = { 0x75D11D57, 0, 0, 0, 0, 0, (n + 37) * 8, n_packet * 8 };
      static const guint8 schemes[] = { 0, 0, 0, 1, 8 }, zeros[64];

      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        words[i] = is_swapped ? GUINT32_SWAP_LE_BE (words[i]) : words[i];
      g_byte_array_append (packets, (const guint8 *) words, sizeof words);
      g_byte_array_append (packets, schemes, sizeof schemes);
      g_byte_array_append (packets, (const guint8 *) text, n);
      for (gsize n_zeros = n_packet - 37 - n; n_zeros > 0; n_zeros -= MIN (n_zeros, sizeof zeros))
        g_byte_array_append (packets, zeros, MIN (n_zeros, sizeof zeros));
      text += n;
      n_left -= n;
    }
  return packets;
}

static void
test_packets_are_joined (void)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GByteArray) packets = pack ((i & 1) != 0 ? lttng_text : lttng_json, (i & 2) != 0 ? 41 : 4096,
                                             (i & 4) != 0);
      g_autofree char *dump = parse ((const char *) packets->data, packets->len);

      g_assert_cmpstr (dump, ==, lttng_dump);
    }
}

static void
test_damaged_packets_are_refused (void)
{
  static const struct
  {
    guint offset;
    guint8 value;
    int code;
  } damages[] = {
    { 4096, 0, GS_ERROR_TRACE },     /* no magic number */
    { 24, 0xff, GS_ERROR_TRACE },    /* content beyond the packet */
    { 28, 0x0f, GS_ERROR_TRACE },    /* a packet that ends in its text */
    { 32, 1, GS_ERROR_UNSUPPORTED }, /* compressed */
    { 33, 1, GS_ERROR_UNSUPPORTED }, /* encrypted */
  };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GByteArray) packets = pack (lttng_json, 4096, FALSE);
      g_autoptr (GError) error = NULL;

      packets->data[damages[i].offset] = damages[i].value;
      if (damages[i].offset == 24 || damages[i].offset == 28)
        packets->data[damages[i].offset + 1] = damages[i].value;
      g_assert_null (gs_ctf_meta_parse ((const char *) packets->data, packets->len, NULL, &error));
      g_assert_error (error, GS_ERROR, damages[i].code);
    }
}

static void
cut_everywhere (const char *data, gsize size)
{
  for (gsize n = 0; n < size; n++)
    {
      g_autofree char *dump = parse (data, n);

      g_assert_nonnull (dump);
    }
}

static void
test_cut_off_anywhere (void)
{
  g_autoptr (GByteArray) text = pack (lttng_text, 300, FALSE), json = pack (lttng_json, 300, TRUE);

  cut_everywhere (lttng_text, strlen (lttng_text));
  cut_everywhere (lttng_json, strlen (lttng_json));
  cut_everywhere ((const char *) text->data, text->len);
  cut_everywhere ((const char *) json->data, json->len);
  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++)
    cut_everywhere (text_cases[i].text, strlen (text_cases[i].text));
}

#define PREAMBLE RS "{\"type\":\"preamble\",\"version\":2}" RS "{\"type\":\"data-stream-class\"}"
#define JSON_EVENT(...) PREAMBLE RS "{\"type\":\"event-record-class\",\"payload-field-class\":" STRUCT (__VA_ARGS__) "}"
#define NUMBER(class, bits, more) "{\"type\":\"" class "\",\"length\":" bits ",\"byte-order\":\"big-endian\"" more "}"
#define BITS(bits) NUMBER ("fixed-length-unsigned-integer", bits, "")
#define WITH(class, more) "{\"type\":\"" class "\"," more "}"
#define AT(kind, path) "\"" kind "-field-location\":{\"path\":[" path "]}"
#define OPTION(name, ranges, class) \
  "{\"name\":\"" name "\",\"selector-field-ranges\":" ranges ",\"field-class\":" class "}"

static const struct
{
  const char *text, *dump;
} json_cases[] = {
  /* numbers */
  { JSON_EVENT (
        MEMBER ("a", NUMBER ("fixed-length-bit-array", "3", "")) "," MEMBER ("b", NUMBER ("fixed-length-bit-map", "8", ",\"flags\":{\"x\":[[1,1]]},\"alignment\":16")) "," MEMBER (
            "c",
            NUMBER (
                "fixed-length-boolean", "1",
                "")) "," MEMBER ("d",
                                 NUMBER (
                                     "fixed-length-floating-point-number", "64",
                                     ",\"alignment\":8")) "," MEMBER ("e",
                                                                      NUMBER (
                                                                          "fixed-length-signed-integer", "64",
                                                                          ",\"whatever\":[null]")) "," MEMBER ("f",
                                                                                                               "{\"type\":\"variable-length-unsigned-integer\"}") "," MEMBER ("g",
                                                                                                                                                                              "{\"type\":\"variable-length-signed-integer\"}")),
    PAYLOAD ("a:u3be b:u8be@16 c:u1be d:real64be@8 e:i64be f:varu64@8 g:vari64@8}@16") },
  /* texts and bytes */
  { JSON_EVENT (MEMBER ("_n", BITS ("8")) "," MEMBER ("a", WITH ("null-terminated-string", "\"encoding\":\"utf-8\"")) "," MEMBER (
        "b",
        WITH (
            "static-length-string",
            "\"length\":0")) "," MEMBER ("c",
                                         WITH (
                                             "dynamic-length-string",
                                             AT ("length",
                                                 "\"_n\""))) "," MEMBER ("d",
                                                                         WITH (
                                                                             "static-length-blob",
                                                                             "\"length\":7,\"media-type\":\"x\"")) "," MEMBER ("e",
                                                                                                                               WITH (
                                                                                                                                   "dynamic-length-blob",
                                                                                                                                   AT ("length",
                                                                                                                                       "\"_n\"")))),
    PAYLOAD ("_n:u8be a:string@8 b:text[0]@8 c:text[_n]@8 d:u8@8[7]@8 e:u8@8[_n]@8}@8") },
  /* inside one another */
  { JSON_EVENT (MEMBER ("n", STRUCT (MEMBER ("m", BITS ("8")))) "," MEMBER (
        "a",
        WITH ("dynamic-length-array",
              AT ("length", "\"n\",\"m\"") ",\"minimum-alignment\":32,\"element-field-class\":" WITH (
                  "static-length-array", "\"length\":2,\"element-field-class\":" STRUCT (MEMBER ("x", BITS ("4"))))))),
    PAYLOAD ("n:{m:u8be} a:{x:u4be}[2][n.m]@32}@32") },
  { JSON_EVENT (
        MEMBER ("s", BITS ("8")) "," MEMBER ("o", WITH ("optional", AT ("selector", "\"s\"") ",\"field-class\":" BITS ("5"))) "," MEMBER (
            "p",
            WITH (
                "optional",
                AT ("selector",
                    "\"s\"") ",\"selector-field-ranges\":[[-5,-3],[9,9]],"
                             "\"field-class\":" BITS (
                                 "6"))) "," MEMBER ("v",
                                                    WITH (
                                                        "variant",
                                                        AT ("selector", "\"s\"") ",\"options\":[" OPTION (
                                                            "a", "[[-9223372036854775808,9223372036854775807]]",
                                                            BITS (
                                                                "1")) "," OPTION ("b", "[[0,18446744073709551615]]",
                                                                                  BITS (
                                                                                      "2")) ",{\"selector-field-ranges\":[[7,7]],\"field-class\":" BITS ("3") "}]"))),
    PAYLOAD ("s:u8be o:<s>( 1..-1:u5be) p:<s>( -5..-3,9..9:u6be) "
             "v:<s>(a -9223372036854775808..9223372036854775807:u1be | b 0..-1:u2be |  7..7:u3be)}") },
  /* one structure up */
  { JSON_EVENT (MEMBER ("n", BITS ("8")) "," MEMBER (
        "s", STRUCT (MEMBER (
                 "t", STRUCT (MEMBER (
                          "a", WITH ("dynamic-length-blob",
                                     AT ("length", "null,null,\"s\",null,\"n\""))))) "," MEMBER ("n", BITS ("4"))))),
    PAYLOAD ("n:u8be s:{t:{a:u8@8[n]@8}@8 n:u4be}@8}@8") },
  /* other scopes */
  { JSON_EVENT (
        MEMBER ("a", WITH ("dynamic-length-blob", "\"length-field-location\":{\"origin\":\"packet-context\",\"path\":[\"x\"]}")) "," MEMBER (
            "b", WITH ("dynamic-length-blob",
                       "\"length-field-location\":{\"origin\":\"event-record-payload\",\"path\":[\"x\",null,\"y\"]}"))),
    PAYLOAD ("a:u8@8[packet-context/x]@8 b:u8@8[payload/y]@8}@8") },
  /* A mark counts only where it belongs; without a clock of the stream times are of none. */
  { RS
    "{\"type\":\"preamble\",\"version\":2}" RS RS
    "{\"type\":\"clock-class\",\"id\":\"c\",\"frequency\":10,\"origin\":{\"name\":\"x\",\"uid\":\"y\"},"
    "\"offset-from-origin\":{\"cycles\":25}}" RS
    "{\"type\":\"field-class-alias\",\"name\":\"t\",\"field-class\":" NUMBER (
        "fixed-length-unsigned-integer", "8",
        ",\"roles\":[\"x\",\"default-clock-timestamp\"]") "}" RS
                                                          "{\"type\":\"field-class-alias\",\"name\":\"h\",\"field-class\":" STRUCT (
                                                              MEMBER (
                                                                  "a",
                                                                  "\"t\"")) "}" RS
                                                                            "{\"type\":\"data-stream-class\",\"id\":2,\"packet-context-field-class\":\"h\",\"event-record-header-field-class\":\"h\"}" RS
                                                                            "{\"type\":\"data-stream-class\",\"id\":1,\"default-clock-class-id\":\"c\",\"packet-context-field-class\":\"h\","
                                                                            "\"event-record-header-field-class\":\"h\"}" RS
                                                                            "{\"type\":\"event-record-class\",\"id\":5,\"name\":\"n\",\"namespace\":\"x\",\"data-stream-class-id\":1,\"payload-field-class\":\"h\","
                                                                            "\"specific-context-field-class\":" STRUCT (
                                                                                MEMBER (
                                                                                    "_b",
                                                                                    "\"t\"")) ",\"attributes\":{\"lttng.org,2009\":{\"log-level\":\"x\"}}}\n",
    "clock c  10 Hz 2+5 from nowhere\n"
    "stream 1\n packet-context {a:u8be~clock=packet-begin}\n event-header {a:u8be~clock=timestamp}\n"
    " event 5 n\n  context {_b:u8be}\n  payload {a:u8be}\n"
    "stream 2\n packet-context {a:u8be=packet-begin}\n event-header {a:u8be=timestamp}\n" },
  { PREAMBLE RS "{\"type\":\"trace-class\",\"environment\":{\"a\":-7,\"b\":\"\\u00e9\\n\",\"c\":[1]}}",
    "env a=-7\nenv b=\u00e9\n\nstream 0\n" },
};

static const struct
{
  const char *text;
  int code;
  const char *reason;
} json_errors[] = {
  { RS "{\"type\":\"trace-class\"}", GS_ERROR_TRACE, "line 1: “preamble” is missing or wrong" },
  { RS, GS_ERROR_TRACE, "line 1: “preamble” is missing or wrong" },
  { PREAMBLE "\n" RS "\n{\"type\":\"preamble\",\"version\":2}", GS_ERROR_TRACE,
    "line 2: “preamble” is missing or wrong" },
  { PREAMBLE "\n" RS "{\"type\":", GS_ERROR_TRACE, "line 2: the text is damaged" },
  { PREAMBLE "\n" RS "[]", GS_ERROR_TRACE, "line 2: the text is damaged" },
  { PREAMBLE "\n" RS "{\"type\":\"\xff\"}", GS_ERROR_TRACE, "line 2: the text is damaged" },
  { PREAMBLE RS "/*\"*/{}", GS_ERROR_TRACE, "line 1: the text is damaged" },
  { JSON_EVENT (MEMBER ("a", "\"nothing\"")), GS_ERROR_TRACE, "line 1: “field-class” is missing or wrong" },
  { JSON_EVENT (MEMBER ("a", "{\"type\":\"nothing\"}")), GS_ERROR_TRACE, "line 1: “type” is missing or wrong" },
  { JSON_EVENT (MEMBER ("a", "{\"type\":7}")), GS_ERROR_TRACE, "line 1: “type” is missing or wrong" },
  { JSON_EVENT ("7"), GS_ERROR_TRACE, "line 1: “member-classes” is missing or wrong" },
  { JSON_EVENT (MEMBER ("a", BITS ("-1"))), GS_ERROR_UNSUPPORTED, "line 1: a number has more than 64 bits" },
  { JSON_EVENT (MEMBER ("a", BITS ("1.5"))), GS_ERROR_TRACE, "line 1: “length” is missing or wrong" },
  { JSON_EVENT (MEMBER ("a", WITH ("static-length-blob", "\"length\":-1"))), GS_ERROR_TRACE,
    "line 1: an array of 18446744073709551615 elements is too large" },
  { JSON_EVENT (MEMBER ("a", WITH ("dynamic-length-blob", AT ("length", "null")))), GS_ERROR_TRACE,
    "line 1: “path” is missing or wrong" },
  { JSON_EVENT (MEMBER ("n", BITS ("8")) "," MEMBER (
        "s",
        STRUCT (MEMBER ("n", BITS ("8")) "," MEMBER ("a", WITH ("dynamic-length-blob", AT ("length", "null,\"n\"")))))),
    GS_ERROR_UNSUPPORTED, "line 1: a length or selector is in a structure further out" },
  { JSON_EVENT (MEMBER ("a", WITH ("null-terminated-string", "\"encoding\":\"utf-16le\""))), GS_ERROR_UNSUPPORTED,
    "line 1: a text is not in UTF-8" },
  { JSON_EVENT (MEMBER ("a", NUMBER ("fixed-length-boolean", "8", ",\"bit-order\":\"first-to-last\""))),
    GS_ERROR_UNSUPPORTED, "line 1: bits are in the other order than bytes" },
  { JSON_EVENT (MEMBER ("a", NUMBER ("fixed-length-unsigned-integer", "8",
                                     ",\"roles\":[\"default-clock-timestamp\",\"event-record-class-id\"]"))),
    GS_ERROR_UNSUPPORTED, "line 1: a field has several roles" },
  { RS "{\"type\":\"preamble\",\"version\":3}", GS_ERROR_UNSUPPORTED,
    "line 1: the version of the trace format is not known" },
  { RS "{\"type\":\"preamble\",\"version\":2,\"extensions\":{\"x\":{}}}", GS_ERROR_UNSUPPORTED,
    "line 1: the trace format has extensions" },
  { PREAMBLE RS "{\"type\":\"news\"}", GS_ERROR_UNSUPPORTED, "line 1: a part of an unknown kind is declared" },
};

static void
test_all_of_the_json_language (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (json_cases); i++)
    assert_dump (json_cases[i].text, json_cases[i].dump);
  for (guint i = 0; i < G_N_ELEMENTS (json_errors); i++)
    assert_error (json_errors[i].text, strlen (json_errors[i].text), json_errors[i].code, json_errors[i].reason);
}

/* @n times @part, in which %u is the number of each */
static void G_GNUC_PRINTF (3, 0) repeat (GString *text, guint n, const char *part)
{
  g_auto (GStrv) pieces = g_strsplit (part, "%u", -1);

  for (guint i = 1; i <= n; i++)
    for (guint k = 0; pieces[k] != NULL; k++)
      {
        if (k > 0)
          g_string_append_printf (text, "%u", pieces[k][0] == '-' ? i - 1 : i);
        g_string_append (text, pieces[k] + (k > 0 && pieces[k][0] == '-'));
      }
}

/* Texts that are made to take memory, stack or time: HEAD, then so many times PART, then TAIL. */
static const struct
{
  const char *name, *head, *part;
  guint n;
  const char *tail;
  gboolean is_right; /* though of no use */
} hostile[] = {
  { "doubling structures", TRACE "struct s0 { " U8 "a; };", "struct s%u { struct s%u- a; struct s%u- b; };", 28,
    "event { fields := struct { struct s28 a; }; };" },
  { "options that become four times as many", TRACE "typealias " U8 ":= b; struct s0 { b a; };",
    "struct s%u { enum : b { a, b, c, d } t; variant <t> { struct s%u- a; struct s%u- b; struct s%u- c; struct s%u- d; } v; };",
    14, "event { fields := struct { struct s14 a; }; };" },
  { "many structures", TRACE "typealias " U8 ":= b;",
    "struct s%u { enum : b { a, b } t; variant <t> { b a; b b; } v; struct { b x; } c; };", 30000, "", TRUE },
  { "a chain of aliases", TRACE "typealias " U8 ":= t0;", "typealias struct { t%u- x; } := t%u;", 1000, NULL },
  { "arrays in arrays", TRACE "event { fields := struct { " U8 "a", "[1]", 100000, "; }; };" },
  { "structures in structures", TRACE "event { fields := ", "struct { ", 300000, NULL },
  { "variants in variants", TRACE "event { fields := ", "variant <a> { ", 300000, NULL },
  { "enumerations of enumerations", TRACE "event { fields := struct { ", "enum : ", 300000, NULL },
  { "aliases in numbers", TRACE, "integer { typealias ", 300000, NULL },
  { "aliases in blocks", TRACE "event { ", "typealias struct { ", 300000, NULL },
  { "brackets", TRACE, "{", 3000000, NULL },
  { "an open string", TRACE "env { a = \"", "\\\\\\\"", 3000000, NULL },
  { "comments", TRACE, "/**/", 3000000, "/*" },
  { "a name", TRACE "event { name = \"", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 300000, "\"; }; x" },
  { "a type's name", TRACE "typealias string := ", "a ", 3000000, "" },
  { "a path", TRACE "event { fields := struct { string s[a", ".a", 3000000, "]; }; };" },
  { "a table", TRACE "event { fields := struct { " U8 "q[10000][10000]; }; };", "", 0, NULL },
  { "2^32 elements", TRACE "event { fields := struct { " U8 "q[4294967296]; }; };", "", 0, NULL },
  { "nothing, often", TRACE "event { fields := struct { struct { } q[1000000000]; }; };", "", 0, NULL },
  { "nothing, often and often", TRACE "event { fields := struct { struct { } q[60000000][60000000]; }; };", "", 0,
    NULL },
  { "many labels and options", TRACE "event { fields := struct { enum : " U8 "{ ", "a%u = %u, ", 200000,
    " } t; variant <t> { x y; } v; }; };" },
  { "many uses of one variant",
    TRACE "struct e { enum : " U8 "{ a, b, c, d } t; }; variant v { string a; string b; string c; string d; };"
          "event { fields := struct { enum : " U8 "{ a, b, c, d } t;",
    "variant v <t> x;", 300000, "}; };", TRUE },
  { "many tags", TRACE "event { fields := struct { enum : " U8 "{ a } t;", "string a%u; variant <t> { string a; } b%u;",
    50000, "}; };", TRUE },
  { "many tags, far away",
    TRACE "struct v { variant <t> { string a; } x; }; event { fields := struct { enum : " U8 "{ a } t;",
    "string a%u; struct v b%u;", 50000, "}; };", TRUE },
  { "one name for all", TRACE "event { fields := struct { enum : " U8 "{", "a = %u,", 100000,
    "} t; variant <t> { string a; string a; } v; }; };", TRUE },
  { "many clocks", PREAMBLE,
    RS "{\"type\":\"clock-class\",\"id\":\"%u\",\"frequency\":1}" RS
       "{\"type\":\"data-stream-class\",\"id\":%u,\"default-clock-class-id\":\"%u\"}",
    10000, NULL },
  { "brackets", PREAMBLE RS, "[", 3000000, NULL },
  { "objects", PREAMBLE RS "{\"a\":", "{\"a\":", 3000000, NULL },
  { "structures in structures", PREAMBLE RS "{\"type\":\"event-record-class\",\"payload-field-class\":",
    "{\"type\":\"structure\",\"member-classes\":[{\"name\":\"a\",\"field-class\":", 100000, NULL },
  { "numbers", PREAMBLE RS "{\"a\":[", "0,", 3000000, "0]}" },
  { "a text", PREAMBLE RS "{\"a\":\"", "aaaaaaaa", 1000000, "\"}" },
  { "doubling structures",
    PREAMBLE RS "{\"type\":\"field-class-alias\",\"name\":\"s0\",\"field-class\":" BITS ("8") "}",
    RS "{\"type\":\"field-class-alias\",\"name\":\"s%u\",\"field-class\":" STRUCT (
        MEMBER ("a", "\"s%u-\"") "," MEMBER ("b", "\"s%u-\"")) "}",
    28, NULL },
  { "a chain of aliases", PREAMBLE RS "{\"type\":\"field-class-alias\",\"name\":\"s0\",\"field-class\":" BITS ("8") "}",
    RS "{\"type\":\"field-class-alias\",\"name\":\"s%u\",\"field-class\":" STRUCT (MEMBER ("a", "\"s%u-\"")) "}", 1000,
    NULL },
};

static void
test_hostile_texts_end_at_once (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GString) text = g_string_new (hostile[i].head);
      g_autoptr (GError) error = NULL;
      g_autoptr (GsCtfMeta) meta = NULL;
      clock_t begin;
      guint n_ms;

      repeat (text, hostile[i].n, hostile[i].part);
      g_string_append (text, hostile[i].tail == NULL ? "" : hostile[i].tail);
      begin = clock ();
      meta = gs_ctf_meta_parse (text->str, text->len, NULL, &error);
      n_ms = (clock () - begin) * 1000.0 / CLOCKS_PER_SEC;
      g_test_message ("%s: %u kB, %u ms: %s", hostile[i].name, (guint) (text->len >> 10), n_ms,
                      error == NULL ? "read" : error->message);
      if (hostile[i].is_right)
        g_assert_no_error (error);
      else
        g_assert_error (error, GS_ERROR, GS_ERROR_TRACE);
      g_assert_cmpuint (n_ms, <, 5000); /* what takes time for each pair of declarations takes minutes */
    }
}

static void
test_stops_when_told (void)
{
  const gint stop = 1;
  const char *const texts[] = { lttng_text, lttng_json };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (gs_ctf_meta_parse (texts[i], strlen (texts[i]), &stop, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_the_sample_is_read (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_traces = 0;

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, "kernel", "metadata", NULL);
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GsCtfMeta) meta = NULL;
      gsize size;

      if (!g_file_get_contents (path, &data, &size, NULL))
        continue;
      meta = gs_ctf_meta_parse (data, size, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (gs_ctf_meta_get_env (meta, "tracer_name"), ==, "lttng-modules");
      g_assert_cmpuint (meta->n_streams, ==, 1);
      g_assert_cmpuint (meta->streams[0].n_events, >, 20);
      n_traces++;
    }
  g_assert_cmpuint (n_traces, >=, 2);
}

/* Each by its own text, each once; of more than a few the oldest ones are gone. */
static void
test_what_is_shelved_is_taken_once (void)
{
  GBytes *texts[20];
  GsCtfMeta *metas[G_N_ELEMENTS (texts)];
  guint n_taken = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char *text = g_strdup_printf ("%s/* %u */", lttng_text, i);

      texts[i] = g_bytes_new_take (text, strlen (text));
      metas[i] = gs_ctf_meta_parse (text, strlen (text), NULL, NULL);
      g_assert_nonnull (metas[i]);
      gs_ctf_shelf_put (texts[i], metas[i]);
    }
  g_assert_null (gs_ctf_shelf_take (texts[0]));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GsCtfMeta) taken = gs_ctf_shelf_take (texts[i]);

      g_assert_true (taken == NULL || taken == metas[i]);
      g_assert_null (gs_ctf_shelf_take (texts[i]));
      g_assert_true (taken != NULL || n_taken == 0);
      n_taken += taken != NULL;
    }
  g_assert_cmpuint (n_taken, >=, 4);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_bytes_unref (texts[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctf-meta/both-languages-say-the-same", test_both_languages_say_the_same);
  g_test_add_func ("/ctf-meta/all-of-the-text-language", test_all_of_the_text_language);
  g_test_add_func ("/ctf-meta/all-of-the-json-language", test_all_of_the_json_language);
  g_test_add_func ("/ctf-meta/errors-say-what-and-where", test_errors_say_what_and_where);
  g_test_add_func ("/ctf-meta/packets-are-joined", test_packets_are_joined);
  g_test_add_func ("/ctf-meta/a-text-larger-than-any-is-refused", test_a_text_larger_than_any_is_refused);
  g_test_add_func ("/ctf-meta/damaged-packets-are-refused", test_damaged_packets_are_refused);
  g_test_add_func ("/ctf-meta/cut-off-anywhere", test_cut_off_anywhere);
  g_test_add_func ("/ctf-meta/hostile-texts-end-at-once", test_hostile_texts_end_at_once);
  g_test_add_func ("/ctf-meta/stops-when-told", test_stops_when_told);
  g_test_add_func ("/ctf-meta/the-projects-own-writer", test_the_projects_own_writer);
  g_test_add_func ("/ctf-meta/the-sample-is-read", test_the_sample_is_read);
  g_test_add_func ("/ctf-meta/what-is-shelved-is-taken-once", test_what_is_shelved_is_taken_once);
  return g_test_run ();
}
