/* dat-writer.c: writes recordings as trace-cmd lays them out, for tests
 * SPDX-License-Identifier: MIT
 */
#include "sim/dat-writer.h"

#include <string.h>
#include <zlib.h>

#include "sim/ctf-layout.h"
#include "sim/dat-layout.h"

#define PAGE_HEADER 16
#define MOST_SHORT 112 /* bytes of a record whose size the first word has room for */
#define MOST_EXTRA 40  /* bytes in front of a record, all in all */
#define N_BUFFERS 2
#define CHUNK_PAGES 10
#define SECTION_HEADER 16

enum
{
  OPTION_DONE = 0,
  OPTION_BUFFER = 3,
  OPTION_TRACECLOCK = 4,
  OPTION_UNAME = 5,
  OPTION_VERSION = 9,
  OPTION_HEADER_INFO = 16,
  OPTION_FTRACE_EVENTS,
  OPTION_EVENT_FORMATS,
  OPTION_CMDLINES = 21,
};

/* One CPU of one buffer. */
typedef struct
{
  GByteArray *pages;
  gsize page;          /* where the present one begins */
  gsize filled;        /* of it, behind its header */
  guint64 time;        /* of its last record */
  guint n_records;     /* in all */
  guint32 n_lost;      /* before the next page */
  guint32 n_page_lost; /* before this one */
} DatCpu;

struct _DatWriter
{
  DatOptions options;
  char *hostname, *kernel_release;
  DatCpu *cpus[N_BUFFERS];
  GByteArray *added; /* options */
  GString *names;
  GByteArray *record;
};

/* As the traced machine's processor has it in memory. */
static void
dat_put_number (GByteArray *bytes, const DatWriter *writer, guint64 number, guint n_bytes)
{
  dat_layout_put_number (bytes, &writer->options, number, n_bytes);
}

static void
dat_put_text (GByteArray *bytes, const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, strlen (text) + 1);
}

/* Of eight bytes, such as an option's value. */
static guint64
dat_order (const DatWriter *self, guint64 number)
{
  return self->options.is_big_endian ? GUINT64_TO_BE (number) : GUINT64_TO_LE (number);
}

/* With its size in front, which has @n_bytes. */
static void
dat_put_sized (GByteArray *bytes, const DatWriter *self, const char *text, guint n_bytes)
{
  dat_put_number (bytes, self, strlen (text), n_bytes);
  g_byte_array_append (bytes, (const guint8 *) text, strlen (text));
}

static void
dat_put_option (GByteArray *bytes, const DatWriter *self, guint16 id, const void *data, gsize n_bytes)
{
  dat_put_number (bytes, self, id, 2);
  dat_put_number (bytes, self, n_bytes, 4);
  g_byte_array_append (bytes, data, n_bytes);
}

DatWriter *
dat_writer_new (const DatOptions *options)
{
  DatWriter *self = g_new0 (DatWriter, 1);

  self->options = *options;
  self->hostname = g_strdup (options->hostname);
  self->kernel_release = g_strdup (options->kernel_release);
  if (self->options.clock == NULL)
    self->options.clock = "mono";
  if (self->options.page_size == 0)
    self->options.page_size = 4096;
  if (self->options.ticks_per_ns == 0.0)
    self->options.ticks_per_ns = 1.0;
  for (guint i = 0; i < N_BUFFERS; i++)
    {
      self->cpus[i] = g_new0 (DatCpu, options->n_cpus);
      for (guint k = 0; k < options->n_cpus; k++)
        self->cpus[i][k].pages = g_byte_array_new ();
    }
  self->added = g_byte_array_new ();
  self->names = g_string_new (NULL);
  self->record = g_byte_array_new ();
  return self;
}

void
dat_writer_free (DatWriter *self)
{
  for (guint i = 0; i < N_BUFFERS; i++)
    {
      for (guint k = 0; k < self->options.n_cpus; k++)
        g_byte_array_unref (self->cpus[i][k].pages);
      g_free (self->cpus[i]);
    }
  g_byte_array_unref (self->added);
  g_byte_array_unref (self->record);
  g_string_free (self->names, TRUE);
  g_free (self->hostname);
  g_free (self->kernel_release);
  g_free (self);
}

/* --- Pages --- */

static void
dat_cpu_set (DatCpu *self, const DatWriter *writer, gsize at, guint64 number)
{
  number = dat_order (writer, number);
  memcpy (self->pages->data + self->page + at, &number, sizeof number);
}

static void
dat_cpu_begin_page (DatCpu *self, const DatWriter *writer, guint64 time)
{
  self->page = self->pages->len;
  self->filled = 0;
  self->time = time;
  self->n_page_lost = self->n_lost;
  self->n_lost = 0;
  g_byte_array_set_size (self->pages, self->page + writer->options.page_size);
  memset (self->pages->data + self->page, 0, writer->options.page_size);
  dat_cpu_set (self, writer, 0, time);
}

static void
dat_cpu_put (DatCpu *self, const void *data, gsize n_bytes)
{
  memcpy (self->pages->data + self->page + PAGE_HEADER + self->filled, data, n_bytes);
  self->filled += n_bytes;
}

static void
dat_cpu_put_words (DatCpu *self, const DatWriter *writer, guint type, guint64 delta, guint32 second,
                   gboolean has_second)
{
  guint32 words[2] = { GUINT32_TO_LE (type | (guint32) (delta << 5)), GUINT32_TO_LE (second) };

  /* The first member of C's bit field is that of the highest bits then. */
  if (writer->options.is_big_endian)
    {
      words[0] = GUINT32_TO_BE (type << 27 | (guint32) delta);
      words[1] = GUINT32_TO_BE (second);
    }

  dat_cpu_put (self, words, has_second ? sizeof words : sizeof words[0]);
}

/* What is lost before a page is counted behind its records, where there is room. */
static void
dat_cpu_commit (DatCpu *self, const DatWriter *writer)
{
  guint64 commit = self->filled;

  if (self->n_page_lost > 0)
    commit |= 1u << 31;
  if (self->n_page_lost > 0 && self->filled + PAGE_HEADER + 8 <= writer->options.page_size)
    {
      commit |= 1u << 30;
      dat_cpu_set (self, writer, PAGE_HEADER + self->filled, self->n_page_lost);
    }
  dat_cpu_set (self, writer, 8, commit);
}

/* Time that is too far off for a record's own word comes before it: as a distance, or (each fifth) as it is. */
static guint64
dat_cpu_put_time (DatCpu *self, const DatWriter *writer, guint64 time)
{
  guint64 delta = time - self->time;

  if (delta < 1 << 27)
    return delta;
  if (self->n_records % 5 == 2 && time < G_GUINT64_CONSTANT (1) << 59)
    dat_cpu_put_words (self, writer, 31, time & ((1 << 27) - 1), time >> 27, TRUE);
  else
    dat_cpu_put_words (self, writer, 30, delta & ((1 << 27) - 1), delta >> 27, TRUE);
  return 0;
}

/* In all ways that the kernel has: now and then a record that was discarded is left, and a size has a word of its own
 * though it is small. */
static void
dat_cpu_add (DatCpu *self, const DatWriter *writer, guint64 time, const GByteArray *record)
{
  gboolean is_long = record->len > MOST_SHORT || self->n_records % 7 == 3;
  guint64 delta;

  if (self->pages->len == 0 || self->n_lost > 0
      || self->filled + PAGE_HEADER + record->len + MOST_EXTRA > writer->options.page_size)
    dat_cpu_begin_page (self, writer, time);
  delta = dat_cpu_put_time (self, writer, time);
  if (self->n_records % 11 == 5 && delta > 1)
    {
      dat_cpu_put_words (self, writer, 29, delta / 2, 12, TRUE);
      dat_cpu_put (self, "discards", 8);
      delta -= delta / 2;
    }
  dat_cpu_put_words (self, writer, is_long ? 0 : record->len / 4, delta, record->len + 4, is_long);
  dat_cpu_put (self, record->data, record->len);
  dat_cpu_commit (self, writer);
  self->time = time;
  self->n_records++;
}

/* Not of a kind that trace-cmd hasn't. */
void
dat_writer_add (DatWriter *self, const CtfEvent *event)
{
  guint buffer = (self->options.instance & CTF_KIND (event->kind)) != 0;
  gint64 ns = event->time - self->options.clock_offset;
  DatLayout layout;

  if (!dat_layout_get (&self->options, event->kind, &layout))
    return;
  g_byte_array_set_size (self->record, 0);
  dat_layout_put (self->record, &self->options, event);
  dat_cpu_add (&self->cpus[buffer][event->cpu], self,
               self->options.ticks_per_ns == 1.0 ? (guint64) ns : (guint64) ((double) ns * self->options.ticks_per_ns),
               self->record);
}

/* So many events of the main buffer are lost before the next one that is written. */
void
dat_writer_lose (DatWriter *self, guint cpu, guint32 n_events)
{
  self->cpus[0][cpu].n_lost += n_events;
}

/* --- The file --- */

void
dat_writer_add_option (DatWriter *self, guint16 id, const void *data, gsize n_bytes)
{
  dat_put_option (self->added, self, id, data, n_bytes);
}

/* What a thread was called at the end. */
void
dat_writer_name (DatWriter *self, gint32 tid, const char *name)
{
  g_string_append_printf (self->names, "%d %s\n", tid, name);
}

static void
dat_writer_put_magic (DatWriter *self, GByteArray *file)
{
  static const guint8 magic[] = { 0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g' };

  g_byte_array_append (file, magic, sizeof magic);
  dat_put_text (file, self->options.version == 7 ? "7" : "6");
  dat_put_number (file, self, self->options.is_big_endian, 1);
  dat_put_number (file, self, 8, 1); /* bytes of a long */
  dat_put_number (file, self, self->options.page_size, 4);
}

static void
dat_writer_put_layout (DatWriter *self, GByteArray *file)
{
  g_autofree char *page = g_strdup_printf ("\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
                                           "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
                                           "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
                                           "\tfield: char data;\toffset:16;\tsize:%u;\tsigned:1;\n",
                                           self->options.page_size - PAGE_HEADER);

  dat_put_text (file, "header_page");
  dat_put_sized (file, self, page, 8);
  dat_put_text (file, "header_event");
  dat_put_sized (file, self,
                 "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n"
                 "\tarray       :   32 bits\n\n\tpadding     : type == 29\n\ttime_extend : type == 30\n"
                 "\ttime_stamp : type == 31\n\tdata max type_len  == 28\n",
                 8);
}

/* Each system's events follow each other. */
static void
dat_writer_put_formats (DatWriter *self, GByteArray *file)
{
  GHashTable *systems = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_systems = 0;
  DatLayout layout, other;
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (CtfKind kind = 0; kind < CTF_N_KINDS; kind++)
    {
      g_autoptr (GByteArray) formats = g_byte_array_new ();
      guint n = 0;

      if (!dat_layout_get (&self->options, kind, &layout) || !g_hash_table_add (systems, (gpointer) layout.system))
        continue;
      for (CtfKind k = kind; k < CTF_N_KINDS; k++)
        for (guint i = 0; dat_layout_get (&self->options, k, &other) && strcmp (other.system, layout.system) == 0
                          && i < dat_layout_count_names (&self->options, k);
             i++, n++)
          {
            GString *text = dat_layout_format (&self->options, k, i);

            dat_put_sized (formats, self, text->str, 8);
            g_string_free (text, TRUE);
          }
      dat_put_text (all, layout.system);
      dat_put_number (all, self, n, 4);
      g_byte_array_append (all, formats->data, formats->len);
      n_systems++;
    }
  dat_put_number (file, self, n_systems, 4);
  g_byte_array_append (file, all->data, all->len);
  g_hash_table_unref (systems);
}

/* Those of both versions. */
static void
dat_writer_put_options (DatWriter *self, GByteArray *file)
{
  g_autofree char *uname = g_strdup_printf ("Linux %s %s %s", self->hostname, self->kernel_release,
                                            self->options.machine != NULL ? self->options.machine : "x86_64");
  g_autofree char *clocks = g_strdup_printf ("local global counter [%s]\n", self->options.clock);

  dat_put_option (file, self, OPTION_TRACECLOCK, clocks, strlen (clocks) + 1);
  dat_put_option (file, self, OPTION_UNAME, uname, strlen (uname) + 1);
  dat_put_option (file, self, OPTION_VERSION, "3.1.6 test", sizeof "3.1.6 test");
  g_byte_array_append (file, self->added->data, self->added->len);
}

/* --- Version 6 --- */

/* Returns: where the number is that says where the second buffer's part begins; 0 without one */
static gsize
dat_writer_put_options_6 (DatWriter *self, GByteArray *file)
{
  static const char buffer[8 + sizeof "other"] = "\0\0\0\0\0\0\0\0other";
  gsize place = 0;

  g_byte_array_append (file, (const guint8 *) "options  ", 10);
  dat_writer_put_options (self, file);
  if (self->options.instance != 0)
    {
      place = file->len + 6;
      dat_put_option (file, self, OPTION_BUFFER, buffer, sizeof buffer);
    }
  dat_put_number (file, self, OPTION_DONE, 2);
  return place;
}

/* Where each CPU's pages are, and then these. */
static void
dat_writer_put_buffer (DatWriter *self, GByteArray *file, const DatCpu *cpus)
{
  g_autofree char *clock = g_strdup_printf ("[%s]", self->options.clock);
  guint page_size = self->options.page_size;
  gsize at;

  g_byte_array_append (file, (const guint8 *) "flyrecord", 10);
  at = file->len + 16 * self->options.n_cpus + 8 + strlen (clock);
  at = (at + page_size - 1) / page_size * page_size;
  for (guint i = 0; i < self->options.n_cpus; i++)
    {
      dat_put_number (file, self, at, 8);
      dat_put_number (file, self, cpus[i].pages->len, 8);
      at += cpus[i].pages->len;
    }
  dat_put_sized (file, self, clock, 8);
  while (file->len % page_size != 0)
    dat_put_number (file, self, 0, 1);
  for (guint i = 0; i < self->options.n_cpus; i++)
    g_byte_array_append (file, cpus[i].pages->data, cpus[i].pages->len);
}

static void
dat_writer_put_file_6 (DatWriter *self, GByteArray *file)
{
  guint64 offset;
  gsize place;

  dat_writer_put_layout (self, file);
  dat_put_number (file, self, 0, 4); /* events of ftrace's own */
  dat_writer_put_formats (self, file);
  dat_put_number (file, self, 0, 4); /* kallsyms */
  dat_put_number (file, self, 0, 4); /* formats of trace_printk() */
  dat_put_sized (file, self, self->names->str, 8);
  dat_put_number (file, self, self->options.n_cpus, 4);
  place = dat_writer_put_options_6 (self, file);
  dat_writer_put_buffer (self, file, self->cpus[0]);
  if (place == 0)
    return;
  offset = dat_order (self, file->len);
  memcpy (file->data + place, &offset, sizeof offset);
  dat_writer_put_buffer (self, file, self->cpus[1]);
}

/* --- Version 7 --- */

static void
dat_put_packed (GByteArray *bytes, const DatWriter *self, const guint8 *data, gsize n_bytes)
{
  uLongf n_packed = compressBound (n_bytes);
  g_autofree guint8 *packed = g_malloc (n_packed);

  compress (packed, &n_packed, data, n_bytes);
  dat_put_number (bytes, self, n_packed, 4);
  dat_put_number (bytes, self, n_bytes, 4);
  g_byte_array_append (bytes, packed, n_packed);
}

static void
dat_writer_put_section (DatWriter *self, GByteArray *file, guint16 id, const GByteArray *data, gboolean is_packed)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  if (is_packed)
    dat_put_packed (packed, self, data->data, data->len);
  dat_put_number (file, self, id, 2);
  dat_put_number (file, self, is_packed, 2);
  dat_put_number (file, self, 0, 4); /* its name among the strings, of which there are none */
  dat_put_number (file, self, is_packed ? packed->len : data->len, 8);
  g_byte_array_append (file, is_packed ? packed->data : data->data, is_packed ? packed->len : data->len);
}

/* @section: is emptied into the file; the option says where. */
static void
dat_writer_put_listed (DatWriter *self, GByteArray *file, GByteArray *options, guint16 id, GByteArray *section)
{
  guint64 offset = dat_order (self, file->len);

  dat_put_option (options, self, id, &offset, sizeof offset);
  dat_writer_put_section (self, file, id, section, self->options.is_packed);
  g_byte_array_set_size (section, 0);
}

/* Some pages at a time. Its size is said without the number of chunks, as trace-cmd 3.1.6 does. */
static void
dat_writer_put_cpu_7 (DatWriter *self, GByteArray *file, GByteArray *option, const DatCpu *cpu)
{
  gsize chunk = CHUNK_PAGES * self->options.page_size, begin;

  while (!self->options.is_packed && file->len % self->options.page_size != 0)
    dat_put_number (file, self, 0, 1);
  begin = file->len;
  dat_put_number (option, self, begin, 8);
  if (!self->options.is_packed)
    g_byte_array_append (file, cpu->pages->data, cpu->pages->len);
  else
    dat_put_number (file, self, (cpu->pages->len + chunk - 1) / chunk, 4);
  for (gsize at = 0; self->options.is_packed && at < cpu->pages->len; at += chunk)
    dat_put_packed (file, self, cpu->pages->data + at, MIN (chunk, cpu->pages->len - at));
  dat_put_number (option, self, file->len - begin - (self->options.is_packed ? 4 : 0), 8);
}

static void
dat_writer_put_buffer_7 (DatWriter *self, GByteArray *file, GByteArray *options, guint buffer)
{
  g_autoptr (GByteArray) option = g_byte_array_new ();
  gsize begin = file->len;
  guint64 n_bytes;

  dat_put_number (option, self, begin, 8);
  dat_put_text (option, buffer == 0 ? "" : "other");
  dat_put_text (option, self->options.clock);
  dat_put_number (option, self, self->options.page_size, 4);
  dat_put_number (option, self, self->options.n_cpus, 4);
  dat_put_number (file, self, OPTION_BUFFER, 2);
  dat_put_number (file, self, self->options.is_packed, 2);
  dat_put_number (file, self, 0, 4); /* its name */
  dat_put_number (file, self, 0, 8); /* its size, which is not known yet */
  for (guint i = 0; i < self->options.n_cpus; i++)
    {
      dat_put_number (option, self, i, 4);
      dat_writer_put_cpu_7 (self, file, option, &self->cpus[buffer][i]);
    }
  n_bytes = dat_order (self, file->len - begin - SECTION_HEADER);
  memcpy (file->data + begin + 8, &n_bytes, sizeof n_bytes);
  dat_put_option (options, self, OPTION_BUFFER, option->data, option->len);
}

static void
dat_writer_put_file_7 (DatWriter *self, GByteArray *file)
{
  g_autoptr (GByteArray) options = g_byte_array_new ();
  g_autoptr (GByteArray) section = g_byte_array_new ();
  gsize place;
  guint64 offset = 0;

  dat_put_text (file, self->options.is_packed ? "zlib" : "none");
  dat_put_text (file, "1");
  place = file->len;
  dat_put_number (file, self, 0, 8);
  dat_writer_put_layout (self, section);
  dat_writer_put_listed (self, file, options, OPTION_HEADER_INFO, section);
  dat_put_number (section, self, 0, 4);
  dat_writer_put_listed (self, file, options, OPTION_FTRACE_EVENTS, section);
  dat_writer_put_formats (self, section);
  dat_writer_put_listed (self, file, options, OPTION_EVENT_FORMATS, section);
  dat_put_sized (section, self, self->names->str, 8);
  dat_writer_put_listed (self, file, options, OPTION_CMDLINES, section);
  dat_writer_put_options (self, options);
  for (guint i = 0; i < (self->options.instance != 0 ? N_BUFFERS : 1); i++)
    dat_writer_put_buffer_7 (self, file, options, i);
  dat_put_option (options, self, OPTION_DONE, &offset, sizeof offset);
  offset = dat_order (self, file->len);
  memcpy (file->data + place, &offset, sizeof offset);
  dat_writer_put_section (self, file, OPTION_DONE, options, FALSE);
}

/* Returns: (transfer full): the file */
GBytes *
dat_writer_finish (DatWriter *self)
{
  GByteArray *file = g_byte_array_new ();

  dat_writer_put_magic (self, file);
  if (self->options.version == 7)
    dat_writer_put_file_7 (self, file);
  else
    dat_writer_put_file_6 (self, file);
  return g_byte_array_free_to_bytes (file);
}
