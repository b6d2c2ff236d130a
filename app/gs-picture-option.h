/* gs-picture-option.h: what guestscope render alone is told
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "draw/gs-palette.h"
#include "gs-options.h"
#include "rows/gs-view.h"

G_BEGIN_DECLS

typedef struct
{
  char *output; /* as given */
  const GsView *view;
  int width, height; /* px */
  int scale;         /* device pixels per pixel */
  GsColours colours;
  GsColourBy colour_by;
  gboolean is_dark;
  gboolean has_all_rows;

  /*< private >: as given, or NULL */
  char *rows, *size, *colours_name, *colour_by_name;
} GsPictureOptions;

void gs_picture_options_init (GsPictureOptions *self);
GsOwnOptions gs_picture_options_get_own (GsPictureOptions *self);
void gs_picture_options_clear (GsPictureOptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsPictureOptions, gs_picture_options_clear)

G_END_DECLS
