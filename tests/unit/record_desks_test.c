/* Keys bodies with desks: the shape alone; what goes with what was said before is the
 * register's to ask (PROTOCOL M5.18, M4.15). */
#include <check.h>
#include <sodium.h>

#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "pb.h"

struct keys_value {
	Cmsa__KeysBody body;
	Cmsa__Desk desk[2], *desks[2];
	Cmsa__Enrol enrol;
	Cmsa__EnrolNode node, *nodes[1];
	uint32_t kinds[9], audiences[2];
	uint8_t identity[32], signing[32], secret[64], bytes[64];
};

static void
right_enrol(struct keys_value *v)
{
	cmsa__enrol__init(&v->enrol);
	cmsa__enrol_node__init(&v->node);
	crypto_sign_keypair(v->identity, v->secret);
	crypto_sign_keypair(v->signing, v->secret);
	v->node.name = pb_text("main");
	v->node.curve_key = pb_data(bytes_of(v->bytes, 32));
	v->node.writes = true;
	v->nodes[0] = &v->node;
	v->enrol.author = pb_text("AUS.customs");
	v->enrol.role = CMSA__ROLE__ROLE_DESK;
	v->enrol.algorithm = 1;
	v->enrol.identity_key = pb_data(bytes_of(v->identity, 32));
	v->enrol.signing_key = pb_data(bytes_of(v->signing, 32));
	v->enrol.reading_key = pb_data(bytes_of(v->bytes, 32));
	v->enrol.nodes = v->nodes;
	v->enrol.n_nodes = 1;
}

static void
right_desks(struct keys_value *v)
{
	*v = (struct keys_value){ .kinds = { KIND_ALERT, KIND_ALERT_RESPONSE },
		.audiences = { AUDIENCE_PUBLIC, AUDIENCE_CUSTOMS } };
	right_enrol(v);
	cmsa__keys_body__init(&v->body);
	for (int i = 0; i < 2; i++) {
		cmsa__desk__init(&v->desk[i]);
		v->desks[i] = &v->desk[i];
	}
	v->desk[0].name = pb_text("AUS.customs");
	v->desk[0].enrol = &v->enrol;
	v->desk[0].kinds = v->kinds;
	v->desk[0].n_kinds = 2;
	v->desk[0].audiences = v->audiences;
	v->desk[0].n_audiences = 2;
	v->desk[1].name = pb_text("AUS.ports"); /* withdrawn */
	v->desk[1].after_seq = 17;
	v->body.generation = 1;
	v->body.desks = v->desks;
	v->body.n_desks = 2;
}

#define SPOIL(name, what)                              \
	static void spoil_##name(struct keys_value *v) \
	{                                              \
		what;                                  \
	}
SPOIL(generation, v->body.generation = 0)
SPOIL(algorithm, v->body.algorithm = 1)
SPOIL(signing, v->body.signing_key = pb_data(bytes_of(v->bytes, 32)))
SPOIL(reading, v->body.reading_key = pb_data(bytes_of(v->bytes, 32)))
SPOIL(identity, v->body.identity_signature = pb_data(bytes_of(v->bytes, 64)))
SPOIL(possession, v->body.possession_signature = pb_data(bytes_of(v->bytes, 64)))
SPOIL(name, v->desk[0].name = pb_text("AUS"))
SPOIL(order, v->desk[1].name = pb_text("AUS.a"))
SPOIL(twice, v->desk[1].name = pb_text("AUS.customs"))
SPOIL(after, v->desk[1].after_seq = (uint64_t)INT64_MAX + 1)
SPOIL(other, v->enrol.author = pb_text("AUS.ports"))
SPOIL(role, v->enrol.role = CMSA__ROLE__ROLE_AUDITOR)
SPOIL(no_node, v->enrol.n_nodes = 0)
SPOIL(point, memset(v->signing, 2, 32))
SPOIL(low_kind, v->kinds[0] = KIND_WITNESS)
SPOIL(country_kind, v->kinds[0] = KIND_CAPACITY)
SPOIL(retraction, v->kinds[1] = KIND_RETRACTION)
SPOIL(kind_order, v->kinds[1] = KIND_ALERT)
SPOIL(many_kinds, for (size_t i = 0; i < 9; i++) v->kinds[i] = 100 + (uint32_t)i;
      v->desk[0].n_kinds = 9)
SPOIL(audience, v->audiences[1] = AUDIENCE_ALLIANCE)
SPOIL(named, v->audiences[1] = AUDIENCE_NAMED)
SPOIL(audience_order, v->audiences[1] = AUDIENCE_PUBLIC)
SPOIL(no_audience, v->desk[0].n_audiences = 0)
SPOIL(no_kind, v->desk[0].n_kinds = 0)
SPOIL(withdrawn_kinds, v->desk[0].enrol = NULL)
#undef SPOIL

static const struct {
	void (*spoil)(struct keys_value *v);
	enum verdict verdict;
} spoiled[] = { { spoil_generation, V_FIELD }, { spoil_algorithm, V_FIELD },
	{ spoil_signing, V_FIELD }, { spoil_reading, V_FIELD },
	{ spoil_identity, V_FIELD }, { spoil_possession, V_FIELD },
	{ spoil_name, V_FIELD }, { spoil_order, V_FIELD }, { spoil_twice, V_FIELD },
	{ spoil_after, V_FIELD }, { spoil_other, V_FIELD }, { spoil_role, V_FIELD },
	{ spoil_no_node, V_FIELD }, { spoil_point, V_ACT_KEYS },
	{ spoil_low_kind, V_FIELD }, { spoil_country_kind, V_FIELD },
	{ spoil_retraction, V_FIELD }, { spoil_kind_order, V_FIELD },
	{ spoil_many_kinds, V_FIELD }, { spoil_audience, V_FIELD },
	{ spoil_named, V_FIELD }, { spoil_audience_order, V_FIELD },
	{ spoil_no_audience, V_FIELD }, { spoil_no_kind, V_FIELD },
	{ spoil_withdrawn_kinds, V_FIELD } };

/* PROTOCOL M5.18 */
START_TEST(a_keys_body_of_desks_with_one_thing_wrong_is_refused) /* _i: the thing */
{
	struct keys_value v;

	right_desks(&v);
	ck_assert_int_eq(body_check(KIND_KEYS, &v.body.base, NULL), V_OK);
	spoiled[_i].spoil(&v);
	ck_assert_int_eq(body_check(KIND_KEYS, &v.body.base, NULL), spoiled[_i].verdict);
}
END_TEST

START_TEST(a_desk_may_be_one_that_reads_only)
{
	struct keys_value v;

	right_desks(&v);
	v.desk[0].n_kinds = v.desk[0].n_audiences = 0;
	ck_assert_int_eq(body_check(KIND_KEYS, &v.body.base, NULL), V_OK);
}
END_TEST

START_TEST(a_keys_body_has_keys_or_desks)
{
	struct keys_value v;

	right_desks(&v);
	v.body.n_desks = 0;
	ck_assert_int_eq(body_check(KIND_KEYS, &v.body.base, NULL), V_FIELD);
	v.body.algorithm = 1;
	v.body.signing_key = pb_data(bytes_of(v.signing, 32));
	v.body.reading_key = pb_data(bytes_of(v.bytes, 32));
	v.body.identity_signature = v.body.possession_signature =
	    pb_data(bytes_of(v.bytes, 64));
	ck_assert_int_eq(body_check(KIND_KEYS, &v.body.base, NULL), V_OK);
	v.body.n_desks = 2;
	ck_assert_int_eq(body_check(KIND_KEYS, &v.body.base, NULL), V_FIELD);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("desks");
	Suite *s = suite_create("record_desks");

	if (sodium_init() < 0)
		return 4;
	tcase_add_loop_test(t, a_keys_body_of_desks_with_one_thing_wrong_is_refused, 0,
	    (int)ARRAY_LEN(spoiled));
	tcase_add_test(t, a_desk_may_be_one_that_reads_only);
	tcase_add_test(t, a_keys_body_has_keys_or_desks);
	suite_add_tcase(s, t);
	return check_main(s);
}
