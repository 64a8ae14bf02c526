/* keys_feed.h - right headers of one feed, for tests that then spoil one thing. */
#ifndef KEYS_FEED_H
#define KEYS_FEED_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "entry.h"
#include "key.h"
#include "kind.h"
#include "sign.h"

static const struct hash FEED_ALLIANCE = { { 0xa1, 0x11 } };

/* The entry of AUS at `seq` that chains to `prev`, its header in `header`. */
static inline struct entry
feed_entry(struct buf *header, uint64_t seq, const struct hash *prev)
{
	struct entry e = {
		.place = { .author = "AUS", .incarnation = 1, .seq = seq },
		.prev = *prev,
		.key = 1,
		.register_number = 5,
		.register_id = { { 5 } },
		.time_ms = 1000 + (int64_t)seq,
		.kind = seq == 1 ? KIND_KEYS : KIND_CAPACITY,
		.schema = 1,
		.audience = AUDIENCE_PUBLIC,
		.body_hash = { { (uint8_t)seq } },
		.body_size = 7,
	};

	buf_reset(header);
	entry_write(header, &e);
	e.header = buf_view(header);
	e.id = entry_id(e.header);
	return e;
}

/* A signing key of AUS that is the same in every run. */
static inline struct key
feed_key(uint8_t which)
{
	uint8_t seed[32] = { which, 7 };
	struct key k;

	if (key_of_seed(&k, KEY_SIGNING, "AUS", seed) != ERR_NONE)
		abort();
	return k;
}

static inline struct sign_config
feed_config(const struct key *key, const char *record_path)
{
	return (struct sign_config){
		.author = "AUS",
		.incarnation = 1,
		.generation = 1,
		.alliance = FEED_ALLIANCE,
		.key = key,
		.record_path = record_path,
	};
}

#endif
