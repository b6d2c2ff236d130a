/* gs-owners.h: whose a CPU's time was: a machine's, a process's
 * SPDX-License-Identifier: MIT
 *
 * A track beside a row's own, for strips and for *Colour by*. Its states are
 * GsOwner; an owner's class says which of the palette's own colours it has.
 */
#pragma once

#include "draw/gs-palette.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

guint gs_owners_get_class (guint machine);
guint gs_owners_get_process_class (const GsTimeline *timeline, guint machine, guint thread);
GsTrack *gs_owners_new_of_cpu (const GsTimeline *timeline, guint machine, guint cpu, GsColourBy by);
GsTrack *gs_owners_new_of_vcpu (const GsTimeline *timeline, guint machine, guint vcpu);
char *gs_owners_dup_label (const GsTimeline *timeline, const GsInterval *interval, GsColourBy by);

G_END_DECLS
