/* gs-ctf-builder.h: puts together what a trace's metadata declares, within limits
 * SPDX-License-Identifier: MIT
 *
 * For the parsers of both languages. What goes wrong first is kept, and nothing
 * is built after it; a place is a position in the text.
 */
#pragma once

#include "metadata/gs-ctf-meta.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name, *uuid;
  guint64 frequency;
  gint64 offset_seconds, offset_cycles; /* these any number */
  gboolean is_absolute;
} GsCtfClock;

typedef struct
{
  GsCtfStreamClass class;
  const char *clock; /* CTF 2: the id of its default clock, or NULL */
} GsCtfBuilderStream;

typedef struct
{
  GsCtfMeta *meta;
  const char *text;
  gsize size;
  const gint *stop;    /* or NULL */
  GError *error;       /* why the trace is refused */
  GError *unsupported; /* why another reader has to read it */
  char *free;
  gsize n_free, n_used;
  GArray *clocks;  /* of GsCtfClock */
  GArray *streams; /* of GsCtfBuilderStream */
  GArray *events;  /* of what is private */
  GArray *env;     /* of GsCtfEnv */
} GsCtfBuilder;

void gs_ctf_builder_init (GsCtfBuilder *self, const char *text, gsize size, const gint *stop);
GsCtfMeta *gs_ctf_builder_finish (GsCtfBuilder *self, GError **error);

gboolean gs_ctf_builder_fail (GsCtfBuilder *self, const char *place, const char *format, ...) G_GNUC_PRINTF (3, 4);
void gs_ctf_builder_leave (GsCtfBuilder *self, const char *place, const char *format, ...) G_GNUC_PRINTF (3, 4);
gboolean gs_ctf_builder_may_go_on (GsCtfBuilder *self, const char *place);

gpointer gs_ctf_builder_alloc (GsCtfBuilder *self, gsize n_items, gsize size);
const char *gs_ctf_builder_copy (GsCtfBuilder *self, const char *text, gssize length);

GsCtfField *gs_ctf_builder_add_field (GsCtfBuilder *self, GsCtfFieldType type);
GsCtfField *gs_ctf_builder_add_copy (GsCtfBuilder *self, const GsCtfField *field);
gboolean gs_ctf_builder_set_alignment (GsCtfBuilder *self, GsCtfField *field, guint64 bits, const char *place);
gboolean gs_ctf_builder_seal (GsCtfBuilder *self, GsCtfField *field, const char *place);

void gs_ctf_builder_add_env (GsCtfBuilder *self, const char *name, const char *value);
gboolean gs_ctf_builder_set_clock (GsCtfBuilder *self, const GsCtfClock *clock);
const GsCtfClock *gs_ctf_builder_find_clock (const GsCtfBuilder *self, const char *name);
void gs_ctf_builder_add_event (GsCtfBuilder *self, guint64 stream_id, const GsCtfEventClass *event, const char *place);
GsCtfEventClass *gs_ctf_builder_get_event (GsCtfBuilder *self, guint index, guint64 *stream_id);
GsCtfStreamClass *gs_ctf_builder_find_stream (GsCtfBuilder *self, guint64 id);
gboolean gs_ctf_builder_sort (GsCtfBuilder *self);

G_END_DECLS
