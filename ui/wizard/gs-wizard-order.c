/* gs-wizard-order.c: hosts by name, each followed by its guests and theirs, then all others
 * SPDX-License-Identifier: MIT
 *
 * As in the views (gs-composer.c).
 */
#include "wizard/gs-wizard-order.h"

/* Returns: (transfer full) (nullable): the name of the host of a guest, as chosen or found out */
static char *
gs_wizard_order_dup_host (GsWizardModel *model, const GsExperimentTrace *entry)
{
  const GsTimeline *timeline = gs_wizard_model_get_timeline (model);

  if (gs_wizard_model_get_role (model, entry) == GS_ROLE_HOST)
    return NULL;
  if (entry->host != NULL)
    return g_strdup (entry->host);
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);

      if (g_str_equal (machine->name, entry->name) && machine->host != GS_NO_INDEX)
        return g_strdup (gs_timeline_get_machine (timeline, machine->host)->name);
    }
  return NULL;
}

/* Returns: (transfer full) (element-type utf8): the machine's name after those of its hosts, the outermost first.
 *   Choices may go in a circle: each name comes once */
static GPtrArray *
gs_wizard_order_list_path (GsWizardModel *model, const GsExperimentTrace *entry)
{
  GPtrArray *path = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = g_strdup (entry->name);

  while (name != NULL && !g_ptr_array_find_with_equal_func (path, name, g_str_equal, NULL))
    {
      const GsExperimentTrace *machine = gs_experiment_find_trace (gs_wizard_model_get_experiment (model), name);

      g_ptr_array_insert (path, 0, g_steal_pointer (&name));
      name = machine != NULL ? gs_wizard_order_dup_host (model, machine) : NULL;
    }
  return path;
}

/* Returns: on how many hosts, one on the other, the machine stands; 0 for the outermost */
guint
gs_wizard_order_get_depth (GsWizardModel *model, const GsExperimentTrace *entry)
{
  g_autoptr (GPtrArray) path = gs_wizard_order_list_path (model, entry);

  return path->len - 1;
}

/* Returns: (transfer full): to be compared by gs_natural_compare() */
char *
gs_wizard_order_make_key (GsWizardModel *model, const GsExperimentTrace *entry)
{
  g_autoptr (GPtrArray) path = gs_wizard_order_list_path (model, entry);
  gboolean has_place = path->len > 1 || gs_wizard_model_get_role (model, entry) == GS_ROLE_HOST;
  g_autofree char *joined = NULL;

  g_ptr_array_add (path, NULL);
  joined = g_strjoinv ("\x01", (GStrv) path->pdata);
  return g_strconcat (has_place ? "a" : "b", joined, NULL);
}
