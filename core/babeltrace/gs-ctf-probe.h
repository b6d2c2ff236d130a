/* gs-ctf-probe.h: opens CTF traces and tells what they say about themselves
 * SPDX-License-Identifier: MIT
 *
 * The trace library's objects are passed as plain pointers: its types stay in
 * this room.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What the metadata of a trace says. */
typedef struct
{
  gboolean is_filled;
  char *hostname; /* all strings "" where the trace does not say */
  char *domain;
  char *tracer;
  char *kernel_release;
  char *uuid;
  char *clock_uuid;
  gboolean has_clock;
  gint64 clock_offset;     /* ns */
  guint64 clock_frequency; /* Hz */
  GPtrArray *event_names;  /* of strings without leading underscores */
} GsCtfFacts;

void gs_ctf_facts_fill (GsCtfFacts *self, gconstpointer stream);
void gs_ctf_facts_clear (GsCtfFacts *self);

gpointer gs_ctf_graph_new (const char *folder, gconstpointer *component, GError **error);
void gs_ctf_graph_free (gpointer graph);
void gs_ctf_graph_abandon (gpointer graph);
gboolean gs_ctf_can_open (const char *folder, GError **error);
char *gs_ctf_take_error (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsCtfFacts, gs_ctf_facts_clear)

G_END_DECLS
