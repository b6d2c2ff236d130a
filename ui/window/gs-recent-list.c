/* gs-recent-list.c: the experiments that were opened last
 * SPDX-License-Identifier: MIT
 *
 * Whether their files are still there is looked up in the background: a disk that
 * sleeps or a share that is gone stops nobody.
 */
#include "window/gs-recent-list.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "user/gs-preferences.h"

#define MS 1000000

struct _GsRecentList
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkWidget *list;
  GPtrArray *recent;     /* of GsRecent, as the rows are */
  GCancellable *looking; /* whether they are there */
};

G_DEFINE_FINAL_TYPE (GsRecentList, gs_recent_list, GTK_TYPE_WIDGET)

static void
gs_recent_list_on_activated (GsRecentList *self, GtkListBoxRow *row)
{
  const GsRecent *recent = g_ptr_array_index (self->recent, gtk_list_box_row_get_index (row));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-paths", "^aay", recent->paths);
}

static void
gs_recent_list_on_removed (GtkButton *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  GsRecentList *self = GS_RECENT_LIST (gtk_widget_get_ancestor (row, GS_TYPE_RECENT_LIST));

  gs_preferences_drop_recent (g_ptr_array_index (self->recent, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row))));
  gs_recent_list_update (self);
}

static GtkWidget *
gs_recent_list_create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* "2026-11-23, 01:33:24 to 01:33:31 · ~/lttng-traces/host" */
static char *
gs_recent_list_describe (const GsRecent *recent)
{
  g_autofree char *path = g_filename_display_name (recent->paths[0]);
  g_autofree char *date = NULL, *begin = NULL, *end = NULL;

  if (recent->span.begin < GS_TIME_FIRST_DATE) /* or not known */
    return g_steal_pointer (&path);
  date = gs_time_text_dup_date (recent->span.begin, NULL);
  begin = gs_time_text_dup_clock (recent->span.begin, 1000 * MS);
  end = gs_time_text_dup_clock (recent->span.end, 1000 * MS);
  /* Translators: date, from, to, file */
  return g_strdup_printf (_ ("%s, %s to %s · %s"), date, begin, end, path);
}

static GtkWidget *
gs_recent_list_create_row (const GsRecent *recent)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  g_autofree char *details = gs_recent_list_describe (recent);
  g_autofree char *label = g_strdup_printf (_ ("Forget %s"), recent->name);
  g_autofree char *tooltip = g_strjoinv ("\n", recent->paths);

  gtk_box_append (GTK_BOX (texts), gs_recent_list_create_label (recent->name, "heading"));
  gtk_box_append (GTK_BOX (texts), gs_recent_list_create_label (details, "dim-label"));
  gtk_box_append (GTK_BOX (line), texts);
  gtk_box_append (GTK_BOX (line), button);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove from this list"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (gs_recent_list_on_removed), NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, recent->name, -1);
  if (g_utf8_validate (tooltip, -1, NULL))
    gtk_widget_set_tooltip_text (texts, tooltip);
  g_object_set_data (G_OBJECT (row), "texts", texts);
  return row;
}

/* In a worker: which of the lists of paths are not all there. */
static void
gs_recent_list_look (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *all = task_data;
  GArray *missing = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < all->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      GStrv paths = g_ptr_array_index (all, i);
      gboolean is_there = TRUE;

      for (guint k = 0; paths[k] != NULL; k++)
        is_there &= g_file_test (paths[k], G_FILE_TEST_EXISTS);
      if (!is_there)
        g_array_append_val (missing, i);
    }
  g_task_return_pointer (task, missing, (GDestroyNotify) g_array_unref);
}

static void
gs_recent_list_on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GArray) missing = g_task_propagate_pointer (G_TASK (result), NULL);
  GsRecentList *self = user_data; /* gone if cancelled */

  for (guint i = 0; missing != NULL && i < missing->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), g_array_index (missing, guint, i));
      GtkWidget *texts = g_object_get_data (G_OBJECT (row), "texts");
      const GsRecent *recent = g_ptr_array_index (self->recent, g_array_index (missing, guint, i));
      g_autofree char *path = g_filename_display_name (recent->paths[0]);
      /* Translators: a file or folder */
      g_autofree char *text = g_strdup_printf (_ ("Not there any more: %s"), path);

      gtk_widget_add_css_class (texts, "dim-label");
      gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (texts)), text);
    }
}

static void
gs_recent_list_look_for_files (GsRecentList *self)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < self->recent->len; i++)
    g_ptr_array_add (all, g_strdupv (((GsRecent *) g_ptr_array_index (self->recent, i))->paths));
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  task = g_task_new (NULL, self->looking, gs_recent_list_on_looked, self);
  g_task_set_task_data (task, all, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, gs_recent_list_look);
}

/* Reads the list anew. Nothing is shown where there is none. */
void
gs_recent_list_update (GsRecentList *self)
{
  GtkWidget *row;

  g_clear_pointer (&self->recent, g_ptr_array_unref);
  self->recent = gs_preferences_list_recent ();
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < self->recent->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), gs_recent_list_create_row (g_ptr_array_index (self->recent, i)));
  gtk_widget_set_visible (GTK_WIDGET (self), self->recent->len > 0);
  gs_recent_list_look_for_files (self);
}

static void
gs_recent_list_dispose (GObject *object)
{
  GsRecentList *self = GS_RECENT_LIST (object);

  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->recent, g_ptr_array_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_recent_list_parent_class)->dispose (object);
}

static void
gs_recent_list_class_init (GsRecentListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_recent_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
gs_recent_list_init (GsRecentList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "rich-list");
  gtk_widget_add_css_class (self->list, "boxed-list");
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (gs_recent_list_on_activated), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), gs_recent_list_create_label (_ ("Recent Experiments"), "heading"));
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gs_recent_list_update (self);
}
