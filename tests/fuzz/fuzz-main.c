/* fuzz-main.c: runs a fuzz target without libFuzzer
 * SPDX-License-Identifier: MIT
 *
 * fuzz-NAME RUNS [SEED]     so many mutants of the target's own inputs
 * fuzz-NAME --write FOLDER  writes those inputs, for libFuzzer to begin with
 * fuzz-NAME FILE…           tries what is in the files: what was found once
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"

#define MAX_SIZE 100000
#define N_ROUNDS 3 /* changes of changes before it begins anew */

static int
write_seeds (GPtrArray *seeds, const char *folder)
{
  for (guint i = 0; i < seeds->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/seed-%u", folder, i);
      gsize size;
      const char *data = g_bytes_get_data (seeds->pdata[i], &size);

      if (!g_file_set_contents (path, data, size, NULL))
        return 1;
    }
  return 0;
}

static int
run_file (const char *path)
{
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    {
      fprintf (stderr, "%s can't be read\n", path);
      return 1;
    }
  return LLVMFuzzerTestOneInput ((const guint8 *) data, size);
}

/* A copy that is exactly so large: a sanitizer sees what reads past its end. */
static void
run_once (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
}

static void
run_mutants (GPtrArray *seeds, guint n_runs, guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GByteArray) input = g_byte_array_new ();

  for (guint i = 0; i < seeds->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (seeds->pdata[i], &size);

      run_once (data, size);
    }
  for (guint i = 0; i < n_runs; i++)
    {
      if (i % N_ROUNDS == 0)
        {
          gsize size;
          const guint8 *data = g_bytes_get_data (seeds->pdata[g_rand_int_range (rand, 0, seeds->len)], &size);

          g_byte_array_set_size (input, 0);
          g_byte_array_append (input, data, size);
        }
      fuzz_mutate (rand, input, MAX_SIZE);
      run_once (input->data, input->len);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  char *end;
  gint64 n_runs = argc < 2 ? 0 : g_ascii_strtoll (argv[1], &end, 10);
  int status = 0;

  if (argc < 2)
    {
      fprintf (stderr, "usage: %s RUNS [SEED] | --write FOLDER | FILE…\n", argv[0]);
      return 2;
    }
  fuzz_add_seeds (seeds);
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    return write_seeds (seeds, argv[2]);
  if (*end == '\0')
    {
      run_mutants (seeds, n_runs, argc > 2 ? atoi (argv[2]) : 1);
      printf ("%u seeds, %u mutants\n", seeds->len, (guint) n_runs);
      return 0;
    }
  for (int i = 1; i < argc; i++)
    status |= run_file (argv[i]);
  return status;
}
