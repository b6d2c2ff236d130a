/* gs-ctf-run.c: runs a program over the bits of a packet
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-run.h"

#include <string.h>

#define LOAD(type, from)                     \
  ({                                         \
    type loaded;                             \
    memcpy (&loaded, (from), sizeof loaded); \
    (gint64) loaded;                         \
  })

/* Little-endian numbers begin with their lowest bit, in a byte's lowest bit; big-endian ones the other way round. */
static guint64
gs_ctf_get_bits (const guint8 *data, guint64 at, guint n_bits, gboolean is_big_endian)
{
  guint64 value = 0;
  guint done = 0;

  while (done < n_bits)
    {
      guint in_byte = (at + done) % 8;
      guint n = MIN (8 - in_byte, n_bits - done);
      guint64 byte = data[(at + done) / 8];

      if (is_big_endian)
        value = value << n | (byte >> (8 - in_byte - n) & ((1u << n) - 1));
      else
        value |= (byte >> in_byte & ((1u << n) - 1)) << done;
      done += n;
    }
  return value;
}

static gint64
gs_ctf_load_bits (const GsCtfStep *step, const guint8 *data, guint64 at)
{
  guint64 value = gs_ctf_get_bits (data, at, step->n_bits, step->is_big_endian);

  if (step->is_signed && step->n_bits < 64 && (value >> (step->n_bits - 1) & 1) != 0)
    value |= G_MAXUINT64 << step->n_bits;
  return value;
}

/* LEB128. Returns: FALSE where it doesn't end in time */
static gboolean
gs_ctf_load_varint (const GsCtfStep *step, const guint8 *data, guint64 *at, guint64 end, gint64 *value)
{
  guint64 result = 0;
  guint shift = 0;

  for (;; shift += 7)
    {
      guint8 byte;

      if (end < 8 || *at > end - 8 || shift >= 64)
        return FALSE;
      byte = data[*at / 8];
      *at += 8;
      result |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        {
          if (step->is_signed && shift + 7 < 64 && (byte & 0x40) != 0)
            result |= G_MAXUINT64 << (shift + 7);
          *value = result;
          return TRUE;
        }
    }
}

static inline void
gs_ctf_run_store (GsCtfRun *self, const GsCtfStep *step, gint64 value)
{
  /* Of a header there are no records: nothing of it is stored in one, but a pointer to nowhere may not be added to. */
  guint8 *field = (guint8 *) ((gsize) self->records + step->target);

  switch ((GsCtfStore) step->store)
    {
    case GS_CTF_STORE_1:
      *field = value;
      break;
    case GS_CTF_STORE_2:
      {
        guint16 small = value;

        memcpy (field, &small, sizeof small);
        break;
      }
    case GS_CTF_STORE_4:
      {
        /* As gs_event_member_store() has it: a negative number stays one. */
        guint32 word = value < 0 ? (guint32) value | 0x80000000u : (guint32) value;

        memcpy (field, &word, sizeof word);
        break;
      }
    case GS_CTF_STORE_8:
      memcpy (field, &value, sizeof value);
      break;
    case GS_CTF_STORE_SLOT:
      self->slots[step->slot] = value;
      break;
    case GS_CTF_STORE_ROLE:
      self->roles[step->target] = value;
      self->has_roles |= 1u << step->target;
      if (step->target == GS_CTF_ROLE_TIMESTAMP)
        self->n_time_bits = step->code == GS_CTF_STEP_LOAD_VARINT ? 64 : step->n_bits;
      break;
    case GS_CTF_STORE_NOT:
    default:
      break;
    }
}

static void
gs_ctf_run_store_text (GsCtfRun *self, const GsCtfStep *step, const guint8 *text, gsize n_bytes)
{
  guint32 id;

  if (step->store == GS_CTF_STORE_NOT)
    return;
  id = gs_ctf_texts_add (self->texts, text, n_bytes);
  memcpy (self->records + step->target, &id, sizeof id);
}

/* Moves @base behind the string. */
static gboolean
gs_ctf_run_string (GsCtfRun *self, const GsCtfStep *step, const guint8 *data, guint64 *base, guint64 end)
{
  guint64 begin = *base / 8;
  const guint8 *zero = begin < end / 8 ? memchr (data + begin, 0, end / 8 - begin) : NULL;

  if (zero == NULL)
    return FALSE;
  gs_ctf_run_store_text (self, step, data + begin, zero + 1 - (data + begin));
  *base = (guint64) (zero + 1 - data) * 8;
  return TRUE;
}

static gboolean
gs_ctf_run_sequence (GsCtfRun *self, const GsCtfStep *step, const guint8 *data, guint64 *base, guint64 end)
{
  guint64 n = self->slots[step->slot], left = end - *base;

  if (n == 0)
    return TRUE;
  if (step->to > left || (n - 1) > (left - step->to) / step->count)
    return FALSE;
  gs_ctf_run_store_text (self, step, data + *base / 8, n * step->count / 8);
  *base += (n - 1) * step->count + step->to;
  return TRUE;
}

static guint32
gs_ctf_run_choose (const GsCtfRun *self, const GsCtfProgram *program, const GsCtfStep *step)
{
  const GArray *table = g_ptr_array_index (program->tables, step->count);
  guint64 value = self->slots[step->slot];

  for (guint i = 0; i < table->len; i++)
    {
      const GsCtfBranch *branch = &g_array_index (table, GsCtfBranch, i);

      /* Also of signed ranges: their width has no sign. */
      if (value - branch->range.first <= branch->range.last - branch->range.first)
        return branch->to;
    }
  return step->to;
}

/**
 * gs_ctf_program_run:
 * @run: what it reads goes there
 * @data: a packet
 * @at: (inout): bits from the packet's begin
 * @end: of what may be read
 *
 * Returns: FALSE where the packet ends before the program does, or what it holds makes no sense
 */
gboolean
gs_ctf_program_run (const GsCtfProgram *self, GsCtfRun *run, const guint8 *data, guint64 *at, guint64 end)
{
  guint64 counters[GS_CTF_MAX_LOOPS];
  guint64 base = *at;
  const GsCtfStep *step = self->steps;

  for (;; step++)
    {
      const guint8 *from = data + ((base + step->at) >> 3);
      gint64 value = 0;

      switch ((GsCtfCode) step->code)
        {
        case GS_CTF_STEP_NEED:
          if (base > end || end - base < step->count)
            return FALSE;
          continue;
        case GS_CTF_STEP_LOAD_U8:
          value = *from;
          break;
        case GS_CTF_STEP_LOAD_S8:
          value = (gint8) *from;
          break;
        case GS_CTF_STEP_LOAD_U16:
          value = LOAD (guint16, from);
          break;
        case GS_CTF_STEP_LOAD_S16:
          value = LOAD (gint16, from);
          break;
        case GS_CTF_STEP_LOAD_U32:
          value = LOAD (guint32, from);
          break;
        case GS_CTF_STEP_LOAD_S32:
          value = LOAD (gint32, from);
          break;
        case GS_CTF_STEP_LOAD_64:
          value = LOAD (gint64, from);
          break;
        case GS_CTF_STEP_LOAD_BITS:
          value = gs_ctf_load_bits (step, data, base + step->at);
          break;
        case GS_CTF_STEP_LOAD_VARINT:
          {
            guint64 next = base + step->at;

            if (!gs_ctf_load_varint (step, data, &next, end, &value))
              return FALSE;
            if (step->count != 0)
              base = next;
            break;
          }
        case GS_CTF_STEP_TEXT:
          gs_ctf_run_store_text (run, step, from, step->count);
          continue;
        case GS_CTF_STEP_BYTES:
          run->bytes = from;
          run->has_roles |= 1u << step->target;
          continue;
        case GS_CTF_STEP_ALIGN:
          base = (base + step->at + step->count - 1) & ~(step->count - 1);
          continue;
        case GS_CTF_STEP_STRING:
          base += step->at;
          if (!gs_ctf_run_string (run, step, data, &base, end))
            return FALSE;
          continue;
        case GS_CTF_STEP_SEQUENCE:
          base += step->at;
          if (!gs_ctf_run_sequence (run, step, data, &base, end))
            return FALSE;
          continue;
        case GS_CTF_STEP_LOOP:
          base += step->at;
          counters[step->padding] = step->slot != GS_CTF_NO_SLOT ? (guint64) run->slots[step->slot] : step->count;
          if (counters[step->padding] == 0)
            step = self->steps + step->to - 1;
          continue;
        case GS_CTF_STEP_NEXT:
          base += step->at;
          if (run->budget-- == 0)
            return FALSE;
          if (--counters[step->padding] > 0)
            step = self->steps + step->to - 1;
          continue;
        case GS_CTF_STEP_BRANCH:
          base += step->at;
          step = self->steps + gs_ctf_run_choose (run, self, step) - 1;
          continue;
        case GS_CTF_STEP_JUMP:
          base += step->at;
          step = self->steps + step->to - 1;
          continue;
        case GS_CTF_STEP_MARK:
          run->is_marked = TRUE;
          continue;
        case GS_CTF_STEP_END:
        default:
          *at = base + step->at;
          return TRUE;
        }
      gs_ctf_run_store (run, step, value);
    }
}
