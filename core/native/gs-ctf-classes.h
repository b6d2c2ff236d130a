/* gs-ctf-classes.h: the programs for all that a trace's streams hold
 * SPDX-License-Identifier: MIT
 *
 * Made from the metadata. Of the thousand events that a kernel declares few
 * occur: each one's program is made when it first does, by whichever thread
 * meets it.
 */
#pragma once

#include "base/gs-names.h"
#include "native/gs-ctf-program.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  guint index; /* among all of the trace's, for counting */
  gboolean is_wanted;
  gboolean has_contexts;
  GsEventKind kind;
  gint64 skip_bits;              /* an unwanted one is always so long; or -1 */
  GsCtfProgram *program;         /* reads a wanted one, passes over others; NULL: can't be read */
  GsCtfProgram *context_program; /* of an unwanted one, reads its contexts; or NULL */
  GsEvent base[2];               /* what the program starts from: contexts, event */
  char *problem;                 /* why it can't be read, or NULL */
} GsCtfClass;

/* The two headers that LTTng writes: a short one, and a long one where the id is too large or much time has passed. */
typedef struct
{
  guint n_id_bits;   /* 5 or 16; 0: the header is none of these */
  guint n_time_bits; /* 27 or 32 */
  guint time_byte;   /* of the short one, where it does not begin with the id */
  guint short_bits;
  guint long_id_byte, long_time_byte, long_bits;
} GsCtfShortHeader;

typedef struct _GsCtfClasses GsCtfClasses;

typedef struct
{
  const GsCtfStreamClass *declared;
  GsCtfClasses *owner;
  guint first_index; /* of its event classes, among the trace's */
  GsCtfProgram *packet_context;
  GsCtfProgram *event_header;
  GsCtfShortHeader header;
  guint header_alignment; /* bits */
  guint event_alignment;  /* bits: what is known of where the contexts begin */
  gboolean has_contexts;  /* some event says which thread it is of */
  gboolean has_stream_context;
  gboolean has_clock;
  gboolean has_undated; /* an event at the clock's zero has no time */
  guint16 loss;         /* GsLossOf: what isn't known of a CPU without its events; 0: all */
  GsCtfClass **classes; /* atomic, by index of the declared ones */
  guint32 *by_id;       /* index + 1 by id, below n_ids */
  guint n_ids;
} GsCtfStreamKind;

struct _GsCtfClasses
{
  GsCtfMeta *meta; /* owned */
  GsNames *names;
  GsCtfProgram *packet_header;
  GsCtfStreamKind *kinds;
  guint n_kinds;
  guint n_classes; /* of all streams */
  gint64 clock_base;
  guint64 clock_frequency;
  guint64 clock_cycles;
  gint64 clock_shift; /* ns: added to all times, to bring several sessions together */
  GMutex lock;        /* guards the making of classes */
};

GsCtfClasses *gs_ctf_classes_new (GsCtfMeta *meta, GsNames *names, GError **error);
const GsCtfStreamKind *gs_ctf_classes_find_kind (const GsCtfClasses *self, guint64 id);
GsCtfClass *gs_ctf_stream_kind_make_class (const GsCtfStreamKind *self, guint index);
gint64 gs_ctf_classes_convert (const GsCtfClasses *self, guint64 cycles);
gboolean gs_ctf_stream_kind_find (const GsCtfStreamKind *self, guint64 id, guint *index);
GsCtfMeta *gs_ctf_classes_free_to_meta (GsCtfClasses *self);
void gs_ctf_classes_free (GsCtfClasses *self);

/* Returns: (nullable): the class of that id; NULL where none is declared */
static inline const GsCtfClass *
gs_ctf_stream_kind_get_class (const GsCtfStreamKind *self, guint64 id)
{
  GsCtfClass *known;
  guint index;

  if (G_LIKELY (id < self->n_ids))
    {
      if (G_UNLIKELY (self->by_id[id] == 0))
        return NULL;
      index = self->by_id[id] - 1;
    }
  else if (!gs_ctf_stream_kind_find (self, id, &index))
    return NULL;
  known = g_atomic_pointer_get (&self->classes[index]);
  return G_LIKELY (known != NULL) ? known : gs_ctf_stream_kind_make_class (self, index);
}

/* Returns: ns since the epoch of a time stamp */
static inline gint64
gs_ctf_classes_get_time (const GsCtfClasses *self, guint64 cycles)
{
  gint64 time;

  if (G_UNLIKELY (self->clock_frequency != 1000000000u))
    return gs_ctf_classes_convert (self, cycles);
  /* A time that is none, of a damaged packet, is 0. */
  if (G_UNLIKELY (cycles > G_MAXINT64)
      || G_UNLIKELY (__builtin_add_overflow (self->clock_base, (gint64) cycles, &time)))
    return 0;
  return time;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsCtfClasses, gs_ctf_classes_free)

G_END_DECLS
