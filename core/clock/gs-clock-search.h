/* gs-clock-search.h: a guest's clock from its vCPUs' run windows alone
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-windows.h"

G_BEGIN_DECLS

typedef enum
{
  GS_CLOCK_SEARCH_NOTHING, /* too few events or windows to say anything */
  GS_CLOCK_SEARCH_FOUND,
  GS_CLOCK_SEARCH_AMBIGUOUS,  /* several offsets fit equally well */
  GS_CLOCK_SEARCH_IMPOSSIBLE, /* no offset does: these are not its vCPUs */
} GsClockSearchResult;

typedef struct
{
  GsClockSearchResult result;
  GsClock clock;        /* where it was found; method is left alone */
  double widths[3];     /* ns; how far off it may be at the begin, middle and end of the guest's trace */
  gsize n_tested;       /* events during the windows' time, by that clock */
  gsize n_outside;      /* of these, in no window */
  guint n_fits;         /* offsets that fit; more than 1 where ambiguous */
  gboolean is_sure;     /* it stood out so far that it cannot be chance */
  gboolean is_unscored; /* messages left little to find, so that how far it stands out was not looked at */
} GsClockSearch;

/* How one looks. */
typedef enum
{
  GS_CLOCK_SEARCH_DEFAULT = 0,
  GS_CLOCK_SEARCH_QUICK =
      1 << 0, /* coarsely, and in the middle of the guest's trace only: finds nothing wrong, but not all */
  GS_CLOCK_SEARCH_LOSSY = 1 << 1,  /* the host's trace lacks events: not all of the guest's need be in a window */
  GS_CLOCK_SEARCH_SCORED = 1 << 2, /* how far it stands out is looked at in any case */
} GsClockSearchFlags;

void gs_clock_search_run (GsClockSearch *self, const GsSyncVcpu *vcpus, guint n_vcpus, const GsSyncMessage *messages,
                          gsize n_messages, GsSpan span, GsClockSearchFlags flags);

G_END_DECLS
