/* alerts_node.c - opening the alerts of a node, and naming one of them. */
#include "alerts_node.h"

#include <string.h>

#include "text.h"

/* A desk reads customs bodies too, which no level of findings has. */
static enum err
read_role(struct alerts_node *a, const struct cli *cli, struct errmsg *m)
{
	const char *looks = cli_option(cli, "for");
	struct nodeconf conf;
	enum err e;

	if (looks && !author_is_country(looks))
		return errmsg_set(m, ERR_INPUT,
		    "--for: expected an alpha-3 country code, found \"%.60s\"", looks);
	e = nodeconf_read(&conf, cli->dir, m);
	if (e)
		return e;
	snprintf(a->author, sizeof(a->author), "%s", conf.author);
	if (looks)
		memcpy(a->country, looks, COUNTRY_LEN);
	else
		author_country(a->country, conf.author);
	if (author_is_desk(conf.author) && !cli_option(cli, "level"))
		a->q.level = LEVEL_DESK_FACTS;
	return ERR_NONE;
}

enum err
alerts_node_open(struct alerts_node *a, const struct cli *cli, struct errmsg *m)
{
	enum err e;

	*a = (struct alerts_node){ .facts = NULL };
	e = cli_question_open(&a->q, cli, m);
	if (e)
		return e;
	e = read_role(a, cli, m);
	if (!e)
		e = factsdb_load(
		    a->q.facts, &a->facts, a->q.registry, &a->q.position, a->q.level, m);
	if (e) {
		alerts_node_close(a);
		return e;
	}
	cli_note_frozen(a->facts);
	law_at(&a->law, a->q.registry, a->q.as_of);
	facts_witness(a->facts, a->law.policy->alert_witnesses);
	a->alerts = alerts_new(a->facts, &a->law, a->q.as_of);
	return ERR_NONE;
}

void
alerts_node_close(struct alerts_node *a)
{
	if (a->alerts) {
		alerts_free(a->alerts);
		law_clear(&a->law);
	}
	facts_free(a->facts);
	cli_question_close(&a->q);
	*a = (struct alerts_node){ .facts = NULL };
}

/* The author may hold no colon, so the last piece is the seq. */
static bool
parse_ref(struct place *out, const char *ref)
{
	const char *colon = strchr(ref, ':'), *last = strrchr(ref, ':');
	char number[24] = "";
	int64_t incarnation = 1, seq = 0;

	*out = (struct place){ .incarnation = 1 };
	if (!colon || (size_t)(colon - ref) >= sizeof(out->author))
		return false;
	memcpy(out->author, ref, (size_t)(colon - ref));
	if (last != colon) {
		if ((size_t)(last - colon) > sizeof(number))
			return false;
		memcpy(number, colon + 1, (size_t)(last - colon) - 1);
		if (!text_to_i64(&incarnation, number) || incarnation < 1 ||
		    incarnation > UINT32_MAX)
			return false;
	}
	if (!text_to_i64(&seq, last + 1) || seq < 1)
		return false;
	out->incarnation = (uint32_t)incarnation;
	out->seq = (uint64_t)seq;
	return author_is_valid(out->author);
}

enum err
alerts_node_find(struct alerts_line *out, const struct alerts_node *a, const char *ref,
    struct errmsg *m)
{
	struct place p;

	if (!parse_ref(&p, ref))
		return errmsg_set(m, ERR_INPUT,
		    "expected an alert such as JPN:12 or AUS.customs:3, found \"%.60s\"",
		    ref);
	for (size_t i = 0; i < a->alerts->n; i++) {
		const struct alert_view *v = &a->alerts->list[i];

		if (place_cmp(&v->origin->place, &p))
			continue;
		*out = (struct alerts_line){ v,
			alerts_list_clock(v, a->q.registry, a->country) };
		return ERR_NONE;
	}
	return errmsg_set(m, ERR_INPUT,
	    "no alert %.60s is held here, or this node may not read it; cmsa alerts lists them",
	    ref);
}

enum err
alerts_node_filter(struct alerts_filter *f, const struct cli *cli, struct errmsg *m)
{
	const char *name = cli_option(cli, "filter");
	enum err e = ERR_NONE;

	*f = (struct alerts_filter){ .value = { "" } };
	if (name)
		e = alerts_saved_get(f, cli, name, m);
	for (size_t i = 0; i < ALERTS_FIELDS && !e; i++) {
		const char *value =
		    cli_option(cli, alerts_filter_name((enum alerts_field)i));

		if (value)
			e = alerts_filter_set(f, (enum alerts_field)i, value, m);
	}
	return e;
}
