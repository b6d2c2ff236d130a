/* gs-export-explain.c: where a thread's time went, as text and as JSON
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-explain.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "base/gs-time-text.h"
#include "report/gs-export-thread.h"
#include "why/gs-explain.h"

#define NAME_COLUMNS 44
#define DURATION_COLUMNS 12

/* What is less than this part of the whole is put together in one line, where there are several. */
#define LEAST_PART 1000

typedef struct
{
  const GsTimeline *timeline;
  GString *text;
  gint64 whole;
} GsExplainText;

static void
gs_export_explain_append_line (GsExplainText *self, const char *name, guint level, gint64 ns, guint64 count)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *duration = gs_time_text_dup_duration (ns, 0);
  int width = g_utf8_strlen (valid, -1) + 2 * level;

  g_string_append_printf (self->text, "%*s%s%*s", 2 * level, "", valid, MAX (NAME_COLUMNS - width, 1), "");
  g_string_append_printf (self->text, "%*s%s %5.1f %% %7" G_GUINT64_FORMAT "×",
                          (int) MAX (DURATION_COLUMNS - g_utf8_strlen (duration, -1), 0), "", duration,
                          100.0 * (double) ns / (double) MAX (self->whole, 1), count);
}

static gboolean
gs_export_explain_is_small (const GsExplainText *self, const GsWhyNode *node)
{
  return node->ns < self->whole / LEAST_PART;
}

static void gs_export_explain_append_parts (GsExplainText *self, const GsWhyNode *node, guint level);

static void
gs_export_explain_append (GsExplainText *self, const GsWhyNode *node, guint level)
{
  g_autofree char *name = gs_explain_dup_text (node);
  g_autofree char *longest = gs_time_text_dup_duration (gs_span_duration (node->longest), 0);
  g_autofree char *begin = gs_time_text_dup_seconds (node->longest.begin - self->timeline->span.begin, 0);

  gs_export_explain_append_line (self, name, level, node->ns, node->count);
  g_string_append_printf (self->text, "  %s, %s\n", longest, begin);
  gs_export_explain_append_parts (self, node, level + 1);
}

/* They are in order: the small ones are the last. */
static void
gs_export_explain_append_parts (GsExplainText *self, const GsWhyNode *node, guint level)
{
  guint n = node->parts != NULL ? node->parts->len : 0, n_large = n;
  g_autofree char *name = NULL;
  guint64 count = 0;
  gint64 ns = 0;

  while (n_large > 0 && gs_export_explain_is_small (self, g_ptr_array_index (node->parts, n_large - 1)))
    n_large--;
  n_large = MAX (n_large, MIN (n, 1));
  if (n - n_large < 2)
    n_large = n;
  for (guint i = 0; i < n_large; i++)
    gs_export_explain_append (self, g_ptr_array_index (node->parts, i), level);
  if (n_large == n)
    return;
  for (guint i = n_large; i < n; i++)
    {
      ns += ((const GsWhyNode *) g_ptr_array_index (node->parts, i))->ns;
      count += ((const GsWhyNode *) g_ptr_array_index (node->parts, i))->count;
    }
  name = g_strdup_printf (ngettext ("%u other", "%u others", n - n_large), n - n_large);
  gs_export_explain_append_line (self, name, level, ns, count);
  g_string_append_c (self->text, '\n');
}

/**
 * gs_export_explain_dup_text:
 * @node: see gs_explain_tid()
 *
 * Returns: (transfer full): a line a part: its time, share of the whole, how often, and how long and when the longest
 * was
 */
char *
gs_export_explain_dup_text (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GsWhyNode *node)
{
  g_autofree char *head = gs_export_thread_dup_title (timeline, machine, tid, span);
  GsExplainText self = { timeline, g_string_new (head), node->ns };

  g_string_append_c (self.text, '\n');
  gs_export_explain_append_parts (&self, node, 0);
  return g_string_free (self.text, FALSE);
}

static void gs_export_explain_add_parts (JsonBuilder *json, const GsWhyNode *node);

static void
gs_export_explain_add (JsonBuilder *json, const GsWhyNode *node)
{
  json_builder_begin_object (json);
  gs_json_add_string (json, "kind", gs_why_kind_get_name (node->key.kind));
  gs_json_add_string (json, "what", node->what);
  gs_json_add_int (json, "ns", node->ns);
  gs_json_add_int (json, "count", node->count);
  json_builder_set_member_name (json, "longest");
  if (gs_span_duration (node->longest) > 0)
    {
      json_builder_begin_object (json);
      gs_json_add_int (json, "start_ns", node->longest.begin);
      gs_json_add_int (json, "end_ns", node->longest.end);
      json_builder_end_object (json);
    }
  else
    json_builder_add_null_value (json);
  gs_export_explain_add_parts (json, node);
  json_builder_end_object (json);
}

static void
gs_export_explain_add_parts (JsonBuilder *json, const GsWhyNode *node)
{
  json_builder_set_member_name (json, "parts");
  json_builder_begin_array (json);
  for (guint i = 0; node->parts != NULL && i < node->parts->len; i++)
    gs_export_explain_add (json, g_ptr_array_index (node->parts, i));
  json_builder_end_array (json);
}

/**
 * gs_export_explain_dup_json:
 * @node: see gs_explain_tid()
 *
 * Returns: (transfer full): one object
 */
char *
gs_export_explain_dup_json (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GsWhyNode *node)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  gs_export_thread_begin (json, timeline, machine, tid, span);
  gs_export_explain_add_parts (json, node);
  return gs_export_thread_end (json);
}
