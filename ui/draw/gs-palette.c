/* gs-palette.c: the colours and patterns of every state
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-palette.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint32 colours[GS_N_COLOURS][2]; /* light, dark */
  GsPattern patterns[GS_N_COLOURS];
} GsTone;

/* The colour-blind ones are after Okabe and Ito, moved apart in lightness. */
static const GsTone vcpu_tones[] = {
  [GS_VCPU_UNKNOWN] = { { { 0x646464, 0x929292 }, { 0x484848, 0x9c9c9c }, { 0x505050, 0x787878 } },
                        { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_VCPU_IDLE] = { { { 0xc8c8c8, 0x5a5a5a }, { 0x8c8c8c, 0x606060 }, { 0xd8d8d8, 0x404040 } },
                     { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_VCPU_RUNNING] = { { { 0x00c800, 0x33d633 }, { 0x008600, 0x33e633 }, { 0x009e73, 0x22c48e } },
                        { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_VCPU_HYPERVISOR] = { { { 0xb30606, 0xf04a4a }, { 0xa00000, 0xff5050 }, { 0xc84800, 0xff6a1a } },
                           { GS_PATTERN_NONE, GS_PATTERN_VERTICAL, GS_PATTERN_VERTICAL } },
  [GS_VCPU_PREEMPTED] = { { { 0x7f3f7f, 0xb678b6 }, { 0x6a1b6a, 0xd08ad0 }, { 0x4b2a85, 0x8f6bff } },
                          { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_FALLING } },
  [GS_VCPU_BLOCKED] = { { { 0xcf9d2f, 0xe6bb5a }, { 0x946600, 0xffd060 }, { 0xf5e85a, 0xfff27a } },
                        { GS_PATTERN_HORIZONTAL, GS_PATTERN_HORIZONTAL, GS_PATTERN_HORIZONTAL } },
};

static const GsTone thread_tones[] = {
  [GS_THREAD_UNKNOWN] = { { { 0x646464, 0x929292 }, { 0x484848, 0x9c9c9c }, { 0x505050, 0x787878 } },
                          { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_THREAD_WAIT_UNKNOWN] = { { { 0xc8c8c8, 0x5a5a5a }, { 0x8c8c8c, 0x606060 }, { 0xd8d8d8, 0x404040 } },
                               { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_THREAD_WAIT_BLOCKED] = { { { 0xc8c800, 0xdada46 }, { 0x8a8200, 0xf0f040 }, { 0xf5e85a, 0xfff27a } },
                               { GS_PATTERN_HORIZONTAL, GS_PATTERN_HORIZONTAL, GS_PATTERN_NONE } },
  [GS_THREAD_WAIT_FOR_CPU] = { { { 0xc86400, 0xf08a30 }, { 0xb04c00, 0xff9a3c }, { 0xc84800, 0xff6a1a } },
                               { GS_PATTERN_DOTS, GS_PATTERN_DOTS, GS_PATTERN_DOTS } },
  [GS_THREAD_EXITED] = { { { 0x202020, 0xe4e4e4 }, { 0x000000, 0xffffff }, { 0x101010, 0xf4f4f4 } },
                         { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_THREAD_USERMODE] = { { { 0x00c800, 0x33d633 }, { 0x008600, 0x33e633 }, { 0x009e73, 0x22c48e } },
                           { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_THREAD_SYSCALL] = { { { 0x0000c8, 0x5c7cff }, { 0x0000c8, 0x7c98ff }, { 0x0058a3, 0x3f8fff } },
                          { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_RISING } },
  [GS_THREAD_INTERRUPTED] = { { { 0xc80064, 0xf0569c }, { 0xb4005a, 0xff6cb0 }, { 0xdc78b8, 0xe870b8 } },
                              { GS_PATTERN_VERTICAL, GS_PATTERN_VERTICAL, GS_PATTERN_VERTICAL } },
};

static const GsTone cpu_tones[] = {
  [GS_CPU_UNKNOWN] = { { { 0x646464, 0x929292 }, { 0x484848, 0x9c9c9c }, { 0x505050, 0x787878 } },
                       { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_CPU_IDLE] = { { { 0xc8c8c8, 0x5a5a5a }, { 0x8c8c8c, 0x606060 }, { 0xd8d8d8, 0x404040 } },
                    { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_CPU_USERMODE] = { { { 0x00c800, 0x33d633 }, { 0x008600, 0x33e633 }, { 0x009e73, 0x22c48e } },
                        { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_CPU_SYSCALL] = { { { 0x0000c8, 0x5c7cff }, { 0x0000c8, 0x7c98ff }, { 0x0058a3, 0x3f8fff } },
                       { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_RISING } },
  [GS_CPU_IRQ] = { { { 0xc80064, 0xf0569c }, { 0xb4005a, 0xff6cb0 }, { 0xdc78b8, 0xe870b8 } },
                   { GS_PATTERN_HORIZONTAL, GS_PATTERN_HORIZONTAL, GS_PATTERN_HORIZONTAL } },
  [GS_CPU_SOFTIRQ] = { { { 0xc89664, 0xe0b488 }, { 0x8a5a28, 0xf0c89c }, { 0xe69f00, 0xfff27a } },
                       { GS_PATTERN_GRID, GS_PATTERN_GRID, GS_PATTERN_GRID } },
  [GS_CPU_GUEST] = { { { 0x00c800, 0x33d633 }, { 0x008600, 0x33e633 }, { 0x009e73, 0x22c48e } },
                     { GS_PATTERN_NONE, GS_PATTERN_NONE, GS_PATTERN_NONE } },
  [GS_CPU_HYPERVISOR] = { { { 0xb30606, 0xf04a4a }, { 0xa00000, 0xff5050 }, { 0xc84800, 0xff6a1a } },
                          { GS_PATTERN_NONE, GS_PATTERN_VERTICAL, GS_PATTERN_VERTICAL } },
};

G_STATIC_ASSERT (G_N_ELEMENTS (vcpu_tones) == GS_N_VCPU_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (thread_tones) == GS_N_THREAD_STATES);
G_STATIC_ASSERT (G_N_ELEMENTS (cpu_tones) == GS_N_CPU_STATES);
G_STATIC_ASSERT (GS_N_OWNER_STATES + GS_N_OWN_COLOURS <= GS_MAX_STATES);

/* Far from each other, from the green that strips lie on, and from all that may stand beside them where bars have them.
   The first is rarely one that a guest has. */
static const guint32 own_colours[GS_N_OWN_COLOURS][2] = {
  { 0x1f5fbf, 0x69a5ff }, { 0xe07b68, 0xffb4a5 }, { 0xa500ff, 0x7800f0 }, { 0x00b4ff, 0x00c8d2 },
  { 0x4b3c00, 0x968700 }, { 0xe10069, 0xff5a96 }, { 0x9696d2, 0x0f5aa5 }, { 0x004b2d, 0x007800 },
  { 0x691e2d, 0x964b00 }, { 0x008796, 0x008787 }, { 0xf266f2, 0xf032e6 }, { 0xa5b487, 0xb40069 },
};

/* Below this contrast a hatch gets an edge. */
#define HATCH_CONTRAST 1.8

/* Share of the background in a colour that is filtered out. */
#define DIMMED 0.88

static double
gs_colour_channel (guint32 colour, guint shift)
{
  double value = ((colour >> shift) & 0xff) / 255.0;

  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
gs_colour_luminance (guint32 colour)
{
  return 0.2126 * gs_colour_channel (colour, 16) + 0.7152 * gs_colour_channel (colour, 8)
         + 0.0722 * gs_colour_channel (colour, 0);
}

/**
 * gs_colour_contrast:
 *
 * Returns: the contrast ratio of two colours as WCAG 2 defines it, 1 to 21
 */
double
gs_colour_contrast (guint32 a, guint32 b)
{
  double la = gs_colour_luminance (a), lb = gs_colour_luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/**
 * gs_colour_mix:
 * @share_of_b: 0 for all of @a, 1 for all of @b
 */
guint32
gs_colour_mix (guint32 a, guint32 b, double share_of_b)
{
  guint32 mix = 0;

  for (guint shift = 0; shift <= 16; shift += 8)
    {
      double ca = (a >> shift) & 0xff, cb = (b >> shift) & 0xff;

      mix |= (guint32) (ca + (cb - ca) * share_of_b + 0.5) << shift;
    }
  return mix;
}

/* A line along a hatch that is hard to see on what it lies on; else as the hatch. */
static guint32
gs_palette_hatch_edge (guint32 colour, guint32 veil)
{
  guint32 light = gs_colour_mix (veil, 0xffffff, 0.75), dark = gs_colour_mix (veil, 0x000000, 0.75);

  if (gs_colour_contrast (colour, veil) >= HATCH_CONTRAST)
    return veil;
  return gs_colour_contrast (colour, light) > gs_colour_contrast (colour, dark) ? light : dark;
}

/* Black or white: one of them always has a contrast of at least 4.58. */
static guint32
gs_palette_text_on (guint32 colour)
{
  return gs_colour_contrast (colour, 0xffffff) >= 4.5 ? 0xffffff : 0x000000;
}

static GsLook
gs_palette_look (const GsPalette *self, const GsTone *tone, guint height)
{
  guint32 colour = tone->colours[self->colours][self->is_dark ? 1 : 0];
  guint32 text = gs_palette_text_on (colour);

  return (GsLook){
    .colour = colour,
    .veil = colour,
    .edge = colour,
    .text = text,
    .height = height / 100.0,
    .pattern = tone->patterns[self->colours],
    .ink = gs_colour_mix (colour, text, self->colours == GS_COLOURS_COLOUR_BLIND ? 0.5 : 0.35),
  };
}

static void
gs_palette_fill_plain (GsPalette *self, GsRows rows, const GsTone *tones, guint n_states)
{
  for (guint i = 0; i < n_states; i++)
    self->looks[rows][i] = gs_palette_look (self, &tones[i], gs_rows_get_height (rows, i));
  gs_rows_list_worst_first (rows, self->order[rows]);
}

/* What lies over a thread's state has the colour of its vCPU's. */
static void
gs_palette_fill_veiled (GsPalette *self)
{
  GsLook *looks = self->looks[GS_ROWS_THREADS];

  for (guint veiled = GS_N_THREAD_STATES; veiled < GS_N_VEILED_STATES; veiled++)
    {
      GsLook *look = &looks[veiled];

      *look = looks[gs_thread_state_base (veiled)];
      look->overlay = gs_thread_state_overlay (veiled);
      look->veil = self->looks[GS_ROWS_VCPUS][gs_overlay_get_vcpu_state (look->overlay)].colour;
      look->edge = gs_palette_hatch_edge (look->colour, look->veil);
    }
}

static void
gs_palette_fill_ground (GsPalette *self)
{
  gboolean dark = self->is_dark;

  self->background = dark ? 0x1e1e1e : 0xffffff;
  self->stripe = dark ? 0x2a2a2a : 0xf3f3f3;
  self->line = dark ? 0x3a3a3a : 0xdedede;
  self->text = dark ? 0xeeeeee : 0x202020;
  self->dim_text = dark ? 0xa8a8a8 : 0x5e5e5e;
  self->accent = dark ? 0x78aeed : 0x1c71d8;
  if (self->colours != GS_COLOURS_HIGH_CONTRAST)
    return;
  self->background = dark ? 0x000000 : 0xffffff;
  self->stripe = dark ? 0x202020 : 0xe8e8e8;
  self->line = dark ? 0x707070 : 0x8a8a8a;
  self->text = dark ? 0xffffff : 0x000000;
  self->dim_text = dark ? 0xe0e0e0 : 0x303030;
  self->accent = dark ? 0x9cc8ff : 0x0040a0;
}

static GsPalette *
gs_palette_new (GsColours colours, gboolean dark)
{
  GsPalette *self = g_new0 (GsPalette, 1);

  self->is_dark = dark;
  self->colours = colours;
  gs_palette_fill_ground (self);
  gs_palette_fill_plain (self, GS_ROWS_VCPUS, vcpu_tones, GS_N_VCPU_STATES);
  gs_palette_fill_plain (self, GS_ROWS_CPUS, cpu_tones, GS_N_CPU_STATES);
  gs_palette_fill_plain (self, GS_ROWS_THREADS, thread_tones, GS_N_THREAD_STATES);
  gs_palette_fill_veiled (self);
  return self;
}

/**
 * gs_palette_choose:
 * @dark: for a dark background
 *
 * Returns: (transfer none): the palette; never changes, any thread
 */
const GsPalette *
gs_palette_choose (GsColours colours, gboolean dark)
{
  static GsPalette *palettes[GS_N_COLOURS][2];
  static gsize initialized;

  g_return_val_if_fail (colours < GS_N_COLOURS, NULL);

  if (g_once_init_enter (&initialized))
    {
      for (guint i = 0; i < GS_N_COLOURS; i++)
        for (guint k = 0; k < 2; k++)
          palettes[i][k] = gs_palette_new (i, k);
      g_once_init_leave (&initialized, 1);
    }
  return palettes[colours][dark ? 1 : 0];
}

/* As gs_palette_choose(), the standard colours. */
const GsPalette *
gs_palette_get (gboolean dark)
{
  return gs_palette_choose (GS_COLOURS_STANDARD, dark);
}

/**
 * gs_palette_get_own_colour:
 * @class: below %GS_N_OWN_COLOURS
 *
 * Returns: a colour that says whose something is, not what it is
 */
guint32
gs_palette_get_own_colour (const GsPalette *self, guint class)
{
  return own_colours[class % GS_N_OWN_COLOURS][self->is_dark];
}

static void
gs_palette_own (const GsPalette *self, guint class, GsLook *look)
{
  if (look->is_dimmed)
    return;
  look->colour = gs_palette_get_own_colour (self, class);
  look->text = gs_palette_text_on (look->colour);
  look->pattern = GS_PATTERN_NONE;
  if (look->overlay != GS_OVERLAY_NONE)
    look->edge = gs_palette_hatch_edge (look->colour, look->veil);
  else
    look->veil = look->edge = look->colour;
}

/**
 * gs_palette_fill_own:
 * @rows: of threads or vCPUs
 * @class: whose row it is
 * @looks: (out) (array fixed-size=17): as the palette's, but what runs has the owner's colour
 */
void
gs_palette_fill_own (const GsPalette *self, GsRows rows, guint class, GsLook *looks)
{
  memcpy (looks, self->looks[rows], sizeof self->looks[rows]);
  for (guint state = 0; state < gs_rows_get_n_states (rows); state++)
    if (rows == GS_ROWS_VCPUS ? state == GS_VCPU_RUNNING : gs_thread_state_is_on_cpu (gs_thread_state_base (state)))
      gs_palette_own (self, class, &looks[state]);
}

/**
 * gs_palette_fill_owners:
 * @looks: (out) (array fixed-size=17): by #GsOwner, those of each own colour behind them
 * @order: (out) (array fixed-size=17): of these, top to bottom
 */
void
gs_palette_fill_owners (const GsPalette *self, GsLook *looks, guint8 *order)
{
  static const guint8 states[GS_N_OWNER_STATES] = {
    [GS_OWNER_NONE] = GS_VCPU_UNKNOWN,          [GS_OWNER_IDLE] = GS_VCPU_IDLE,
    [GS_OWNER_HYPERVISOR] = GS_VCPU_HYPERVISOR, [GS_OWNER_PREEMPTED] = GS_VCPU_PREEMPTED,
    [GS_OWNER_BLOCKED] = GS_VCPU_BLOCKED,
  };
  static const guint8 first[] = { GS_OWNER_PREEMPTED, GS_OWNER_HYPERVISOR, GS_OWNER_BLOCKED };
  static const guint8 last[] = { GS_OWNER_IDLE, GS_OWNER_NONE };

  for (guint i = 0; i < GS_N_OWNER_STATES; i++)
    looks[i] = self->looks[GS_ROWS_VCPUS][states[i]];
  for (guint i = 0; i < GS_N_OWN_COLOURS; i++)
    {
      looks[GS_N_OWNER_STATES + i] = (GsLook){ .height = 1 };
      gs_palette_own (self, i, &looks[GS_N_OWNER_STATES + i]);
    }
  memcpy (order, first, sizeof first);
  for (guint i = 0; i < GS_N_OWN_COLOURS; i++)
    order[sizeof first + i] = GS_N_OWNER_STATES + i;
  memcpy (order + sizeof first + GS_N_OWN_COLOURS, last, sizeof last);
}

static void
gs_palette_dim (GsPalette *self, GsLook *look)
{
  look->colour = gs_colour_mix (look->colour, self->background, DIMMED);
  look->veil = gs_colour_mix (look->veil, self->background, DIMMED);
  look->edge = gs_colour_mix (look->edge, self->background, DIMMED);
  look->ink = gs_colour_mix (look->ink, self->background, DIMMED);
  look->is_dimmed = TRUE;
}

/**
 * gs_palette_new_dimmed:
 * @states: (array fixed-size=3): by row kind, a bit for each state that is to be hardly seen
 *
 * Returns: (transfer full): free with gs_palette_free()
 */
GsPalette *
gs_palette_new_dimmed (const GsPalette *self, const guint32 *states)
{
  GsPalette *dimmed = g_memdup2 (self, sizeof *self);

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    for (guint state = 0; state < GS_MAX_STATES; state++)
      if (states[rows] & (1u << state))
        gs_palette_dim (dimmed, &dimmed->looks[rows][state]);
  return dimmed;
}

/* For those of gs_palette_new_dimmed() only. */
void
gs_palette_free (GsPalette *self)
{
  g_free (self);
}

/* The stable names, as options and files have them. */
static const char *const colours_names[GS_N_COLOURS] = { "standard", "high-contrast", "colour-blind" };

/* Returns: FALSE where no colours are called that. */
gboolean
gs_colours_from_name (const char *name, GsColours *colours)
{
  for (guint i = 0; i < GS_N_COLOURS; i++)
    if (g_strcmp0 (name, colours_names[i]) == 0)
      {
        *colours = i;
        return TRUE;
      }
  return FALSE;
}

static const char *const colour_by_names[GS_N_COLOUR_BYS] = { "state", "machine", "process" };

/* The stable name. */
const char *
gs_colour_by_get_name (GsColourBy by)
{
  return colour_by_names[by];
}

/* Returns: FALSE where nothing is called that. */
gboolean
gs_colour_by_from_name (const char *name, GsColourBy *by)
{
  for (guint i = 0; i < GS_N_COLOUR_BYS; i++)
    if (g_strcmp0 (name, colour_by_names[i]) == 0)
      {
        *by = i;
        return TRUE;
      }
  return FALSE;
}
