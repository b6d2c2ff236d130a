/* gs-wizard-machine-row.c: one machine: its role, where it runs, and how that is known
 * SPDX-License-Identifier: MIT
 *
 * A guest's row can be dragged onto its host's; its second choice does the same for
 * the keyboard.
 */
#include "wizard/gs-wizard-machine-row.h"

#include <glib/gi18n.h>

#include "base/gs-natural.h"
#include "event/gs-event.h"
#include "parts/gs-role-text.h"
#include "wizard/gs-wizard-order.h"

#define INDENT 36

/* A QEMU process that a guest may run in. */
typedef struct
{
  char *host;
  gint32 pid;
} GsPlace;

struct _GsWizardMachineRow
{
  GtkListBoxRow parent_instance;
  GsWizardModel *model; /* borrowed: the page keeps it */
  char *trace;          /* name */
  char *sort_key;       /* a guest comes after its host */
  GtkWidget *box;
  GtkWidget *name;
  GtkWidget *role;  /* GtkDropDown */
  GtkWidget *place; /* GtkDropDown */
  GtkWidget *place_box;
  GtkWidget *evidence;
  GtkWidget *sureness;   /* what follows, side by side */
  GtkWidget *confidence; /* GtkLevelBar */
  GtkWidget *percent;    /* the same in words */
  GArray *places;        /* of GsPlace, as the drop-down has them from its second on */
  char *places_text;
  gboolean is_host;
  gboolean runs_guests; /* a guest may do so as well */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (GsWizardMachineRow, gs_wizard_machine_row, GTK_TYPE_LIST_BOX_ROW)

/* As the drop-down has them. */
static const GsRole roles[] = { GS_ROLE_UNKNOWN, GS_ROLE_HOST, GS_ROLE_GUEST, GS_ROLE_IGNORE };

static void
gs_place_clear (gpointer data)
{
  g_free (((GsPlace *) data)->host);
}

static void
gs_wizard_machine_row_on_role (GsWizardMachineRow *self)
{
  if (!self->is_updating)
    gs_wizard_model_set_role (self->model, self->trace, roles[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->role))]);
}

static void
gs_wizard_machine_row_on_place (GsWizardMachineRow *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->place));

  if (self->is_updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected == 0)
    gs_wizard_model_set_process (self->model, self->trace, NULL, -1);
  else
    {
      const GsPlace *place = &g_array_index (self->places, GsPlace, selected - 1);

      gs_wizard_model_set_process (self->model, self->trace, place->host, place->pid);
    }
}

static GdkContentProvider *
gs_wizard_machine_row_on_drag (GsWizardMachineRow *self)
{
  return self->is_host ? NULL : gdk_content_provider_new_typed (G_TYPE_STRING, self->trace);
}

static gboolean
gs_wizard_machine_row_on_drop (GsWizardMachineRow *self, const GValue *value)
{
  if (!self->runs_guests || g_strcmp0 (g_value_get_string (value), self->trace) == 0)
    return FALSE;
  gs_wizard_model_set_process (self->model, g_value_get_string (value), self->trace, -1);
  return TRUE;
}

static void
gs_wizard_machine_row_finalize (GObject *object)
{
  GsWizardMachineRow *self = GS_WIZARD_MACHINE_ROW (object);

  g_free (self->trace);
  g_free (self->sort_key);
  g_free (self->places_text);
  g_array_unref (self->places);
  G_OBJECT_CLASS (gs_wizard_machine_row_parent_class)->finalize (object);
}

static void
gs_wizard_machine_row_class_init (GsWizardMachineRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_wizard_machine_row_finalize;
}

static void
gs_wizard_machine_row_create_choices (GsWizardMachineRow *self, GtkWidget *line)
{
  const char *texts[] = { _ ("Automatic"), _ ("Host"), _ ("Guest"), _ ("Leave out"), NULL };
  GtkWidget *role_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label;

  self->role = gtk_drop_down_new_from_strings (texts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->role), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Role"), -1);
  g_signal_connect_swapped (self->role, "notify::selected", G_CALLBACK (gs_wizard_machine_row_on_role), self);
  self->place = gtk_drop_down_new (NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->place), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Runs in"), -1);
  g_signal_connect_swapped (self->place, "notify::selected", G_CALLBACK (gs_wizard_machine_row_on_place), self);

  self->place_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->place_box), gtk_label_new (_ ("runs in")));
  gtk_box_append (GTK_BOX (self->place_box), self->place);
  gtk_box_append (GTK_BOX (line), self->place_box);

  label = gtk_label_new (_ ("Role"));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (role_box), label);
  gtk_box_append (GTK_BOX (role_box), self->role);
  gtk_box_append (GTK_BOX (line), role_box);
}

static void
gs_wizard_machine_row_init (GsWizardMachineRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  self->places = g_array_new (FALSE, TRUE, sizeof (GsPlace));
  g_array_set_clear_func (self->places, gs_place_clear);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (self->box, "trace-row");
  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "heading");
  gtk_box_append (GTK_BOX (line), self->name);
  gs_wizard_machine_row_create_choices (self, line);

  self->evidence = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->evidence), 0.0);
  gtk_label_set_wrap (GTK_LABEL (self->evidence), TRUE);
  gtk_widget_add_css_class (self->evidence, "dim-label");
  self->sureness = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->percent = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->percent, "dim-label");
  self->confidence = gtk_level_bar_new ();
  gtk_widget_set_size_request (self->confidence, 160, -1);
  gtk_widget_set_valign (self->confidence, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->sureness), self->confidence);
  gtk_box_append (GTK_BOX (self->sureness), self->percent);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->confidence), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Confidence"),
                                  -1);
  gtk_box_append (GTK_BOX (self->box), line);
  gtk_box_append (GTK_BOX (self->box), self->evidence);
  gtk_box_append (GTK_BOX (self->box), self->sureness);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);

  g_signal_connect_swapped (source, "prepare", G_CALLBACK (gs_wizard_machine_row_on_drag), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (gs_wizard_machine_row_on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
gs_wizard_machine_row_new (GsWizardModel *model)
{
  GsWizardMachineRow *self = g_object_new (GS_TYPE_WIZARD_MACHINE_ROW, NULL);

  self->model = model;
  return GTK_WIDGET (self);
}

static const GsTimelineMachine *
gs_wizard_machine_row_find (GsTimeline *timeline, const char *name)
{
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (timeline, i)->name, name))
      return gs_timeline_get_machine (timeline, i);
  return NULL;
}

static void
gs_wizard_machine_row_add_place (GsWizardMachineRow *self, GPtrArray *texts, const char *host, gint32 pid,
                                 guint n_vcpus)
{
  GsPlace place = { g_strdup (host), pid };

  g_array_append_val (self->places, place);
  if (pid < 0)
    g_ptr_array_add (texts, g_strdup_printf (_ ("%s, process found automatically"), host));
  else
    /* Translators: host, process, virtual CPUs */
    g_ptr_array_add (texts, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, QEMU %d (%u vCPU)",
                                                          "%s, QEMU %d (%u vCPUs)", n_vcpus),
                                             host, pid, n_vcpus));
}

/* Whether the machine is the one with @name, or runs on it, however far in. */
static gboolean
gs_wizard_machine_row_is_inside (GsTimeline *timeline, guint machine, const char *name)
{
  for (; machine != GS_NO_INDEX; machine = gs_timeline_get_machine (timeline, machine)->host)
    if (g_str_equal (gs_timeline_get_machine (timeline, machine)->name, name))
      return TRUE;
  return FALSE;
}

/* Whether some guest, traced or not, runs on the machine with @name. */
static gboolean
gs_wizard_machine_row_has_guests (GsTimeline *timeline, const char *name)
{
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *host = gs_timeline_get_machine (timeline, gs_timeline_get_machine (timeline, i)->host);

      if (host != NULL && g_str_equal (host->name, name))
        return TRUE;
    }
  return FALSE;
}

/* Every QEMU process of every host but those inside of it, and what was chosen. */
static GPtrArray *
gs_wizard_machine_row_list_places (GsWizardMachineRow *self, GsTimeline *timeline, const GsExperimentTrace *entry,
                                   guint *chosen)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  *chosen = 0;
  g_array_set_size (self->places, 0);
  g_ptr_array_add (texts, g_strdup (_ ("Automatic")));
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);

      if (machine->host == GS_NO_INDEX || machine->pid < 0
          || gs_wizard_machine_row_is_inside (timeline, machine->host, entry->name))
        continue;
      gs_wizard_machine_row_add_place (self, texts, gs_timeline_get_machine (timeline, machine->host)->name,
                                       machine->pid, machine->vcpus->len);
    }
  for (guint i = 0; entry->host != NULL && i < self->places->len; i++)
    if (g_str_equal (g_array_index (self->places, GsPlace, i).host, entry->host)
        && g_array_index (self->places, GsPlace, i).pid == entry->pid)
      *chosen = i + 1;
  if (entry->host != NULL && *chosen == 0)
    {
      gs_wizard_machine_row_add_place (self, texts, entry->host, entry->pid, 0);
      *chosen = self->places->len;
    }
  g_ptr_array_add (texts, NULL);
  return texts;
}

/* A model that is the same isn't replaced: an open list would close. */
static void
gs_wizard_machine_row_show_places (GsWizardMachineRow *self, GsTimeline *timeline, const GsExperimentTrace *entry)
{
  guint chosen;
  g_autoptr (GPtrArray) texts = gs_wizard_machine_row_list_places (self, timeline, entry, &chosen);
  g_autofree char *joined = g_strjoinv ("\n", (GStrv) texts->pdata);

  if (g_strcmp0 (joined, self->places_text) != 0)
    {
      g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *) texts->pdata);

      gtk_drop_down_set_model (GTK_DROP_DOWN (self->place), G_LIST_MODEL (list));
      g_free (self->places_text);
      self->places_text = g_steal_pointer (&joined);
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->place), chosen);
}

/* Where it runs, its vCPUs, and why that is thought. */
static char *
gs_wizard_machine_row_explain (GsTimeline *timeline, const GsTimelineMachine *machine)
{
  GString *text = g_string_new (NULL);
  const GsTimelineMachine *host = machine->host != GS_NO_INDEX ? gs_timeline_get_machine (timeline, machine->host) :
                                                                 NULL;

  if (host != NULL)
    {
      if (machine->pid == GS_NO_TID)
        g_string_append_printf (text, _ ("A QEMU process of %s"), host->name);
      else
        g_string_append_printf (text, _ ("QEMU process %d of %s"), machine->pid, host->name);
      for (guint i = 0; i < machine->vcpus->len; i++)
        {
          const GsVcpuRow *vcpu = &g_array_index (machine->vcpus, GsVcpuRow, i);

          g_string_append_printf (text, "%s", i == 0 ? " – " : ", ");
          g_string_append_printf (text, _ ("vCPU %u is thread %d"), vcpu->id, vcpu->host_tid);
        }
    }
  for (guint i = 0; machine->evidence != NULL && i < machine->evidence->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (char *) g_ptr_array_index (machine->evidence, i));
  return g_string_free (text, FALSE);
}

static void
gs_wizard_machine_row_show_evidence (GsWizardMachineRow *self, GsTimeline *timeline, const GsTimelineMachine *machine,
                                     const GsExperimentTrace *entry)
{
  g_autofree char *text = NULL;
  g_autofree char *percent = NULL;
  gboolean is_placed = machine != NULL && machine->host != GS_NO_INDEX && entry->role != GS_ROLE_IGNORE;

  if (entry->role == GS_ROLE_IGNORE)
    text = g_strdup (_ ("Takes no part in the experiment"));
  else if (machine == NULL)
    text = g_strdup (_ ("Being looked into…"));
  else
    text = gs_wizard_machine_row_explain (timeline, machine);
  gtk_label_set_text (GTK_LABEL (self->evidence), text);
  gtk_widget_set_visible (self->evidence, text[0] != '\0');
  gtk_widget_set_visible (self->sureness, is_placed);
  if (!is_placed)
    return;
  gtk_level_bar_set_value (GTK_LEVEL_BAR (self->confidence), CLAMP (machine->confidence, 0.0, 1.0));
  percent = g_strdup_printf (_ ("Confidence: %.0f %%"), 100.0 * CLAMP (machine->confidence, 0.0, 1.0));
  gtk_label_set_text (GTK_LABEL (self->percent), percent);
}

static void
gs_wizard_machine_row_set_sort_key (GsWizardMachineRow *self, const GsExperimentTrace *entry)
{
  if (self->sort_key == NULL || entry->role != GS_ROLE_IGNORE)
    {
      g_free (self->sort_key);
      self->sort_key = gs_wizard_order_make_key (self->model, entry);
    }
  gtk_widget_set_margin_start (self->box, INDENT * (int) gs_wizard_order_get_depth (self->model, entry));
}

/* The role that was found out is told in the choice to find it out. */
static void
gs_wizard_machine_row_show_role (GsWizardMachineRow *self, const GsExperimentTrace *entry, GsRole role)
{
  gboolean is_both = role == GS_ROLE_GUEST && self->runs_guests;
  g_autofree char *text = g_strdup_printf ("%s – %s", entry->name,
                                           is_both ? _ ("Guest and host") : gs_role_text_get (role));

  gtk_label_set_text (GTK_LABEL (self->name), text);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i] == entry->role)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->role), i);
  gtk_widget_set_visible (self->place_box, role == GS_ROLE_GUEST || (role == GS_ROLE_UNKNOWN && self->places->len > 0));
}

/* Shows what is chosen for and known of @entry. */
void
gs_wizard_machine_row_update (GsWizardMachineRow *self, const GsExperimentTrace *entry)
{
  GsTimeline *timeline = gs_wizard_model_get_timeline (self->model);
  const GsTimelineMachine *machine = gs_wizard_machine_row_find (timeline, entry->name);
  GsRole role = gs_wizard_model_get_role (self->model, entry);

  self->is_updating = TRUE;
  self->is_host = role == GS_ROLE_HOST;
  self->runs_guests = self->is_host || gs_wizard_machine_row_has_guests (timeline, entry->name);
  g_free (self->trace);
  self->trace = g_strdup (entry->name);
  gs_wizard_machine_row_show_places (self, timeline, entry);
  gs_wizard_machine_row_show_role (self, entry, role);
  gs_wizard_machine_row_show_evidence (self, timeline, machine, entry);
  gs_wizard_machine_row_set_sort_key (self, entry);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->is_host ? NULL : _ ("Drag it onto the host that it runs on"));
  self->is_updating = FALSE;
}

int
gs_wizard_machine_row_compare (GsWizardMachineRow *a, GsWizardMachineRow *b)
{
  return gs_natural_compare (a->sort_key, b->sort_key);
}
