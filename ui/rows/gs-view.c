/* gs-view.c: a view of an experiment, described in one place
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-view.h"

#include <glib/gi18n.h>

#include "draw/gs-painter.h"
#include "draw/gs-texture.h"
#include "rows/gs-owners.h"
#include "rows/gs-row-tree.h"

#define ALL_COLUMNS ((1u << GS_N_COLUMNS) - 1)

const GsView gs_vcpus_view = {
  .id = "vcpus",
  .title = N_ ("Virtual CPUs"),
  .shortcut = "<Alt>1",
  .build_rows = gs_row_tree_build_vcpus,
  .rows = GS_ROWS_VCPUS,
  .columns = ALL_COLUMNS,
  .explained = 1u << GS_ROWS_VCPUS | 1u << GS_ROWS_THREADS,
};

const GsView gs_threads_view = {
  .id = "threads",
  .title = N_ ("Threads"),
  .shortcut = "<Alt>2",
  .build_rows = gs_row_tree_build_threads,
  .rows = GS_ROWS_THREADS,
  .columns = ALL_COLUMNS & ~(1u << GS_COLUMN_EXITS),
  .explained = 1u << GS_ROWS_THREADS,
};

const GsView gs_cpus_view = {
  .id = "cpus",
  .title = N_ ("Physical CPUs"),
  .shortcut = "<Alt>3",
  .build_rows = gs_row_tree_build_cpus,
  .rows = GS_ROWS_CPUS,
  .columns = 1u << GS_COLUMN_NAME | 1u << GS_COLUMN_RUNNING,
  .explained = 1u << GS_ROWS_CPUS,
};

/* Returns: the view's name, translated; also its widget's accessible name */
const char *
gs_view_get_title (const GsView *self)
{
  return _ (self->title);
}

/* Whether it is a tree of rows on a time axis, not a widget of its own. */
gboolean
gs_view_has_rows (const GsView *self)
{
  return self->build_rows != NULL;
}

gboolean
gs_view_has_column (const GsView *self, GsColumn column)
{
  return (self->columns & 1u << column) != 0;
}

static void
gs_legend_item_clear (gpointer data)
{
  g_free (((GsLegendItem *) data)->label);
}

static void
gs_view_explain (GArray *items, GsLegendItem item, const char *label)
{
  item.label = g_strdup (label);
  g_array_append_val (items, item);
}

/* Where colours say whose the time is: the states that no longer have one of their own. */
static guint32
gs_view_find_owned (GsRows rows, GsColourBy by)
{
  if (by == GS_COLOUR_BY_STATE)
    return 0;
  return gs_rows_find_states (rows, rows == GS_ROWS_THREADS ? GS_TRAIT_BELIEVED : GS_TRAIT_BUSY);
}

static void
gs_view_explain_states (GArray *items, GsRows rows, GsColourBy by)
{
  guint8 states[GS_MAX_STATES];
  guint n_states = gs_rows_list_explained (rows, states);
  guint32 owned = gs_view_find_owned (rows, by);
  gboolean is_first = items->len == 0;

  for (guint i = 0; i < n_states; i++)
    if ((owned & 1u << states[i]) == 0 && (is_first || states[i] != 0))
      gs_view_explain (items, (GsLegendItem){ GS_LEGEND_STATE, rows, states[i] },
                       gs_rows_get_state_label (rows, states[i]));
}

static void
gs_view_explain_owners (GArray *items, GsColourBy by, const GsTimeline *timeline)
{
  if (by == GS_COLOUR_BY_PROCESS)
    gs_view_explain (items, (GsLegendItem){ .kind = GS_LEGEND_PROCESS }, _ ("Each process has a colour"));
  for (guint i = 0; by == GS_COLOUR_BY_MACHINE && timeline != NULL && i < timeline->machines->len; i++)
    gs_view_explain (items, (GsLegendItem){ .kind = GS_LEGEND_MACHINE, .own_class = gs_owners_get_class (i) },
                     gs_timeline_get_machine (timeline, i)->name);
}

/**
 * gs_view_dup_legend:
 * @timeline: (nullable): whose machines there are
 *
 * Returns: (transfer full) (element-type GsLegendItem): what to explain, in order; "unknown" once
 */
GArray *
gs_view_dup_legend (const GsView *self, GsColourBy by, const GsTimeline *timeline)
{
  GArray *items = g_array_new (FALSE, TRUE, sizeof (GsLegendItem));

  g_array_set_clear_func (items, gs_legend_item_clear);
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    if ((self->explained & 1u << rows) != 0)
      gs_view_explain_states (items, rows, by);
  gs_view_explain (items, (GsLegendItem){ GS_LEGEND_LOST, self->rows, 0 }, _ ("Events were lost"));
  if (timeline != NULL && timeline->is_partial)
    gs_view_explain (items, (GsLegendItem){ .kind = GS_LEGEND_UNREAD }, gs_rows_get_unread_label ());
  gs_view_explain_owners (items, by, timeline);
  return items;
}

/* The colours that processes have, side by side. */
static void
gs_legend_item_draw_own (const GsPalette *palette, const GsCanvas *canvas)
{
  for (int i = 0; i < GS_N_OWN_COLOURS; i++)
    {
      int x = canvas->width * i / GS_N_OWN_COLOURS, end = canvas->width * (i + 1) / GS_N_OWN_COLOURS;

      gs_canvas_fill (canvas, x, 0, end - x, canvas->height, gs_palette_get_own_colour (palette, i));
    }
}

/* Guest code has a strip that says whose it is, which else is as green as all that runs. */
static void
gs_legend_item_draw_strip (const GsPalette *palette, const GsCanvas *canvas)
{
  int half = canvas->width / 2, height = MAX (canvas->height / 4, 1), y = canvas->height - height;

  gs_canvas_fill (canvas, 0, y, half, height, gs_palette_get_own_colour (palette, 1));
  gs_canvas_fill (canvas, half, y, canvas->width - half, height, gs_palette_get_own_colour (palette, 2));
}

/**
 * gs_legend_item_draw_swatch:
 * @canvas: all of which it fills
 */
void
gs_legend_item_draw_swatch (const GsLegendItem *self, const GsPalette *palette, const GsCanvas *canvas)
{
  switch (self->kind)
    {
    case GS_LEGEND_MACHINE:
      gs_canvas_fill (canvas, 0, 0, canvas->width, canvas->height,
                      gs_palette_get_own_colour (palette, self->own_class));
      break;
    case GS_LEGEND_PROCESS:
      gs_legend_item_draw_own (palette, canvas);
      break;
    case GS_LEGEND_UNREAD:
      gs_texture_draw_unread (canvas, palette->background, palette->dim_text, 0, 0, canvas->width, canvas->height);
      break;
    default:
      gs_painter_draw_swatch (canvas, &palette->looks[self->rows][self->state], 0, 0, canvas->width, canvas->height);
      if (self->kind == GS_LEGEND_STATE && self->rows == GS_ROWS_CPUS && self->state == GS_CPU_GUEST)
        gs_legend_item_draw_strip (palette, canvas);
      if (self->kind == GS_LEGEND_LOST)
        gs_texture_draw_lost (canvas, gs_paint_of (palette, self->rows).lost, 0, 0, canvas->width, canvas->height);
    }
}
