/* core_liar_fixture.h - what a peer says to one core, by hand. */
#ifndef CORE_LIAR_FIXTURE_H
#define CORE_LIAR_FIXTURE_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hand.h"
#include "mem.h"
#include "pb.h"
#include "segment.h"

/* --- messages ----------------------------------------------------------------------- */

static inline void
say(struct hand *h, const char *from, Cmsa__Wire__MessageCase which, void *message)
{
	Cmsa__Wire w;

	cmsa__wire__init(&w);
	w.message_case = which;
	w.hello = message; /* the pointers of a oneof share one place */
	hand_say(h, from, &w);
}

static inline void
say_beacon(struct hand *h, const char *from, int64_t time_ms)
{
	uint8_t other[32] = { 1 };
	struct hash id = registry_id(h->w.maker.registry);
	Cmsa__Beacon b;

	cmsa__beacon__init(&b);
	b.register_number = registry_number(h->w.maker.registry);
	b.register_id = pb_hash_data(id.b);
	b.heads_digest = pb_hash_data(other);
	b.time_ms = time_ms;
	say(h, from, CMSA__WIRE__MESSAGE_BEACON, &b);
}

static inline void
ask_segment(struct hand *h, const char *from, const char *author, uint64_t first)
{
	Cmsa__GetSegment g;
	Cmsa__Wire w;

	cmsa__get_segment__init(&g);
	g.author = pb_text(author);
	g.incarnation = 1;
	g.first = first;
	g.audiences = UINT32_MAX;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_GET_SEGMENT;
	w.get_segment = &g;
	hand_tell(h, from, &w);
}

static inline uint64_t
count(const struct hand *h, enum verdict v)
{
	return core_refused(h->core, v);
}

static inline void
live(struct hand *h, const char *from, const struct hand_entry *e, size_t n)
{
	hand_live(h, from, e, n, true);
	core_flush(h->core, world_time(&h->w));
}

static inline void
begin(struct hand *h)
{
	hand_init(h, ROLE_MEMBER);
	hand_hello(h, "JPN");
	hand_hello(h, "GBR");
	hand_hello(h, "court");
	hand_heads(h, "JPN", NULL, 0);
	hand_heads(h, "GBR", NULL, 0);
	hand_heads(h, "court", NULL, 0);
	hand_forget(h);
}

/* A right entry of GBR, of which `spoil` then changes something before it is signed. */
static inline void
write_spoiled(struct hand *h, struct hand_entry *out, struct hand_feed *f,
    void (*spoil)(struct hand *h, struct entry *e))
{
	struct buf string = { 0 };
	struct hash alliance = registry_alliance(h->w.maker.registry);
	struct maker_pair by = maker_signing(f->author);
	struct key k;

	hand_review(h, out, f, AUDIENCE_PUBLIC, 1);
	spoil(h, &out->e);
	buf_reset(&out->header);
	entry_write(&out->header, &out->e);
	out->e.header = buf_view(&out->header);
	out->e.id = entry_id(out->e.header);
	entry_signing_string(&string, &alliance, &out->e.id);
	ck_assert_int_eq(key_of_seed(&k, KEY_SIGNING, f->author, by.secret), ERR_NONE);
	key_sign(&out->sig, &k, KEY_SIGNING, buf_view(&string));
	key_clear(&k);
	buf_clear(&string);
	f->tip = out->e.id;
}

#endif
