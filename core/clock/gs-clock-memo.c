/* gs-clock-memo.c: what a machine's run windows and messages were found to say
 * SPDX-License-Identifier: MIT
 */
#include "clock/gs-clock-memo.h"

#include <string.h>

#include "base/gs-lock.h"

struct _GsClockMemo
{
  guint serial; /* of the machine; an address may be another machine's later */
  GMutex lock;
  GArray *entries; /* of GsClockMemoEntry */
  GArray *talks;   /* of GsClockMemoTalk */
};

typedef struct
{
  guint host;
  GsClockSearchFlags how;
  GArray *vcpus;
  GsClockSearch search;
} GsClockMemoEntry;

typedef struct
{
  guint other;
  GsClockAgreement agreement;
} GsClockMemoTalk;

static void
gs_clock_memo_clear_entry (gpointer data)
{
  g_array_unref (((GsClockMemoEntry *) data)->vcpus);
}

/**
 * gs_clock_memo_new:
 *
 * Returns: (transfer full): a new machine's
 */
GsClockMemo *
gs_clock_memo_new (void)
{
  static gint last_serial;
  GsClockMemo *self = g_new0 (GsClockMemo, 1);

  self->serial = (guint) g_atomic_int_add (&last_serial, 1);
  g_mutex_init (&self->lock);
  self->entries = g_array_new (FALSE, FALSE, sizeof (GsClockMemoEntry));
  g_array_set_clear_func (self->entries, gs_clock_memo_clear_entry);
  self->talks = g_array_new (FALSE, FALSE, sizeof (GsClockMemoTalk));
  return self;
}

void
gs_clock_memo_free (GsClockMemo *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->talks);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
gs_clock_memo_is_same (const GArray *a, const GArray *b)
{
  return a->len == b->len
         && (a->len == 0 || memcmp (a->data, b->data, a->len * g_array_get_element_size ((GArray *) a)) == 0);
}

/**
 * gs_clock_memo_find:
 * @self: (nullable): a guest's
 * @host: (nullable): its host's
 * @vcpus: the vCPUs of the process, compared as bytes
 * @how: how it would be searched for; what a quick search didn't find is known to that one only
 * @search: (out caller-allocates): is set where something is known
 *
 * Returns: whether this was searched for before
 */
gboolean
gs_clock_memo_find (GsClockMemo *self, const GsClockMemo *host, const GArray *vcpus, GsClockSearchFlags how,
                    GsClockSearch *search)
{
  gboolean is_known = FALSE;

  if (self == NULL || host == NULL)
    return FALSE;
  gs_lock (&self->lock);
  for (guint i = 0; i < self->entries->len && !is_known; i++)
    {
      const GsClockMemoEntry *entry = &g_array_index (self->entries, GsClockMemoEntry, i);

      is_known = entry->host == host->serial && (entry->how & ~how) == 0
                 && ((how & GS_CLOCK_SEARCH_SCORED) == 0 || !entry->search.is_unscored)
                 && gs_clock_memo_is_same (entry->vcpus, vcpus);
      if (is_known)
        *search = entry->search;
    }
  gs_unlock (&self->lock);
  return is_known;
}

void
gs_clock_memo_add (GsClockMemo *self, const GsClockMemo *host, const GArray *vcpus, GsClockSearchFlags how,
                   const GsClockSearch *search)
{
  GsClockMemoEntry entry;

  if (self == NULL || host == NULL)
    return;
  entry = (GsClockMemoEntry){ host->serial, how, g_array_copy ((GArray *) vcpus), *search };
  gs_lock (&self->lock);
  g_array_append_val (self->entries, entry);
  gs_unlock (&self->lock);
}

/**
 * gs_clock_memo_find_agreement:
 * @self: (nullable): of whose clock
 * @other: (nullable): of the machine that it exchanged messages with
 * @agreement: (out caller-allocates): is set where something is known
 *
 * Returns: whether these messages were gone through before
 */
gboolean
gs_clock_memo_find_agreement (GsClockMemo *self, const GsClockMemo *other, GsClockAgreement *agreement)
{
  gboolean is_known = FALSE;

  if (self == NULL || other == NULL)
    return FALSE;
  gs_lock (&self->lock);
  for (guint i = 0; i < self->talks->len && !is_known; i++)
    {
      const GsClockMemoTalk *talk = &g_array_index (self->talks, GsClockMemoTalk, i);

      is_known = talk->other == other->serial;
      if (is_known)
        *agreement = talk->agreement;
    }
  gs_unlock (&self->lock);
  return is_known;
}

void
gs_clock_memo_add_agreement (GsClockMemo *self, const GsClockMemo *other, const GsClockAgreement *agreement)
{
  GsClockMemoTalk talk;

  if (self == NULL || other == NULL)
    return;
  talk = (GsClockMemoTalk){ other->serial, *agreement };
  gs_lock (&self->lock);
  g_array_append_val (self->talks, talk);
  gs_unlock (&self->lock);
}
