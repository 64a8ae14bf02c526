/* sim_sealed_test.c - bodies sealed to named readers in a simulated alliance, frame by frame: who
 * cannot read one keeps and passes it on, a candidate never gets it, and nothing of it is in a frame
 * or a file in the clear (PROTOCOL M4.31, M5.43, M6.18). */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts_make.h"
#include "attr.h"
#include "check_main.h"
#include "file.h"
#include "pb.h"
#include "sealed_body.h"
#include "world.h"

enum {
	AUS,
	GBR,
	JPN,
	USA,
	COURT,
	KOR, /* a candidate */
	NODES
};

static const char MARK[] = "the-marked-alert";
static struct world w;
static struct buf plain, sealed;
static bool leaked, to_candidate;

static bool
holds(const struct buf *b, const void *what, size_t n)
{
	return b->n >= n && memmem(b->p, b->n, what, n) != NULL;
}

/* 32 bytes from the middle of the ciphertext, once it is known. */
static bool
holds_ciphertext(const struct buf *b)
{
	return sealed.n && holds(b, sealed.p + sealed.n - 64, 32);
}

static bool
watch(struct world *x, int from, int to, struct buf *frame)
{
	(void)x;
	(void)from;
	leaked |= holds(frame, MARK, sizeof(MARK) - 1);
	to_candidate |= to == KOR && holds_ciphertext(frame);
	return true;
}

static void
build(uint64_t seed)
{
	static const char *const names[] = { "AUS", "GBR", "JPN", "USA", "court", "KOR" };
	uint64_t acts;

	leaked = to_candidate = false;
	buf_reset(&plain);
	buf_reset(&sealed);
	world_init(&w, seed);
	for (int i = 0; i < NODES; i++)
		world_add(&w, names[i],
		    i == KOR     ? ROLE_CANDIDATE
		    : i == COURT ? ROLE_AUDITOR
				 : ROLE_MEMBER);
	acts = registry_number(w.maker.registry);
	for (int i = 0; i < NODES; i++)
		world_start(&w, i, acts);
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	w.tamper = watch;
}

static void
done(void)
{
	buf_clear(&plain);
	buf_clear(&sealed);
	world_clear(&w);
}

static bool
get(struct stored_entry *se, int i, const struct place *at)
{
	*se = (struct stored_entry){ 0 };
	return store_entry_get(w.node[i].store, se, at) == ERR_NONE && se->body_held;
}

/* AUS publishes an alert sealed to `reader`. */
static struct world_entry
publish(const char *reader)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish p;
	struct stored_entry se;
	ProtobufCBinaryData bodies[1];
	char *readers[] = { pb_text(reader) };

	alerts_make(&plain, "AUS", MARK, "JPN");
	bodies[0] = pb_data(buf_view(&plain));
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&p);
	p.kind = KIND_ALERT;
	p.audience = AUDIENCE_NAMED;
	p.bodies = bodies;
	p.n_bodies = 1;
	p.readers = readers;
	p.n_readers = 1;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &p;
	ck_assert_uint_eq(world_ask(&w, AUS, &request), 0);
	ck_assert(get(&se, AUS, &w.published[w.n_published - 1].place));
	buf_add(&sealed, se.body.p, se.body.n);
	stored_entry_clear(&se);
	return w.published[w.n_published - 1];
}

/* With the keys of node `who`, what node `at` holds. */
static enum verdict
read_as(int who, int at, const struct place *p)
{
	struct public_key reading = maker_reading(w.node[who].author);
	struct public_key secret = maker_reading_secret(w.node[who].author);
	struct hash alliance = registry_alliance(w.maker.registry);
	uint8_t key[SEALED_BODY_KEY_BYTES];
	struct buf opened = { 0 };
	struct stored_entry se;
	enum verdict v;

	ck_assert(get(&se, at, p));
	ck_assert(bytes_eq(buf_view(&se.body), buf_view(&sealed)));
	v = sealed_body_unwrap(
	    key, &alliance, &se.e, buf_view(&se.body), &reading, secret.b);
	if (!v)
		v = sealed_body_open(&opened, &alliance, &se.e, buf_view(&se.body), key);
	ck_assert(v || bytes_eq(buf_view(&opened), buf_view(&plain)));
	buf_clear(&opened);
	stored_entry_clear(&se);
	return v;
}

/* Of the files of a node: those that hold it. */
static size_t
files_with(int i, bool (*is)(const struct buf *b))
{
	DIR *d = opendir(w.node[i].dir);
	struct errmsg m = { "" };
	struct buf b = { 0 };
	char path[4096];
	size_t n = 0;

	ck_assert_ptr_nonnull(d);
	for (struct dirent *f; (f = readdir(d));) {
		path_join(path, w.node[i].dir, f->d_name);
		if (f->d_name[0] != '.' && !file_read(&b, path, 64 << 20, &m))
			n += is(&b);
	}
	closedir(d);
	buf_clear(&b);
	return n;
}

static bool
holds_mark(const struct buf *b)
{
	return holds(b, MARK, sizeof(MARK) - 1);
}

static void
check_nothing_leaked(const struct place *p)
{
	struct stored_entry se;

	ck_assert(!leaked);
	ck_assert(!to_candidate);
	for (int i = 0; i < NODES; i++)
		ck_assert_uint_eq(i == AUS ? 0 : files_with(i, holds_mark), 0);
	ck_assert(!get(&se, KOR, p));
	ck_assert_uint_eq(se.e.place.seq, p->seq); /* the header it has */
	stored_entry_clear(&se);
	ck_assert_uint_eq(files_with(KOR, holds_ciphertext), 0);
	ck_assert_uint_gt(files_with(USA, holds_ciphertext), 0);
}

START_TEST(in_any_weather_all_but_candidates_hold_it_and_readers_open_it)
{
	struct world_entry e;

	build(1 + (uint64_t)_i);
	w.loss_permille = 80;
	w.delay_most_ms = 200;
	e = publish("JPN");
	world_run(&w, 10000);
	w.loss_permille = 0;
	ck_assert_int_ge(world_settle(&w, 120000), 0);
	for (int i = AUS; i <= COURT; i++) {
		ck_assert_int_eq(read_as(JPN, i, &e.place), V_OK);
		ck_assert_int_eq(read_as(GBR, i, &e.place), V_SEALED_READER);
	}
	check_nothing_leaked(&e.place);
	done();
}
END_TEST

/* JPN hears of it from those alone who cannot read it; its author is gone by then. */
START_TEST(who_cannot_read_it_passes_it_on)
{
	struct world_entry e;

	build(50 + (uint64_t)_i);
	w.node[JPN].group = 1;
	e = publish("JPN");
	world_run(&w, 10000);
	world_crash(&w, AUS, INT64_MAX / 2);
	w.node[JPN].group = 0;
	world_run(&w, 60000);
	ck_assert_int_eq(read_as(JPN, JPN, &e.place), V_OK);
	check_nothing_leaked(&e.place);
	w.node[AUS].up_again_ms = 0;
	world_run(&w, 5000);
	done();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_sealed");
	TCase *t = tcase_create("sealed");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(
	    t, in_any_weather_all_but_candidates_hold_it_and_readers_open_it, 0, 4);
	tcase_add_loop_test(t, who_cannot_read_it_passes_it_on, 0, 2);
	suite_add_tcase(s, t);
	return check_main(s);
}
