/* keys_act_test.c - registrars sign acts: never two for one number, signatures gathered
 * in order, and what is signed is shown. */
#include <check.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "act_record.h"
#include "act_sign.h"
#include "act_text.h"
#include "check_main.h"
#include "file.h"
#include "pb.h"

enum {
	REGISTRARS = 3
};

static const struct hash ALLIANCE = { { 0x77 } };

struct world {
	char dir[64];
	char record[REGISTRARS][4096];
	struct key key[REGISTRARS];
	struct buf out;
};

static struct world *
world_new(void)
{
	struct world *w = calloc(1, sizeof(*w));

	snprintf(w->dir, sizeof(w->dir), "/tmp/keys_act_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(w->dir));
	for (int i = 0; i < REGISTRARS; i++) {
		uint8_t seed[32] = { (uint8_t)(i + 1) };
		char name[32];

		snprintf(name, sizeof(name), "r%d.key.record", i);
		path_join(w->record[i], w->dir, name);
		ck_assert_int_eq(
		    key_of_seed(&w->key[i], KEY_REGISTRAR, "registry-1", seed), ERR_NONE);
		ck_assert_int_eq(
		    act_record_new(w->record[i], &w->key[i].public_key, NULL), ERR_NONE);
	}
	return w;
}

static void
world_free(struct world *w)
{
	char lock[4104];

	for (int i = 0; i < REGISTRARS; i++) {
		snprintf(lock, sizeof(lock), "%s.lock", w->record[i]);
		unlink(lock);
		unlink(w->record[i]);
		key_clear(&w->key[i]);
	}
	rmdir(w->dir);
	buf_clear(&w->out);
	free(w);
}

/* Registrars 0, 1, ... of the world as a list of an act. */
static void
list_registrars(struct world *w, Cmsa__RegistrarKey keys[REGISTRARS],
    Cmsa__RegistrarKey *list[REGISTRARS])
{
	for (int i = 0; i < REGISTRARS; i++) {
		cmsa__registrar_key__init(&keys[i]);
		keys[i].name = pb_text("Registry");
		keys[i].algorithm = 1;
		keys[i].key = pb_hash_data(w->key[i].public_key.b);
		list[i] = &keys[i];
	}
}

static struct act
parse_draft(const Cmsa__Act *draft)
{
	struct buf bytes = { 0 }, file = { 0 };
	struct act a;

	act_write(&bytes, draft);
	signed_act_write(&file, buf_view(&bytes), NULL, 0);
	ck_assert_int_eq(act_parse(&a, buf_view(&file)), V_OK);
	buf_clear(&bytes);
	buf_clear(&file);
	return a;
}

static struct act
genesis(struct world *w)
{
	Cmsa__RegistrarKey keys[REGISTRARS], *list[REGISTRARS];
	static const struct hash nonce = { { 4 } };
	Cmsa__Genesis g;
	Cmsa__Act act;

	list_registrars(w, keys, list);
	cmsa__genesis__init(&g);
	g.name = pb_text("Test Alliance");
	g.registrars = list;
	g.n_registrars = REGISTRARS;
	g.threshold = 2;
	g.nonce = pb_hash_data(nonce.b);
	cmsa__act__init(&act);
	act.number = 1;
	act.date_days = 20700;
	act.body_case = CMSA__ACT__BODY_GENESIS;
	act.genesis = &g;
	return parse_draft(&act);
}

static struct act
registrars_act(struct world *w, uint64_t number)
{
	Cmsa__RegistrarKey keys[REGISTRARS], *list[REGISTRARS];
	Cmsa__Registrars r;
	Cmsa__Act act;

	list_registrars(w, keys, list);
	cmsa__registrars__init(&r);
	r.registrars = list;
	r.n_registrars = REGISTRARS;
	r.threshold = 2;
	cmsa__act__init(&act);
	act.number = number;
	act.prev = pb_hash_data(ALLIANCE.b);
	act.date_days = 20701;
	act.body_case = CMSA__ACT__BODY_REGISTRARS;
	act.registrars = &r;
	return parse_draft(&act);
}

static struct act
certification(uint64_t number, const char *country)
{
	Cmsa__Certification c;
	Cmsa__Act act;

	cmsa__certification__init(&c);
	c.country = pb_text(country);
	c.submitted_finance_days = 20702; /* 2026-09-06 */
	c.submitted_ways_and_means_days = 20703;
	cmsa__act__init(&act);
	act.number = number;
	act.prev = pb_hash_data(ALLIANCE.b);
	act.date_days = 20702;
	act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	act.certification = &c;
	return parse_draft(&act);
}

static enum err
sign_with(struct world *w, struct act *a, int who, int index, const struct hash *alliance,
    bool incoming)
{
	struct act_signing s = { &w->key[who], w->record[who], alliance, index,
		incoming };

	buf_reset(&w->out);
	return act_sign(&w->out, a, &s, NULL);
}

/* The act as it came out of the last signing. */
static struct act
signed_again(struct world *w, struct act *old)
{
	struct act a;

	act_clear(old);
	ck_assert_int_eq(act_parse(&a, buf_view(&w->out)), V_OK);
	return a;
}

START_TEST(signatures_gather_in_order_and_verify)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS");

	ck_assert_int_eq(sign_with(w, &a, 2, 2, &ALLIANCE, false), ERR_NONE);
	a = signed_again(w, &a);
	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_NONE);
	a = signed_again(w, &a);
	ck_assert_uint_eq(a.n_sigs, 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(act_check_signature(&ALLIANCE, &a.id, &a.sigs[i].sig,
				     w->key[a.sigs[i].registrar].public_key.b),
		    V_OK);
	ck_assert_uint_eq(a.sigs[0].registrar, 0);
	act_clear(&a);
	world_free(w);
}
END_TEST

START_TEST(a_genesis_act_finds_the_index_and_is_signed_for_zeros)
{
	static const struct hash zeros;
	struct world *w = world_new();
	struct act a = genesis(w);

	ck_assert_int_eq(sign_with(w, &a, 1, ACT_SIGN_FIND, &ALLIANCE, false), ERR_INPUT);
	ck_assert_int_eq(sign_with(w, &a, 1, 0, NULL, false), ERR_INPUT);
	ck_assert_int_eq(sign_with(w, &a, 1, ACT_SIGN_FIND, NULL, false), ERR_NONE);
	a = signed_again(w, &a);
	ck_assert_uint_eq(a.sigs[0].registrar, 1);
	ck_assert_int_eq(
	    act_check_signature(&zeros, &a.id, &a.sigs[0].sig, w->key[1].public_key.b),
	    V_OK);
	act_clear(&a);
	world_free(w);
}
END_TEST

START_TEST(an_act_other_than_genesis_needs_the_alliance_and_an_index)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS");

	ck_assert_int_eq(sign_with(w, &a, 0, 0, NULL, false), ERR_INPUT);
	ck_assert_int_eq(sign_with(w, &a, 0, ACT_SIGN_FIND, &ALLIANCE, false), ERR_INPUT);
	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, true), ERR_INPUT);
	act_clear(&a);
	world_free(w);
}
END_TEST

START_TEST(incoming_signatures_stand_behind_outgoing_ones)
{
	struct world *w = world_new();
	struct act a = registrars_act(w, 3);

	ck_assert_int_eq(sign_with(w, &a, 1, ACT_SIGN_FIND, &ALLIANCE, true), ERR_NONE);
	a = signed_again(w, &a);
	ck_assert_int_eq(sign_with(w, &a, 2, 7, &ALLIANCE, false), ERR_NONE);
	a = signed_again(w, &a);
	ck_assert(!a.sigs[0].incoming && a.sigs[0].registrar == 7);
	ck_assert(a.sigs[1].incoming && a.sigs[1].registrar == 1);
	act_clear(&a);
	world_free(w);
}
END_TEST

/* PROTOCOL M3.8 */
START_TEST(a_second_act_for_a_number_is_refused)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS"), b = certification(5, "GBR"),
		   c = certification(6, "GBR");

	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_NONE);
	ck_assert_int_eq(sign_with(w, &b, 0, 0, &ALLIANCE, false), ERR_REFUSED);
	ck_assert_uint_eq(w->out.n, 0);
	ck_assert_int_eq(sign_with(w, &c, 0, 0, &ALLIANCE, false), ERR_NONE);
	ck_assert_int_eq(
	    sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_NONE); /* the same: yes */
	act_clear(&a);
	act_clear(&b);
	act_clear(&c);
	world_free(w);
}
END_TEST

START_TEST(without_the_record_nothing_is_signed)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS");

	unlink(w->record[0]);
	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_NOT_FOUND);
	ck_assert_int_eq(file_write(w->record[0],
			     bytes_of("cmsa registrar record 1\n", 24), 0600, NULL),
	    ERR_NONE);
	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_INPUT);
	ck_assert_uint_eq(w->out.n, 0);
	act_clear(&a);
	world_free(w);
}
END_TEST

START_TEST(the_record_of_another_registrar_is_refused)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS");
	struct act_signing s = { &w->key[0], w->record[1], &ALLIANCE, 0, false };

	ck_assert_int_eq(act_sign(&w->out, &a, &s, NULL), ERR_INPUT);
	act_clear(&a);
	world_free(w);
}
END_TEST

START_TEST(a_damaged_record_is_refused)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS");
	struct buf file = { 0 };

	ck_assert_int_eq(file_read(&file, w->record[0], 4096, NULL), ERR_NONE);
	buf_add_str(&file, "5 00ff\n");
	ck_assert_int_eq(file_write(w->record[0], buf_view(&file), 0600, NULL), ERR_NONE);
	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_INPUT);
	buf_clear(&file);
	act_clear(&a);
	world_free(w);
}
END_TEST

START_TEST(the_index_of_another_registrars_signature_is_refused)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS");

	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_NONE);
	a = signed_again(w, &a);
	ck_assert_int_eq(sign_with(w, &a, 1, 0, &ALLIANCE, false), ERR_REFUSED);
	act_clear(&a);
	world_free(w);
}
END_TEST

START_TEST(only_a_registrar_key_signs_acts)
{
	static const uint8_t seed[32] = { 1 };
	struct world *w = world_new();
	struct act a = certification(5, "AUS");

	key_clear(&w->key[0]);
	ck_assert_int_eq(key_of_seed(&w->key[0], KEY_IDENTITY, "AUS", seed), ERR_NONE);
	ck_assert_int_eq(sign_with(w, &a, 0, 0, &ALLIANCE, false), ERR_REFUSED);
	act_clear(&a);
	world_free(w);
}
END_TEST

static void
assert_says(struct buf *text, const char *words)
{
	buf_add(text, "", 1);
	ck_assert_msg(strstr((const char *)text->p, words), "no \"%s\" in:\n%s", words,
	    (const char *)text->p);
	text->n--;
}

START_TEST(an_act_is_shown_with_its_number_date_kind_and_every_field)
{
	struct world *w = world_new();
	struct act a = certification(5, "AUS"), g = genesis(w);
	struct buf text = { 0 };
	char hex[65];

	act_text_write(&text, &a, false);
	assert_says(&text, "act 5 of 2026-09-06: certification\n");
	assert_says(&text, "country: AUS\n");
	assert_says(&text, "submitted_ways_and_means: 2026-09-07\n");
	buf_reset(&text);
	act_text_write(&text, &g, false);
	hex_write(hex, w->key[2].public_key.b, 32);
	assert_says(&text, "threshold: 2\n");
	assert_says(&text, hex);
	buf_clear(&text);
	act_clear(&a);
	act_clear(&g);
	world_free(w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keys_act");
	TCase *t = tcase_create("act");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, signatures_gather_in_order_and_verify);
	tcase_add_test(t, a_genesis_act_finds_the_index_and_is_signed_for_zeros);
	tcase_add_test(t, an_act_other_than_genesis_needs_the_alliance_and_an_index);
	tcase_add_test(t, incoming_signatures_stand_behind_outgoing_ones);
	tcase_add_test(t, a_second_act_for_a_number_is_refused);
	tcase_add_test(t, without_the_record_nothing_is_signed);
	tcase_add_test(t, the_record_of_another_registrar_is_refused);
	tcase_add_test(t, a_damaged_record_is_refused);
	tcase_add_test(t, the_index_of_another_registrars_signature_is_refused);
	tcase_add_test(t, only_a_registrar_key_signs_acts);
	tcase_add_test(t, an_act_is_shown_with_its_number_date_kind_and_every_field);
	suite_add_tcase(s, t);
	return check_main(s);
}
