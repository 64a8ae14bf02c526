/* scenario_world.h - what the statements of a scenario build: a register of signed acts
 * under test keys, feeds of chained entries, and the facts of everything so far.
 * Deterministic: keys are derived from names, times come from the scenario. */
#ifndef SCENARIO_WORLD_H
#define SCENARIO_WORLD_H

#include "act.h"
#include "arena.h"
#include "body.h"
#include "comply.h"
#include "facts.h"
#include "registry.h"

enum {
	WORLD_REGISTRARS = 3,
	WORLD_THRESHOLD = 2,
	WORLD_MAX_ACTS = 256,
	WORLD_MAX_FEEDS = 64,
	WORLD_MAX_ENTRIES = 512
};

/* An act that a scenario can name. */
struct world_act {
	char name[32]; /* "" when it has none */
	enum act_kind kind;
	char country[COUNTRY_LEN];
	struct date date; /* of the certification itself, else of the act */
};

struct world_feed {
	char author[AUTHOR_LEN];
	uint64_t seq;
	struct hash id;
};

struct world_entry {
	struct place place;
	struct hash id;
	int64_t time_ms;
	uint32_t kind;
	uint32_t audience;
	uint64_t register_number;
	char name[32]; /* "" when it has none */
	bool held;
	bool usable;
	struct bytes body;
};

struct world {
	struct registry *registry;
	uint8_t registrar_key[WORLD_REGISTRARS][64];
	struct hash last_act;
	struct world_act acts[WORLD_MAX_ACTS]; /* acts[i] is act number i + 1 */
	size_t n_acts;
	struct world_feed feeds[WORLD_MAX_FEEDS];
	size_t n_feeds;
	struct world_entry entries[WORLD_MAX_ENTRIES];
	size_t n_entries;
	struct arena mem;
};

/* A register that holds the genesis act, dated 2025-01-01. */
struct world *world_new(void);
void world_free(struct world *w);

/* Numbers, signs and folds an act whose body and date are filled; `label` is noted. */
enum verdict world_add_act(
    struct world *w, Cmsa__Act *act, const struct world_act *label);

/* Number of the act of that name; 0 when there is none. */
uint64_t world_act_number(const struct world *w, const char *name);
/* The newest certification of a country; 0 when there is none. */
uint64_t world_certification(const struct world *w, const char *country);

/* The keys a name stands for: Ed25519 pairs (secret 64 bytes) and a X25519 public key. */
struct world_keys {
	struct public_key identity, signing, reading, curve;
	uint8_t identity_secret[64], signing_secret[64];
};
void world_keys_of(struct world_keys *k, const char *author);

/* Appends an entry to the author's feed, its keys entry first when the feed is empty.
 * The result is what body_parse says of the body; `fault` may be filled then. */
struct world_post {
	const char *author;
	int64_t time_ms;
	uint32_t kind;
	uint32_t audience;
	bool held; /* false: this node does not hold the body */
	const ProtobufCMessage *body;
	struct bytes encoded; /* instead, when body is NULL */
};
enum verdict world_post(
    struct world *w, const struct world_post *p, struct body_fault *fault);

/* Names the entry appended last; and the newest of a name, NULL: none. */
void world_name_last(struct world *w, const char *name);
const struct world_entry *world_entry(const struct world *w, const char *name);

const struct world_feed *world_feed(const struct world *w, const char *author);

/* Everything so far at a level, finished; the caller frees it. */
struct facts *world_facts(const struct world *w, enum facts_level level);

#endif
