/* fuzz.h: what every fuzz target is made of
 * SPDX-License-Identifier: MIT
 *
 * A target is one file fuzz-NAME.c that defines the three below. With libFuzzer
 * (meson -Dfuzz=true) it is driven by what code it reaches; else fuzz-main.c
 * runs as many mutants as it is told, always the same ones.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tries one input. Whatever is wrong with it, this comes back; where our own promises are broken, it aborts. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Adds inputs (GBytes) that are right, small, and made by the project itself. */
void fuzz_add_seeds (GPtrArray *seeds);

/* Words that mean something to what is tried; ends with NULL. */
extern const char *const fuzz_words[];

/* fuzz-folder.c */
const char *fuzz_get_folder (void);

/* fuzz-mutate.c */
void fuzz_mutate (GRand *rand, GByteArray *input, gsize max_size);

G_END_DECLS
