/* gs-ctf-meta.h: what a trace's metadata declares, in either of CTF's languages
 * SPDX-License-Identifier: MIT
 *
 * Made by gs-ctf-tsdl (CTF 1.8 text) or gs-ctf-json (CTF 2), read by what
 * compiles it to programs. Everything lies in one arena and is never changed
 * once it is made, so that any thread may read it. Names are without the
 * underscore that TSDL puts before them.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Limits that no real trace comes near: beyond them a trace is refused. */
#define GS_CTF_MAX_METADATA (64 << 20) /* bytes */
#define GS_CTF_MAX_DEPTH 32            /* fields inside one another */
#define GS_CTF_MAX_FIELDS (4 << 20)    /* in all, shared ones as often as they are used */
#define GS_CTF_MAX_BITS (64 << 20)     /* of one field, 8 MB; elements that take no bits are no more either */

typedef enum
{
  GS_CTF_INTEGER, /* enumerations, booleans, fixed-length bit arrays and maps too */
  GS_CTF_REAL,    /* never wanted: skipped by its size */
  GS_CTF_STRING,  /* bytes up to a zero */
  GS_CTF_STRUCT,
  GS_CTF_ARRAY,    /* so many elements; blobs and static-length strings too */
  GS_CTF_SEQUENCE, /* as many elements as a field before it says; dynamic-length blobs and strings too */
  GS_CTF_VARIANT,  /* the option whose ranges hold what a field before it says; none may: nothing is there then */
  GS_CTF_VARINT,   /* CTF 2's LEB128 integers */
} GsCtfFieldType;

/* What a field is to the trace format itself. */
typedef enum
{
  GS_CTF_ROLE_NONE,
  GS_CTF_ROLE_MAGIC, /* packet header */
  GS_CTF_ROLE_UUID,  /* an array of 16 bytes */
  GS_CTF_ROLE_STREAM_CLASS,
  GS_CTF_ROLE_STREAM_INSTANCE,
  GS_CTF_ROLE_PACKET_BEGIN, /* packet context: clock values */
  GS_CTF_ROLE_PACKET_END,
  GS_CTF_ROLE_CONTENT_BITS,
  GS_CTF_ROLE_PACKET_BITS,
  GS_CTF_ROLE_SEQUENCE_NUMBER,
  GS_CTF_ROLE_DISCARDED,
  GS_CTF_ROLE_CPU,         /* cpu_id; perf: perf_cpu, an event context's */
  GS_CTF_ROLE_EVENT_CLASS, /* event header: the last one read counts */
  GS_CTF_ROLE_TIMESTAMP,   /* event header: updates as many low bits of the clock as it has */
} GsCtfRole;

/* Where a length or selector is looked for. */
typedef enum
{
  GS_CTF_SCOPE_RELATIVE, /* among the members before it, of the structure that holds it, else of the one around that … */
  GS_CTF_SCOPE_PACKET_HEADER,
  GS_CTF_SCOPE_PACKET_CONTEXT,
  GS_CTF_SCOPE_EVENT_HEADER,
  GS_CTF_SCOPE_STREAM_CONTEXT, /* the stream's context of each event: common context */
  GS_CTF_SCOPE_EVENT_CONTEXT,  /* specific context */
  GS_CTF_SCOPE_PAYLOAD,
  GS_CTF_N_SCOPES
} GsCtfScope;

typedef struct
{
  GsCtfScope scope;
  guint n_names;
  const char *const *names;
} GsCtfPath;

typedef struct _GsCtfField GsCtfField;

typedef struct
{
  const char *name; /* never NULL */
  const GsCtfField *field;
} GsCtfNamedField;

/* first <= value <= last, signed or not as the selector is. */
typedef struct
{
  guint64 first, last;
} GsCtfRange;

typedef struct
{
  const char *name;
  const GsCtfField *field;
  const GsCtfRange *ranges;
  guint n_ranges;
} GsCtfOption;

struct _GsCtfField
{
  GsCtfFieldType type;
  guint32 alignment; /* bits, a power of two, with that of its members; at least 1 */
  guint8 depth;      /* 1, or one more than what is inside */
  guint32 n_fields;  /* with all inside of it, shared ones as often as they are used */
  guint32 n_steps;   /* at most so many to walk through it, but for the elements of sequences */
  guint32 min_bits;  /* takes at least so many, without padding; may be 0 */

  union
  {
    struct
    {
      guint8 n_bits; /* 1 to 64 for integers; a real may have 128 */
      gboolean is_signed;
      gboolean is_big_endian;
      guint8 role;        /* GsCtfRole */
      gboolean has_clock; /* mapped to the trace's clock */
      gboolean is_letter; /* an array of such is a text */
    } number;             /* INTEGER, REAL, VARINT */
    struct
    {
      const GsCtfNamedField *members;
      guint n_members;
    } structure;
    struct
    {
      const GsCtfField *element;
      guint64 length;    /* ARRAY */
      GsCtfPath counted; /* SEQUENCE */
      gboolean is_text;  /* ends at its first zero byte */
      guint8 role;       /* GS_CTF_ROLE_UUID or none */
    } array;
    struct
    {
      GsCtfPath selector;
      const GsCtfOption *options;
      guint n_options;
    } variant;
  };
};

typedef struct
{
  guint64 id;
  const char *name;
  const GsCtfField *context; /* or NULL */
  const GsCtfField *payload; /* or NULL */
} GsCtfEventClass;

typedef struct
{
  guint64 id;
  const GsCtfField *packet_context; /* each may be NULL */
  const GsCtfField *event_header;
  const GsCtfField *event_context;
  const GsCtfEventClass *events; /* sorted by id, each id once */
  guint n_events;
} GsCtfStreamClass;

/* One value of the environment: text, also of numbers. */
typedef struct
{
  const char *name, *value;
} GsCtfEnv;

typedef struct
{
  GStringChunk *strings; /* arena of what follows, with chunks */
  GPtrArray *chunks;
  guint major;            /* 1 or 2: CTF's version */
  gboolean is_big_endian; /* the trace's own byte order */
  gboolean has_uuid;
  guint8 uuid[16];
  const GsCtfField *packet_header; /* or NULL */
  const GsCtfStreamClass *streams; /* sorted by id, each id once */
  guint n_streams;
  const GsCtfEnv *env;
  guint n_env;
  gboolean has_clock;
  const char *clock_name, *clock_uuid; /* the uuid (CTF 2: uid) "" where it isn't said */
  guint64 clock_frequency;             /* Hz, never 0 */
  gint64 clock_offset_seconds;         /* since the epoch: offset_s, and … */
  gint64 clock_offset_cycles;          /* … offset; 0 <= cycles < frequency */
  gboolean is_clock_absolute;          /* FALSE where it is said not to count from the epoch, or CTF 2 doesn't say so */
} GsCtfMeta;

void gs_ctf_meta_free (GsCtfMeta *self);
const char *gs_ctf_meta_get_env (const GsCtfMeta *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsCtfMeta, gs_ctf_meta_free)

G_END_DECLS
