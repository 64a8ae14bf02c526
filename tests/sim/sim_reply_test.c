/* sim_reply_test.c - what a core lets its country answer: itself, about what is held and is an
 * assessment or a witness entry (PROTOCOL M5.28, M5.29); and that a fund is of the USA (M5.26). */
#include <string.h>

#include "body.h"
#include "check_main.h"
#include "hand.h"
#include "kind.h"
#include "pb.h"

static struct hand h;
static struct hand_feed jpn;

/* AUS, which holds a keys entry and a witness entry of JPN. */
static void
setup(void)
{
	struct hand_entry e[2];
	struct buf body = { 0 };
	Cmsa__WitnessBody w;

	hand_init(&h, ROLE_MEMBER);
	hand_greet(&h, "JPN");
	jpn = (struct hand_feed){ .author = "JPN" };
	cmsa__witness_body__init(&w);
	pb_write(&body, &w.base);
	hand_write(&h, &e[0], &jpn, KIND_KEYS, AUDIENCE_PUBLIC, bytes_of("", 0));
	hand_write(&h, &e[1], &jpn, KIND_WITNESS, AUDIENCE_PUBLIC, buf_view(&body));
	hand_live(&h, "JPN", e, 2, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
	for (size_t i = 0; i < 2; i++)
		hand_entry_clear(&e[i]);
	buf_clear(&body);
}

static void
teardown(void)
{
	hand_clear(&h);
}

static const Cmsa__ControlReply *
publish(uint32_t kind, const ProtobufCMessage *value)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish p;
	ProtobufCBinaryData bodies[1];
	const Cmsa__ControlReply *r;
	struct buf body = { 0 };

	pb_write(&body, value);
	bodies[0] = pb_data(buf_view(&body));
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&p);
	p.kind = kind;
	p.audience = AUDIENCE_PUBLIC;
	p.bodies = bodies;
	p.n_bodies = 1;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &p;
	r = hand_ask(&h, &request);
	buf_clear(&body);
	return r;
}

static Cmsa__ReplyBody
reply(void)
{
	Cmsa__ReplyBody b;

	cmsa__reply_body__init(&b);
	b.country = pb_text("AUS");
	b.criterion = CMSA__CRITERION__CRITERION_B1;
	b.as_of_days = 20500;
	b.text = pb_text("It is not so.");
	return b;
}

static void
refused(uint32_t kind, const ProtobufCMessage *value, const char *words)
{
	const uint64_t before = hand_held(&h, "AUS");
	const Cmsa__ControlReply *r = publish(kind, value);

	ck_assert_uint_ne(r->exit_code, 0);
	ck_assert_msg(
	    strstr(r->message, words) != NULL, "expected %s: %s", words, r->message);
	ck_assert_uint_eq(hand_held(&h, "AUS"), before);
}

START_TEST(a_country_answers_about_itself)
{
	const uint64_t before = hand_held(&h, "AUS");
	Cmsa__ReplyBody b = reply();

	ck_assert_uint_eq(publish(KIND_REPLY, &b.base)->exit_code, 0);
	ck_assert_uint_eq(hand_held(&h, "AUS"), before + 1);
	b.country = pb_text("JPN");
	refused(KIND_REPLY, &b.base, "AUS itself");
}
END_TEST

START_TEST(what_is_answered_is_held_and_of_its_kind)
{
	Cmsa__ReplyBody b = reply();
	Cmsa__Ref to;
	struct hash id;
	struct place at = { .author = "JPN", .incarnation = 1, .seq = 1 };

	cmsa__ref__init(&to);
	to.author = pb_text("JPN");
	to.incarnation = 1;
	b.to = &to;
	for (to.seq = at.seq = 1; at.seq <= 2; to.seq = ++at.seq) {
		ck_assert_int_eq(store_id_get(h.w.node[0].store, &id, &at), ERR_NONE);
		to.id = pb_hash_data(id.b);
		if (at.seq == 1) /* keys */
			refused(KIND_REPLY, &b.base, "neither an assessment nor");
		else
			ck_assert_uint_eq(publish(KIND_REPLY, &b.base)->exit_code, 0);
	}
	refused(KIND_REPLY, &b.base, "not held here"); /* JPN:3 */
	to.seq = 2;
	id.b[0] ^= 1;
	refused(KIND_REPLY, &b.base, "not held here under that id");
}
END_TEST

START_TEST(a_fund_is_of_the_usa)
{
	Cmsa__FundRow row, *rows = &row;
	Cmsa__FundBody b;

	cmsa__fund_row__init(&row);
	cmsa__fund_body__init(&b);
	row.id = pb_text("i1");
	row.kind = CMSA__FUND_KIND__FUND_INTEREST;
	row.days = 20500;
	b.rows = &rows;
	b.n_rows = 1;
	b.country = pb_text("AUS");
	refused(KIND_FUND, &b.base, "USA");
	b.country = pb_text("USA"); /* for whom AUS does not speak */
	refused(KIND_FUND, &b.base, "AUS");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("reply");
	Suite *s = suite_create("sim_reply");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_country_answers_about_itself);
	tcase_add_test(t, what_is_answered_is_held_and_of_its_kind);
	tcase_add_test(t, a_fund_is_of_the_usa);
	suite_add_tcase(s, t);
	return check_main(s);
}
