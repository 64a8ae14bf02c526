/* Sealed entries in an audit bundle (PROTOCOL M10.10): each disclosure is judged against the entry it
 * names, the right key opens, a wrong one is shown as wrong and opens nothing. */
#include "alerts_make.h"
#include "body.h"
#include "check_main.h"
#include "sealed_body.h"
#include "unit/audit_fixture.h"

static struct made w;
static struct buf plain;
static struct errmsg why;
static uint8_t key[SEALED_BODY_KEY_BYTES];

/* AUS:2 and AUS:3 are sealed to AUS alone. */
static void
add_sealed(void)
{
	const struct sealed_body_random random = sealed_body_random();
	const struct hash alliance = registry_alliance(w.acts.registry);
	const struct public_key reading = maker_reading("AUS");
	struct buf none = { 0 };
	struct line *l;
	size_t bad;

	buf_add_str(&none, "x");
	l = made_add(&w, "AUS", KIND_ALERT, AUDIENCE_NAMED, &none);
	buf_reset(&l->body);
	ck_assert(sealed_body_write(
	    &l->body, &l->e, &bad, &alliance, buf_view(&plain), &reading, 1, &random));
	made_renew(&w, l);
	buf_clear(&none);
}

static void
disclose(uint64_t seq, const struct hash *id, const uint8_t k[static 32])
{
	Cmsa__Ref ref;
	Cmsa__DisclosureBody b;
	struct buf body = { 0 };

	cmsa__ref__init(&ref);
	ref.author = pb_text("AUS");
	ref.incarnation = 1;
	ref.seq = seq;
	ref.id = pb_hash_data(id->b);
	cmsa__disclosure_body__init(&b);
	b.entry = &ref;
	b.key = pb_hash_data(k);
	b.reason = pb_text("asked");
	pb_write(&body, &b.base);
	made_add(&w, "GBR", KIND_DISCLOSURE, AUDIENCE_ALLIANCE, &body);
	buf_clear(&body);
}

static void
set_up(void)
{
	const uint8_t wrong[32] = { 1 };
	const struct public_key reading = maker_reading("AUS");
	const struct public_key secret = maker_reading_secret("AUS");
	const struct hash other = { { 2 } };
	struct hash alliance;
	struct line *l;

	w = (struct made){ .n = 0 };
	maker_init(&w.acts, 1, 1);
	alliance = registry_alliance(w.acts.registry);
	make_enrol(&w.acts, "AUS", ROLE_MEMBER);
	make_enrol(&w.acts, "GBR", ROLE_MEMBER);
	alerts_make(&plain, "AUS", "sealed-1", "GBR");
	made_keys(&w, "AUS");
	add_sealed();
	add_sealed();
	l = made_find(&w, "AUS", 2);
	ck_assert_int_eq(sealed_body_unwrap(key, &alliance, &l->e, buf_view(&l->body),
			     &reading, secret.b),
	    V_OK);
	made_keys(&w, "GBR");
	disclose(2, &l->e.id, wrong);
	disclose(2, &other, key);
	disclose(1, &made_find(&w, "AUS", 1)->e.id, key);
	disclose(3, &made_find(&w, "AUS", 3)->e.id, key);
	disclose(2, &l->e.id, key);
	made_manifest(&w);
	made_write(&w, NULL, NULL);
	ck_assert_int_eq(w.written, ERR_NONE);
}

static void
tear_down(void)
{
	made_clear(&w);
	buf_clear(&plain);
}

/* Opens AUS:`seq`; the caller frees. */
static struct proof *
read_file(uint64_t seq, const uint8_t *with)
{
	const struct place place = { "AUS", 1, seq };
	const struct proof_ask ask = { .open = &place, .key = with };
	struct reading r = { .file = &w.file };
	struct proof *p = NULL;

	ck_assert_msg(!proof_read(&p, made_give, &r, &ask, &why), "%s", why.text);
	return p;
}

START_TEST(each_disclosure_is_judged)
{
	static const enum proof_disclosed expected[] = { PROOF_WRONG_KEY,
		PROOF_NOT_IN_FILE, PROOF_NOT_IN_FILE, PROOF_WRONG_KEY, PROOF_RIGHT_KEY };
	struct proof *p = read_file(2, NULL);
	struct buf out = { 0 };

	ck_assert_uint_eq(p->n_sealed, 2);
	ck_assert_uint_eq(p->n_disclosures, ARRAY_LEN(expected));
	for (size_t i = 0; i < ARRAY_LEN(expected); i++)
		ck_assert_int_eq(p->disclosures[i].state, expected[i]);
	proof_text(&out, p, &(struct proof_ask){ .judge = false });
	buf_add(&out, "", 1);
	ck_assert_ptr_nonnull(strstr(
	    (char *)out.p, "AUS:2 disclosed by GBR:2, \"asked\": the key is WRONG"));
	ck_assert_ptr_nonnull(strstr(
	    (char *)out.p, "AUS:2 disclosed by GBR:6, \"asked\": the key is right"));
	buf_clear(&out);
	proof_free(p);
}
END_TEST

START_TEST(the_right_disclosure_opens_it)
{
	struct proof *p = read_file(2, NULL);
	struct buf out = { 0 };

	ck_assert(p->opens.tried);
	ck_assert_int_eq(p->opens.verdict, V_OK);
	ck_assert_uint_eq(p->opens.by->by.seq, 6);
	ck_assert(bytes_eq(buf_view(&p->opens.body), buf_view(&plain)));
	ck_assert_int_eq(proof_body(&out, p), V_OK);
	buf_add(&out, "", 1);
	ck_assert_ptr_nonnull(strstr((char *)out.p, "\"id\": \"sealed-1\""));
	ck_assert_ptr_nonnull(strstr((char *)out.p, "\"action\": [\"GBR\"]"));
	buf_clear(&out);
	proof_free(p);
}
END_TEST

START_TEST(another_key_opens_nothing)
{
	struct proof *p = read_file(3, NULL);

	ck_assert(!p->opens.tried);
	proof_free(p);
	p = read_file(3, key);
	ck_assert(p->opens.tried);
	ck_assert_int_eq(p->opens.verdict, V_SEALED_KEY);
	ck_assert_uint_eq(p->opens.body.n, 0);
	proof_free(p);
	p = read_file(2, key);
	ck_assert_int_eq(p->opens.verdict, V_OK);
	ck_assert_ptr_null(p->opens.by);
	proof_free(p);
}
END_TEST

START_TEST(what_is_not_sealed_or_not_there_is_not_opened)
{
	struct proof *p = read_file(1, key);

	ck_assert_ptr_null(p->opens.entry);
	proof_free(p);
	made_find(&w, "AUS", 2)->held = made_find(&w, "AUS", 3)->held = false;
	made_write(&w, NULL, NULL);
	p = read_file(2, key);
	ck_assert_ptr_nonnull(p->opens.entry);
	ck_assert(!p->opens.tried);
	ck_assert_int_eq(p->disclosures[4].state, PROOF_RIGHT_KEY);
	proof_free(p);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("audit_sealed");
	TCase *t = tcase_create("sealed");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, each_disclosure_is_judged);
	tcase_add_test(t, the_right_disclosure_opens_it);
	tcase_add_test(t, another_key_opens_nothing);
	tcase_add_test(t, what_is_not_sealed_or_not_there_is_not_opened);
	suite_add_tcase(s, t);
	return check_main(s);
}
