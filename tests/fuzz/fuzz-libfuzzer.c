/* fuzz-libfuzzer.c: lets libFuzzer change inputs in our way, too
 * SPDX-License-Identifier: MIT
 */
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

/* Before the library's: what is saved and loaded again needs no disk, and waits for none. */
int
fsync (int file)
{
  return 0;
}

/* libFuzzer's own names */
gsize LLVMFuzzerMutate (guint8 *data, gsize size, gsize max_size);
gsize LLVMFuzzerCustomMutator (guint8 *data, gsize size, gsize max_size, guint seed);

gsize
LLVMFuzzerCustomMutator (guint8 *data, gsize size, gsize max_size, guint seed)
{
  g_autoptr (GRand) rand = NULL;
  g_autoptr (GByteArray) input = NULL;

  if (size == 0 || seed % 4 == 0)
    return LLVMFuzzerMutate (data, size, max_size);
  rand = g_rand_new_with_seed (seed);
  input = g_byte_array_new ();
  g_byte_array_append (input, data, size);
  fuzz_mutate (rand, input, max_size);
  memcpy (data, input->data, input->len);
  return input->len;
}
