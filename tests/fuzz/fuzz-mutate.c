/* fuzz-mutate.c: changes an input so that it stays nearly right
 * SPDX-License-Identifier: MIT
 *
 * Random bytes are refused at once by what reads a language. So most changes
 * take whole words, numbers and what stands between brackets, which JSON, CTF's
 * text and most others have, and put them elsewhere, again or away.
 */
#include <string.h>

#include "fuzz/fuzz.h"

typedef struct
{
  guint begin, end;
} Piece;

static gboolean
is_letter (guint8 c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '-';
}

static guint
any (GRand *rand, guint n)
{
  return n == 0 ? 0 : g_rand_int_range (rand, 0, n);
}

/* The word or number around a place; one byte where there is none. */
static Piece
find_word (const GByteArray *input, guint place)
{
  Piece piece = { place, place };

  while (piece.begin > 0 && is_letter (input->data[piece.begin - 1]))
    piece.begin--;
  while (piece.end < input->len && is_letter (input->data[piece.end]))
    piece.end++;
  if (piece.end == piece.begin)
    piece.end = MIN (input->len, piece.begin + 1);
  return piece;
}

/* From the first bracket behind a place to the one that belongs to it, with what is before it since the last , or ; */
static Piece
find_block (const GByteArray *input, guint place)
{
  Piece piece = { place, place };
  int depth = 0;

  while (piece.end < input->len && strchr ("{[<(", input->data[piece.end]) == NULL)
    piece.end++;
  for (piece.begin = piece.end; piece.begin > 0 && strchr (",;{}[]", input->data[piece.begin - 1]) == NULL;)
    piece.begin--;
  for (; piece.end < input->len; piece.end++)
    {
      guint8 c = input->data[piece.end];

      depth += c != '\0' && strchr ("{[<(", c) != NULL;
      depth -= c != '\0' && strchr ("}]>)", c) != NULL;
      if (depth <= 0)
        break;
    }
  piece.end = MIN (input->len, piece.end + 1);
  while (piece.end < input->len && strchr (",;", input->data[piece.end - 1]) == NULL && piece.end - piece.begin < 5000
         && strchr ("}]{[", input->data[piece.end]) == NULL)
    piece.end++;
  return piece;
}

static void
replace (GByteArray *input, Piece piece, const void *text, guint n)
{
  g_autofree guint8 *copy = g_memdup2 (text, n);
  guint n_behind = input->len - piece.end, n_old = input->len;

  if (piece.begin + n > piece.end)
    g_byte_array_set_size (input, n_old + (piece.begin + n - piece.end));
  memmove (input->data + piece.begin + n, input->data + n_old - n_behind, n_behind);
  if (n > 0)
    memcpy (input->data + piece.begin, copy, n);
  g_byte_array_set_size (input, piece.begin + n + n_behind);
}

static void
change_number (GRand *rand, GByteArray *input, guint place)
{
  static const char *const numbers[] = { "0",
                                         "1",
                                         "7",
                                         "8",
                                         "9",
                                         "31",
                                         "32",
                                         "63",
                                         "64",
                                         "65",
                                         "128",
                                         "255",
                                         "65536",
                                         "67108864",
                                         "-1",
                                         "0x7",
                                         "017",
                                         "100",
                                         "2147483648",
                                         "4294967295",
                                         "9223372036854775807",
                                         "-9223372036854775808",
                                         "18446744073709551615",
                                         "18446744073709551616" };
  const char *number = numbers[any (rand, G_N_ELEMENTS (numbers))];
  guint n = 0;

  for (; n < input->len && !g_ascii_isdigit (input->data[(place + n) % input->len]); n++)
    continue;
  if (n < input->len)
    replace (input, find_word (input, (place + n) % input->len), number, strlen (number));
}

static void
change_word (GRand *rand, GByteArray *input, guint place)
{
  guint n_words = 0;

  while (fuzz_words[n_words] != NULL)
    n_words++;
  if (n_words > 0 && g_rand_boolean (rand))
    {
      const char *word = fuzz_words[any (rand, n_words)];

      replace (input, find_word (input, place), word, strlen (word));
    }
  else
    {
      Piece other = find_word (input, any (rand, input->len));

      replace (input, find_word (input, place), input->data + other.begin, other.end - other.begin);
    }
}

static void
change_block (GRand *rand, GByteArray *input, guint place, gsize max_size)
{
  Piece block = find_block (input, place), other = find_block (input, any (rand, input->len));
  guint n = block.end - block.begin, n_copies = 1u << any (rand, 7);

  switch (any (rand, 4))
    {
    case 0: /* away */
      replace (input, block, "", 0);
      break;
    case 1: /* another one instead */
      replace (input, block, input->data + other.begin, other.end - other.begin);
      break;
    case 2: /* elsewhere again */
      replace (input, (Piece){ other.begin, other.begin }, input->data + block.begin, n);
      break;
    default: /* often */
      for (guint i = 0; i < n_copies && input->len + n <= max_size; i++)
        replace (input, (Piece){ block.begin, block.begin }, input->data + block.begin, n);
      break;
    }
}

static void
change_bytes (GRand *rand, GByteArray *input, guint place)
{
  static const char signs[] = "{}[]<>():;,=\"\\/*.-\x1e\n";
  guint8 byte = g_rand_boolean (rand) ? g_rand_int (rand) : (guint8) signs[any (rand, sizeof signs)];
  guint n = 1 + any (rand, 8);

  switch (any (rand, 4))
    {
    case 0:
      input->data[place] ^= 1u << any (rand, 8);
      break;
    case 1:
      input->data[place] = byte;
      break;
    case 2:
      replace (input, (Piece){ place, place }, &byte, 1);
      break;
    default:
      replace (input, (Piece){ place, MIN (input->len, place + n) }, "", 0);
      break;
    }
}

/* Changes @input once or a few times. It stays within @max_size. */
void
fuzz_mutate (GRand *rand, GByteArray *input, gsize max_size)
{
  guint n_changes = any (rand, 3) > 0 ? 1 : 1 + any (rand, 4);

  for (guint i = 0; i < n_changes && input->len > 0; i++)
    {
      guint place = any (rand, input->len);

      switch (any (rand, 8))
        {
        case 0:
        case 1:
          change_number (rand, input, place);
          break;
        case 2:
        case 3:
          change_word (rand, input, place);
          break;
        case 4:
        case 5:
        case 6:
          change_block (rand, input, place, max_size);
          break;
        default:
          change_bytes (rand, input, place);
          break;
        }
      if (input->len > max_size)
        g_byte_array_set_size (input, max_size);
    }
}
