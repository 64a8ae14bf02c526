/* scenario_alerts.c - the entries alert, response, retract and desk. */
#include "scenario.h"

#include <string.h>

#include "alert.pb-c.h"
#include "alert_response.pb-c.h"
#include "pb.h"
#include "retraction.pb-c.h"

static const struct word_value states[] = {
	{ "acknowledged", CMSA__RESPONSE_STATE__RESPONSE_ACKNOWLEDGED },
	{ "investigating", CMSA__RESPONSE_STATE__RESPONSE_INVESTIGATING },
	{ "confirmed", CMSA__RESPONSE_STATE__RESPONSE_CONFIRMED },
	{ "refuted", CMSA__RESPONSE_STATE__RESPONSE_REFUTED },
	{ "closed", CMSA__RESPONSE_STATE__RESPONSE_CLOSED }
};

static void
begin(struct cursor *c, struct entry_head *h, uint32_t kind, const ProtobufCMessage *body)
{
	c->at++;
	*h = (struct entry_head){ .post = { .kind = kind,
				      .audience = AUDIENCE_PUBLIC,
				      .held = true,
				      .body = body } };
	h->post.author = cursor_word(c, "an author");
	/* A desk's bodies are about its country. */
	h->country =
	    arena_strndup(&c->script->mem, h->post.author, strcspn(h->post.author, "."));
	h->post.time_ms = cursor_time(c);
}

static bool
take_sample(struct cursor *c, protobuf_c_boolean *sample)
{
	if (!cursor_take(c, "sample"))
		return false;
	*sample = true;
	return true;
}

/* `alert AUTHOR TIME names COUNTRY... [OPTION...] [sample]`, countries in alphabetical order */
static void
run_alert(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	Cmsa__AlertScheme scheme = CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION;
	char *subject = pb_text("gallium");
	struct entry_head h;
	Cmsa__AlertBody b;

	cmsa__alert_body__init(&b);
	begin(&c, &h, KIND_ALERT, &b.base);
	if (!cursor_take(&c, "names"))
		cursor_fail(&c, "expected names COUNTRY...");
	b.action = st->head.words + c.at;
	for (; strlen(cursor_peek(&c)) == 3; b.n_action++)
		cursor_word(&c, "a country");
	while (scenario_feeds_option(s, &c, &h) || take_sample(&c, &b.sample))
		continue;
	cursor_end(&c);
	b.country = pb_text(h.country);
	b.id = pb_text("1");
	b.severity = CMSA__ALERT_SEVERITY__SEVERITY_HIGH;
	b.schemes = &scheme;
	b.n_schemes = 1;
	b.subjects = &subject;
	b.n_subjects = 1;
	b.basis = pb_text("a tip");
	b.handling = CMSA__HANDLING__HANDLING_CLEAR;
	b.batch = h.batch;
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	scenario_feeds_post(s, &c, &h);
}

/* `response AUTHOR TIME STATE to ENTRY [OPTION...] [sample]` */
static void
run_response(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct entry_head h;
	Cmsa__AlertResponseBody b;

	cmsa__alert_response_body__init(&b);
	begin(&c, &h, KIND_ALERT_RESPONSE, &b.base);
	b.state =
	    (Cmsa__ResponseState)cursor_choice(&c, states, ARRAY_LEN(states), "a state");
	if (!cursor_take(&c, "to"))
		cursor_fail(&c, "expected to ENTRY");
	b.alert = scenario_feeds_ref(s, &c);
	while (scenario_feeds_option(s, &c, &h) || take_sample(&c, &b.sample))
		continue;
	cursor_end(&c);
	b.country = pb_text(h.country);
	b.batch = h.batch;
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	scenario_feeds_post(s, &c, &h);
}

/* `retract AUTHOR TIME ENTRY [OPTION...]` */
static void
run_retract(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct entry_head h;
	Cmsa__RetractionBody b;
	Cmsa__Ref *ref;

	cmsa__retraction_body__init(&b);
	begin(&c, &h, KIND_RETRACTION, &b.base);
	ref = scenario_feeds_ref(s, &c);
	b.entries = &ref;
	b.n_entries = 1;
	b.reason = pb_text("published by mistake");
	while (scenario_feeds_option(s, &c, &h))
		continue;
	cursor_end(&c);
	scenario_feeds_post(s, &c, &h);
}

static void
fill_enrol(
    Cmsa__Enrol *e, Cmsa__EnrolNode *node, const char *name, const struct world_keys *k)
{
	cmsa__enrol__init(e);
	cmsa__enrol_node__init(node);
	node->name = pb_text("main");
	node->curve_key = pb_hash_data(k->curve.b);
	node->writes = true;
	e->author = pb_text(name);
	e->role = CMSA__ROLE__ROLE_DESK;
	e->algorithm = 1;
	e->identity_key = pb_hash_data(k->identity.b);
	e->signing_key = pb_hash_data(k->signing.b);
	e->reading_key = pb_hash_data(k->reading.b);
}

/* `desk COUNTRY TIME NAME withdrawn | NAME [alerts] [responses] [public] [customs]` */
static void
run_desk(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	Cmsa__EnrolNode node, *nodes = &node;
	uint32_t kinds[2], audiences[2];
	const struct world_feed *f;
	struct world_keys k;
	struct entry_head h;
	Cmsa__KeysBody b;
	Cmsa__Enrol e;
	Cmsa__Desk d, *desks = &d;

	cmsa__keys_body__init(&b);
	cmsa__desk__init(&d);
	begin(&c, &h, KIND_KEYS, &b.base);
	d.name = pb_text(cursor_word(&c, "a desk"));
	f = world_feed(s->world, d.name);
	d.after_seq = f ? f->seq : 0;
	world_keys_of(&k, d.name);
	fill_enrol(&e, &node, d.name, &k);
	e.nodes = &nodes;
	e.n_nodes = 1;
	d.enrol = cursor_take(&c, "withdrawn") ? NULL : &e;
	d.kinds = kinds;
	d.audiences = audiences;
	if (cursor_take(&c, "alerts"))
		kinds[d.n_kinds++] = KIND_ALERT;
	if (cursor_take(&c, "responses"))
		kinds[d.n_kinds++] = KIND_ALERT_RESPONSE;
	if (cursor_take(&c, "public"))
		audiences[d.n_audiences++] = AUDIENCE_PUBLIC;
	if (cursor_take(&c, "customs"))
		audiences[d.n_audiences++] = AUDIENCE_CUSTOMS;
	cursor_end(&c);
	b.generation = 1;
	b.desks = &desks;
	b.n_desks = 1;
	scenario_feeds_post(s, &c, &h);
}

const struct statement_rule scenario_alerts_rules[] = {
	{ "alert", run_alert, false },
	{ "response", run_response, false },
	{ "retract", run_retract, false },
	{ "desk", run_desk, false },
	{ 0 },
};
