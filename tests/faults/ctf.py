# ctf.py: small traces of LTTng's kind, made by hand so that each part of them can be wrong
# SPDX-License-Identifier: MIT
import os
import struct
import uuid as uuids

UUID = '2c6d7f65-3d60-4a5b-9d2e-18a8f7a5c001'
START = 1_700_000_000_000_000_000  # ns, the clock's offset
MAGIC = 0xC1FC1FC1
N_EVENTS = 40  # of each packet

METADATA = '''/* CTF 1.8 */
typealias integer { size = 8; align = 8; signed = false; } := uint8_t;
typealias integer { size = 32; align = 8; signed = false; } := uint32_t;
typealias integer { size = 64; align = 8; signed = false; } := uint64_t;
typealias integer { size = 32; align = 8; signed = true; } := int32_t;
typealias integer { size = 64; align = 8; signed = true; } := int64_t;
trace {
	major = 1; minor = 8; uuid = "%s"; byte_order = le;
	packet.header := struct { uint32_t magic; uint8_t uuid[16]; uint32_t stream_id; };
};
env {
	hostname = "box"; domain = "kernel"; tracer_name = "lttng-modules"; tracer_major = 2; tracer_minor = 13;
	tracer_patchlevel = 0; kernel_release = "6.1.0";
};
clock { name = "monotonic"; description = "Monotonic Clock"; freq = 1000000000; offset = %d; };
typealias integer { size = 64; align = 8; signed = false; map = clock.monotonic.value; } := clock_t;
stream {
	id = 0;
	event.header := struct { uint32_t id; clock_t timestamp; };
	packet.context := struct {
		clock_t timestamp_begin; clock_t timestamp_end; uint64_t content_size; uint64_t packet_size;
		uint64_t packet_seq_num; uint64_t events_discarded; uint32_t cpu_id;
	};
};
event {
	name = "sched_switch"; id = 0; stream_id = 0;
	fields := struct {
		integer { size = 8; align = 8; signed = 0; encoding = UTF8; } _prev_comm[16]; int32_t _prev_tid; int32_t _prev_prio;
		int64_t _prev_state;
		integer { size = 8; align = 8; signed = 0; encoding = UTF8; } _next_comm[16]; int32_t _next_tid; int32_t _next_prio;
	};
};
''' % (UUID, START)


def event(number, id=0):
    """One switch to and fro between two threads."""
    names = (b'swapper/0', 0), (b'worker', 77)
    (before, tid), (after, other) = names if number % 2 == 0 else names[::-1]
    return struct.pack('<IQ16siiq16sii', id, 1000 * number, before, tid, 20, 0, after, other, 20)


def packet(number=0, cpu=0, magic=MAGIC, uuid=UUID, stream=0, content=None, size=None, begin=None, events=None, lost=0):
    """content and size: bytes that its header says it has, where they aren't those that it has."""
    first = number * N_EVENTS
    body = b''.join(event(first + i) for i in range(N_EVENTS)) if events is None else events
    length = 24 + 52 + len(body)
    return struct.pack('<I16sIQQQQQQI', magic, uuids.UUID(uuid).bytes, stream, 1000 * first if begin is None else begin,
                       1000 * (first + N_EVENTS - 1), 8 * (length if content is None else content), 8 * (length if size is None else size),
                       number, lost, cpu) + body


def stream(n=3, **how):
    return b''.join(packet(i, **how) for i in range(n))


def write(folder, metadata=METADATA, streams=None):
    """streams: bytes of each file; the folder is a whole trace where nothing else is said."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'metadata'), 'wb') as file:
        file.write(metadata if isinstance(metadata, bytes) else metadata.encode())
    for number, content in enumerate([stream()] if streams is None else streams):
        with open(os.path.join(folder, 'channel0_%d' % number), 'wb') as file:
            file.write(content)
    return folder
