/* gs-warning-list.h: warnings that say the same of several machines, as one
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As it was told. */
typedef struct
{
  char *text;
  char *label;  /* of the button for what helps; NULL: there is none */
  char *action; /* that the button activates, detailed */
} GsWarning;

/* As it is listed. */
typedef struct
{
  char *subject; /* whom it is about: "guest1, guest2"; NULL: nobody is named */
  char *text;    /* what happened, what that means, what to do */
  char *command; /* that does it, whole; or NULL */
  char *label;   /* as above */
  char *action;
} GsWarningEntry;

GsWarning *gs_warning_new (const char *text, const char *label, const char *action);
void gs_warning_free (GsWarning *self);
void gs_warning_entry_free (GsWarningEntry *self);
GPtrArray *gs_warning_list_group (GPtrArray *warnings);

G_END_DECLS
