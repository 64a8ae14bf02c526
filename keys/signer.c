/* signer.c - both sides of the seam. */
#include "signer.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "control.pb-c.h"
#include "frame.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

enum {
	MAX_REPLY_BYTES = 4096,
	MAX_WAITING_BYTES = 64 << 10,
	REPLY_ARENA_BYTES = 16 << 10
};

/* --- keys in this process ----------------------------------------------------------- */

static enum err
memory_sign(void *ctx, struct sign_reply *out, struct bytes header)
{
	sign_header(ctx, out, header);
	return ERR_NONE;
}

static enum err
memory_advance(void *ctx, struct sign_reply *out, struct bytes signed_entry)
{
	sign_advance(ctx, out, signed_entry);
	return ERR_NONE;
}

static enum err
memory_status(void *ctx, struct sign_reply *out)
{
	sign_status(ctx, out);
	return ERR_NONE;
}

static void
memory_hand_over(void *ctx, struct bytes body, const struct public_key *old_key)
{
	sign_hand_over(ctx, body, old_key);
}

static void
memory_free(void *ctx)
{
	sign_close(ctx);
}

enum err
signer_memory(struct signer *out, const struct sign_config *cfg, struct errmsg *m)
{
	struct sign *s;
	enum err e = sign_open(&s, cfg, m);

	if (!e)
		*out = (struct signer){ memory_sign, memory_advance, memory_status,
			memory_hand_over, memory_free, s };
	return e;
}

/* --- the sign process --------------------------------------------------------------- */

/* Half a frame that came or went before the time was over stays here, so that a slow
 * answer never puts the stream out of step. */
struct client {
	int fd;
	int timeout_ms;
	uint64_t number; /* of the last question */
	struct hash alliance;
	struct buf body; /* of the last hand_over */
	struct public_key old_key;
	struct frame_reader in;
	struct frame_writer out;
};

static bool
read_record(struct sign_record *out, const Cmsa__SignReply *p)
{
	struct signature sig;
	struct entry e;

	if (!p->record_header.len)
		return true;
	if (p->record_signature.len != sizeof(sig.b) ||
	    entry_parse(&e, pb_bytes(p->record_header)) != V_OK)
		return false;
	memcpy(sig.b, p->record_signature.data, sizeof(sig.b));
	sign_record_of(out, &e, &sig);
	return true;
}

static bool
read_reply(struct sign_reply *out, const Cmsa__SignReply *p)
{
	*out = (struct sign_reply){ .has_record = p->has_record };
	if (p->verdict > SIGN_STATEMENT || !read_record(&out->record, p))
		return false;
	out->verdict = (enum sign_verdict)p->verdict;
	for (size_t i = 0; i < p->n_keys && i < ARRAY_LEN(out->keys); i++) {
		if (p->keys[i].len != sizeof(out->keys[i].b))
			return false;
		memcpy(out->keys[out->n_keys++].b, p->keys[i].data, p->keys[i].len);
	}
	if (p->signature.len == sizeof(out->signature.b))
		memcpy(out->signature.b, p->signature.data, sizeof(out->signature.b));
	return p->signature.len == (out->verdict ? 0 : sizeof(out->signature.b));
}

/* One frame from the socket.  *mine tells whether it answers the question `number`: an
 * answer that came too late for an earlier one is passed over. */
static enum err
take_reply(bool *mine, struct sign_reply *out, struct bytes frame, uint64_t number)
{
	const ProtobufCMessage *p;
	struct arena mem;
	enum err e = ERR_NONE;

	*mine = false;
	arena_init(&mem, REPLY_ARENA_BYTES);
	if (pb_parse(&p, &mem, &cmsa__sign_reply__descriptor, frame) != V_OK)
		e = ERR_GONE;
	else if (((const Cmsa__SignReply *)(const void *)p)->number == number)
		*mine = read_reply(out, (const Cmsa__SignReply *)(const void *)p) ||
			(e = ERR_GONE);
	arena_clear(&mem);
	if (e)
		log_error("an answer of the sign process does not parse");
	return e;
}

/* Takes what has come; *mine when the answer to the last question is among it. */
static enum err
take_frames(bool *mine, struct client *c, struct sign_reply *out)
{
	struct bytes frame;
	enum err e = frame_reader_fill(&c->in, c->fd);

	while (!e && !*mine) {
		e = frame_reader_next(&c->in, &frame);
		if (e == ERR_BUSY)
			return ERR_NONE;
		if (!e)
			e = take_reply(mine, out, frame, c->number);
	}
	return e;
}

/* Waits until the socket can do what the client needs.  False when the time is over. */
static bool
wait_for(const struct client *c, int64_t until_ms)
{
	int64_t left_ms = until_ms - clock_monotonic_ms();
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	int n;

	if (frame_writer_waiting(&c->out))
		p.events |= POLLOUT;
	n = poll(&p, 1, left_ms > 0 ? (int)left_ms : 0);
	return n > 0 || (n < 0 && errno == EINTR);
}

static enum err
ask(struct client *c, struct sign_reply *out, Cmsa__SignRequest *q)
{
	int64_t until_ms = clock_monotonic_ms() + c->timeout_ms;
	struct buf b = { 0 };
	bool mine = false;
	enum err e;

	q->number = ++c->number;
	q->alliance_id = pb_hash_data(&c->alliance);
	if (c->body.n) {
		q->keys_body = pb_data(buf_view(&c->body));
		q->old_key = pb_hash_data(c->old_key.b);
	}
	pb_write(&b, &q->base);
	e = frame_writer_put(&c->out, buf_view(&b));
	buf_clear(&b);
	while (!e && !mine) {
		e = frame_writer_flush(&c->out, c->fd);
		if (!e && !wait_for(c, until_ms))
			e = ERR_GONE;
		if (!e)
			e = take_frames(&mine, c, out);
	}
	return e ? ERR_GONE : ERR_NONE;
}

static enum err
socket_sign(void *ctx, struct sign_reply *out, struct bytes header)
{
	Cmsa__SignRequest q;

	cmsa__sign_request__init(&q);
	q.header = pb_data(header);
	return ask(ctx, out, &q);
}

static enum err
socket_advance(void *ctx, struct sign_reply *out, struct bytes signed_entry)
{
	Cmsa__SignRequest q;

	cmsa__sign_request__init(&q);
	q.advance = pb_data(signed_entry);
	return ask(ctx, out, &q);
}

static enum err
socket_status(void *ctx, struct sign_reply *out)
{
	Cmsa__SignRequest q;

	cmsa__sign_request__init(&q);
	return ask(ctx, out, &q);
}

static void
socket_hand_over(void *ctx, struct bytes body, const struct public_key *old_key)
{
	struct client *c = ctx;

	buf_reset(&c->body);
	buf_add(&c->body, body.p, body.n);
	if (body.n)
		c->old_key = *old_key;
}

static void
socket_free(void *ctx)
{
	struct client *c = ctx;

	close(c->fd);
	frame_reader_clear(&c->in);
	frame_writer_clear(&c->out);
	buf_clear(&c->body);
	free(c);
}

void
signer_socket(struct signer *out, int fd, const struct hash *alliance, int timeout_ms)
{
	struct client *c = mem_new(sizeof(*c));

	*c = (struct client){ .fd = fd, .timeout_ms = timeout_ms, .alliance = *alliance };
	frame_reader_init(&c->in, MAX_REPLY_BYTES);
	frame_writer_init(&c->out, MAX_WAITING_BYTES);
	*out = (struct signer){ socket_sign, socket_advance, socket_status,
		socket_hand_over, socket_free, c };
}

void
signer_clear(struct signer *s)
{
	if (s->free)
		s->free(s->ctx);
	*s = (struct signer){ 0 };
}
