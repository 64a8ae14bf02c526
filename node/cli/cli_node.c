/* cli_node.c - opening a node's facts, and questions at a position. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "clock.h"
#include "frozen.h"
#include "question.h"
#include "text.h"

enum err
cli_facts(struct factsdb **out, const struct cli *cli, struct errmsg *m)
{
	enum err e = factsdb_open(out, cli->dir, STORE_READ, m);

	if (e == ERR_NOT_FOUND)
		errmsg_set(m, e,
		    "no facts in %s: is it a node's folder, and has the node run?",
		    cli->dir);
	return e;
}

/* "AUTHOR:SEQ" of a witness entry, or of an assessment: then the entry before it. */
static enum err
position_of_entry(
    struct position *out, const struct cli *cli, const char *text, struct errmsg *m)
{
	struct stored_entry se = { 0 };
	struct store *log = NULL;
	struct place at = { .incarnation = 1 };
	const char *colon = strchr(text, ':');
	int64_t seq;
	enum err e;

	if (!colon || (size_t)(colon - text) >= sizeof(at.author) ||
	    !text_to_i64(&seq, colon + 1) || seq < 1)
		return errmsg_set(m, ERR_INPUT,
		    "--at: expected a position or AUTHOR:SEQ, found \"%.60s\"", text);
	memcpy(at.author, text, (size_t)(colon - text));
	at.seq = (uint64_t)seq;
	e = store_open(&log, cli->dir, STORE_READ, m);
	if (!e)
		e = store_entry_get(log, &se, &at);
	if (!e && se.e.kind == KIND_ASSESSMENT && at.seq > 1) {
		stored_entry_clear(&se);
		at.seq--;
		e = store_entry_get(log, &se, &at);
	}
	if (e == ERR_NOT_FOUND)
		errmsg_set(m, ERR_INPUT, "--at: no entry %s of %s is held here",
		    colon + 1, at.author);
	if (!e)
		e = question_of_witness(out, &se.e, buf_view(&se.body), m);
	stored_entry_clear(&se);
	store_close(&log);
	return e;
}

/* Ids of a position given as numbers, from what is held. */
static enum err
fill_ids(
    struct position *p, const struct cli *cli, const struct registry *r, struct errmsg *m)
{
	const struct act_record *a = registry_act(r, p->register_number);
	struct store *log = NULL;
	enum err e = store_open(&log, cli->dir, STORE_READ, m);

	if (!e && !a)
		e = errmsg_set(m, ERR_INPUT, "--at: act %llu is not held here",
		    (unsigned long long)p->register_number);
	for (size_t i = 0; i < p->n_heads && !e; i++) {
		const struct place *at = &p->heads[i].place;

		if (hash_is_zero(&p->heads[i].id))
			e = store_id_get(log, &p->heads[i].id, at);
		if (e == ERR_NOT_FOUND)
			errmsg_set(m, ERR_INPUT,
			    "--at: entry %s %u:%llu is not held here", at->author,
			    at->incarnation, (unsigned long long)at->seq);
	}
	if (!e)
		p->register_id = a->act->id;
	store_close(&log);
	return e;
}

static enum err
read_level(struct cli_question *q, const struct cli *cli, struct errmsg *m)
{
	const char *level = cli_option(cli, "level");
	const struct author *a;
	struct nodeconf conf;
	enum err e;

	if (level && !strcmp(level, "public")) {
		q->level = LEVEL_PUBLIC_FACTS;
		return ERR_NONE;
	}
	if (level && strcmp(level, "member"))
		return errmsg_set(m, ERR_INPUT,
		    "--level: expected member or public, found \"%s\"", level);
	e = nodeconf_read(&conf, cli->dir, m);
	if (e)
		return e;
	a = registry_author(q->registry, conf.author, q->position.register_number);
	q->level = level || (a && (a->role == ROLE_MEMBER || a->role == ROLE_AUDITOR))
		       ? LEVEL_MEMBER_FACTS
		       : LEVEL_PUBLIC_FACTS;
	return ERR_NONE;
}

static enum err
read_position(struct cli_question *q, const struct cli *cli, struct errmsg *m)
{
	const char *at = cli_option(cli, "at");
	struct registry *all = NULL;
	enum err e;

	if (!at) {
		e = factsdb_position(q->facts, &q->position);
		if (!e)
			e = factsdb_registry(q->facts, &all, q->position.register_number);
		if (!e)
			registry_limit(all, &q->position);
		registry_free(all);
		return e;
	}
	if (!strncmp(at, "register=", 9))
		e = position_parse(&q->position, at, m);
	else
		e = position_of_entry(&q->position, cli, at, m);
	if (!e)
		e = factsdb_registry(q->facts, &all, 0);
	if (!e)
		e = fill_ids(&q->position, cli, all, m);
	registry_free(all);
	return e;
}

enum err
cli_question_open(struct cli_question *q, const struct cli *cli, struct errmsg *m)
{
	const char *on = cli_option(cli, "on"); /* of commands that speak of a day so */
	const char *as_of = on ? on : cli_option(cli, "as-of");
	enum err e;

	*q = (struct cli_question){ .as_of = date_of_time_ms(clock_wall_ms()) };
	if (as_of && !date_parse(&q->as_of, as_of))
		return errmsg_set(m, ERR_INPUT,
		    "--%s: expected a date YYYY-MM-DD, found \"%s\"", on ? "on" : "as-of",
		    as_of);
	e = cli_facts(&q->facts, cli, m);
	if (!e)
		e = read_position(q, cli, m);
	if (!e)
		e = factsdb_registry(q->facts, &q->registry, q->position.register_number);
	if (!e)
		e = read_level(q, cli, m);
	if (e)
		cli_question_close(q);
	return e;
}

void
cli_question_close(struct cli_question *q)
{
	factsdb_close(&q->facts);
	registry_free(q->registry);
	position_clear(&q->position);
	*q = (struct cli_question){ 0 };
}

enum err
cli_question_load(
    struct cli_question *q, struct facts **out, const struct cli *cli, struct errmsg *m)
{
	enum err e = cli_question_open(q, cli, m);

	if (e)
		return e;
	e = factsdb_load(q->facts, out, q->registry, &q->position, q->level, m);
	if (e)
		cli_question_close(q);
	else
		cli_note_frozen(*out);
	return e;
}

void
cli_note_frozen(const struct facts *f)
{
	struct buf b = { 0 };

	frozen_note(&b, f);
	if (b.n)
		fwrite(b.p, 1, b.n, stderr);
	buf_clear(&b);
}
