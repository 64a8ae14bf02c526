/* sim_talk_fixture.h - one core, and messages to it by hand. */
#ifndef SIM_TALK_FIXTURE_H
#define SIM_TALK_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "hand.h"
#include "heads.h"
#include "kind.h"
#include "pb.h"

static struct hand h;

static inline void
begin(void)
{
	hand_init(&h, ROLE_MEMBER);
}

static inline void
end(void)
{
	hand_clear(&h);
}

static inline uint64_t
head_number(void)
{
	return registry_number(h.w.maker.registry);
}

static inline Cmsa__Wire
wire_of(Cmsa__Wire__MessageCase message)
{
	Cmsa__Wire w;

	cmsa__wire__init(&w);
	w.message_case = message;
	return w;
}

static inline void
get_heads(const char *from)
{
	Cmsa__GetHeads g;
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_GET_HEADS);

	cmsa__get_heads__init(&g);
	w.get_heads = &g;
	hand_say(&h, from, &w);
}

/* A beacon with that register head and digest, and one recent head when `recent` is given. */
static inline void
beacon(const char *from, uint64_t number, const struct hash *id,
    const struct hash *digest, const struct hand_feed *recent)
{
	Cmsa__Wire w = wire_of(CMSA__WIRE__MESSAGE_BEACON);
	struct hand_feed copy = { 0 };
	Cmsa__Head head, *list[1] = { &head };
	Cmsa__Beacon b;

	cmsa__beacon__init(&b);
	b.register_number = number;
	b.register_id = pb_hash_data(id->b);
	b.heads_digest = pb_hash_data(digest->b);
	b.time_ms = world_time(&h.w).wall_ms;
	if (recent) {
		copy = *recent;
		cmsa__head__init(&head);
		head.author = copy.author;
		head.incarnation = 1;
		head.seq = copy.seq;
		head.id = pb_hash_data(copy.tip.b);
		b.recent = list;
		b.n_recent = 1;
	}
	w.beacon = &b;
	hand_say(&h, from, &w);
}

/* The core's next question is allowed again, and what waits is dropped. */
static inline void
quiet(void)
{
	hand_pass(&h, 600);
	hand_forget(&h);
}

#endif
