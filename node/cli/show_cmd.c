/* show_cmd.c - cmsa show: one entry, header and body. */
#include <string.h>

#include "beyond.h"
#include "body.h"
#include "cli.h"
#include "commands.h"
#include "json.h"
#include "pb_json.h"
#include "text.h"

static void
header_json(json_t *o, const struct stored_entry *se)
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

static void
body_json(json_t *o, const struct stored_entry *se)
{
	const ProtobufCMessage *value = NULL;
	struct body_fault fault = { 0 };
	struct arena mem;
	enum verdict v;

	if (!se->body_held) {
		json_set_text(o, "body", "not held here");
		return;
	}
	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse_of(&value, &mem, &se->e, buf_view(&se->body), &fault);
	if (v)
		json_set_text(o, "unusable", verdict_word(v));
	else if (value)
		json_set(o, "body", pb_json(value));
	else
		json_set_text(
		    o, "body", "of a kind that this version does not interpret");
	arena_clear(&mem);
}

/* What the registrars have said of it. */
static void
cut_json(json_t *o, const struct cli *cli, const struct place *at)
{
	struct factsdb *f = NULL;
	struct beyond *b = NULL;
	const char *word = NULL;
	uint64_t act = 0;

	if (!cli_facts(&f, cli, NULL) && !beyond_open(&b, f))
		word = beyond_word(b, &act, at);
	if (word) {
		json_set_text(o, "cut", word);
		json_set_int(o, "cut_by_act", (int64_t)act);
	}
	beyond_free(b);
	factsdb_close(&f);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const char *incarnation = cli_option(cli, "incarnation");
	struct stored_entry se = { 0 };
	struct store *log = NULL;
	struct place at = { .incarnation = 1 };
	struct errmsg m = { "" };
	struct buf out = { 0 };
	int64_t seq, inc = 1;
	json_t *o;
	enum err e;

	(void)c;
	if (!author_is_valid(cli->args[0]))
		return cli_error(
		    CLI_INPUT, "show: expected an author, found \"%s\"", cli->args[0]);
	if (!text_to_i64(&seq, cli->args[1]) || seq < 1)
		return cli_error(CLI_INPUT,
		    "show: expected a number from 1 on, found \"%s\"", cli->args[1]);
	if (incarnation &&
	    (!text_to_i64(&inc, incarnation) || inc < 1 || inc > UINT32_MAX))
		return cli_error(CLI_INPUT,
		    "show: --incarnation: expected a number from 1 on, found \"%s\"",
		    incarnation);
	memcpy(at.author, cli->args[0], strlen(cli->args[0]) + 1);
	at.seq = (uint64_t)seq;
	at.incarnation = (uint32_t)inc;
	e = store_open(&log, cli->dir, STORE_READ, &m);
	if (!e)
		e = store_entry_get(log, &se, &at);
	if (e == ERR_NOT_FOUND && log)
		errmsg_set(
		    &m, e, "entry %s of %s is not held here", cli->args[1], cli->args[0]);
	if (e) {
		store_close(&log);
		return cli_fail(e, &m);
	}
	o = json_object();
	header_json(o, &se);
	body_json(o, &se);
	cut_json(o, cli, &at);
	json_write(&out, o, 0);
	stored_entry_clear(&se);
	store_close(&log);
	return cli_out(&out, CLI_DONE);
}

static const struct cli_option options[] = {
	{ "incarnation", "N", "of the feed (default: 1)" },
	{ NULL, NULL, NULL },
};

const struct cli_command show_cmd = { "show", "AUTHOR SEQ",
	"one entry, header and body, as JSON", options, run, 2, 2 };
