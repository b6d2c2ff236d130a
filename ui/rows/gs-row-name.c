/* gs-row-name.c: what stands beside one row of a chart: its name and its numbers
 * SPDX-License-Identifier: MIT
 *
 * The name comes first: what is a note to it is shown where it fits, shorter or
 * not at all. Numbers have their columns at the end.
 */
#include "rows/gs-row-name.h"

#include <string.h>

/* In pixels. */
#define INDENT 14
#define ARROW_MARGIN 4
#define ARROW_WIDTH 18
#define GAP 8
#define CHIP 10
#define MIN_WIDTH 48

/* What a name has at least before columns are left out for it. */
#define MIN_NAME 104

/* A name may be as long as it likes: what cannot be read is not laid out. Characters. */
#define MAX_NAME 300

enum
{
  NOTE,
  SHORT_NOTE,
  N_NOTES
};

struct _GsRowName
{
  GtkWidget parent_instance;

  GtkWidget *arrow;
  GtkWidget *title;
  GtkWidget *notes[N_NOTES];
  GtkWidget *numbers[GS_N_COLUMNS]; /* but for the name: NULL */
  guint depth;
  gint64 chip; /* 0xRRGGBB, or -1 */
};

G_DEFINE_FINAL_TYPE (GsRowName, gs_row_name, GTK_TYPE_WIDGET)

/**
 * gs_row_name_fit_columns:
 * @columns: bits of #GsColumn
 * @width: of a name with its numbers
 *
 * Returns: those of @columns that leave room for a name, by what they are worth
 */
guint
gs_row_name_fit_columns (guint columns, int width)
{
  static const GsColumn by_worth[] = {
    GS_COLUMN_STOLEN, GS_COLUMN_RUNNING, GS_COLUMN_TID, GS_COLUMN_STOLEN_TIME, GS_COLUMN_EXITS, GS_COLUMN_HOST_TID,
  };
  int room = width - MIN_NAME - GS_ROW_NAME_MARGIN;
  guint fit = columns & 1u << GS_COLUMN_NAME;

  for (guint i = 0; i < G_N_ELEMENTS (by_worth); i++)
    if ((columns & 1u << by_worth[i]) != 0 && room >= GS_ROW_NAME_NUMBER_WIDTH)
      {
        fit |= 1u << by_worth[i];
        room -= GS_ROW_NAME_NUMBER_WIDTH;
      }
  return fit;
}

static int
gs_row_name_get_arrow_x (guint depth)
{
  return ARROW_MARGIN + (int) depth * INDENT;
}

/* Whether the arrow of a row is at @x, from where one begins to read. */
gboolean
gs_row_name_is_arrow (guint depth, double x)
{
  int arrow = gs_row_name_get_arrow_x (depth);

  return x >= arrow && x < arrow + ARROW_WIDTH;
}

static void
gs_row_name_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least;

      gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        *minimum = *natural = MAX (*minimum, least);
    }
}

/* @x: of a widget that begins at the left; turned round where one reads from the right */
static void
gs_row_name_place (GsRowName *self, GtkWidget *child, int x, int width, int height)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int least;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (width, least);
  if (is_rtl)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, 0, width, height }, -1);
}

static int
gs_row_name_get_natural (GtkWidget *child)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* The longest note that fits behind the name. */
static void
gs_row_name_place_notes (GsRowName *self, int x, int end, int height)
{
  gboolean is_placed = FALSE;

  for (guint i = 0; i < N_NOTES; i++)
    {
      gboolean has_text = gtk_label_get_text (GTK_LABEL (self->notes[i]))[0] != '\0';
      int natural = gs_row_name_get_natural (self->notes[i]);
      gboolean fits = !is_placed && has_text && x + natural <= end;

      gtk_widget_set_child_visible (self->notes[i], fits);
      if (fits)
        gs_row_name_place (self, self->notes[i], x, natural, height);
      is_placed = is_placed || fits;
    }
}

static void
gs_row_name_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsRowName *self = GS_ROW_NAME (widget);
  int x = gs_row_name_get_arrow_x (self->depth), end = width - GS_ROW_NAME_MARGIN, title;

  gs_row_name_place (self, self->arrow, x, ARROW_WIDTH, height);
  x += ARROW_WIDTH;
  for (guint i = GS_N_COLUMNS - 1; i > GS_COLUMN_NAME; i--)
    if (gtk_widget_get_visible (self->numbers[i]))
      {
        end -= GS_ROW_NAME_NUMBER_WIDTH;
        gs_row_name_place (self, self->numbers[i], end + GAP, GS_ROW_NAME_NUMBER_WIDTH - GAP, height);
      }
  x += self->chip >= 0 ? CHIP + GAP : 0;
  title = MIN (gs_row_name_get_natural (self->title), end - x);
  gs_row_name_place (self, self->title, x, title, height);
  gs_row_name_place_notes (self, x + title + GAP, end, height);
}

static void
gs_row_name_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsRowName *self = GS_ROW_NAME (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = gs_row_name_get_arrow_x (self->depth) + ARROW_WIDTH, y = (gtk_widget_get_height (widget) - CHIP) / 2;
  GdkRGBA colour = { (self->chip >> 16 & 0xff) / 255.0f, (self->chip >> 8 & 0xff) / 255.0f,
                     (self->chip & 0xff) / 255.0f, 1 };

  GTK_WIDGET_CLASS (gs_row_name_parent_class)->snapshot (widget, snapshot);
  if (self->chip >= 0)
    gtk_snapshot_append_color (
        snapshot, &colour, &GRAPHENE_RECT_INIT (is_rtl ? gtk_widget_get_width (widget) - x - CHIP : x, y, CHIP, CHIP));
}

/* Of names that are too long to be read, both ends tell them apart. */
static GtkWidget *
gs_row_name_add_label (GsRowName *self, double xalign, gboolean is_dim)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (is_dim)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
gs_row_name_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gs_row_name_parent_class)->dispose (object);
}

static void
gs_row_name_class_init (GsRowNameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_row_name_dispose;
  widget_class->measure = gs_row_name_measure;
  widget_class->size_allocate = gs_row_name_size_allocate;
  widget_class->snapshot = gs_row_name_snapshot;
  gtk_widget_class_set_css_name (widget_class, "row-name");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE_ITEM);
}

static void
gs_row_name_init (GsRowName *self)
{
  self->chip = -1;
  self->arrow = gtk_image_new ();
  gtk_widget_set_parent (self->arrow, GTK_WIDGET (self));
  self->title = gs_row_name_add_label (self, 0, FALSE);
  for (guint i = 0; i < N_NOTES; i++)
    self->notes[i] = gs_row_name_add_label (self, 0, TRUE);
  for (guint i = GS_COLUMN_TID; i < GS_N_COLUMNS; i++)
    self->numbers[i] = gs_row_name_add_label (self, 1, i == GS_COLUMN_TID || i == GS_COLUMN_HOST_TID);
}

GtkWidget *
gs_row_name_new (void)
{
  return g_object_new (GS_TYPE_ROW_NAME, NULL);
}

/**
 * gs_row_name_set_arrow:
 * @size: of the arrow, where there is one
 */
void
gs_row_name_set_arrow (GsRowName *self, gboolean has_children, gboolean is_expanded, int size)
{
  gtk_image_set_pixel_size (GTK_IMAGE (self->arrow), size);
  if (!has_children)
    {
      gtk_image_clear (GTK_IMAGE (self->arrow));
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED);
      return;
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), is_expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, is_expanded, -1);
}

static void
gs_row_name_set_text (GtkWidget *label, const char *text, PangoAttrList *attributes)
{
  g_autofree char *begin = NULL, *cut = NULL;

  if (g_utf8_strlen (text, -1) > MAX_NAME)
    {
      begin = g_utf8_substring (text, 0, MAX_NAME);
      text = cut = g_strconcat (begin, "…", NULL);
    }
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_text (GTK_LABEL (label), text);
}

/**
 * gs_row_name_set_name:
 * @depth: how far it is indented
 * @place: (nullable): what the row lies below, where that is not to be seen
 * @attributes: of the name
 * @note_attributes: of the notes
 */
void
gs_row_name_set_name (GsRowName *self, GsRow *row, guint depth, const char *place, PangoAttrList *attributes,
                      PangoAttrList *note_attributes)
{
  const char *notes[N_NOTES] = { gs_row_get_note (row), gs_row_get_short_note (row) };
  g_autofree char *note = NULL;

  if (place != NULL)
    {
      notes[SHORT_NOTE] = place;
      notes[NOTE] = note = notes[NOTE] != NULL ? g_strdup_printf ("%s · %s", place, notes[NOTE]) : NULL;
    }
  self->depth = depth;
  gs_row_name_set_text (self->title, gs_row_get_title (row), attributes);
  for (guint i = 0; i < N_NOTES; i++)
    gs_row_name_set_text (self->notes[i], notes[i] != NULL ? notes[i] : "", note_attributes);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * gs_row_name_set_number:
 * @text: (nullable): NULL where the column is not there
 */
void
gs_row_name_set_number (GsRowName *self, GsColumn column, const char *text, PangoAttrList *attributes)
{
  gtk_widget_set_visible (self->numbers[column], text != NULL);
  gs_row_name_set_text (self->numbers[column], text != NULL ? text : "", attributes);
}

/**
 * gs_row_name_set_chip:
 * @colour: 0xRRGGBB, shown before the name; -1 for none
 */
void
gs_row_name_set_chip (GsRowName *self, gint64 colour)
{
  if (self->chip == colour)
    return;
  self->chip = colour;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
