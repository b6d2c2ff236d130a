/* gs-ctf-recording.h: the packets of one machine's recording, in however many folders it lies
 * SPDX-License-Identifier: MIT
 *
 * Made by reading the packets' headers alone. LTTng's index files are not used:
 * they may be missing, old or damaged, and the headers say the same.
 */
#pragma once

#include "native/gs-ctf-packet.h"

G_BEGIN_DECLS

/* One sequence of packets: a CPU's of a channel, as a rule. */
typedef struct
{
  const GsCtfStreamKind *kind;
  guint session;
  guint64 key;
  guint16 cpu;
  guint first_file;
  gboolean has_many_files;
  gboolean is_cut; /* it goes on, but the rest can't be read */
  GArray *packets; /* of GsCtfPacketInfo, in their order */
} GsCtfStream;

typedef struct
{
  char *path;
  char *display; /* for people */
  int handle;    /* or -1: opened for each packet */
  guint part;
} GsCtfFileInfo;

/* One folder that holds metadata. */
typedef struct
{
  char *folder;
  GBytes *metadata;      /* as it is in the file */
  GsCtfClasses *classes; /* of the first part that has the same metadata */
  gboolean is_first;     /* which owns them */
  guint session;         /* parts of one session have the same */
} GsCtfPart;

typedef struct
{
  char *name; /* what warnings call it */
  const gint *stop;
  GArray *parts;       /* of GsCtfPart */
  GArray *files;       /* of GsCtfFileInfo */
  GPtrArray *streams;  /* of GsCtfStream, by file, so that equal times have one order */
  GPtrArray *warnings; /* translated */
  guint64 n_bytes;
  char *unreadable; /* the first file that may not be read, as a warning; or NULL */
  gint failure; /* atomically: of the first packet that could no longer be read, its file's number and an errno; or 0 */
} GsCtfRecording;

GsCtfRecording *
gs_ctf_recording_new (const char *const *folders, const char *name, GsNames *names, const gint *stop, GError **error);
const GsCtfMeta *gs_ctf_recording_get_meta (const GsCtfRecording *self);
gsize gs_ctf_recording_read (const GsCtfRecording *self, const GsCtfPacketInfo *packet, guint8 *buffer);
char *gs_ctf_recording_dup_failure (const GsCtfRecording *self);
void gs_ctf_recording_free (GsCtfRecording *self);
void gs_ctf_recording_shelve (GsCtfRecording *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsCtfRecording, gs_ctf_recording_free)

G_END_DECLS
