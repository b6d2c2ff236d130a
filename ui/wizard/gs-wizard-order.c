/* gs-wizard-order.c: hosts by name, each followed by its guests, then all others
 * SPDX-License-Identifier: MIT
 *
 * As in the views (gs-composer.c).
 */
#include "wizard/gs-wizard-order.h"

/* Returns: (transfer full) (nullable): the name of the host of a guest, as chosen or found out */
char *
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

/* Returns: (transfer full): to be compared by gs_natural_compare() */
char *
gs_wizard_order_make_key (GsWizardModel *model, const GsExperimentTrace *entry)
{
  g_autofree char *host = gs_wizard_order_dup_host (model, entry);

  if (gs_wizard_model_get_role (model, entry) == GS_ROLE_HOST)
    return g_strdup_printf ("a%s", entry->name);
  return host != NULL ? g_strdup_printf ("a%s\x01%s", host, entry->name) : g_strdup_printf ("b%s", entry->name);
}
