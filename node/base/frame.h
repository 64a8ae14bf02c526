/* frame.h - messages over a stream socket between processes of one node: a 4-byte
 * big-endian length, then that many bytes.  No allocation follows a length before it has
 * met the limit. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "err.h"

/* --- blocking: for one question and one answer -------------------------------------- */

/* Writes one frame.  `timeout_ms` bounds the whole call, -1: none.  Works on blocking and
 * non-blocking sockets.  ERR_GONE: the other end is closed, or the time is over (then
 * part of the frame may be out: the stream is of no more use). */
enum err frame_write(int fd, struct bytes payload, int timeout_ms);

/* Reads one frame into `out` (cleared first; the caller clears it).  ERR_GONE as above,
 * ERR_INPUT: longer than `most_bytes` (the stream is of no more use). */
enum err frame_read(int fd, struct buf *out, size_t most_bytes, int timeout_ms);

/* --- non-blocking: for poll loops --------------------------------------------------- */

/* Bytes that came and are not yet taken.  Memory: at most one read beyond one frame. */
struct frame_reader {
	struct buf in;
	size_t at;         /* taken so far */
	size_t most_bytes; /* of one frame */
};

void frame_reader_init(struct frame_reader *r, size_t most_bytes);
void frame_reader_clear(struct frame_reader *r);

/* Reads once what the socket has.  ERR_NONE: something or nothing came; ERR_GONE: the end
 * of the stream; ERR_IO.  Take all frames (frame_reader_next) before filling again. */
enum err frame_reader_fill(struct frame_reader *r, int fd);

/* The next whole frame, borrowed until the next call on `r`.  ERR_NONE; ERR_BUSY: not
 * whole yet; ERR_INPUT: longer than the limit (the stream is of no more use). */
enum err frame_reader_next(struct frame_reader *r, struct bytes *payload);

/* Frames not yet out. */
struct frame_writer {
	struct buf out;
	size_t at;          /* sent so far */
	size_t limit_bytes; /* of what may wait */
};

void frame_writer_init(struct frame_writer *w, size_t limit_bytes);
void frame_writer_clear(struct frame_writer *w);

/* Queues one frame, copied.  ERR_FULL: it would pass the limit, nothing was queued; into
 * an empty queue one frame always fits. */
enum err frame_writer_put(struct frame_writer *w, struct bytes payload);

/* Sends what the socket takes.  ERR_NONE (frame_writer_waiting tells whether all),
 * ERR_GONE, ERR_IO. */
enum err frame_writer_flush(struct frame_writer *w, int fd);

/* Bytes that still wait: poll for POLLOUT when not 0. */
size_t frame_writer_waiting(const struct frame_writer *w);

#endif
