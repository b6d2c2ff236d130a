/* gs-picture-option.c: what guestscope render alone is told
 * SPDX-License-Identifier: MIT
 */
#include "gs-picture-option.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gs-option-error.h"
#include "picture/gs-picture.h"
#include "window/gs-views.h"

#define DEFAULT_WIDTH 1600
#define DEFAULT_HEIGHT 900

static void
gs_picture_options_add (gpointer data, GOptionContext *context)
{
  GsPictureOptions *self = data;
  const GOptionEntry entries[] = {
    { "rows", 0, 0, G_OPTION_ARG_STRING, &self->rows, gs_options_get_rows_help (), N_ ("ROWS") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_ ("The picture to write: .png, .svg or .pdf"),
      N_ ("FILE") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &self->size, N_ ("Size of the picture in pixels (default: 1600x900)"),
      N_ ("WxH") },
    { "scale", 0, 0, G_OPTION_ARG_INT, &self->scale, N_ ("Device pixels per pixel of that size, 1 to 4 (default: 1)"),
      N_ ("N") },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &self->is_dark, N_ ("Draw on a dark background"), NULL },
    { "colours", 0, 0, G_OPTION_ARG_STRING, &self->colours_name,
      N_ ("standard (default), high-contrast or colour-blind"), N_ ("NAME") },
    { "colour-by", 0, 0, G_OPTION_ARG_STRING, &self->colour_by_name,
      N_ ("What colours say: state (default), machine or process"), N_ ("WHAT") },
    { "all-rows", 0, 0, G_OPTION_ARG_NONE, &self->has_all_rows, N_ ("Make the picture as high as all rows need"),
      NULL },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
gs_picture_options_check_rows (GsPictureOptions *self, GError **error)
{
  g_autofree char *ids = gs_views_dup_row_ids ();
  const GsView *view = gs_views_find (self->rows);

  if (self->rows == NULL)
    return TRUE;
  if (view == NULL || !gs_view_has_rows (view))
    {
      gs_option_error_set (error, "--rows", self->rows, ids);
      return FALSE;
    }
  self->view = view;
  return TRUE;
}

static gboolean
gs_picture_options_check_size (GsPictureOptions *self, GError **error)
{
  g_autofree char *wanted = NULL;
  gint64 width, height;
  char *end;

  if (self->size == NULL)
    return TRUE;
  width = g_ascii_strtoll (self->size, &end, 10);
  height = *end == 'x' && g_ascii_isdigit (end[1]) ? g_ascii_strtoll (end + 1, &end, 10) : 0;
  if (*end == '\0' && MIN (width, height) >= GS_PICTURE_MIN_SIZE && MAX (width, height) <= GS_PICTURE_MAX_SIZE)
    {
      self->width = width;
      self->height = height;
      return TRUE;
    }
  wanted = g_strdup_printf (_ ("WIDTHxHEIGHT, each from %d to %d pixels"), GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE);
  gs_option_error_set (error, "--size", self->size, wanted);
  return FALSE;
}

static gboolean
gs_picture_options_check_scale (const GsPictureOptions *self, GError **error)
{
  g_autofree char *value = g_strdup_printf ("%d", self->scale);
  g_autofree char *wanted = g_strdup_printf (_ ("a number from 1 to %d"), GS_PICTURE_MAX_SCALE);

  if (self->scale >= 1 && self->scale <= GS_PICTURE_MAX_SCALE)
    return TRUE;
  gs_option_error_set (error, "--scale", value, wanted);
  return FALSE;
}

/* Without an ending it is a PNG; under another format's ending nobody would take it for one. */
static gboolean
gs_picture_options_is_picture (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *ending = strrchr (name, '.');

  return ending == NULL || g_ascii_strcasecmp (ending, ".png") == 0 || g_ascii_strcasecmp (ending, ".svg") == 0
         || g_ascii_strcasecmp (ending, ".pdf") == 0;
}

static gboolean
gs_picture_options_check_output (const GsPictureOptions *self, GError **error)
{
  g_autofree char *name = NULL;

  if (self->output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("no picture is named: give one with -o FILE.png, .svg or .pdf"));
      return FALSE;
    }
  if (gs_picture_options_is_picture (self->output))
    return TRUE;
  name = g_filename_display_name (self->output);
  gs_option_error_set (error, "--output", name, _ ("FILE.png, .svg or .pdf"));
  return FALSE;
}

static gboolean
gs_picture_options_check (gpointer data, GError **error)
{
  GsPictureOptions *self = data;

  if (!gs_picture_options_check_rows (self, error))
    return FALSE;
  if (self->colours_name != NULL && !gs_colours_from_name (self->colours_name, &self->colours))
    gs_option_error_set (error, "--colours", self->colours_name, "standard, high-contrast, colour-blind");
  else if (self->colour_by_name != NULL && !gs_colour_by_from_name (self->colour_by_name, &self->colour_by))
    gs_option_error_set (error, "--colour-by", self->colour_by_name, "state, machine, process");
  else
    return gs_picture_options_check_scale (self, error) && gs_picture_options_check_size (self, error)
           && gs_picture_options_check_output (self, error);
  return FALSE;
}

/* What they are where nothing is said. */
void
gs_picture_options_init (GsPictureOptions *self)
{
  *self = (GsPictureOptions){ .view = gs_views_get (0), .width = DEFAULT_WIDTH, .height = DEFAULT_HEIGHT, .scale = 1 };
}

/* Returns: for gs_options_parse(), which sets @self by them */
GsOwnOptions
gs_picture_options_get_own (GsPictureOptions *self)
{
  return (GsOwnOptions){ gs_picture_options_add, gs_picture_options_check, self };
}

void
gs_picture_options_clear (GsPictureOptions *self)
{
  g_free (self->output);
  g_free (self->rows);
  g_free (self->size);
  g_free (self->colours_name);
  g_free (self->colour_by_name);
}
