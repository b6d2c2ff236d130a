/* gs-row-maker.c: tracks of rows that are made in the background
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-row-maker.h"

#include "base/gs-lock.h"

/* What is made from no more intervals is made at once: in half a millisecond, about. */
#define FEW_INTERVALS 8192

struct _GsRowMaker
{
  GObject parent_instance;
  GThreadPool *pool;
  GHashTable *wanted; /* of GsLazyTrack, borrowed: those under way */
};

G_DEFINE_FINAL_TYPE (GsRowMaker, gs_row_maker, G_TYPE_OBJECT)

typedef struct
{
  GsRowMaker *maker; /* lives as long as the program */
  GsTimeline *timeline;
  GsLazyTrack *track; /* of the timeline */
} GsRowJob;

static guint made_signal;

static void
gs_row_maker_class_init (GsRowMakerClass *klass)
{
  made_signal = g_signal_new ("made", GS_TYPE_ROW_MAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* Main thread. Rows that come together are one signal. */
static gboolean
gs_row_maker_finish (gpointer data)
{
  GsRowJob *job = data;

  gs_lock_acquired (job);
  g_hash_table_remove (job->maker->wanted, job->track);
  gs_timeline_unref (job->timeline);
  if (g_hash_table_size (job->maker->wanted) == 0 || g_thread_pool_unprocessed (job->maker->pool) == 0)
    g_signal_emit (job->maker, made_signal, 0);
  g_free (job);
  return G_SOURCE_REMOVE;
}

static void
gs_row_maker_work (gpointer data, gpointer user_data)
{
  GsRowJob *job = data;

  gs_lock_acquired (job);
  gs_track_unref (gs_lazy_track_ref (job->track));
  gs_lock_releasing (job);
  g_idle_add (gs_row_maker_finish, job);
}

static void
gs_row_maker_init (GsRowMaker *self)
{
  self->wanted = g_hash_table_new (NULL, NULL);
  self->pool = g_thread_pool_new (gs_row_maker_work, NULL, (gint) g_get_num_processors (), FALSE, NULL);
}

/* Returns: (transfer none): the program's one */
GsRowMaker *
gs_row_maker_get_default (void)
{
  static GsRowMaker *maker;

  if (maker == NULL)
    maker = g_object_new (GS_TYPE_ROW_MAKER, NULL);
  return maker;
}

static void
gs_row_maker_want (GsRowMaker *self, GsTimeline *timeline, GsLazyTrack *track)
{
  GsRowJob *job;

  if (!g_hash_table_add (self->wanted, track))
    return;
  job = g_new (GsRowJob, 1);
  *job = (GsRowJob){ self, gs_timeline_ref (timeline), track };
  gs_lock_releasing (job);
  g_thread_pool_push (self->pool, job, NULL);
}

/**
 * gs_row_maker_ref_track:
 * @track: (nullable): of @timeline
 *
 * Returns: (transfer full) (nullable): the track, where it is there or soon made; else %NULL, and the
 *   signal "made" comes later
 */
GsTrack *
gs_row_maker_ref_track (GsRowMaker *self, GsTimeline *timeline, GsLazyTrack *track)
{
  GsTrack *made = gs_lazy_track_peek (track);

  if (made != NULL || track == NULL)
    return made;
  if (gs_lazy_track_get_n_expected (track) <= FEW_INTERVALS)
    return gs_lazy_track_ref (track);
  gs_row_maker_want (self, timeline, track);
  return NULL;
}
