/* gs-why-node.h: time split by its causes, as a tree
 * SPDX-License-Identifier: MIT
 *
 * What the parts of a node add up to is the node's own time, to the nanosecond.
 */
#pragma once

#include <glib-object.h>

#include "base/gs-time.h"

G_BEGIN_DECLS

typedef enum
{
  GS_WHY_RAN,
  GS_WHY_STOLEN, /* it believed to run, or the thread before it in the queue did */
  GS_WHY_WAITED, /* for a CPU of its own machine */
  GS_WHY_SLEPT,
  GS_WHY_UNKNOWN,
  GS_N_WHY_KINDS
} GsWhyKind;

/* What time can be spent by or on. */
typedef enum
{
  GS_CAUSE_ALL,    /* all of that kind */
  GS_CAUSE_USER,   /* user mode */
  GS_CAUSE_KERNEL, /* a kernel thread's work */
  GS_CAUSE_SYSCALL,
  GS_CAUSE_INTERRUPTED,
  GS_CAUSE_THREAD,      /* another thread of the machine, which had the CPU or woke it */
  GS_CAUSE_HOST_THREAD, /* a thread of a host, which had the vCPU's CPU */
  GS_CAUSE_PREEMPTED,   /* it isn't known by whom */
  GS_CAUSE_EXIT,        /* the hypervisor, for an exit's reason */
  GS_CAUSE_QEMU,        /* the vCPU's thread waits inside QEMU */
  GS_CAUSE_ASLEEP,      /* the vCPU's thread sleeps until the interrupt comes that wakes it */
  GS_CAUSE_IDLE,        /* the CPU idles */
  GS_CAUSE_INTERRUPT,   /* woken by an interrupt */
  GS_CAUSE_NOT_WOKEN,   /* it still slept at the end */
  GS_CAUSE_LOST,        /* events were lost */
  GS_CAUSE_ENDED,       /* the thread had ended */
  GS_CAUSE_NOT_THERE,   /* nothing is known of the thread yet, or any more */
  GS_CAUSE_NOT_KNOWN,   /* the trace doesn't tell */
  GS_N_CAUSES
} GsCause;

/* Whom or what a node is about; what isn't said is 0. */
typedef struct
{
  GsWhyKind kind;
  GsCause cause;
  guint machine; /* of a thread: index in the timeline's machines */
  guint32 id;    /* of a thread: its index there; of an exit: the reason; of a system call: the name's id */
} GsWhyKey;

typedef struct _GsWhyNode GsWhyNode;

struct _GsWhyNode
{
  GsWhyKey key;
  char *what; /* its name; translated where it isn't one of the machines' own words */
  gint64 ns;
  guint64 count;    /* times without a gap */
  GsSpan longest;   /* of those; empty where there is none */
  GPtrArray *parts; /* of GsWhyNode, most time first once it is finished; NULL where there is none */

  /*< private >*/
  GsSpan last;
  guint hint;
  GHashTable *index; /* of parts by key, where there are many; else NULL */
};

const char *gs_why_kind_get_name (GsWhyKind kind);

GsWhyNode *gs_why_node_new (GsWhyKey key, char *what);
void gs_why_node_free (GsWhyNode *self);
GsWhyNode *gs_why_node_find (GsWhyNode *self, GsWhyKey key);
GsWhyNode *gs_why_node_add_part (GsWhyNode *self, GsWhyKey key, char *what);
GsWhyNode *gs_why_node_get_plain (GsWhyNode *self, GsWhyKey key, const char *what);
void gs_why_node_add (GsWhyNode *self, GsSpan span);
void gs_why_node_begin_again (GsWhyNode *self);
void gs_why_node_finish (GsWhyNode *self);
GPtrArray *gs_why_node_collect (const GsWhyNode *self, GsCause cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsWhyNode, gs_why_node_free)

G_END_DECLS
