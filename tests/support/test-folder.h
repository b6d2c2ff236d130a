/* test-folder.h: a folder of a test's own, and its removal
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *test_folder_new (void);
void test_folder_remove (const char *folder);

G_END_DECLS
