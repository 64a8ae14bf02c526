/* out.c - frames on their way to net. */
#include <stdlib.h>
#include <string.h>

#include "core_priv.h"
#include "mem.h"
#include "pb.h"

static struct core_out *
add(struct core *c, enum core_out_type type)
{
	struct core_out *o;

	/* what net took already makes room, also while the queue is never quite empty */
	if (c->first_out && c->first_out >= c->n_out / 2) {
		memmove(c->out, c->out + c->first_out,
		    (c->n_out - c->first_out) * sizeof(*c->out));
		c->n_out -= c->first_out;
		c->first_out = 0;
	}
	if (c->n_out == c->room_out) {
		c->room_out = c->room_out ? c->room_out * 2 : 64;
		c->out = mem_resize(c->out, c->room_out, sizeof(*c->out));
	}
	o = &c->out[c->n_out++];
	*o = (struct core_out){ .type = type };
	c->out_bytes += sizeof(*o);
	return o;
}

static void
set_frame(struct core *c, struct core_out *o, const Cmsa__Wire *w)
{
	pb_write(&o->frame, &w->base);
	c->out_bytes += o->frame.n;
}

static bool
is_live(const Cmsa__Wire *w)
{
	return w->message_case == CMSA__WIRE__MESSAGE_LIVE ||
	       w->message_case == CMSA__WIRE__MESSAGE_BEACON;
}

static bool
is_answer(const Cmsa__Wire *w)
{
	return w->message_case == CMSA__WIRE__MESSAGE_HEADS ||
	       w->message_case == CMSA__WIRE__MESSAGE_ACTS ||
	       w->message_case == CMSA__WIRE__MESSAGE_SEGMENT ||
	       w->message_case == CMSA__WIRE__MESSAGE_IDS ||
	       w->message_case == CMSA__WIRE__MESSAGE_REFUSAL;
}

void
out_send(struct core *c, struct peer *to, const Cmsa__Wire *w)
{
	struct core_out *o;

	/* the peer asks again when its question has run out */
	if (is_answer(w) ? c->out_bytes > MAX_ANSWER_BYTES ||
			       to->answer_bytes > MAX_PEER_ANSWER_BYTES
			 : c->out_bytes > MAX_OUT_BYTES)
		return;
	o = add(c, CORE_SEND);
	memcpy(o->author, to->author, sizeof(o->author));
	memcpy(o->node, to->node, sizeof(o->node));
	o->live = is_live(w);
	set_frame(c, o, w);
	o->answer = is_answer(w);
	if (o->answer)
		to->answer_bytes += o->frame.n;
}

void
out_send_role(struct core *c, enum role role, const Cmsa__Wire *w, const char *except)
{
	struct core_out *o;

	if (c->out_bytes > MAX_OUT_BYTES)
		return;
	o = add(c, CORE_SEND);
	o->role = role;
	o->live = is_live(w);
	if (except)
		memcpy(o->except, except, strlen(except) + 1);
	set_frame(c, o, w);
}

void
out_redial(struct core *c, const struct peer *p)
{
	struct core_out *o = add(c, CORE_REDIAL);

	memcpy(o->author, p->author, sizeof(o->author));
	memcpy(o->node, p->node, sizeof(o->node));
}

void
out_admission(struct core *c, struct buf *list)
{
	struct core_out *o = add(c, CORE_ADMISSION);

	o->frame = *list;
	*list = (struct buf){ 0 };
	c->out_bytes += o->frame.n;
}

static void
sent(struct core *c, const struct core_out *o)
{
	struct peer *p = peering_find(c, o->author, o->node);

	if (p) /* or it has been removed, and perhaps come back */
		p->answer_bytes -=
		    o->frame.n < p->answer_bytes ? o->frame.n : p->answer_bytes;
}

bool
core_next(struct core *c, struct core_out *out)
{
	if (c->first_out == c->n_out)
		return false;
	*out = c->out[c->first_out++];
	c->out_bytes -= out->frame.n + sizeof(*out);
	if (out->answer)
		sent(c, out);
	return true;
}

size_t
core_waiting(const struct core *c)
{
	return c->out_bytes;
}

void
out_clear(struct core *c)
{
	struct core_out o;

	while (core_next(c, &o))
		buf_clear(&o.frame);
	free(c->out);
	c->out = NULL;
}
