/* gs-row.c: one row of a view: a machine, a vCPU, a process, a thread or a CPU
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-row.h"

#include <string.h>

#include "event/gs-event.h"
#include "rows/gs-owners.h"
#include "rows/gs-row-maker.h"
#include "timeline/gs-composer-rows.h"

struct _GsRow
{
  GObject parent_instance;

  GsTimeline *timeline; /* owned: keeps the track alive */
  GsRowKind kind;
  guint machine;
  guint index;                      /* in the machine's array for this kind */
  GsRows rows;                      /* whose states the track holds */
  GsLazyTrack *track;               /* of the timeline, or NULL */
  GsTrack *owners[GS_N_COLOUR_BYS]; /* made when they are asked for */
  char *key;
  char *name;
  char *title;      /* where there is little room; or NULL: the name */
  char *note;       /* what the title leaves out, or NULL */
  char *short_note; /* the part of it that matters most, or NULL */
  char *tid_text;
  char *host_tid_text;
  gint32 tid;
  GsExitIndex *exits; /* or NULL: not counted (yet) */
  guint depth;
  GListStore *children; /* or NULL */
};

G_DEFINE_FINAL_TYPE (GsRow, gs_row, G_TYPE_OBJECT)

static void
gs_row_finalize (GObject *object)
{
  GsRow *self = GS_ROW (object);

  g_clear_object (&self->children);
  for (guint i = 0; i < GS_N_COLOUR_BYS; i++)
    g_clear_pointer (&self->owners[i], gs_track_unref);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_free (self->key);
  g_free (self->name);
  g_free (self->title);
  g_free (self->note);
  g_free (self->short_note);
  g_free (self->tid_text);
  g_free (self->host_tid_text);
  g_clear_pointer (&self->exits, gs_exit_index_unref);
  G_OBJECT_CLASS (gs_row_parent_class)->finalize (object);
}

static void
gs_row_class_init (GsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_row_finalize;
}

static void
gs_row_init (GsRow *self)
{
  self->tid = -1;
}

/* Thread names may hold any byte. */
static char *
gs_row_take_text (char *text)
{
  char *valid = g_utf8_make_valid (text, -1);

  g_free (text);
  return valid;
}

/**
 * gs_row_new:
 * @machine: index in the timeline's machines
 * @index: in the machine's vCPUs, threads or CPUs; a process's: of its first thread
 * @key: (transfer full): identity, the same in a newer timeline
 * @name: (transfer full): what people read
 *
 * Returns: (transfer full):
 */
GsRow *
gs_row_new (GsTimeline *timeline, GsRowKind kind, guint machine, guint index, char *key, char *name)
{
  GsRow *self = g_object_new (GS_TYPE_ROW, NULL);

  self->timeline = gs_timeline_ref (timeline);
  self->kind = kind;
  self->machine = machine;
  self->index = index;
  self->key = gs_row_take_text (key);
  self->name = gs_row_take_text (name);
  return self;
}

/**
 * gs_row_set_track:
 * @rows: whose states @track holds
 * @track: (transfer none): one of the row's timeline
 */
void
gs_row_set_track (GsRow *self, GsRows rows, GsLazyTrack *track)
{
  self->rows = rows;
  self->track = track;
}

/* Takes @name. */
void
gs_row_set_name (GsRow *self, char *name)
{
  g_free (self->name);
  self->name = gs_row_take_text (name);
}

/**
 * gs_row_set_title:
 * @title: (transfer full): the name without what can be left out
 * @note: (transfer full) (nullable): that
 * @short_note: (transfer full) (nullable): what of it there is room for in the end
 */
void
gs_row_set_title (GsRow *self, char *title, char *note, char *short_note)
{
  char *old[] = { self->title, self->note, self->short_note };

  self->title = gs_row_take_text (title);
  self->note = note != NULL ? gs_row_take_text (note) : NULL;
  self->short_note = short_note != NULL ? gs_row_take_text (short_note) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    g_free (old[i]);
}

/* A TID that is not known has no text: a virtual CPU without its host's trace. */
void
gs_row_set_tid (GsRow *self, gint32 tid)
{
  g_free (self->tid_text);
  self->tid_text = tid != GS_NO_TID ? g_strdup_printf ("%d", tid) : NULL;
  self->tid = tid;
}

/* The thread of the host that it is. */
void
gs_row_set_host_tid (GsRow *self, gint32 tid)
{
  g_free (self->host_tid_text);
  self->host_tid_text = tid != GS_NO_TID ? g_strdup_printf ("%d", tid) : NULL;
}

/**
 * gs_row_take_exit_index:
 * @index: (transfer full): of the row's vCPU
 */
void
gs_row_take_exit_index (GsRow *self, GsExitIndex *index)
{
  g_clear_pointer (&self->exits, gs_exit_index_unref);
  self->exits = index;
}

static void
gs_row_set_depth (GsRow *self, guint depth)
{
  guint n = self->children != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->children)) : 0;

  self->depth = depth;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);

      gs_row_set_depth (child, depth + 1);
    }
}

/**
 * gs_row_add_child:
 * @child: (transfer full): goes below this row, as the last
 */
void
gs_row_add_child (GsRow *self, GsRow *child)
{
  if (self->children == NULL)
    self->children = g_list_store_new (GS_TYPE_ROW);
  gs_row_set_depth (child, self->depth + 1);
  g_list_store_append (self->children, child);
  g_object_unref (child);
}

GsTimeline *
gs_row_get_timeline (GsRow *self)
{
  return self->timeline;
}

GsRowKind
gs_row_get_kind (GsRow *self)
{
  return self->kind;
}

guint
gs_row_get_machine (GsRow *self)
{
  return self->machine;
}

guint
gs_row_get_index (GsRow *self)
{
  return self->index;
}

/* Whose states the track holds. */
GsRows
gs_row_get_rows (GsRow *self)
{
  return self->rows;
}

/* What of it has been read, see gs_timeline_get_row_known(). */
GsSpan
gs_row_get_known (GsRow *self)
{
  if (self->track == NULL)
    return gs_timeline_get_known (self->timeline, self->machine);
  return gs_timeline_get_row_known (self->timeline, self->rows, self->machine, self->index);
}

/* Groups have none. */
gboolean
gs_row_has_track (GsRow *self)
{
  return self->track != NULL;
}

/**
 * gs_row_get_span:
 *
 * Returns: from when to when its track has anything, of which there may be thousands that nobody looks at; empty for groups
 */
GsSpan
gs_row_get_span (GsRow *self)
{
  g_autoptr (GsTrack) track = NULL;

  if (self->track != NULL && self->rows == GS_ROWS_THREADS)
    return gs_timeline_get_thread_span (self->timeline, self->machine, self->index);
  track = gs_row_ref_track (self);
  return track != NULL && gs_track_get_n_intervals (track) > 0 ? gs_track_get_span (track) : (GsSpan){ 0, 0 };
}

/**
 * gs_row_ref_track:
 *
 * Makes the track where it isn't there, which may take a while.
 *
 * Returns: (transfer full) (nullable): NULL for groups
 */
GsTrack *
gs_row_ref_track (GsRow *self)
{
  return gs_lazy_track_ref (self->track);
}

/**
 * gs_row_peek_track:
 *
 * Main thread.
 *
 * Returns: (transfer full) (nullable): NULL for groups, and where the track has yet to be made, see #GsRowMaker
 */
GsTrack *
gs_row_peek_track (GsRow *self)
{
  return gs_row_maker_ref_track (gs_row_maker_get_default (), self->timeline, self->track);
}

/**
 * gs_row_is_made:
 *
 * Returns: whether the tracks of the row and of all below it are there or soon made, so that gs_row_sum() takes
 *   no time; else they are being made, see #GsRowMaker
 */
gboolean
gs_row_is_made (GsRow *self)
{
  guint n = self->children != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->children)) : 0;
  g_autoptr (GsTrack) track = gs_row_peek_track (self);
  gboolean is_made = track != NULL || self->track == NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);

      is_made = gs_row_is_made (child) && is_made;
    }
  return is_made;
}

/**
 * gs_row_sum:
 * @ns: (out) (array fixed-size=17): time in each state in @span; nothing for groups
 *
 * Of a thread, its track isn't made for that.
 */
void
gs_row_sum (GsRow *self, GsSpan span, gint64 *ns)
{
  g_autoptr (GsTrack) track = NULL;

  memset (ns, 0, GS_MAX_STATES * sizeof *ns);
  if (self->track == NULL)
    return;
  if (self->kind == GS_ROW_THREAD)
    {
      gs_composer_sum_thread (gs_timeline_get_machine (self->timeline, self->machine), self->index, span, ns);
      return;
    }
  track = gs_row_ref_track (self);
  gs_track_sum (track, span, ns);
}

/**
 * gs_row_get_owners:
 *
 * Returns: (transfer none) (nullable): whose the row's time was (gs-owners.h); NULL where it is
 *   one owner's, or the row has no track. Main thread or the row's only one
 */
GsTrack *
gs_row_get_owners (GsRow *self, GsColourBy by)
{
  if (self->owners[by] == NULL && self->track != NULL)
    {
      if (self->kind == GS_ROW_CPU)
        self->owners[by] = gs_owners_new_of_cpu (self->timeline, self->machine, self->index, by);
      else if (self->kind == GS_ROW_VCPU && by == GS_COLOUR_BY_PROCESS)
        self->owners[by] = gs_owners_new_of_vcpu (self->timeline, self->machine, self->index);
    }
  return self->owners[by];
}

/* A track, or what is there of it. */
static GsTrack *
gs_row_ref_member (GsRow *self, GsColourBy by, gboolean is_patient)
{
  GsTrack *track = is_patient ? gs_row_ref_track (self) : gs_row_peek_track (self);
  GsTrack *owners = track != NULL && by != GS_COLOUR_BY_STATE ? gs_row_get_owners (self, by) : NULL;

  if (owners == NULL)
    return track;
  gs_track_unref (track);
  return gs_track_ref (owners);
}

/* Returns: whether all are there */
static gboolean
gs_row_collect_members (GsRow *self, GsColourBy by, gboolean is_patient, GPtrArray *members, GsRows *rows)
{
  gboolean are_there = TRUE;
  guint n = self->children != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->children)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);
      GsTrack *track;

      if (child->track == NULL)
        {
          are_there = gs_row_collect_members (child, by, is_patient, members, rows) && are_there;
          continue;
        }
      if (*rows != GS_N_ROWS && child->rows != *rows)
        continue;
      *rows = child->rows;
      track = gs_row_ref_member (child, by, is_patient);
      if (track != NULL)
        g_ptr_array_add (members, track);
      else
        are_there = FALSE;
    }
  return are_there;
}

/**
 * gs_row_list_members:
 * @by: %GS_COLOUR_BY_STATE: their own tracks; else those of their owners, where they have several
 * @is_patient: makes those that have yet to be made
 * @rows: (out): whose states they hold; GS_N_ROWS where there are none
 *
 * What a row without a track of its own stands for: a guest's vCPUs, else all threads or CPUs below it.
 *
 * Returns: (transfer full) (nullable) (element-type GsTrack): their tracks; NULL where some have yet to be made.
 *   Main thread or the row's only one
 */
GPtrArray *
gs_row_list_members (GsRow *self, GsColourBy by, gboolean is_patient, GsRows *rows)
{
  GPtrArray *members = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_track_unref);

  *rows = GS_N_ROWS;
  if (!gs_row_collect_members (self, by, is_patient, members, rows))
    g_clear_pointer (&members, g_ptr_array_unref);
  return members;
}

const char *
gs_row_get_key (GsRow *self)
{
  return self->key;
}

const char *
gs_row_get_name (GsRow *self)
{
  return self->name;
}

/* The name, without what its notes say. */
const char *
gs_row_get_title (GsRow *self)
{
  return self->title != NULL ? self->title : self->name;
}

/* Or NULL. */
const char *
gs_row_get_note (GsRow *self)
{
  return self->note;
}

/* Or NULL. */
const char *
gs_row_get_short_note (GsRow *self)
{
  return self->short_note;
}

/* Or "". */
const char *
gs_row_get_tid_text (GsRow *self)
{
  return self->tid_text != NULL ? self->tid_text : "";
}

/* Or "". */
const char *
gs_row_get_host_tid_text (GsRow *self)
{
  return self->host_tid_text != NULL ? self->host_tid_text : "";
}

/* Or -1. */
gint32
gs_row_get_tid (GsRow *self)
{
  return self->tid;
}

/**
 * gs_row_get_exit_index:
 *
 * Returns: (transfer none) (nullable): NULL where there are no exits, or they are not counted yet
 */
GsExitIndex *
gs_row_get_exit_index (GsRow *self)
{
  return self->exits;
}

/* 0 for a row without a parent. */
guint
gs_row_get_depth (GsRow *self)
{
  return self->depth;
}

/**
 * gs_row_get_children:
 *
 * Returns: (transfer none) (nullable): the rows below this one
 */
GListModel *
gs_row_get_children (GsRow *self)
{
  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}

/**
 * gs_row_find:
 * @rows: (nullable): a tree, of #GsRow
 * @key: a row's
 *
 * Returns: (transfer full) (nullable): the row of that key; NULL where there is none
 */
GsRow *
gs_row_find (GListModel *rows, const char *key)
{
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) row = g_list_model_get_item (rows, i);
      GsRow *below;

      if (g_str_equal (gs_row_get_key (row), key))
        return g_steal_pointer (&row);
      below = gs_row_find (gs_row_get_children (row), key);
      if (below != NULL)
        return below;
    }
  return NULL;
}
