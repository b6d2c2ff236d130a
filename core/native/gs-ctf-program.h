/* gs-ctf-program.h: a structure of a trace as a flat list of steps that read it
 * SPDX-License-Identifier: MIT
 *
 * Made once from what the metadata declares. Where a step stands is known when
 * it is made, but for what comes after something of dynamic length; so a step
 * is at so many bits from a base, and few steps move the base.
 */
#pragma once

#include "event/gs-event-layout.h"
#include "event/gs-event.h"
#include "metadata/gs-ctf-meta.h"

G_BEGIN_DECLS

#define GS_CTF_MAX_SLOTS 128
#define GS_CTF_MAX_LOOPS GS_CTF_MAX_DEPTH

typedef enum
{
  GS_CTF_STEP_NEED, /* count: so many bits from the base have to be there */
  GS_CTF_STEP_LOAD_U8,
  GS_CTF_STEP_LOAD_S8,
  GS_CTF_STEP_LOAD_U16,
  GS_CTF_STEP_LOAD_S16,
  GS_CTF_STEP_LOAD_U32,
  GS_CTF_STEP_LOAD_S32,
  GS_CTF_STEP_LOAD_64,
  GS_CTF_STEP_LOAD_BITS, /* any other integer */
  GS_CTF_STEP_LOAD_VARINT,
  GS_CTF_STEP_TEXT,     /* count: so many bytes, as far as their first zero */
  GS_CTF_STEP_BYTES,    /* notes where it is, of the role */
  GS_CTF_STEP_ALIGN,    /* the base, to count bits */
  GS_CTF_STEP_STRING,   /* moves the base behind its zero */
  GS_CTF_STEP_SEQUENCE, /* as many times count bits as the slot says, the last one without its padding */
  GS_CTF_STEP_LOOP,     /* begins: count times, or as many as the slot says */
  GS_CTF_STEP_NEXT,     /* ends it: back to the step after the loop's begin */
  GS_CTF_STEP_BRANCH,   /* to where the option that the slot says begins; count: of which table */
  GS_CTF_STEP_JUMP,
  GS_CTF_STEP_MARK, /* passed only where the event is what it is taken for */
  GS_CTF_STEP_END,
} GsCtfCode;

typedef enum
{
  GS_CTF_STORE_NOT,
  GS_CTF_STORE_1,
  GS_CTF_STORE_2,
  GS_CTF_STORE_4,
  GS_CTF_STORE_8,
  GS_CTF_STORE_SLOT, /* for a length or selector, too where another store is wanted */
  GS_CTF_STORE_ROLE,
} GsCtfStore;

#define GS_CTF_NO_SLOT G_MAXUINT8

typedef struct
{
  guint8 code; /* GsCtfCode */
  guint8 store;
  guint8 target; /* offset in the records, or role */
  guint8 slot;
  guint8 n_bits;
  guint8 is_signed;
  guint8 is_big_endian;
  guint8 padding; /* LOOP, NEXT: how deep. SEQUENCE: bits of an element that are its padding are count - n */
  guint32 at;     /* bits from the base */
  guint32 to;     /* a step */
  guint64 count;
} GsCtfStep;

/* Where a branch goes: the option of the first range that holds the selector. */
typedef struct
{
  GsCtfRange range;
  guint32 to;
} GsCtfBranch;

typedef struct
{
  GsCtfStep *steps;
  guint n_steps;
  GPtrArray *tables;  /* of GArray of GsCtfBranch */
  gint64 fixed_bits;  /* the length, where it is always the same and nothing is read; else -1 */
  gboolean has_marks; /* the event counts only where one was passed */
} GsCtfProgram;

#define GS_CTF_NO_CONTEXT (-1)
#define GS_CTF_PAYLOAD_CONTEXT 2 /* perf's: members of each event's payload */

/* What of a class is read, into which record. The records are two: contexts, then the event. */
typedef struct
{
  const GsCtfField *contexts[2]; /* of the stream, of the event; each may be NULL */
  const GsCtfField *payload;     /* or NULL */
  gint context_index;            /* of contexts: whose tid, pid and procname are read; or one of the following */
  const GsEventLayout *layout;   /* or NULL: the payload is only passed over */
  guint alignment;               /* bits: what is known of where it begins */
} GsCtfPlan;

void gs_ctf_program_free (GsCtfProgram *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsCtfProgram, gs_ctf_program_free)

G_END_DECLS
