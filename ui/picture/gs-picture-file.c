/* gs-picture-file.c: pictures to files, whole or not at all
 * SPDX-License-Identifier: MIT
 */
#include "picture/gs-picture-private.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "base/gs-write-file.h"
#include "draw/gs-pen.h"

/* PDF counts in points. */
#define POINTS_PER_PIXEL 0.75

static const char *const endings[GS_N_PICTURE_FORMATS] = { ".png", ".svg", ".pdf" };

/* A picture is complete in memory before there is a file: whatever interrupts the
 * drawing leaves none behind. */
static cairo_status_t
gs_picture_take_data (gpointer closure, const guchar *data, guint length)
{
  GByteArray *bytes = closure;

  if (length > G_MAXUINT - bytes->len)
    return CAIRO_STATUS_NO_MEMORY;
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
gs_picture_draw_png (GsPicture *picture, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, picture->width * picture->scale,
                                                         picture->height * picture->scale);
  cairo_status_t status;

  picture->cr = cairo_create (surface);
  cairo_scale (picture->cr, picture->scale, picture->scale);
  gs_picture_draw (picture);
  status = cairo_status (picture->cr);
  cairo_destroy (picture->cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, gs_picture_take_data, bytes);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
gs_picture_draw_pdf (GsPicture *picture, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      gs_picture_take_data, bytes, picture->width * POINTS_PER_PIXEL, picture->height * POINTS_PER_PIXEL);
  cairo_status_t status;

  picture->cr = cairo_create (surface);
  cairo_scale (picture->cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  gs_picture_draw (picture);
  status = cairo_status (picture->cr);
  cairo_destroy (picture->cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
gs_picture_draw_svg (GsPicture *picture, GByteArray *bytes)
{
  g_autoptr (GsSvg) svg = gs_svg_new (picture->width, picture->height);
  const GString *text;
  cairo_status_t status;

  picture->cr = gs_pen_new_svg (svg);
  gs_picture_draw (picture);
  status = cairo_status (picture->cr);
  cairo_destroy (picture->cr);
  text = gs_svg_finish (svg);
  return status != CAIRO_STATUS_SUCCESS ? status : gs_picture_take_data (bytes, (const guchar *) text->str, text->len);
}

/* As fine as goes into the file: columns of a tenth of a pixel, if not wider ones. */
static cairo_status_t
gs_picture_draw_vectors (GsPicture *picture, GsPictureFormat format, GByteArray *bytes)
{
  static const int scales[] = { 10, 5, 2, 1 };
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
  gboolean fits = FALSE;

  picture->column_px = 1;
  for (guint i = 0; !fits && status == CAIRO_STATUS_SUCCESS && picture->column_px <= picture->width; i++)
    {
      picture->scale = scales[MIN (i, G_N_ELEMENTS (scales) - 1)];
      picture->column_px *= i < G_N_ELEMENTS (scales) ? 1 : 2;
      picture->is_too_fine = FALSE;
      g_byte_array_set_size (bytes, 0);
      status = format == GS_PICTURE_PDF ? gs_picture_draw_pdf (picture, bytes) : gs_picture_draw_svg (picture, bytes);
      fits = !picture->is_too_fine && bytes->len <= GS_PICTURE_MAX_VECTOR_BYTES;
    }
  return status;
}

/**
 * gs_picture_write:
 * @path: the file to write; replaced only by a complete picture
 *
 * See gs_write_file(): whoever looks sees all of the picture or the old one.
 *
 * Returns: FALSE and %GS_ERROR_FILE where it can't be written
 */
gboolean
gs_picture_write (GsTimeline *timeline, const GsPictureSpec *spec, GsPictureFormat format, const char *path,
                  GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_auto (GsPicture) picture = { 0 };
  cairo_status_t status;

  gs_picture_init (&picture, timeline, spec, format);
  status = format == GS_PICTURE_PNG ? gs_picture_draw_png (&picture, bytes) :
                                      gs_picture_draw_vectors (&picture, format, bytes);
  if (status == CAIRO_STATUS_SUCCESS)
    return gs_write_file (path, bytes->data, bytes->len, 0666, error);

  g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” was not saved: the picture is too large"), path);
  return FALSE;
}

static gboolean
gs_picture_find_ending (const char *path, GsPictureFormat *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < GS_N_PICTURE_FORMATS; i++)
    if (g_str_has_suffix (lower, endings[i]))
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * gs_picture_format_of:
 *
 * Returns: the format that a file's name asks for; PNG where it says nothing else
 */
GsPictureFormat
gs_picture_format_of (const char *path)
{
  GsPictureFormat format = GS_PICTURE_PNG;

  gs_picture_find_ending (path, &format);
  return format;
}

/**
 * gs_picture_settle_path:
 * @path: as it was written
 * @format: (inout): what was chosen beside it; what the name's ending says, where it is that of a picture
 *
 * Returns: (transfer full): @path, with @format's ending where it has none of a picture
 */
char *
gs_picture_settle_path (const char *path, GsPictureFormat *format)
{
  return g_strconcat (path, gs_picture_find_ending (path, format) ? NULL : endings[*format], NULL);
}
