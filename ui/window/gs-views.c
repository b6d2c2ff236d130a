/* gs-views.c: the views that there are
 * SPDX-License-Identifier: MIT
 *
 * In the order of the switcher, the menu and the list of shortcuts.
 */
#include "window/gs-views.h"

#include "events/gs-events-page.h"
#include "neighbours/gs-neighbours-page.h"
#include "wakes/gs-wakes-page.h"

static const GsView *const views[] = {
  &gs_vcpus_view, &gs_threads_view, &gs_cpus_view, &gs_wakes_view, &gs_neighbours_view, &gs_events_view,
};

/* Returns: (nullable): view number @index; NULL behind the last */
const GsView *
gs_views_get (guint index)
{
  return index < G_N_ELEMENTS (views) ? views[index] : NULL;
}

/* Returns: (nullable): the view of that id; NULL where there is none */
const GsView *
gs_views_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_strcmp0 (views[i]->id, id) == 0)
      return views[i];
  return NULL;
}

/* Returns: (transfer full): the ids of those that have rows, as "vcpus, threads" */
char *
gs_views_dup_row_ids (void)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (gs_view_has_rows (views[i]))
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? ", " : "", views[i]->id);
  return g_string_free (ids, FALSE);
}
