/* The log: what is appended is read back, segments seal at their boundaries, holes fill.
 */
#include "check_main.h"
#include "unit/store_fixture.h"

static struct folder folder;
static struct store *log_;

static void
setup(void)
{
	folder_make(&folder);
	log_ = open_log(&folder, STORE_WRITE);
}

static void
teardown(void)
{
	store_close(&log_);
	folder_remove(&folder);
}

static void
begin(void)
{
	ck_assert_int_eq(store_begin(log_, false), ERR_NONE);
}

static void
commit(void)
{
	ck_assert_int_eq(store_commit(log_), ERR_NONE);
}

static int64_t
rows(const char *query)
{
	return count_rows(&folder, "log.db", query);
}

static struct place
at(const char *author, uint64_t seq)
{
	struct place p = { .incarnation = 1, .seq = seq };

	memcpy(p.author, author, strlen(author) + 1);
	return p;
}

/* n entries of 10 bytes each, in one transaction. */
static void
fill_feed(struct writer *m, size_t n, uint32_t audience, int what)
{
	begin();
	for (size_t i = 0; i < n; i++) {
		struct made d;

		make(&d, m, audience, 10);
		ck_assert_int_eq(append(log_, &d, what), ERR_NONE);
		made_clear(&d);
	}
	commit();
}

static enum err
count_one(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	uint64_t *next = ctx;

	(void)signature;
	ck_assert_uint_eq(e->place.seq, *next);
	ck_assert(!held || !entry_check_body(e, body));
	++*next;
	return ERR_NONE;
}

START_TEST(an_entry_is_read_back_as_it_was_appended)
{
	struct writer m = writer_of("AUS");
	struct stored_entry got;
	struct made d;

	make(&d, &m, AUDIENCE_ALLIANCE, 1000);
	begin();
	ck_assert_int_eq(append(log_, &d, SIGNED | WITH_BODY), ERR_NONE);
	commit();
	ck_assert_int_eq(store_entry_get(log_, &got, &d.e.place), ERR_NONE);
	ck_assert(bytes_eq(buf_view(&got.header), buf_view(&d.header)));
	ck_assert(bytes_eq(buf_view(&got.body), buf_view(&d.body)));
	ck_assert(bytes_eq(buf_view(&got.signature), made_sig(&d)));
	ck_assert(got.body_held && hash_eq(&got.e.id, &d.e.id));
	ck_assert_ptr_eq(got.e.header.p, got.header.p);
	stored_entry_clear(&got);
	made_clear(&d);
}
END_TEST

START_TEST(a_place_not_held_is_not_found)
{
	struct writer m = writer_of("AUS");
	const struct place absent[] = { at("AUS", 2), at("AUS", UINT64_MAX),
		at("GBR", 1) };
	struct stored_entry got;
	struct store_run run = { 0 };
	struct hash id;

	append_one(log_, &m, AUDIENCE_PUBLIC, 5);
	for (size_t i = 0; i < ARRAY_LEN(absent); i++) {
		ck_assert_int_eq(store_entry_get(log_, &got, &absent[i]), ERR_NOT_FOUND);
		ck_assert_int_eq(store_id_get(log_, &id, &absent[i]), ERR_NOT_FOUND);
		ck_assert_int_eq(store_run_get(log_, &run, &absent[i], 0), ERR_NOT_FOUND);
	}
}
END_TEST

START_TEST(a_segment_is_sealed_with_its_256th_entry)
{
	struct writer m = writer_of("AUS");
	uint64_t next = 1;
	struct place first = at("AUS", 1);

	fill_feed(&m, 255, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	ck_assert_int_eq(rows("SELECT count(*) FROM segment"), 0);
	fill_feed(&m, 1, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	ck_assert_int_eq(rows("SELECT count(*) FROM segment"), 1);
	ck_assert_int_eq(rows("SELECT count(*) FROM tail"), 0);
	fill_feed(&m, 300, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	ck_assert_int_eq(rows("SELECT count(*) FROM segment"), 2);
	ck_assert_int_eq(rows("SELECT count(*) FROM tail"), 44);
	ck_assert_int_eq(store_entries_each(log_, &first, 0, count_one, &next), ERR_NONE);
	ck_assert_uint_eq(next, 557);
}
END_TEST

START_TEST(a_segment_is_sealed_before_its_bodies_pass_768_kib)
{
	struct writer m = writer_of("AUS");

	for (int i = 0; i < 3; i++)
		append_one(log_, &m, AUDIENCE_PUBLIC, LIMIT_BODY_BYTES);
	ck_assert_int_eq(rows("SELECT count(*) FROM segment"), 0);
	append_one(log_, &m, AUDIENCE_PUBLIC, 1);
	ck_assert_int_eq(rows("SELECT last FROM segment"), 3);
	ck_assert_int_eq(rows("SELECT first FROM tail"), 4);
}
END_TEST

START_TEST(a_transaction_that_leaves_a_tip_unsigned_is_refused_and_undone)
{
	struct writer m = writer_of("AUS");
	struct place p = at("AUS", 1);
	struct hash id;
	struct made d;

	make(&d, &m, AUDIENCE_PUBLIC, 10);
	begin();
	ck_assert_int_eq(append(log_, &d, WITH_BODY), ERR_NONE);
	ck_assert_int_eq(store_commit(log_), ERR_REFUSED);
	ck_assert_int_eq(store_id_get(log_, &id, &p), ERR_NOT_FOUND);
	begin();
	ck_assert_int_eq(append(log_, &d, WITH_BODY | SIGNED), ERR_NONE);
	commit();
	made_clear(&d);
}
END_TEST

/* Of either boundary: entries and bodies. */
START_TEST(the_last_entry_of_a_segment_must_be_signed)
{
	const bool by_size = _i == 1;
	struct writer m = writer_of("AUS");
	struct made d;

	begin();
	for (int i = 0; i < (by_size ? 3 : 256); i++) {
		make(&d, &m, AUDIENCE_PUBLIC, by_size ? LIMIT_BODY_BYTES : 1);
		ck_assert_int_eq(append(log_, &d, WITH_BODY), ERR_NONE);
		made_clear(&d);
	}
	make(&d, &m, AUDIENCE_PUBLIC, 1);
	ck_assert_int_eq(append(log_, &d, WITH_BODY | SIGNED), ERR_REFUSED);
	made_clear(&d);
	store_rollback(log_);
	ck_assert_int_eq(rows("SELECT count(*) FROM tail"), 0);
}
END_TEST

START_TEST(the_last_entry_of_a_key_generation_must_be_signed_and_stays_so)
{
	struct writer m = writer_of("AUS");
	struct store_run run = { 0 };
	struct place first = at("AUS", 1);
	struct made d;

	begin();
	make(&d, &m, AUDIENCE_PUBLIC, 1);
	ck_assert_int_eq(append(log_, &d, WITH_BODY), ERR_NONE);
	made_clear(&d);
	m.key = 2;
	make(&d, &m, AUDIENCE_PUBLIC, 1);
	ck_assert_int_eq(append(log_, &d, WITH_BODY | SIGNED), ERR_REFUSED);
	made_clear(&d);
	store_rollback(log_);

	m = writer_of("AUS");
	fill_feed(&m, 100, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	m.key = 2;
	fill_feed(&m, 156, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	ck_assert_int_eq(store_run_get(log_, &run, &first, 0), ERR_NONE);
	ck_assert_uint_eq(run.n_sigs, 2);
	ck_assert_uint_eq(run.sigs[0].seq, 100);
	ck_assert_uint_eq(run.sigs[1].seq, 256);
	ck_assert_int_eq(rows("SELECT length(signatures) FROM segment"), 2 * 72);
	store_run_clear(&run);
}
END_TEST

START_TEST(signatures_inside_a_sealed_segment_are_dropped)
{
	struct writer m = writer_of("AUS");
	struct stored_entry got;

	fill_feed(&m, 256, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	for (uint64_t seq = 1; seq <= 256; seq++) {
		struct place p = at("AUS", seq);

		ck_assert_int_eq(store_entry_get(log_, &got, &p), ERR_NONE);
		ck_assert_uint_eq(got.signature.n, seq == 256 ? 64 : 0);
		stored_entry_clear(&got);
	}
}
END_TEST

/* PROTOCOL M6.12 */
START_TEST(a_run_has_the_signatures_held_of_entries_with_priority)
{
	static const uint32_t kinds[] = { KIND_CAPACITY, KIND_ALERT, KIND_ALERT_RESPONSE,
		KIND_ALERT, KIND_CAPACITY, KIND_CAPACITY };
	struct writer m = writer_of("AUS");
	struct store_run run = { 0 };
	struct place first = at("AUS", 1);

	begin();
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct made d;

		make_kind(&d, &m, kinds[i], AUDIENCE_PUBLIC, "b", 1);
		/* that of 2 was not verified */
		ck_assert_int_eq(
		    append(log_, &d, WITH_BODY | (i == 1 ? 0 : SIGNED)), ERR_NONE);
		made_clear(&d);
	}
	ck_assert_int_eq(store_commit(log_), ERR_NONE);
	ck_assert_int_eq(store_run_get(log_, &run, &first, 0), ERR_NONE);
	ck_assert_uint_eq(run.n_sigs, 3);
	ck_assert_uint_eq(run.sigs[0].seq, 3);
	ck_assert_uint_eq(run.sigs[1].seq, 4);
	ck_assert_uint_eq(run.sigs[2].seq, 6);
	store_run_clear(&run);
}
END_TEST

START_TEST(a_run_begins_anywhere_and_ends_with_its_segment)
{
	struct writer m = writer_of("AUS");
	struct store_run run = { 0 };
	const struct {
		uint64_t first, last;
	} want[] = { { 1, 256 }, { 2, 256 }, { 200, 256 }, { 256, 256 }, { 257, 300 },
		{ 290, 300 }, { 300, 300 } };

	fill_feed(&m, 300, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		struct place p = at("AUS", want[i].first);
		struct bytes headers, header, bodies, body;
		struct entry e = { 0 };
		uint64_t seq = want[i].first;

		ck_assert_int_eq(
		    store_run_get(log_, &run, &p, 1u << AUDIENCE_PUBLIC), ERR_NONE);
		ck_assert_uint_eq(run.first, want[i].first);
		ck_assert_uint_eq(run.last, want[i].last);
		ck_assert_uint_eq(run.n_sigs, 1);
		ck_assert_uint_eq(run.sigs[0].seq, run.last);
		ck_assert(run.blobs[0].held && !run.blobs[2].held);
		headers = buf_view(&run.headers);
		bodies = buf_view(&run.blobs[0].bodies);
		for (; segment_next_header(&header, &headers); seq++) {
			ck_assert_int_eq(entry_parse(&e, header), V_OK);
			ck_assert_uint_eq(e.place.seq, seq);
			ck_assert(segment_next_body(&body, &bodies, &e));
			ck_assert_int_eq(entry_check_body(&e, body), V_OK);
		}
		ck_assert(hash_eq((const struct hash *)run.sigs[0].sig.b, &e.id));
		ck_assert_uint_eq(seq, want[i].last + 1);
		ck_assert_uint_eq(headers.n + bodies.n, 0);
	}
	store_run_clear(&run);
}
END_TEST

struct holes {
	size_t n;
	struct place first;
	uint64_t last;
	uint32_t audience;
};

static enum err
note_hole(void *ctx, const struct place *first, uint64_t last, uint32_t audience)
{
	struct holes *h = ctx;

	h->n++;
	h->first = *first;
	h->last = last;
	h->audience = audience;
	return ERR_NONE;
}

static struct holes
holes(uint32_t audiences)
{
	struct holes h = { 0 };

	ck_assert_int_eq(store_holes_each(log_, audiences, note_hole, &h), ERR_NONE);
	return h;
}

enum {
	ALLIANCE = 1 << AUDIENCE_ALLIANCE,
	PUBLIC = 1 << AUDIENCE_PUBLIC
};

START_TEST(a_sealed_segment_without_bodies_is_a_hole_until_filled)
{
	struct writer m = writer_of("AUS");
	struct buf all = { 0 };
	struct stored_entry got;
	struct holes h;

	begin();
	for (int i = 0; i < 256; i++) {
		struct made d;

		make(&d, &m, i % 2 ? AUDIENCE_ALLIANCE : AUDIENCE_PUBLIC, 20);
		if (i % 2)
			buf_add(&all, d.body.p, d.body.n);
		ck_assert_int_eq(
		    append(log_, &d, SIGNED | (i % 2 ? 0 : WITH_BODY)), ERR_NONE);
		made_clear(&d);
	}
	commit();
	ck_assert_int_eq(rows("SELECT count(*) FROM segment WHERE alliance IS NULL"
			      " AND public IS NOT NULL AND length(customs) = 0"),
	    1);
	ck_assert_uint_eq(holes(PUBLIC).n, 0);
	h = holes(PUBLIC | ALLIANCE);
	ck_assert_uint_eq(h.n, 1);
	ck_assert_uint_eq(h.audience, AUDIENCE_ALLIANCE);

	begin();
	all.p[77] ^= 1;
	ck_assert_int_eq(
	    store_fill(log_, &h.first, h.last, h.audience, buf_view(&all)), ERR_REFUSED);
	all.p[77] ^= 1;
	ck_assert_int_eq(
	    store_fill(log_, &h.first, h.last, h.audience, bytes_of(all.p, all.n - 1)),
	    ERR_REFUSED);
	ck_assert_int_eq(store_fill(log_, &h.first, h.last - 1, h.audience,
			     bytes_of(all.p, all.n - 20)),
	    ERR_REFUSED);
	ck_assert_int_eq(
	    store_fill(log_, &h.first, h.last, 9, buf_view(&all)), ERR_REFUSED);
	commit();
	ck_assert_uint_eq(holes(ALLIANCE).n, 1);
	ck_assert_int_eq(rows("SELECT count(*) FROM fill"), 0);

	begin();
	ck_assert_int_eq(
	    store_fill(log_, &h.first, h.last, h.audience, buf_view(&all)), ERR_NONE);
	commit();
	ck_assert_uint_eq(holes(UINT32_MAX).n, 0);
	h.first.seq = 2;
	ck_assert_int_eq(store_entry_get(log_, &got, &h.first), ERR_NONE);
	ck_assert(got.body_held && !entry_check_body(&got.e, buf_view(&got.body)));
	stored_entry_clear(&got);
	buf_clear(&all);
}
END_TEST

START_TEST(a_full_segment_with_bodies_partly_held_is_sealed_when_filled)
{
	struct writer m = writer_of("AUS");
	struct made lacking = { 0 };
	struct holes h;

	begin();
	for (int i = 0; i < 600; i++) {
		struct made d;

		make(&d, &m, AUDIENCE_ALLIANCE, 20);
		ck_assert_int_eq(
		    append(log_, &d, SIGNED | (i == 99 ? 0 : WITH_BODY)), ERR_NONE);
		if (i == 99)
			lacking = d;
		else
			made_clear(&d);
	}
	commit();
	ck_assert_int_eq(rows("SELECT first FROM segment"), 257);
	ck_assert_int_eq(rows("SELECT count(*) FROM tail WHERE first=1"), 256);
	h = holes(ALLIANCE);
	ck_assert_uint_eq(h.n, 1);
	ck_assert_uint_eq(h.first.seq, 100);
	ck_assert_uint_eq(h.last, 100);

	begin();
	ck_assert_int_eq(
	    store_fill(log_, &h.first, h.last, h.audience, buf_view(&lacking.header)),
	    ERR_REFUSED);
	ck_assert_int_eq(
	    store_fill(log_, &h.first, h.last, h.audience, buf_view(&lacking.body)),
	    ERR_NONE);
	commit();
	ck_assert_int_eq(rows("SELECT count(*) FROM segment WHERE lacks=0"), 2);
	ck_assert_int_eq(rows("SELECT count(*) FROM tail"), 600 - 512);
	made_clear(&lacking);
}
END_TEST

START_TEST(an_empty_body_is_always_held)
{
	struct writer m = writer_of("AUS");
	struct place p = at("AUS", 7);
	struct stored_entry got;
	struct made d;

	begin();
	for (int i = 0; i < 256; i++) {
		make(&d, &m, AUDIENCE_ALLIANCE, i == 6 ? 0 : 5);
		ck_assert_int_eq(append(log_, &d, SIGNED), ERR_NONE);
		made_clear(&d);
	}
	commit();
	ck_assert_int_eq(rows("SELECT count(*) FROM segment"), 1);
	ck_assert_int_eq(store_entry_get(log_, &got, &p), ERR_NONE);
	ck_assert(got.body_held && !got.body.n);
	stored_entry_clear(&got);
}
END_TEST

static enum err
note_tip(void *ctx, const struct store_tip *tip)
{
	struct store_tip *out = ctx;

	memmove(out + 1, out, 3 * sizeof(*out));
	out[0] = *tip;
	return ERR_NONE;
}

START_TEST(tips_are_those_of_every_feed_by_place_also_after_reopening)
{
	struct writer aus = writer_of("AUS"), usa = writer_of("USA"),
		      desk = writer_of("AUS.port");

	append_one(log_, &usa, AUDIENCE_PUBLIC, 7);
	fill_feed(&aus, 260, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	append_one(log_, &desk, AUDIENCE_PUBLIC, 7);
	for (int again = 0; again < 2; again++) {
		struct store_tip tips[4] = { { .segment_entries = 0 } };

		ck_assert_int_eq(store_tips_each(log_, note_tip, tips), ERR_NONE);
		ck_assert_str_eq(tips[0].place.author, "USA");
		ck_assert_str_eq(tips[1].place.author, "AUS.port");
		ck_assert_str_eq(tips[2].place.author, "AUS");
		ck_assert_uint_eq(tips[3].place.seq, 0);
		ck_assert_uint_eq(tips[2].place.seq, 260);
		ck_assert_uint_eq(tips[2].segment_entries, 4);
		ck_assert_uint_eq(tips[2].segment_body_bytes, 40);
		ck_assert_int_eq(tips[2].time_ms, 260000);
		ck_assert(hash_eq(&tips[2].id, &aus.prev));
		store_close(&log_);
		log_ = open_log(&folder, STORE_WRITE);
	}
}
END_TEST

START_TEST(a_rollback_undoes_everything)
{
	struct writer m = writer_of("AUS"), copy;
	struct store_tip tips[4] = { { .segment_entries = 0 } };
	struct buf value = { 0 };

	fill_feed(&m, 10, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	copy = m;
	begin();
	for (int i = 0; i < 300; i++) {
		struct made d;

		make(&d, &m, AUDIENCE_PUBLIC, 10);
		ck_assert_int_eq(append(log_, &d, SIGNED | WITH_BODY), ERR_NONE);
		made_clear(&d);
	}
	ck_assert_int_eq(store_meta_set(log_, "author", bytes_of("AUS", 3)), ERR_NONE);
	store_rollback(log_);
	ck_assert_int_eq(store_tips_each(log_, note_tip, tips), ERR_NONE);
	ck_assert_uint_eq(tips[0].place.seq, 10);
	ck_assert_int_eq(store_meta_get(log_, "author", &value), ERR_NOT_FOUND);
	fill_feed(&copy, 300, AUDIENCE_PUBLIC, SIGNED | WITH_BODY);
	ck_assert_int_eq(rows("SELECT count(*) FROM segment"), 1);
}
END_TEST

static enum err
note_act(void *ctx, uint64_t number, struct bytes act)
{
	struct buf *out = ctx;

	buf_add_u32(out, (uint32_t)number);
	buf_add(out, act.p, act.n);
	return ERR_NONE;
}

START_TEST(acts_come_back_in_the_order_they_were_put_each_once)
{
	const struct hash a = { { 1 } }, b = { { 2 } }, c = { { 3 } };
	struct buf got = { 0 };

	begin();
	ck_assert_int_eq(store_act_put(log_, 1, &a, bytes_of("a", 1)), ERR_NONE);
	ck_assert_int_eq(store_act_put(log_, 2, &c, bytes_of("c", 1)), ERR_NONE);
	ck_assert_int_eq(store_act_put(log_, 2, &b, bytes_of("b", 1)), ERR_NONE);
	ck_assert_int_eq(store_act_put(log_, 2, &c, bytes_of("x", 1)), ERR_NONE);
	commit();
	ck_assert_int_eq(store_acts_each(log_, 1, note_act, &got), ERR_NONE);
	ck_assert(bytes_eq(buf_view(&got), bytes_of("\0\0\0\1a\0\0\0\2c\0\0\0\2b", 15)));
	buf_reset(&got);
	ck_assert_int_eq(store_acts_each(log_, 2, note_act, &got), ERR_NONE);
	ck_assert_uint_eq(got.n, 10);
	buf_clear(&got);
}
END_TEST

START_TEST(draft_and_queue_survive_reopening)
{
	struct buf header = { 0 }, body = { 0 };
	uint64_t id = 0;
	uint32_t kind = 0, audience = 0;

	begin();
	ck_assert_int_eq(
	    store_draft_put(log_, bytes_of("head", 4), bytes_of("body", 4)), ERR_NONE);
	ck_assert_int_eq(
	    store_draft_put(log_, bytes_of("X", 1), bytes_of("Y", 1)), ERR_REFUSED);
	ck_assert_int_eq(store_queue_put(log_, 33, 3, bytes_of("one", 3)), ERR_NONE);
	ck_assert_int_eq(store_queue_put(log_, 32, 1, bytes_of("two", 3)), ERR_NONE);
	commit();
	store_close(&log_);
	log_ = open_log(&folder, STORE_WRITE);
	ck_assert_int_eq(store_draft_get(log_, &header, &body), ERR_NONE);
	ck_assert(bytes_eq(buf_view(&header), bytes_of("head", 4)));
	ck_assert_int_eq(store_queue_get(log_, &id, &kind, &audience, &body), ERR_NONE);
	ck_assert(
	    kind == 33 && audience == 3 && bytes_eq(buf_view(&body), bytes_of("one", 3)));
	begin();
	ck_assert_int_eq(store_draft_drop(log_), ERR_NONE);
	ck_assert_int_eq(store_queue_drop(log_, id), ERR_NONE);
	commit();
	ck_assert_int_eq(store_draft_get(log_, &header, &body), ERR_NOT_FOUND);
	ck_assert_int_eq(store_queue_get(log_, &id, &kind, &audience, &body), ERR_NONE);
	ck_assert(bytes_eq(buf_view(&body), bytes_of("two", 3)));
	begin();
	ck_assert_int_eq(store_queue_drop(log_, id), ERR_NONE);
	commit();
	ck_assert_int_eq(
	    store_queue_get(log_, &id, &kind, &audience, &body), ERR_NOT_FOUND);
	buf_clear(&header);
	buf_clear(&body);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_log");
	TCase *tc = tcase_create("log");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, an_entry_is_read_back_as_it_was_appended);
	tcase_add_test(tc, a_place_not_held_is_not_found);
	tcase_add_test(tc, a_segment_is_sealed_with_its_256th_entry);
	tcase_add_test(tc, a_segment_is_sealed_before_its_bodies_pass_768_kib);
	tcase_add_test(
	    tc, a_transaction_that_leaves_a_tip_unsigned_is_refused_and_undone);
	tcase_add_loop_test(tc, the_last_entry_of_a_segment_must_be_signed, 0, 2);
	tcase_add_test(
	    tc, the_last_entry_of_a_key_generation_must_be_signed_and_stays_so);
	tcase_add_test(tc, signatures_inside_a_sealed_segment_are_dropped);
	tcase_add_test(tc, a_run_has_the_signatures_held_of_entries_with_priority);
	tcase_add_test(tc, a_run_begins_anywhere_and_ends_with_its_segment);
	tcase_add_test(tc, a_sealed_segment_without_bodies_is_a_hole_until_filled);
	tcase_add_test(tc, a_full_segment_with_bodies_partly_held_is_sealed_when_filled);
	tcase_add_test(tc, an_empty_body_is_always_held);
	tcase_add_test(tc, tips_are_those_of_every_feed_by_place_also_after_reopening);
	tcase_add_test(tc, a_rollback_undoes_everything);
	tcase_add_test(tc, acts_come_back_in_the_order_they_were_put_each_once);
	tcase_add_test(tc, draft_and_queue_survive_reopening);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
