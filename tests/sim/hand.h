/* hand.h - one real core, AUS, whose peers are the test itself: it hears what the test says,
 * and what it sends is looked at frame by frame.  Members JPN and GBR, candidate KOR and
 * auditor "court" are enrolled with keys that the test signs with. */
#ifndef HAND_H
#define HAND_H

#include "control.pb-c.h"
#include "wire.pb-c.h"
#include "world.h"

struct hand {
	struct world w;
	struct core *core;    /* of node 0 */
	struct core_out *out; /* what it sent and nobody has taken, oldest first */
	size_t n_out, room_out;
	struct arena mem; /* of the messages that hand_took gave */
};

/* Starts the core of AUS under that role; its first keys entry is out. */
void hand_init(struct hand *h, enum role own);
/* The same for another author's core: that of a desk AUS.customs, which AUS has not granted, or
 * of the auditor "court".  AUS is a member then, for which the test writes. */
void hand_init_as(struct hand *h, const char *author);
void hand_clear(struct hand *h);

/* Ends the core without a word and starts it again on its store. */
void hand_restart(struct hand *h);

/* Lets time pass, in ticks of 100 ms. */
void hand_pass(struct hand *h, int64_t ms);

/* `from` says it; hand_say then has the core take what it gathered, as net does when nothing
 * more is waiting. */
void hand_tell(struct hand *h, const char *from, const Cmsa__Wire *w);
void hand_say(struct hand *h, const char *from, const Cmsa__Wire *w);

/* The oldest message of that kind to that author (or to its role); NULL: none.  Borrowed until
 * hand_clear. */
const Cmsa__Wire *hand_took(
    struct hand *h, const char *to, Cmsa__Wire__MessageCase message);
/* How many such messages wait. */
size_t hand_waiting(struct hand *h, const char *to, Cmsa__Wire__MessageCase message);
size_t hand_redials(const struct hand *h, const char *to);
/* Drops all that waits. */
void hand_forget(struct hand *h);

/* The HELLO that `from` should say, its register head being that of act `number`. */
void hand_hello_of(struct hand *h, Cmsa__Hello *hello, struct hash *id, const char *from,
    uint64_t number);
/* Says it with the register's head. */
void hand_hello(struct hand *h, const char *from);
/* The same, and that it holds nothing when asked for its heads; what waits is dropped. */
void hand_greet(struct hand *h, const char *from);

/* A feed that the test writes. */
struct hand_feed {
	char author[AUTHOR_LEN];
	uint64_t seq;
	struct hash tip;
};

struct hand_entry {
	struct buf header, body;
	struct entry e;
	struct signature sig;
};

/* The next entry of the feed, signed; the first is its keys entry whatever is asked for.
 * Clear with hand_entry_clear. */
void hand_write(struct hand *h, struct hand_entry *out, struct hand_feed *f,
    uint32_t kind, uint32_t audience, struct bytes body);
/* The same with a capacity review of its author's country; `n` tells it from others. */
void hand_review(struct hand *h, struct hand_entry *out, struct hand_feed *f,
    uint32_t audience, unsigned n);
void hand_entry_clear(struct hand_entry *e);

/* Live message with the entries, without their bodies when `bodies` is false. */
void hand_live(
    struct hand *h, const char *from, const struct hand_entry *e, size_t n, bool bodies);

/* Segment with the entries of one feed; signature i stands when bit i of `signatures` is
 * set, bodies of every audience of `audiences` (bits) stand. */
void hand_segment(struct hand *h, const char *from, const struct hand_entry *e, size_t n,
    uint64_t signatures, uint32_t audiences);

/* Heads: `n` feeds, sorted, at the register's head. */
void hand_heads(
    struct hand *h, const char *from, const struct hand_feed *feeds, size_t n);

/* The operator asks; the answer is borrowed until hand_clear. */
const Cmsa__ControlReply *hand_ask(struct hand *h, const Cmsa__ControlRequest *request);
/* Publishes a body of AUS with so many rows (at most 1000); the core's exit code. */
uint32_t hand_publish(struct hand *h, uint32_t audience, unsigned n, size_t rows);

/* AUS grants the desk that kind, for audiences public and customs, or withdraws it; the core's
 * exit code. */
uint32_t hand_grant(struct hand *h, const char *desk, uint32_t kind);
uint32_t hand_withdraw(struct hand *h, const char *desk);

/* What the core holds of a feed. */
uint64_t hand_held(const struct hand *h, const char *author);
bool hand_body_held(struct hand *h, const char *author, uint64_t seq);

#endif
