/* fuzz-mutate-packets.c: changes packets so that most of them stay nearly right
 * SPDX-License-Identifier: MIT
 *
 * Random bytes hit a header's magic number or sizes, and all of the packet is
 * refused. So most changes are of one field of one header, to a value that is
 * near, of another packet or at an edge; of an event's first bytes, where its id
 * and time are; of lengths and selectors within; or they move whole packets.
 */
#include <string.h>

#include "fuzz/fuzz-packets.h"
#include "fuzz/fuzz.h"

#define HEADER 84 /* bytes, see ctf-writer.c */

const char *const fuzz_words[] = { NULL };

typedef struct
{
  guint at, n_bytes;
} Field;

/* magic, uuid, class, instance, begin, end, content, size, number, discarded, cpu */
static const Field fields[] = {
  { 0, 4 },  { 4, 4 },  { 20, 4 }, { 24, 8 }, { 32, 8 }, { 40, 8 }, { 48, 8 }, { 56, 8 },
  { 64, 8 }, { 72, 8 }, { 80, 4 }, { 32, 8 }, { 40, 8 }, { 48, 8 }, { 64, 8 }, { 72, 8 },
};

static guint
any (GRand *rand, guint n)
{
  return n == 0 ? 0 : g_rand_int_range (rand, 0, n);
}

static guint64
any_64 (GRand *rand)
{
  return (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);
}

static guint64
change_value (GRand *rand, guint64 value, guint64 other)
{
  static const guint64 edges[] = { 0, 1, 7, 8, 84 * 8, FUZZ_PACKET * 8, G_MAXUINT32, G_MAXINT64, G_MAXUINT64 };

  switch (any (rand, 8))
    {
    case 0:
      return edges[any (rand, G_N_ELEMENTS (edges))];
    case 1:
      return value + 1;
    case 2:
      return value - 1;
    case 3:
      return other;
    case 4:
      return value + (guint64) any (rand, 4000) - 2000;
    case 5:
      return value ^ G_GUINT64_CONSTANT (1) << any (rand, 64);
    case 6:
      return value + (G_GUINT64_CONSTANT (1) << any (rand, 40));
    default:
      return any_64 (rand);
    }
}

static void
change_header (GRand *rand, guint8 *packet, const guint8 *other)
{
  Field field = fields[any (rand, G_N_ELEMENTS (fields))];
  guint64 value = 0, others = 0;

  memcpy (&value, packet + field.at, field.n_bytes);
  memcpy (&others, other + field.at, field.n_bytes);
  value = change_value (rand, value, others);
  memcpy (packet + field.at, &value, field.n_bytes);
}

/* Anywhere behind the header: a number that is read as an id, a time, a length or a selector. */
static void
change_content (GRand *rand, guint8 *packet)
{
  static const guint8 bytes[] = { 0, 1, 2, 4, 16, 17, 31, 32, 127, 128, 254, 255 };
  guint n = 1u << any (rand, 4);
  guint8 *at = packet + HEADER + any (rand, FUZZ_PACKET - HEADER - n);

  switch (any (rand, 4))
    {
    case 0:
      *at ^= 1u << any (rand, 8);
      break;
    case 1:
      memset (at, bytes[any (rand, G_N_ELEMENTS (bytes))], n);
      break;
    case 2:
      memmove (at, packet + HEADER + any (rand, FUZZ_PACKET - HEADER - n), n);
      break;
    default:
      *at = g_rand_int (rand);
      break;
    }
}

/* Takes bytes out of an event, or puts some in: what follows is read at another place. */
static void
shift_content (GRand *rand, guint8 *packet)
{
  guint at = HEADER + any (rand, FUZZ_PACKET - HEADER - 16), n = 1 + any (rand, 8);

  if (g_rand_boolean (rand))
    memmove (packet + at, packet + at + n, FUZZ_PACKET - at - n);
  else
    memmove (packet + at + n, packet + at, FUZZ_PACKET - at - n);
}

static void
move_packet (GRand *rand, GByteArray *input, guint n_packets, gsize max_size)
{
  guint8 *a = input->data + FUZZ_PREFIX + any (rand, n_packets) * FUZZ_PACKET;
  guint8 *b = input->data + FUZZ_PREFIX + any (rand, n_packets) * FUZZ_PACKET;
  guint8 copy[FUZZ_PACKET];

  memcpy (copy, a, FUZZ_PACKET);
  switch (any (rand, 4))
    {
    case 0:
      memcpy (a, b, FUZZ_PACKET);
      memcpy (b, copy, FUZZ_PACKET);
      break;
    case 1:
      memcpy (b, copy, FUZZ_PACKET);
      break;
    case 2:
      if (input->len + FUZZ_PACKET <= max_size)
        g_byte_array_append (input, copy, FUZZ_PACKET);
      break;
    default:
      g_byte_array_remove_range (input, a - input->data, FUZZ_PACKET);
      break;
    }
}

static void
change_size (GRand *rand, GByteArray *input, gsize max_size)
{
  guint8 byte = g_rand_int (rand);

  if (g_rand_boolean (rand))
    g_byte_array_set_size (input, input->len - any (rand, MIN (input->len, FUZZ_PACKET + 1)));
  else if (input->len < max_size)
    g_byte_array_append (input, &byte, 1);
}

/* Changes @input once or a few times. It stays within @max_size. */
void
fuzz_mutate (GRand *rand, GByteArray *input, gsize max_size)
{
  guint n_changes = 1 + any (rand, any (rand, 3) == 0 ? 8 : 2);

  for (guint i = 0; i < n_changes && input->len > FUZZ_PREFIX + FUZZ_PACKET; i++)
    {
      guint n_packets = (input->len - FUZZ_PREFIX) / FUZZ_PACKET;
      guint8 *packet = input->data + FUZZ_PREFIX + any (rand, n_packets) * FUZZ_PACKET;
      guint8 *other = input->data + FUZZ_PREFIX + any (rand, n_packets) * FUZZ_PACKET;

      switch (any (rand, 16))
        {
        case 0:
          input->data[any (rand, FUZZ_PREFIX)] = g_rand_int (rand);
          break;
        case 1:
          change_size (rand, input, max_size);
          break;
        case 2:
        case 3:
          move_packet (rand, input, n_packets, max_size);
          break;
        case 4:
        case 5:
          shift_content (rand, packet);
          break;
        case 6:
        case 7:
        case 8:
        case 9:
        case 10:
          change_header (rand, packet, other);
          break;
        default:
          change_content (rand, packet);
          break;
        }
    }
}
