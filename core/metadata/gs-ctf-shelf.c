/* gs-ctf-shelf.c: metadata that will be wanted again soon
 * SPDX-License-Identifier: MIT
 *
 * Whoever looks for traces parses what each declares, a thousand events as a rule; soon
 * after that whoever reads it wants the same. Of small recordings that is most of the work.
 */
#include "metadata/gs-ctf-shelf.h"

#include "base/gs-lock.h"

/* Of thousands of traces not all are kept: what was parsed takes some ten times its text. */
#define MOST_ENTRIES 8
#define MOST_BYTES (4 << 20)

typedef struct
{
  GBytes *text;
  GsCtfMeta *meta;
} GsCtfShelved;

static GMutex shelf_lock;
static GsCtfShelved shelf[MOST_ENTRIES]; /* those that are used come first; the oldest one first */
static guint n_shelved;
static gsize n_shelved_bytes;

/* Returns: (transfer full): the entry, no longer on the shelf */
static GsCtfShelved
gs_ctf_shelf_remove (guint index)
{
  GsCtfShelved removed = shelf[index];

  n_shelved_bytes -= g_bytes_get_size (removed.text);
  n_shelved--;
  for (guint i = index; i < n_shelved; i++)
    shelf[i] = shelf[i + 1];
  return removed;
}

static void
gs_ctf_shelved_clear (GsCtfShelved *self)
{
  g_bytes_unref (self->text);
  gs_ctf_meta_free (self->meta);
}

/**
 * gs_ctf_shelf_put:
 * @text: what the metadata was parsed from
 * @meta: (transfer full): what came of it
 *
 * From any thread. What has been there for longest makes room.
 */
void
gs_ctf_shelf_put (GBytes *text, GsCtfMeta *meta)
{
  GsCtfShelved entry = { g_bytes_ref (text), meta };

  gs_lock (&shelf_lock);
  while (n_shelved > 0 && (n_shelved == MOST_ENTRIES || n_shelved_bytes + g_bytes_get_size (text) > MOST_BYTES))
    {
      GsCtfShelved oldest = gs_ctf_shelf_remove (0);

      gs_ctf_shelved_clear (&oldest);
    }
  if (g_bytes_get_size (text) > MOST_BYTES)
    gs_ctf_shelved_clear (&entry);
  else
    {
      shelf[n_shelved++] = entry;
      n_shelved_bytes += g_bytes_get_size (text);
    }
  gs_unlock (&shelf_lock);
}

/**
 * gs_ctf_shelf_take:
 * @text: a trace's metadata, as it is in the file
 *
 * From any thread.
 *
 * Returns: (transfer full) (nullable): what came of the same text before, if that is still there
 */
GsCtfMeta *
gs_ctf_shelf_take (GBytes *text)
{
  GsCtfMeta *meta = NULL;

  gs_lock (&shelf_lock);
  for (guint i = 0; i < n_shelved && meta == NULL; i++)
    if (g_bytes_equal (shelf[i].text, text))
      {
        GsCtfShelved taken = gs_ctf_shelf_remove (i);

        meta = taken.meta;
        g_bytes_unref (taken.text);
      }
  gs_unlock (&shelf_lock);
  return meta;
}
