/* act_check.c - the field rules of each act body, one function each, in a table. */
#include "act_check.h"
#include "attr.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "limit.h"
#include "name.h"
#include "text.h"

enum {
	MAX_QUANTITIES = 256
};

/* PROTOCOL M2.8 */
bool
act_date_ok(int32_t days)
{
	return days != 0 && days >= DATE_MIN_DAYS && days <= DATE_MAX_DAYS;
}

bool
act_date_or_none(int32_t days)
{
	return days == 0 || act_date_ok(days);
}

bool
act_number_ok(uint64_t number)
{
	return number >= 1 && number <= INT64_MAX;
}

bool
act_text_ok(const char *s)
{
	return strlen(s) <= LIMIT_TEXT_BYTES;
}

bool
act_word_ok(const char *s)
{
	return *s && act_text_ok(s);
}

static bool
key_seen(Cmsa__RegistrarKey *const *keys, size_t n, const Cmsa__RegistrarKey *k)
{
	for (size_t i = 0; i < n; i++)
		if (!memcmp(keys[i]->key.data, k->key.data, 32))
			return true;
	return false;
}

/* PROTOCOL M3.3: 2k > n, so that any two sets of k share a registrar. */
static enum verdict
check_registrar_list(Cmsa__RegistrarKey *const *keys, size_t n, uint32_t threshold)
{
	if (!n || n > LIMIT_REGISTRARS || threshold > n || 2 * (size_t)threshold <= n)
		return V_FIELD;
	for (size_t i = 0; i < n; i++) {
		if (!act_word_ok(keys[i]->name) || keys[i]->algorithm != 1 ||
		    keys[i]->key.len != 32)
			return V_FIELD;
		if (!public_key_is_valid(keys[i]->key.data) || key_seen(keys, i, keys[i]))
			return V_ACT_KEYS;
	}
	return V_OK;
}

static enum verdict
check_genesis(const Cmsa__Act *act)
{
	const Cmsa__Genesis *g = act->genesis;

	if (act->number != 1 || !act_word_ok(g->name) || g->nonce.len != 32)
		return V_FIELD;
	return check_registrar_list(g->registrars, g->n_registrars, g->threshold);
}

static enum verdict
check_registrars(const Cmsa__Act *act)
{
	const Cmsa__Registrars *r = act->registrars;

	return check_registrar_list(r->registrars, r->n_registrars, r->threshold);
}

static enum verdict
check_territory(const Cmsa__Act *act)
{
	const Cmsa__Territory *t = act->territory;

	if (!country_is_territory_code(t->code) || !act_word_ok(t->name) ||
	    !t->n_countries || t->n_countries > 64)
		return V_FIELD;
	for (size_t i = 0; i < t->n_countries; i++) {
		if (!author_is_country(t->countries[i]) ||
		    country_is_territory_code(t->countries[i]))
			return V_FIELD;
		if (i && strcmp(t->countries[i - 1], t->countries[i]) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

/* "tcp://1.2.3.4:7001" or "tcp://[::1]:7001": libzmq would resolve a name inside its I/O
 * thread and stall every peer, so addresses are literals. */
static bool
address_ok(const char *s)
{
	struct in6_addr ip;
	char host[64];
	const char *colon = strrchr(s, ':');
	size_t n;
	int64_t port;
	bool v6;

	if (strncmp(s, "tcp://", 6) || strlen(s) >= 64 || !colon || colon < s + 7)
		return false;
	if (!text_is_digits(colon + 1, 1, 5) || !text_to_i64(&port, colon + 1) ||
	    port < 1 || port > 65535)
		return false;
	v6 = s[6] == '[' && colon[-1] == ']';
	n = (size_t)(colon - s) - 6 - (v6 ? 2 : 0);
	memcpy(host, s + 6 + v6, n);
	host[n] = '\0';
	return inet_pton(v6 ? AF_INET6 : AF_INET, host, &ip) == 1;
}

static enum verdict
check_node(const Cmsa__EnrolNode *node)
{
	if (!node_name_is_valid(node->name) || node->curve_key.len != 32 ||
	    node->n_addresses > LIMIT_ADDRESSES)
		return V_FIELD;
	for (size_t i = 0; i < node->n_addresses; i++)
		if (!address_ok(node->addresses[i]))
			return V_FIELD;
	return V_OK;
}

static enum verdict
check_nodes(Cmsa__EnrolNode *const *nodes, size_t n)
{
	size_t writers = 0;

	if (!n || n > LIMIT_NODES)
		return V_FIELD;
	for (size_t i = 0; i < n; i++) {
		enum verdict v = check_node(nodes[i]);

		if (v)
			return v;
		writers += nodes[i]->writes ? 1 : 0;
		for (size_t k = 0; k < i; k++) {
			if (!strcmp(nodes[k]->name, nodes[i]->name))
				return V_FIELD;
			if (!memcmp(
				nodes[k]->curve_key.data, nodes[i]->curve_key.data, 32))
				return V_ACT_KEYS;
		}
	}
	return writers == 1 ? V_OK : V_FIELD;
}

/* Member and candidate are countries (or territories), auditors are not; a desk is one of a
 * country. */
static bool
role_fits_author(Cmsa__Role role, const char *author)
{
	switch (role) {
	case CMSA__ROLE__ROLE_MEMBER:
	case CMSA__ROLE__ROLE_CANDIDATE: return author_is_country(author);
	case CMSA__ROLE__ROLE_AUDITOR:
		return author_is_valid(author) && !author_is_country(author) &&
		       !author_is_desk(author);
	case CMSA__ROLE__ROLE_REMOVED:
		return author_is_valid(author) && !author_is_desk(author);
	case CMSA__ROLE__ROLE_DESK: return author_is_desk(author);
	case CMSA__ROLE__ROLE_UNSET:
	case _CMSA__ROLE_IS_INT_SIZE: return false;
	}
	return false;
}

static enum verdict
check_author_keys(const Cmsa__Application *a)
{
	if (a->algorithm != 1 || a->identity_key.len != 32 || a->signing_key.len != 32 ||
	    a->reading_key.len != 32)
		return V_FIELD;
	if (!public_key_is_valid(a->identity_key.data) ||
	    !public_key_is_valid(a->signing_key.data) ||
	    !memcmp(a->identity_key.data, a->signing_key.data, 32))
		return V_ACT_KEYS;
	return V_OK;
}

static enum verdict
check_author(const Cmsa__Application *app)
{
	enum verdict v;

	if (!role_fits_author(app->role, app->author))
		return V_FIELD;
	v = check_author_keys(app);
	if (app->role == CMSA__ROLE__ROLE_REMOVED && !app->n_nodes)
		return v;
	return v ? v : check_nodes(app->nodes, app->n_nodes);
}

enum verdict
act_check_application(const Cmsa__Application *app)
{
	/* nobody applies for a removal */
	return app->role == CMSA__ROLE__ROLE_REMOVED ? V_FIELD : check_author(app);
}

static enum verdict
check_fields(const Cmsa__Enrol *e)
{
	Cmsa__Application app;

	cmsa__application__init(&app);
	app.author = e->author;
	app.role = e->role;
	app.algorithm = e->algorithm;
	app.identity_key = e->identity_key;
	app.signing_key = e->signing_key;
	app.reading_key = e->reading_key;
	app.nodes = e->nodes;
	app.n_nodes = e->n_nodes;
	return check_author(&app);
}

/* PROTOCOL M3.9: an enrol act is an application that the registrars took, or a removal. */
static enum verdict
check_enrol(const Cmsa__Act *act)
{
	return act->enrol->role == CMSA__ROLE__ROLE_DESK ? V_FIELD
							 : check_fields(act->enrol);
}

enum verdict
act_check_desk(const Cmsa__Enrol *e)
{
	return e->role == CMSA__ROLE__ROLE_DESK ? check_fields(e) : V_FIELD;
}

static enum verdict
check_certification(const Cmsa__Act *act)
{
	const Cmsa__Certification *c = act->certification;

	return author_is_country(c->country) && act_date_ok(c->submitted_finance_days) &&
		       act_date_ok(c->submitted_ways_and_means_days)
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_resolution(const Cmsa__Act *act)
{
	const Cmsa__Resolution *r = act->resolution;
	bool kind_ok = r->kind == CMSA__RESOLUTION_KIND__RESOLUTION_APPROVAL ||
		       r->kind == CMSA__RESOLUTION_KIND__RESOLUTION_DISAPPROVAL;

	return kind_ok && r->act_number >= 1 && r->act_number <= INT64_MAX &&
		       act_date_ok(r->enacted_days) && act_date_ok(r->notice_days) &&
		       act_text_ok(r->citation)
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_entry_into_force(const Cmsa__Act *act)
{
	const Cmsa__EntryIntoForce *e = act->entry_into_force;

	return author_is_country(e->country) && e->certification >= 1 &&
		       e->certification <= INT64_MAX && act_date_ok(e->in_force_days)
		   ? V_OK
		   : V_FIELD;
}

static enum verdict
check_reference(const Cmsa__Act *act)
{
	return act_check_reference(act->reference);
}

static bool
hs_edition_ok(const char *s)
{
	return !strncmp(s, "HS", 2) && text_is_digits(s + 2, 4, 4);
}

/* PROTOCOL M3.37 */
static enum verdict
check_quantities(const Cmsa__Policy *p)
{
	if (p->n_commercial_quantities > MAX_QUANTITIES)
		return V_FIELD;
	for (size_t i = 0; i < p->n_commercial_quantities; i++) {
		const Cmsa__CommercialQuantity *q = p->commercial_quantities[i];

		if (!subject_is_valid(q->mineral) || q->grams_a_year <= 0)
			return V_FIELD;
		if (i &&
		    strcmp(p->commercial_quantities[i - 1]->mineral, q->mineral) >= 0)
			return V_NOT_CANONICAL;
	}
	return V_OK;
}

static enum verdict
check_policy(const Cmsa__Act *act)
{
	const Cmsa__Policy *p = act->policy;

	/* PROTOCOL M3.30 for the last two */
	if (!p->rules_version || !p->n_kinds || p->n_kinds > 64 ||
	    !act_date_or_none(p->corrects_from_days))
		return V_FIELD;
	for (size_t i = 0; i < p->n_kinds; i++)
		if (!p->kinds[i] || (i && p->kinds[i - 1] >= p->kinds[i]))
			return V_FIELD;
	if (p->mixed_floor != CMSA__MIXED_FLOOR__MIXED_FLOOR_HIGHEST &&
	    p->mixed_floor != CMSA__MIXED_FLOOR__MIXED_FLOOR_LOWEST)
		return V_FIELD;
	if (p->floor_counts != CMSA__FLOOR_COUNTS__FLOOR_COUNTS_TOTAL &&
	    p->floor_counts != CMSA__FLOOR_COUNTS__FLOOR_COUNTS_ADDITIONAL)
		return V_FIELD;
	if (!p->review_max_age_days || p->review_max_age_days > 36500 ||
	    !p->alert_witnesses || p->alert_witnesses > LIMIT_AUTHORS ||
	    p->own_head_quorum > LIMIT_AUTHORS || p->first_deficient_miss > 36500 ||
	    p->alert_ack_days > 36500 || p->alert_outcome_days > 36500 ||
	    p->alert_late_days > 36500 || p->fund_close_days > 36500 ||
	    !act_date_or_none(p->enacted_on_days) ||
	    p->g2_reading < CMSA__G2_READING__G2_READING_UNSET ||
	    p->g2_reading > CMSA__G2_READING__G2_READING_FROM_ENTRY)
		return V_FIELD;
	return hs_edition_ok(p->hs_edition) ? check_quantities(p) : V_FIELD;
}

static const struct {
	enum act_kind kind;
	enum verdict (*check)(const Cmsa__Act *act);
} checks[] = {
	{ ACT_GENESIS, check_genesis },
	{ ACT_REGISTRARS, check_registrars },
	{ ACT_TERRITORY, check_territory },
	{ ACT_ENROL, check_enrol },
	{ ACT_CERTIFICATION, check_certification },
	{ ACT_RESOLUTION, check_resolution },
	{ ACT_ENTRY_INTO_FORCE, check_entry_into_force },
	{ ACT_REFERENCE, check_reference },
	{ ACT_POLICY, check_policy },
	{ ACT_CUT, act_check_cut },
	{ ACT_RESUME, act_check_resume },
	{ ACT_UNDERTAKING, act_check_conduct },
	{ ACT_DETERMINATION, act_check_conduct },
	{ ACT_MODIFICATION_NOTICE, act_check_terms },
	{ ACT_MODIFICATION_EFFECT, act_check_terms },
	{ ACT_WITHDRAWAL, act_check_conduct },
	{ ACT_TERMINATION, act_check_conduct },
	{ ACT_ALLOWANCE, act_check_terms },
	{ ACT_MEETING, act_check_conduct },
	{ ACT_MEETING_RECORD, act_check_conduct },
	{ ACT_REPORT, act_check_terms },
	{ ACT_REVIEW, act_check_terms },
	{ ACT_ENGAGEMENT, act_check_conduct },
};

enum verdict
act_check(const Cmsa__Act *act)
{
	if ((act->number == 1) != (act->body_case == CMSA__ACT__BODY_GENESIS))
		return V_FIELD;
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		if ((int)checks[i].kind == (int)act->body_case)
			return checks[i].check(act);
	return V_FIELD; /* no body at all */
}
