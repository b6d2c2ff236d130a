/* gs-gantt-overlay.c: cursor, selection and hover card over a chart
 * SPDX-License-Identifier: MIT
 *
 * A widget of its own, so that moving the pointer redraws nothing else.
 */
#include "gantt/gs-gantt-overlay.h"

#include <string.h>

#include "draw/gs-text-layout.h"
#include "gantt/gs-gantt-arrows.h"
#include "gantt/gs-gantt-path.h"
#include "rows/gs-card-place.h"
#include "rows/gs-hover.h"
#include "rows/gs-scene.h"

#define CARD_PADDING 10
#define CARD_MAX_WIDTH (320 - 2 * CARD_PADDING)
#define SWATCH 12

struct _GsGanttOverlay
{
  GtkWidget parent_instance;

  GsGanttChart *chart;
  GsRowList *rows;
  GsSession *session;
  GsRow *card_row; /* NULL: no card */
  GsSpan card_column;
  char *note; /* in place of the card, or NULL */
  double card_x, card_y;
};

G_DEFINE_FINAL_TYPE (GsGanttOverlay, gs_gantt_overlay, GTK_TYPE_WIDGET)

static void
gs_gantt_overlay_rgba (GdkRGBA *rgba, guint32 colour, float alpha)
{
  *rgba = (GdkRGBA){ ((colour >> 16) & 0xff) / 255.0f, ((colour >> 8) & 0xff) / 255.0f, (colour & 0xff) / 255.0f,
                     alpha };
}

static void
gs_gantt_overlay_fill (GtkSnapshot *snapshot, guint32 colour, float alpha, double x, double y, double width,
                       double height)
{
  GdkRGBA rgba;

  gs_gantt_overlay_rgba (&rgba, colour, alpha);
  gtk_snapshot_append_color (snapshot, &rgba, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
gs_gantt_overlay_draw_line (GsGanttOverlay *self, GtkSnapshot *snapshot, gint64 time, guint32 colour, float alpha)
{
  double x = (int) gs_gantt_chart_get_x (self->chart, time);

  if (time != GS_TIME_NONE && x >= 0 && x < gtk_widget_get_width (GTK_WIDGET (self)))
    gs_gantt_overlay_fill (snapshot, colour, alpha, x, 0, 1, gtk_widget_get_height (GTK_WIDGET (self)));
}

static void
gs_gantt_overlay_draw_frame (GtkSnapshot *snapshot, guint32 colour, double x, double y, double width, double height)
{
  GskRoundedRect outline;
  float widths[4] = { 2, 2, 2, 2 };
  GdkRGBA rgba[4];

  for (guint i = 0; i < 4; i++)
    gs_gantt_overlay_rgba (&rgba[i], colour, 1);
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x, y, width, height), 3);
  gtk_snapshot_append_border (snapshot, &outline, widths, rgba);
}

/* A span's length and the frequency that it is one period of, beside its end. */
static void
gs_gantt_overlay_draw_length (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette, GsSpan span,
                              double begin, double end)
{
  g_autofree char *text = gs_session_dup_length_text (gs_span_duration (span));
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  double width = gtk_widget_get_width (GTK_WIDGET (self)), x;
  int text_width, text_height;
  GdkRGBA colour;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  x = end + 6;
  if (x + text_width + 8 > width)
    x = begin - text_width - 14;
  x = CLAMP (x, 2, MAX (width - text_width - 10, 2));
  gs_gantt_overlay_fill (snapshot, palette->background, 0.9f, x, 2, text_width + 8, text_height + 2);
  gs_gantt_overlay_rgba (&colour, palette->text, 1);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 4, 3));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
gs_gantt_overlay_draw_selection (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette)
{
  GsSpan selection = gs_span_intersect (gs_session_get_selection (self->session),
                                        gs_session_get_visible (self->session));
  double begin, end, height;

  if (!gs_session_has_selection (self->session) || gs_span_duration (selection) <= 0)
    return;
  begin = gs_gantt_chart_get_x (self->chart, selection.begin);
  end = gs_gantt_chart_get_x (self->chart, selection.end);
  height = gtk_widget_get_height (GTK_WIDGET (self));
  /* Colours mean something: what is selected keeps them. */
  gs_gantt_overlay_fill (snapshot, palette->background, GS_OUTSIDE_ALPHA, 0, 0, begin, height);
  gs_gantt_overlay_fill (snapshot, palette->background, GS_OUTSIDE_ALPHA, end, 0,
                         gtk_widget_get_width (GTK_WIDGET (self)) - end, height);
  gs_gantt_overlay_fill (snapshot, palette->accent, 0.8f, begin, 0, 1, height);
  gs_gantt_overlay_fill (snapshot, palette->accent, 0.8f, end - 1, 0, 1, height);
  gs_gantt_overlay_draw_length (self, snapshot, palette, gs_session_get_selection (self->session), begin, end);
}

/* The range that is being drawn to zoom to. */
static void
gs_gantt_overlay_draw_band (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette)
{
  GsSpan band = gs_session_get_band (self->session);
  double begin = gs_gantt_chart_get_x (self->chart, band.begin), end = gs_gantt_chart_get_x (self->chart, band.end);
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  if (gs_span_duration (band) <= 0)
    return;
  gs_gantt_overlay_fill (snapshot, palette->text, 0.12f, begin, 0, MAX (end - begin, 1), height);
  gs_gantt_overlay_draw_frame (snapshot, palette->text, begin, 0, MAX (end - begin, 2), height);
  gs_gantt_overlay_draw_length (self, snapshot, palette, band, begin, end);
}

/* Markers and bookmarks: lines; their names are on the ruler. */
static void
gs_gantt_overlay_draw_marks (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette)
{
  guint n = gs_session_get_n_bookmarks (self->session);

  for (guint i = 0; i < n; i++)
    gs_gantt_overlay_draw_line (self, snapshot, gs_session_get_bookmark (self->session, i)->time, palette->dim_text,
                                0.6f);
  for (guint i = 0; i < GS_N_MARKERS; i++)
    gs_gantt_overlay_draw_line (self, snapshot, gs_session_get_marker (self->session, i), palette->accent, 0.85f);
}

/* The interval that the cursor is at in a row whose upper edge is at @y. */
static void
gs_gantt_overlay_draw_interval (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette, GsRow *row,
                                double y, int height)
{
  g_autoptr (GsTrack) track = gs_row_peek_track (row);
  gint64 cursor = gs_session_get_cursor (self->session);
  double begin, end;
  GsSpan span;
  gsize at;

  if (track == NULL || cursor == GS_TIME_NONE || !gs_track_find (track, cursor, &at))
    return;
  span = gs_span_intersect (gs_track_get (track, at).span, gs_session_get_visible (self->session));
  if (gs_span_duration (span) <= 0)
    return;
  begin = gs_gantt_chart_get_x (self->chart, span.begin);
  end = gs_gantt_chart_get_x (self->chart, span.end);
  gs_gantt_overlay_draw_frame (snapshot, palette->accent, begin - 2, y, MAX (end - begin, 1) + 4, height);
}

/* The highlighted row, and in it the interval; not over rows that stay while it has scrolled away below them. */
static void
gs_gantt_overlay_draw_highlight (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette)
{
  GsRowLayout layout = gs_gantt_chart_get_layout (self->chart);
  int width = gtk_widget_get_width (GTK_WIDGET (self)), top, y;
  guint index;

  if (!gs_row_list_find (self->rows, gs_session_get_highlight (self->session), &index)
      || !gs_row_layout_is_seen (&layout, index))
    return;
  y = gs_row_layout_get_y (&layout, index);
  top = index < layout.n_frozen ? 0 : gs_row_layout_get_frozen_height (&layout);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, top, width, layout.height - top));
  gs_gantt_overlay_fill (snapshot, palette->accent, 0.10f, 0, y, width, layout.row_height);
  gs_gantt_overlay_draw_interval (self, snapshot, palette, gs_row_list_get (self->rows, index), y, layout.row_height);
  gtk_snapshot_pop (snapshot);
}

/* No wider than there is room for, with @indent beside it. */
static PangoLayout *
gs_gantt_overlay_new_card_layout (GsGanttOverlay *self, const char *text, double indent)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  int room = gtk_widget_get_width (GTK_WIDGET (self)) - (int) indent - 2 * CARD_PADDING;

  bold->end_index = strcspn (text, "\n");
  pango_attr_list_insert (attributes, bold);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  gs_text_layout_wrap (layout, MIN (room, CARD_MAX_WIDTH - (int) indent));
  pango_attr_list_unref (attributes);
  return layout;
}

/* Where the card may be: the row that it speaks of, and the end of the last row that belongs to it. */
static GsCardRoom
gs_gantt_overlay_get_room (GsGanttOverlay *self)
{
  guint n_rows = gs_row_list_get_n_rows (self->rows), index, end;
  GsRowLayout layout = gs_gantt_chart_get_layout (self->chart);
  GsCardRoom room = {
    gtk_widget_get_width (GTK_WIDGET (self)), layout.height, self->card_x, self->card_y, self->card_y, self->card_y
  };

  if (self->card_row == NULL || !gs_row_list_find (self->rows, gs_row_get_key (self->card_row), &index))
    return room;
  for (end = index + 1; end < n_rows; end++)
    if (gs_row_get_depth (gs_row_list_get (self->rows, end)) <= gs_row_get_depth (self->card_row))
      break;
  room.top = gs_row_layout_get_y (&layout, index);
  room.bottom = room.top + layout.row_height;
  room.end = gs_row_layout_get_y (&layout, end - 1) + layout.row_height;
  return room;
}

static void
gs_gantt_overlay_draw_card_box (GtkSnapshot *snapshot, const GsPalette *palette, double x, double y, double width,
                                double height)
{
  GskRoundedRect box;
  GdkRGBA background, shadow, line[4];
  float widths[4] = { 1, 1, 1, 1 };

  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (x, y, width, height), 6);
  gs_gantt_overlay_rgba (&shadow, 0, 0.35f);
  gs_gantt_overlay_rgba (&background, palette->is_dark ? 0x303030 : 0xfdfdfd, 1);
  for (guint i = 0; i < 4; i++)
    gs_gantt_overlay_rgba (&line[i], gs_colour_mix (palette->line, palette->text, 0.2), 1);
  gtk_snapshot_append_outset_shadow (snapshot, &box, &shadow, 0, 2, 0, 8);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &background, &box.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &box, widths, line);
}

static void
gs_gantt_overlay_draw_swatch (GtkSnapshot *snapshot, const GsLook *look, double x, double y)
{
  gs_gantt_overlay_fill (snapshot, look->colour, 1, x, y, SWATCH, SWATCH);
  if (look->overlay != GS_OVERLAY_NONE)
    gs_gantt_overlay_fill (snapshot, look->veil, 1, x, y + 4, SWATCH, SWATCH - 4);
}

/* @state: of which a swatch is shown where the text begins, or -1 */
static void
gs_gantt_overlay_draw_text (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette, const char *text,
                            int state)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double indent = state >= 0 ? SWATCH + 8 : 0, width, height, x, y;
  GsCardRoom room = gs_gantt_overlay_get_room (self);
  g_autoptr (PangoLayout) layout = gs_gantt_overlay_new_card_layout (self, text, indent);
  PangoRectangle extents;
  GdkRGBA colour;

  pango_layout_get_pixel_extents (layout, NULL, &extents);
  width = extents.width + indent + 2 * CARD_PADDING;
  height = extents.height + 2 * CARD_PADDING;
  gs_card_place (&room, width, height, &x, &y);
  gs_gantt_overlay_draw_card_box (snapshot, palette, x, y, width, height);
  if (state >= 0)
    gs_gantt_overlay_draw_swatch (snapshot, &palette->looks[gs_row_get_rows (self->card_row)][state],
                                  is_rtl ? x + width - CARD_PADDING - SWATCH : x + CARD_PADDING, y + CARD_PADDING + 3);
  gs_gantt_overlay_rgba (&colour, palette->text, 1);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (x + CARD_PADDING + (is_rtl ? 0 : indent) - extents.x, y + CARD_PADDING));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
gs_gantt_overlay_draw_card (GsGanttOverlay *self, GtkSnapshot *snapshot, const GsPalette *palette)
{
  GsTimeAxis axis = gs_session_get_time_axis (self->session);
  g_autofree char *text = NULL;

  if (self->note != NULL)
    {
      gs_gantt_overlay_draw_text (self, snapshot, palette, self->note, -1);
      return;
    }
  text = gs_hover_describe (self->card_row, self->card_column, &axis);
  if (text != NULL)
    gs_gantt_overlay_draw_text (self, snapshot, palette, text, gs_hover_get_state (self->card_row, self->card_column));
}

static void
gs_gantt_overlay_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsGanttOverlay *self = GS_GANTT_OVERLAY (widget);
  const GsPalette *palette = gs_widget_get_palette (widget);

  gs_gantt_overlay_draw_selection (self, snapshot, palette);
  gs_gantt_overlay_draw_highlight (self, snapshot, palette);
  gs_gantt_arrows_draw (self->chart, self->rows, self->session, snapshot, palette);
  gs_gantt_path_draw (self->chart, self->rows, self->session, snapshot, palette);
  gs_gantt_overlay_draw_marks (self, snapshot, palette);
  gs_gantt_overlay_draw_band (self, snapshot, palette);
  gs_gantt_overlay_draw_line (self, snapshot, gs_session_get_cursor (self->session), palette->accent, 1);
  gs_gantt_overlay_draw_line (self, snapshot, gs_session_get_hover (self->session), palette->text, 0.45f);
  if (self->card_row != NULL || self->note != NULL)
    gs_gantt_overlay_draw_card (self, snapshot, palette);
}

static void
gs_gantt_overlay_dispose (GObject *object)
{
  GsGanttOverlay *self = GS_GANTT_OVERLAY (object);

  g_clear_object (&self->chart);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  g_clear_object (&self->card_row);
  g_clear_pointer (&self->note, g_free);
  G_OBJECT_CLASS (gs_gantt_overlay_parent_class)->dispose (object);
}

static void
gs_gantt_overlay_class_init (GsGanttOverlayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_gantt_overlay_dispose;
  widget_class->snapshot = gs_gantt_overlay_snapshot;
  gtk_widget_class_set_css_name (widget_class, "gantt-overlay");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
gs_gantt_overlay_init (GsGanttOverlay *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
gs_gantt_overlay_new (GsGanttChart *chart, GsRowList *rows, GsSession *session, GtkAdjustment *vertical)
{
  static const char *const signals[] = { "marks-changed", "layout-changed", "band-changed", "path-changed" };
  GsGanttOverlay *self = g_object_new (GS_TYPE_GANTT_OVERLAY, NULL);

  self->chart = g_object_ref (chart);
  self->rows = g_object_ref (rows);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (session, signals[i], G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vertical, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * gs_gantt_overlay_show_card:
 * @column: ns; what is described
 * @x: of the pointer, like @y
 */
void
gs_gantt_overlay_show_card (GsGanttOverlay *self, GsRow *row, GsSpan column, double x, double y)
{
  g_set_object (&self->card_row, row);
  self->card_column = column;
  self->card_x = x;
  self->card_y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gs_gantt_overlay_hide_card (GsGanttOverlay *self)
{
  if (self->card_row == NULL)
    return;
  g_clear_object (&self->card_row);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gs_gantt_overlay_show_note:
 * @text: (nullable): its first line is bold; in place of the hover card, until it is NULL
 * @x: of the pointer, like @y
 */
void
gs_gantt_overlay_show_note (GsGanttOverlay *self, const char *text, double x, double y)
{
  g_free (self->note);
  self->note = g_strdup (text);
  self->card_x = x;
  self->card_y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
