/* gs-text-source.h: events from lines of text
 * SPDX-License-Identifier: MIT
 *
 * One event a line: time, CPU, the event's name as LTTng has it, and its fields
 * as name=value:
 *
 *   unit us
 *   1 0 sched_switch prev_tid=30 prev_state=0 next_tid=31 next_comm="CPU 0/KVM"
 *
 * "unit" says what times are in (ns, us, ms, s); a hash begins a comment; a
 * context is written as an event with the name "context"; a span in which events
 * were lost as "lost end=TIME count=N" (with packets: "packets=N about=EVENTS"), and
 * one in which the CPU was not recorded as "not-recorded end=TIME", at the time when
 * it begins. "of=kvm,syscalls,interrupts" says which of its channels it is alone.
 */
#pragma once

#include "base/gs-names.h"
#include "event/gs-event-source.h"

G_BEGIN_DECLS

GsEventSource *gs_text_source_new (const char *text, GsNames *names, GError **error);

G_END_DECLS
