/* core_priv.h - inside core: what its parts give each other. */
#ifndef CORE_PRIV_H
#define CORE_PRIV_H

#include "core_state.h"

/* roster.c: who this node is at the register's head; NULL before it is enrolled, or its
 * country has granted it, and when that is over. */
const struct author *own_author(const struct core *c);
/* As whom it reads: a desk's node reads as one before it can know of its grant. */
enum role own_role(const struct core *c);
/* Its nodes are admitted: an author enrolled and not removed, or a desk that its country,
 * a member, has not withdrawn.  At the register's head. */
bool roster_admits(const struct core *c, const struct author *a);
/* The nodes of others to be admitted; the caller frees.  A CURVE key has one author: of two
 * desks that name it the one that has had it longer, as the log took their keys entries.
 * Enrolled authors stand first, by name, then desks, the oldest first. */
struct roster_node {
	const struct author *author;
	const struct author_node *node;
	struct public_key
	    key; /* of a node with two keys there are two, the newest first */
};
struct roster_node *roster_list(struct core *c, size_t *n);
/* The keys of the author's feed, its newest incarnation; NULL: no entry is held. */
const struct generations *roster_keys(const struct core *c, const char *author);
/* PROTOCOL M4.30.  To whom a body is sealed for the author now: the reading key of its newest
 * keys entry or enrol act, by what is held here.  False: neither enrolled nor granted. */
bool roster_reading_key(struct core *c, struct public_key *out, const char *author);

struct run_entry;
/* rotate.c: changes of this node's own keys. */
/* The generation that a keys body names; 0: it names none. */
uint32_t rotate_named(struct bytes body);
/* The signer hears what goes with own entry `r`, which it is asked to sign next. */
void rotate_before_sign(struct core *c, const struct run_entry *r);
/* The same before its record moves to the own entry `se`, the newest held. */
void rotate_before_advance(struct core *c, const struct stored_entry *se);
/* Is there a body that names the next keys, given at the start or by the operator?  *number: of
 * the generation that signs the entry with it: the one in force, or, when only the new key is
 * open in the sign process, the next.  False: none, or it is not time yet. */
bool rotate_pending(struct core *c, uint32_t *number);
/* The operator gives one.  ERR_INPUT, ERR_REFUSED, ERR_BUSY and why; ERR_NONE: c->keys_body. */
enum err rotate_take(struct core *c, struct bytes body, struct errmsg *m);

/* desk_feed.c: the keys of feeds and the desks that keys entries made, in step with the store,
 * in the order in which they were taken. */
/* Folds a keys entry that is being appended, inside the caller's transaction. */
enum err desk_feed_append(struct core *c, const struct entry *e, struct bytes body);
/* Those from `first` on in its feed are set aside; inside the caller's transaction. */
enum err desk_feed_drop(struct core *c, const struct place *first);
/* All of them again, from the store. */
enum err desk_feed_load(struct core *c);
/* Sends the admission list again when desks have changed. */
void desk_feed_tick(struct core *c, struct core_time now);

/* counts.c */
void core_count(struct core *c, enum verdict v, struct peer *p);

/* budget.c: PROTOCOL M6.16, M6.22.  What a peer may cost. */
void budget_init(struct peer *p, struct core_time now);
bool budget_is_muted(const struct peer *p, struct core_time now);
/* False: it is muted already, or this frame was too much and it is from now on. */
bool budget_take_frame(struct core *c, struct peer *p, size_t bytes, struct core_time now);
/* The same for the entries of a Live message beyond its first. */
bool budget_take_entries(struct core *c, struct peer *p, size_t n, struct core_time now);
/* So many signatures that it sent did not verify. */
void budget_forgeries(struct core *c, struct peer *p, uint64_t n, struct core_time now);

/* kept_out.c */
enum err kept_out_load(struct core *c);
/* NULL: it is not kept out. */
const char *kept_out_why(const struct core *c, const char *author, const char *node);
/* Admitted again.  ERR_INPUT: it is not kept out; ERR_STORE: until the next start only. */
enum err kept_out_admit(struct core *c, const char *author, const char *node,
    struct core_time now, struct errmsg *m);
void kept_out_clear(struct core *c);

/* out.c: queues a frame of one Wire message. */
void out_send(struct core *c, struct peer *to, const Cmsa__Wire *w);
void out_send_role(
    struct core *c, enum role role, const Cmsa__Wire *w, const char *except);
void out_redial(struct core *c, const struct peer *p);
void out_admission(struct core *c, struct buf *list);
void out_clear(struct core *c);

/* feeds.c */
struct own_feed *feeds_find(struct core *c, const char *author, uint32_t incarnation);
struct own_feed *feeds_get(
    struct core *c, const char *author, uint32_t incarnation); /* made */
/* Reads all tips again from the store. */
enum err feeds_load(struct core *c); /* after an error it is tried at each tick */
/* Moves tip and position after an append. */
void feeds_moved(struct core *c, struct own_feed *f, const struct entry *e);
/* Is nothing more of it taken? */
bool feeds_is_stopped(const struct own_feed *f);
/* The generation of this node's own signing key that is in force for its next entry; 1 before
 * the first. */
uint32_t feeds_key_number(struct core *c);
/* Of all heads held. */
const struct hash *feeds_digest(struct core *c);

/* The newest entry of a feed, or what its first one follows. */
struct feed_tip feeds_tip(struct core *c, const char *author, uint32_t incarnation);
/* The same of the feed that this node writes. */
struct feed_tip feeds_own_tip(struct core *c);
/* The seq of an author's newest entry that counts, over its incarnations. */
uint64_t feeds_last_seq(const struct core *c, const char *author);
/* A cut says which branch holds: what stopped the feed below it is settled. */
void feeds_go_on(struct core *c, struct own_feed *f);

/* cut.c: what acts that cut feeds ask of what is held. */
/* Is an act held that opened its incarnation, and does no cut leave the entry out?  V_OK,
 * V_REGISTER_WAIT, V_WRONG_KEY, V_CUT, V_CUT_BRANCH. */
enum verdict cut_check(const struct core *c, const struct entry *e);
/* Has a cut said which history of that incarnation holds?  Then no fork of it stops anything. */
bool cut_settles(const struct core *c, const struct place *at);
/* The cut of an incarnation whose last entry is not held yet; NULL: none is waited for. */
const struct cut *cut_waits(
    const struct core *c, const char *author, uint32_t incarnation);
/* Entries held that are of another branch than a cut names are set aside, and the feed goes
 * on.  After an act, and after a start. */
enum err cut_apply(struct core *c, struct core_time now);
/* Inside the caller's transaction: the newest segment of a feed is set aside, since its author
 * signed another branch and a cut will tell which one holds. */
enum err cut_step_back(struct core *c, const struct own_feed *f, const struct cut *cut);
/* What is set aside, a row for each feed and cut.  Free it, also after an error. */
struct branches {
	Cmsa__BranchAside **list;
	size_t n;
};
enum err cut_branches(struct core *c, struct branches *out);
void cut_branches_free(struct branches *b);
/* Why this node cannot write under its incarnation; NULL: it can. */
const char *cut_doubt(const struct core *c);

/* acts.c */
enum err acts_load(struct core *c, struct errmsg *m);
enum verdict acts_take(struct core *c, struct bytes signed_act, struct core_time now);
/* Tells the register which act more than half of the members name, by the entries held.  Before
 * an act, after entries when the register is split, and after a start. */
void acts_name(struct core *c);
/* Sends net the admission list of the register's head, and re-reads peers' roles. */
void acts_admit(struct core *c, struct core_time now);

/* accept.c: the one door.  A run of entries of one feed, ascending. */
struct run_entry {
	struct entry e;         /* borrows its header */
	struct bytes signature; /* empty: none came with it */
	struct bytes body;      /* p NULL: not sent */
};
/* Parses header, signature and body into one; a header that does not stand by itself
 * gives its verdict.  V_UPGRADE_NEEDED fills it all the same. */
enum verdict run_entry_parse(struct run_entry *out, struct bytes header,
    struct bytes signature, struct bytes body);
/* Checks and appends inside the caller's transaction; *taken says how many.  *v is V_OK,
 * or why the entry after the taken ones was not (those held already are passed over).
 * After an error the caller rolls back and calls feeds_load. */
enum err accept_run(struct core *c, size_t *taken, enum verdict *v,
    const struct run_entry *run, size_t n);

/* Would the door take this own entry once it is signed?  Asked before it is signed: what was
 * signed for a place can never be anything else. */
enum verdict accept_check_own(struct core *c, const struct run_entry *r);

/* PROTOCOL M4.8: did its author sign the first entry of the run, or a later one that chains to
 * it?  True also while the key of the feed is not known here. */
bool accept_is_authentic(struct core *c, const struct run_entry *run, size_t n);

/* The body of an entry that is held without it, if it is its body and the role here reads it;
 * inside the caller's transaction.  True: it was missing and is kept. */
bool accept_body(struct core *c, const struct run_entry *r);

/* live.c */
/* Sends an entry that is on disk, new here, to all peers but those of author `except` (may be
 * NULL); with its body, if it has one, to the roles that read it. */
void live_send(struct core *c, const struct run_entry *r, const char *except);
/* An entry with priority of another author that came live from `from` and is on disk. */
void live_pass_on(struct core *c, const struct run_entry *r, const char *from);
/* Entries with priority that are news by their own time: what takes them must be durable. */
bool live_has_news(const struct run_entry *run, size_t n, struct core_time now);
/* The run came from `from` by catching up, and what was taken of it is on disk: passes on
 * what is news beyond `tip_before`. */
void live_caught_up(struct core *c, const struct run_entry *run, size_t n,
    uint64_t tip_before, const char *from, struct core_time now);

/* inbox.c */
void inbox_add(struct core *c, const struct peer *from, const Cmsa__SignedEntry *s);
void inbox_clear(struct core *c);

/* peering.c */
struct peer *peering_find(struct core *c, const char *author, const char *node);
void peering_sync(struct core *c, struct core_time now); /* with the register */
void peering_tick(struct core *c, struct core_time now);
void peering_hello(
    struct core *c, struct peer *p, const Cmsa__Hello *h, struct core_time now);
void peering_beacon(
    struct core *c, struct peer *p, const Cmsa__Beacon *b, struct core_time now);
/* The register head that a peer says it has: asked for when ours is behind, counted when it
 * is another. */
void peering_register(struct core *c, struct peer *p, uint64_t number, struct bytes id,
    struct core_time now);
void peering_set_state(struct peer *p, enum talk_event ev, const char *reason);
void peering_clear(struct core *c);

/* pull.c: asking, and taking acts and heads. */
void pull_acts(struct core *c, struct peer *p, struct core_time now);
void pull_heads(struct core *c, struct peer *p, struct core_time now);
void pull_more(
    struct core *c, struct peer *p, struct core_time now); /* questions for what it has */
/* A question that is not in use; NULL: all are.  The caller fills it and has it asked. */
struct question *pull_free_question(struct peer *p);
/* Asks it for the run from that place on, unless the feed is stopped or asked for already. */
void pull_run(struct core *c, struct peer *p, const struct place *first, struct core_time now);
void pull_ask(struct core *c, struct peer *p, const struct question *q);
/* Questions that ran out: others have their turn. */
void pull_drop_late(struct core *c, struct peer *p, struct core_time now);
enum verdict pull_take_refusal(
    struct core *c, struct peer *p, const Cmsa__Refusal *r, struct core_time now);
enum verdict pull_take_acts(
    struct core *c, struct peer *p, const Cmsa__Acts *a, struct core_time now);
enum verdict pull_take_heads(
    struct core *c, struct peer *p, const Cmsa__Heads *h, struct core_time now);
/* A question was not answered with what it asked for. */
void pull_failed(const struct core *c, struct peer *p, const struct question *q);

/* runs.c: takes the answer to a question for entries. */
enum verdict runs_take(
    struct core *c, struct peer *p, const Cmsa__Segment *s, struct core_time now);

/* holes.c: asks for missing bodies, now and then. */
void holes_ask(struct core *c, struct core_time now);

/* forks.c: what was told in two ways, in step with the store. */
/* The key that the feed makes current at the place, by its entries before it (at its first: the
 * one that names itself); NULL: none is known. */
const struct generation *forks_key_at(const struct own_feed *f, uint64_t seq);
/* The second history of a held place begins with run[0], which is authentic by the first of the
 * `n` that is signed: kept and known, inside the caller's transaction.  False: the histories part
 * before it. */
bool forks_take_second(
    struct core *c, const struct run_entry *run, size_t n, const struct hash *held);
/* The same for a run that a peer was asked for, in a transaction of its own.  False: it proves
 * nothing. */
bool forks_take_run(struct core *c, const struct place *at,
    const struct fork_side *theirs, const char *from, struct core_time now);
/* Notes a proof that is being appended, inside the caller's transaction. */
enum err forks_append(struct core *c, const struct entry *e, struct bytes body);
enum err forks_load(struct core *c); /* behind the tips */
void forks_tick(struct core *c, struct core_time now);
void forks_clear(struct core *c);
/* NULL: that feed has none. */
struct core_fork *forks_find(struct core *c, const char *author, uint32_t incarnation);
/* Is one known of that feed, at that place or below? */
bool forks_is_known(struct core *c, const struct place *at);
/* Is our own feed told in two ways?  Then nothing is published. */
bool forks_own(struct core *c);
/* Up to where the feed counts, by what is held. */
uint64_t forks_limit(const struct core_fork *k);

/* prove.c */
/* The held history from the place on, up to the first signature that is kept; it borrows
 * `headers`.  False: nothing is held there. */
bool prove_held_side(
    struct core *c, struct buf *headers, struct fork_side *out, struct place at);
/* Writes a proof of one fork that no entry proves yet. */
void prove_tick(struct core *c, struct core_time now);

/* hunt.c: finding the place.  Begins a search at a held place where the peer's history differs;
 * nothing when one is open or known, or the peer must wait. */
void hunt_begin(
    struct core *c, struct peer *p, const struct place *at, struct core_time now);
enum verdict hunt_take_ids(
    struct core *c, struct peer *p, const Cmsa__Ids *ids, struct core_time now);
/* Is that segment the answer to a search?  Then hunt_take_run takes it. */
bool hunt_asked(const struct peer *p, const Cmsa__Segment *s);
enum verdict hunt_take_run(
    struct core *c, struct peer *p, const Cmsa__Segment *s, struct core_time now);
void hunt_refused(struct core *c, struct peer *p, struct core_time now);
void hunt_drop_late(struct core *c, struct peer *p, struct core_time now);

/* serve.c: answering. */
enum verdict serve_heads(struct core *c, struct peer *p, struct core_time now);
enum verdict serve_acts(
    struct core *c, struct peer *p, const Cmsa__GetActs *g, struct core_time now);
enum verdict serve_segment(
    struct core *c, struct peer *p, const Cmsa__GetSegment *g, struct core_time now);
enum verdict serve_ids(
    struct core *c, struct peer *p, const Cmsa__GetIds *g, struct core_time now);

/* own.c: the own head (design 4, "Own accidents"). */
void own_tick(struct core *c, struct core_time now);
/* Entries of `author` came from a peer and were taken.  When they are our own, somebody else
 * made them (this folder was copied, or is an old one): the own head is learned anew; and
 * when the newest was made while this core ran, nothing is published until the next start. */
void own_arrived(struct core *c, const char *author, uint32_t incarnation);
/* Why nothing is published and what to do, for the operator; NULL: nothing speaks against it, or
 * the own head is being learned. */
const char *own_why_not(struct core *c);
/* A word for what the node is doing: "serving".  Never NULL. */
const char *own_state(struct core *c);
/* The peer names another id at that place of the own feed (others': nothing happens): it is asked
 * for the entry, since its word alone is no fork. */
void own_ask(
    struct core *c, struct peer *p, const struct place *at, struct core_time now);
/* A second history of the own feed was seen: nothing can be published in it any more. */
bool own_is_forked(struct core *c);

/* readers.c */
/* The reading key of an author (a country, a desk, an auditor) in force at the register's head
 *, the newest grants and its keys entries; false: it takes no part. */
bool readers_key(const struct core *c, struct public_key *out, const char *author);
/* Names by commas, "" for none.  PROTOCOL M5.42.  ERR_INPUT and why: with audience named, one
 * that takes no part or does not read what goes to customs, or nobody; with another, anybody. */
enum err readers_check(
    const struct core *c, uint32_t audience, const char *readers, struct errmsg *m);
bool readers_has(const char *readers, const char *name);
/* Who could read such a body of this node today, its author too. */
struct readers {
	char (*list)[AUTHOR_LEN];
	size_t n;
};
void readers_list(
    struct readers *out, const struct core *c, uint32_t audience, const char *readers);
void readers_clear(struct readers *r);
/* Seals to the author and its readers for the place and prev of `e`, of which it sets body
 * hash, size and key commitment.  ERR_REFUSED: one of them has no usable reading key. */
enum err readers_seal(struct core *c, struct buf *out, struct entry *e,
    const char *readers, struct bytes plain);

/* publish.c */
/* Appends one own entry durably and sends it live.  ERR_GONE: the signer did not answer:
 * the draft stays and goes on at the next tick. */
enum err publish_entry(struct core *c, struct place *out, struct hash *id, uint32_t kind,
    uint32_t audience, struct bytes body, struct core_time now);
/* What the door says of a keys entry with that body, signed by that generation, in the next
 * place. */
enum verdict publish_keys_verdict(
    struct core *c, struct bytes body, uint32_t key, struct core_time now);
/* The keys entry of rotate_take, or of the statement given at the start.  ERR_NOT_FOUND: none, or
 * its key is not open yet. */
enum err publish_next_keys(
    struct core *c, struct place *place, struct hash *id, struct core_time now);
/* The draft of before a crash, queued bodies, the first keys entry; after a failure not
 * before RETRY_MS have passed. */
void publish_tick(struct core *c, struct core_time now);
/* The same at once.  ERR_NONE: nothing is left to publish. */
enum err publish_all(struct core *c, struct core_time now);
/* May this node write, and the bodies be published?  ERR_REFUSED, ERR_INPUT and why. */
enum err publish_check(struct core *c, uint32_t kind, uint32_t audience,
    struct bytes body, struct core_time now, struct errmsg *m);

/* publish_warn.c: what is odd about a body that publish_check took, for its publisher to hear.
 * Zero it before its first use. */
struct warnings {
	struct errmsg *list;
	size_t n;
	struct errmsg beyond; /* no room for more */
};
void publish_warn(struct warnings *w, struct core *c, uint32_t kind, struct bytes body,
    struct core_time now);
/* What is odd about its readers. */
void publish_warn_readers(struct warnings *w, struct core *c, uint32_t kind,
    struct bytes body, const char *readers);
void publish_warn_clear(struct warnings *w);

/* aside.c: what waited in the queue and may not be published any more. */
enum err aside_put(struct core *c, uint64_t queued, uint32_t kind, const char *reason,
    struct core_time now);
/* Tried again, at the end of the queue, or dropped.  ERR_INPUT: nothing has that number. */
enum err aside_decide(struct core *c, uint64_t id, bool again, struct errmsg *m);
/* All of it; the caller frees, also after an error. */
enum err aside_list(struct core *c, struct store_aside **out, size_t *n);

/* subjects.c: every mineral and product of the reviews is in the tables at `today`, or the
 * register has no such table yet.  ERR_INPUT and which one is not. */
enum err subjects_check(const struct registry *r, const Cmsa__CapacityBody *b,
    struct date today, struct errmsg *m);

/* witness.c */
/* An entry with priority of another author is held: it is witnessed soon. */
void witness_soon(struct core *c, struct core_time now);
void witness_tick(struct core *c, struct core_time now);
/* Full witness entry and assessment.  `ref` of the assessment. */
enum err witness_assess(struct core *c, struct place *out, struct hash *id,
    struct core_time now, struct errmsg *m);

/* witnessed.c: what own witness entries listed, in step with the store. */
/* Notes an own witness entry or assessment that is being appended, inside the caller's
 * transaction; others change nothing. */
enum err witnessed_append(struct core *c, const struct entry *e, struct bytes body);
/* Which feeds have news, and what is due when, by the store. */
enum err witnessed_load(struct core *c, struct core_time now);

#endif
