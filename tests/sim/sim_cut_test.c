/* sim_cut_test.c - a feed that forked is cut by an act: all nodes end on the named branch,
 * nothing beyond it counts, and the author goes on under a new key (PROTOCOL.md 3.7, 4.8). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit_export.h"
#include "beyond.h"
#include "check_main.h"
#include "comply.h"
#include "file.h"
#include "pb.h"
#include "proof.h"
#include "statement.h"
#include "verify.h"
#include "world.h"

enum {
	NODES = 6,
	AUS = 0,
	ONE = 1, /* the groups of the partition */
	OTHER = 2
};

static struct world w;

/* A second life of AUS: a copy of its folder and of what its sign process remembers. */
struct copy {
	char dir[64];
	struct signer signer;
	struct key key;
};

static void
copy_file(const char *from, const char *to, const char *name)
{
	struct buf file = { 0 };
	struct errmsg m = { "" };
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", from, name);
	if (!file_exists(path))
		return;
	ck_assert_int_eq(file_read(&file, path, 64 << 20, &m), ERR_NONE);
	snprintf(path, sizeof(path), "%s/%s", to, name);
	ck_assert_int_eq(file_write(path, buf_view(&file), 0600, &m), ERR_NONE);
	buf_clear(&file);
}

/* AUS runs when this begins and does not when it ends. */
static void
copy_aus(struct copy *c)
{
	static const char *const names[] = { "log.db", "log.db-wal", "facts.db",
		"facts.db-wal" };
	struct world_node *n = &w.node[AUS];
	struct maker_pair pair = maker_signing("AUS");
	struct sign_config cfg = { .author = "AUS",
		.incarnation = 1,
		.generation = 1,
		.alliance = registry_alliance(w.maker.registry),
		.key = &c->key };
	struct place tip = { .author = "AUS", .incarnation = 1 };
	struct stored_entry se = { 0 };
	struct sign_reply reply;
	struct buf bytes = { 0 };
	struct errmsg m = { "" };

	*c = (struct copy){ 0 };
	ck_assert_int_eq(key_of_seed(&c->key, KEY_SIGNING, "AUS", pair.secret), ERR_NONE);
	ck_assert_int_eq(signer_memory(&c->signer, &cfg, &m), ERR_NONE);
	tip.seq = position_seq(core_position(n->core), "AUS", 1);
	ck_assert_int_eq(store_entry_get(n->store, &se, &tip), ERR_NONE);
	signed_entry_write(&bytes, buf_view(&se.header), buf_view(&se.signature),
	    bytes_of(NULL, 0));
	ck_assert_int_eq(
	    c->signer.advance(c->signer.ctx, &reply, buf_view(&bytes)), ERR_NONE);
	ck_assert_int_eq(reply.verdict, SIGN_DONE);
	stored_entry_clear(&se);
	buf_clear(&bytes);
	world_crash(&w, AUS, 1 << 30);
	snprintf(c->dir, sizeof(c->dir), "%s", "/tmp/cmsa-sim-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(c->dir));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		copy_file(n->dir, c->dir, names[i]);
}

/* AUS, which does not run, becomes its copy, and the copy what it was. */
static void
swap_aus(struct copy *c)
{
	struct world_node *n = &w.node[AUS];
	struct copy was = { .signer = n->signer };

	memcpy(was.dir, n->dir, sizeof(was.dir));
	memcpy(n->dir, c->dir, sizeof(n->dir));
	n->signer = c->signer;
	memcpy(c->dir, was.dir, sizeof(c->dir));
	c->signer = was.signer;
}

static void
part(bool aus_in_one)
{
	for (int i = 1; i < NODES; i++)
		w.node[i].group = i < NODES / 2 ? ONE : OTHER;
	w.node[AUS].group = aus_in_one ? ONE : OTHER;
}

static void
heal(void)
{
	for (int i = 0; i < NODES; i++)
		w.node[i].group = 0;
}

static void
publish(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int tries = 0;

		while (!world_publish(&w, AUS, AUDIENCE_PUBLIC)) {
			ck_assert_int_lt(tries++, 200);
			world_run(&w, 500);
		}
	}
	w.n_published = 0; /* what is acknowledged of a feed that forks is not kept by all */
}

static uint64_t
held(int i, uint32_t incarnation)
{
	return position_seq(core_position(w.node[i].core), "AUS", incarnation);
}

/* Two histories of AUS from `base` on: CAN and GBR know one, the others the other. */
static uint64_t
fork_aus(struct copy *c, size_t one, size_t other)
{
	uint64_t base;

	copy_aus(c);
	part(true);
	world_start(&w, AUS, 0);
	world_run(&w, 6000);
	base = held(AUS, 1);
	publish(one);
	world_run(&w, 45000); /* witness entries are made */
	world_crash(&w, AUS, 1 << 30);
	swap_aus(c);
	part(false);
	world_start(&w, AUS, 0);
	publish(other);
	world_run(&w, 25000);
	ck_assert_uint_ge(held(1, 1), base + one);
	ck_assert_uint_ge(held(NODES - 1, 1), base + other);
	heal();
	world_run(&w, 20000);
	return base;
}

static struct hash
id_of(int i, uint32_t incarnation, uint64_t seq)
{
	struct place at = { .author = "AUS", .incarnation = incarnation, .seq = seq };
	struct hash id;

	ck_assert_int_eq(store_id_get(w.node[i].store, &id, &at), ERR_NONE);
	return id;
}

/* The registrars name that entry, as node `i` holds it, and open the next incarnation. */
static void
cut_aus(int i, uint32_t incarnation, uint64_t last, const char *key)
{
	struct hash id = last ? id_of(i, incarnation, last) : (struct hash){ { 0 } };
	struct maker_pair next = maker_pair_of(key ? key : "");
	Cmsa__Act act = maker_act(&w.maker);
	Cmsa__Cut cut;

	cmsa__cut__init(&cut);
	cut.author = pb_text("AUS");
	cut.incarnation = incarnation;
	cut.last_seq = last;
	if (last)
		cut.last_id = pb_hash_data(id.b);
	cut.then = key ? CMSA__CUT_THEN__CUT_THEN_OPENS : CMSA__CUT_THEN__CUT_THEN_CLOSES;
	if (key) {
		cut.algorithm = 1;
		cut.signing_key = pb_hash_data(next.public_key.b);
	}
	cut.reason = pb_text("two histories of one feed");
	act.body_case = CMSA__ACT__BODY_CUT;
	act.cut = &cut;
	maker_add(&w.maker, &act);
	ck_assert_int_eq(
	    registry_act(w.maker.registry, registry_number(w.maker.registry))->voided,
	    VOID_NOT);
	world_submit(&w, NODES - 1, buf_view(&w.maker.last));
}

/* AUS, which does not run, is given the key that an act opened that incarnation for and its
 * keys statement, and starts again. */
static void
reopen(uint32_t incarnation)
{
	struct world_node *n = &w.node[AUS];
	struct maker_pair identity = maker_identity(n->author), signing;
	struct sign_config cfg = { .author = n->author,
		.incarnation = incarnation,
		.generation = 1,
		.key = &n->key };
	struct statement_parts parts = { .alliance = registry_alliance(w.maker.registry),
		.incarnation = incarnation,
		.generation = 1,
		.signing = &n->key,
		.reading_key = maker_reading(n->author) };
	struct key id = { 0 };
	struct errmsg m = { "" };
	char name[40];

	snprintf(name, sizeof(name), "%s/signing-%u", n->author, incarnation);
	signing = maker_pair_of(name);
	signer_clear(&n->signer);
	key_clear(&n->key);
	buf_reset(&n->statement);
	n->incarnation = incarnation;
	cfg.alliance = parts.alliance;
	parts.identity = &id;
	ck_assert_int_eq(
	    key_of_seed(&n->key, KEY_SIGNING, n->author, signing.secret), ERR_NONE);
	ck_assert_int_eq(
	    key_of_seed(&id, KEY_IDENTITY, n->author, identity.secret), ERR_NONE);
	ck_assert_int_eq(signer_memory(&n->signer, &cfg, &m), ERR_NONE);
	ck_assert_int_eq(statement_make(&n->statement, &parts, &m), ERR_NONE);
	key_clear(&id);
	world_start(&w, AUS, 0);
}

static struct hash
findings_of(int i)
{
	const struct registry *r = core_registry(w.node[i].core);
	struct facts *facts = NULL;
	struct errmsg m = { "" };
	struct findings *fs;
	struct hash digest;

	ck_assert_msg(factsdb_load(w.node[i].facts, &facts, r,
			  core_position(w.node[i].core), LEVEL_MEMBER_FACTS, &m) == ERR_NONE,
	    "%s", m.text);
	fs = comply_judge(facts, (struct date){ 20605 });
	digest = fs->digest;
	findings_free(fs);
	facts_free(facts);
	return digest;
}

/* Facts of a node at everything it holds, also beyond a cut, by the acts up to `number`. */
static size_t
sources_at(int i, uint64_t number)
{
	struct registry *r = registry_at(core_registry(w.node[i].core), number);
	struct position all = { 0 };
	struct facts *facts = NULL;
	struct errmsg m = { "" };
	size_t n;

	ck_assert_int_eq(factsdb_position(w.node[i].facts, &all), ERR_NONE);
	all.register_number = number;
	all.register_id = registry_id(r);
	ck_assert_msg(factsdb_load(w.node[i].facts, &facts, r, &all, LEVEL_MEMBER_FACTS,
			  &m) == ERR_NONE,
	    "%s", m.text);
	n = facts->n_sources;
	facts_free(facts);
	position_clear(&all);
	registry_free(r);
	return n;
}

/* How many entries of other branches a node keeps aside. */
static size_t
n_aside(int i)
{
	struct stored_entry se;
	uint64_t act;
	int64_t row = 0;
	size_t n = 0;

	while (!store_branch_next(w.node[i].store, &row, &act, &se)) {
		ck_assert_str_eq(se.e.place.author, "AUS");
		stored_entry_clear(&se);
		n++;
	}
	return n;
}

static void
begin(uint64_t seed)
{
	static const char *const names[NODES] = { "AUS", "CAN", "GBR", "JPN", "NZL",
		"USA" };

	world_init(&w, seed);
	for (int i = 0; i < NODES; i++)
		world_add(&w, names[i], ROLE_MEMBER);
	for (int i = 0; i < NODES; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	world_run(&w, 3000);
	publish(2);
	ck_assert_int_ge(world_settle(&w, 60000), 0);
}

struct file {
	struct buf bytes;
	size_t read;
};

static enum err
file_take(void *ctx, struct bytes b)
{
	struct file *f = ctx;

	buf_add(&f->bytes, b.p, b.n);
	return ERR_NONE;
}

static enum err
file_give(void *ctx, uint8_t *out, size_t room, size_t *n)
{
	struct file *f = ctx;

	*n = f->bytes.n - f->read < room ? f->bytes.n - f->read : room;
	if (*n)
		memcpy(out, f->bytes.p + f->read, *n);
	f->read += *n;
	return ERR_NONE;
}

/* Everything that a node holds and what follows from it, as an audit bundle, which proves
 * itself. */
static void
export(struct file *out, int i)
{
	struct world_node *n = &w.node[i];
	const struct registry *r = core_registry(n->core);
	struct bundle_manifest manifest = { .alliance = registry_alliance(r),
		.as_of = { 20605 },
		.level = LEVEL_MEMBER_FACTS };
	struct audit_export x = { .log = n->store, .registry = r, .manifest = &manifest };
	struct proof_ask ask = { .judge = true };
	struct errmsg m = { "" };
	struct proof *p = NULL;
	struct hash digest = findings_of(i);

	position_copy(&manifest.position, core_position(n->core));
	*out = (struct file){ .read = 0 };
	ck_assert_msg(audit_export_run(&x, file_take, out, &m) == ERR_NONE, "%s", m.text);
	ck_assert_msg(
	    proof_read(&p, file_give, out, &ask, &m) == ERR_NONE, "%s", m.text);
	ck_assert_mem_eq(p->findings->digest.b, digest.b, sizeof(digest.b));
	proof_free(p);
	position_clear(&manifest.position);
}

/* The log stands, entry by entry, by the rules of the door. */
static void
verify(int i)
{
	struct verify_log v = { .acts = 0 };
	struct registry *r = registry_new();

	ck_assert_int_eq(verify_log_run(&v, r, w.node[i].store), ERR_NONE);
	ck_assert_msg(!v.faults, "%s: %s", w.node[i].author, v.first_fault);
	registry_free(r);
}

/* PROTOCOL M7.47: what node `i` says of an entry; "" when no cut leaves it out. */
static const char *
word(int i, uint32_t incarnation, uint64_t seq)
{
	struct place at = { .author = "AUS", .incarnation = incarnation, .seq = seq };
	struct beyond *b = NULL;
	const char *said;
	uint64_t act = 0;

	ck_assert_int_eq(beyond_open(&b, w.node[i].facts), ERR_NONE);
	said = beyond_word(b, &act, &at);
	beyond_free(b);
	return said ? said : "";
}

static void
check_files(void)
{
	struct file first, other;

	export(&first, 0);
	for (int i = 0; i < NODES; i++) {
		verify(i);
		export(&other, i);
		ck_assert(bytes_eq(buf_view(&first.bytes), buf_view(&other.bytes)));
		buf_clear(&other.bytes);
	}
	buf_clear(&first.bytes);
}

static void
check_level(void)
{
	bool level = world_settle(&w, 120000) >= 0;

	if (!level)
		world_say(&w);
	ck_assert_msg(level, "the nodes are not level");
	for (int i = 1; i < NODES; i++) {
		struct hash a = findings_of(0), b = findings_of(i);

		ck_assert_mem_eq(a.b, b.b, sizeof(a.b));
	}
}

static void
end(struct copy *c)
{
	char path[128];
	static const char *const names[] = { "log.db", "log.db-wal", "log.db-shm", "log.lock",
		"facts.db", "facts.db-wal", "facts.db-shm", "facts.lock" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", c->dir, names[i]);
		unlink(path);
	}
	rmdir(c->dir);
	signer_clear(&c->signer);
	key_clear(&c->key);
	world_clear(&w);
}

static const size_t lengths[] = { 3, 300 }; /* of the branches: within a segment, and more */

/* PROTOCOL M3.40, M4.22, M4.23, M4.24, M4.25, M7.46 */
START_TEST(all_end_on_the_branch_that_a_cut_names_and_the_author_goes_on) /* _i */
{
	const size_t n = lengths[_i];
	struct copy c;
	uint64_t base, last;

	begin(900 + (uint64_t)_i);
	base = fork_aus(&c, n, n);
	ck_assert_int_lt(world_settle(&w, 10000), 0);
	last = base + n - 1;
	cut_aus(1, 1, last, "AUS/signing-2");
	check_level();
	for (int i = 0; i < NODES; i++) {
		struct hash named = id_of(1, 1, last), here = id_of(i, 1, last);

		ck_assert_uint_eq(held(i, 1), last);
		ck_assert_mem_eq(named.b, here.b, sizeof(named.b));
	}
	/* one entry that counts no more, except by the acts of before */
	ck_assert_uint_eq(sources_at(1, registry_number(w.maker.registry)) + 1,
	    sources_at(1, registry_number(w.maker.registry) - 1));
	ck_assert_str_eq(word(1, 1, last), "");
	ck_assert_str_eq(word(1, 1, last + 1), "void"); /* two of five had seen it */
	ck_assert(!world_publish(&w, AUS, AUDIENCE_PUBLIC)); /* its key is not the new one */
	ck_assert_uint_eq(n_aside(1), 0);
	ck_assert_uint_ge(n_aside(NODES - 1), n); /* nothing is lost */
	world_crash(&w, AUS, 1 << 30);
	world_crash(&w, 4, 20000); /* hears nothing of it live */
	reopen(2);
	publish(5);
	world_run(&w, 20000);
	check_level();
	for (int i = 0; i < NODES; i++) {
		ck_assert_uint_ge(held(i, 2), last + 6);
		ck_assert_uint_eq(held(i, 1), last);
	}
	world_crash(&w, 3, 500); /* what is known is known after a start, too */
	world_crash(&w, AUS, 500);
	world_run(&w, 3000);
	publish(1);
	check_level();
	check_files();
	end(&c);
}
END_TEST

START_TEST(a_closed_feed_ends_and_may_be_opened_again)
{
	struct copy c;
	uint64_t last;

	begin(910);
	copy_aus(&c);
	world_start(&w, AUS, 0);
	world_run(&w, 6000);
	publish(3);
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	world_run(&w, 45000); /* all have witnessed it */
	publish(1);
	world_run(&w, 2000); /* and this one at once; the next in 20 s */
	publish(1);
	ck_assert_int_ge(world_settle(&w, 10000), 0);
	last = held(1, 1) - 4;
	cut_aus(1, 1, last, NULL);
	check_level();
	ck_assert_uint_eq(held(2, 1), last);
	for (int i = 0; i < NODES; i++) {
		ck_assert_str_eq(word(i, 1, last), "");
		ck_assert_str_eq(word(i, 1, last + 1), "disputed");
		ck_assert_str_eq(word(i, 1, last + 4), "void");
	}
	ck_assert(!world_publish(&w, AUS, AUDIENCE_PUBLIC));
	cut_aus(1, 1, last, "AUS/signing-2");
	world_crash(&w, AUS, 1 << 30);
	reopen(2);
	publish(2);
	check_level();
	ck_assert_uint_ge(held(2, 2), last + 3);
	cut_aus(1, 2, 0, "AUS/signing-3"); /* nothing of it counts */
	world_crash(&w, AUS, 1 << 30);
	reopen(3);
	publish(2);
	check_level();
	ck_assert_uint_eq(held(2, 2), 0);
	ck_assert_uint_ge(held(2, 3), last + 3);
	end(&c);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_cut");
	TCase *t = tcase_create("cut");

	setvbuf(stdout, NULL, _IOLBF, 0);
	tcase_set_timeout(t, 280);
	tcase_add_loop_test(t, all_end_on_the_branch_that_a_cut_names_and_the_author_goes_on,
	    0, ARRAY_LEN(lengths));
	tcase_add_test(t, a_closed_feed_ends_and_may_be_opened_again);
	suite_add_tcase(s, t);
	return check_main(s);
}
