/* entry_show.c - one entry as JSON: header, body. */
#include "entry_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "pb_json.h"
#include "text.h"

void
entry_show_header(json_t *o, const struct stored_entry *se)
{
	const struct entry *e = &se->e;
	char time[25];

	time_write(time, e->time_ms);
	json_set_text(o, "author", e->place.author);
	json_set_int(o, "incarnation", e->place.incarnation);
	json_set_int(o, "seq", (int64_t)e->place.seq);
	json_set_hash(o, "id", &e->id);
	json_set_hash(o, "prev", &e->prev);
	json_set_int(o, "key", e->key);
	json_set_int(o, "register_number", (int64_t)e->register_number);
	json_set_hash(o, "register_id", &e->register_id);
	json_set_text(o, "time", time);
	if (kind_name(e->kind))
		json_set_text(o, "kind", kind_name(e->kind));
	else
		json_set_int(o, "kind", e->kind);
	json_set_int(o, "schema", e->schema);
	json_set_text(o, "audience", audience_name(e->audience));
	json_set_hash(o, "body_hash", &e->body_hash);
	json_set_int(o, "body_size", e->body_size);
	json_set_text(o, "signature",
	    se->signature.n ? "kept, verified"
			    : "verified through a later entry of the feed");
}

void
entry_show_body(json_t *o, const struct stored_entry *se, struct bytes plain)
{
	const ProtobufCMessage *value = NULL;
	struct body_fault fault = { 0 };
	const bool sealed = se->e.audience == AUDIENCE_NAMED;
	struct entry as = se->e;
	struct arena mem;
	enum verdict v;

	if (!se->body_held || (sealed && !plain.p)) {
		json_set_text(o, "body", se->body_held ? "sealed" : "not held here");
		return;
	}
	/* PROTOCOL M5.40: what was sealed is judged as one for customs is */
	if (sealed)
		as.audience = AUDIENCE_CUSTOMS;
	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse_of(
	    &value, &mem, &as, sealed ? plain : buf_view(&se->body), &fault);
	if (v)
		json_set_text(o, "unusable", verdict_word(v));
	else if (value)
		json_set(o, "body", pb_json(value));
	else
		json_set_text(
		    o, "body", "of a kind that this version does not interpret");
	arena_clear(&mem);
}

/* --- which one ---------------------------------------------------------------------- */

/* "AUS 1", or as other commands write it, "AUS:1". */
static void
split_place(
    const char **author, const char **seq, char copy[static 64], const struct cli *cli)
{
	char *colon;

	snprintf(copy, 64, "%s", cli->args[0]);
	colon = cli->n_args == 1 ? strchr(copy, ':') : NULL;
	*author = copy;
	*seq = cli->n_args == 2 ? cli->args[1] : colon ? colon + 1 : "";
	if (colon)
		*colon = '\0';
}

static int
parse_place(struct place *at, const struct cli *cli)
{
	const char *incarnation = cli_option(cli, "incarnation"), *author, *number;
	char copy[64];
	int64_t seq, inc = 1;

	split_place(&author, &number, copy, cli);
	if (!author_is_valid(author))
		return cli_error(CLI_INPUT, "expected an author, found \"%s\"", author);
	if (!text_to_i64(&seq, number) || seq < 1)
		return cli_error(CLI_INPUT,
		    "expected the number of an entry from 1 on, found \"%s\"", number);
	if (incarnation &&
	    (!text_to_i64(&inc, incarnation) || inc < 1 || inc > UINT32_MAX))
		return cli_error(CLI_INPUT,
		    "--incarnation: expected a number from 1 on, found \"%s\"",
		    incarnation);
	*at = (struct place){ .incarnation = (uint32_t)inc, .seq = (uint64_t)seq };
	memcpy(at->author, author, strlen(author) + 1);
	return CLI_DONE;
}

int
entry_show_read(struct stored_entry *out, struct store **log, struct cli *cli)
{
	struct errmsg m = { "" };
	struct place at;
	int code = parse_place(&at, cli);
	enum err e;

	if (code)
		return code;
	e = store_open(log, cli->dir, STORE_READ, &m);
	if (e)
		return cli_fail(e, &m);
	e = store_entry_get(*log, out, &at);
	if (e == ERR_NOT_FOUND)
		errmsg_set(&m, e, "entry %" PRIu64 " of %s is not held here", at.seq, at.author);
	if (!e)
		return CLI_DONE;
	store_close(log);
	return cli_fail(e, &m);
}
