/* open_cmd.c - cmsa open: a sealed entry, by whichever way this folder has to its key; and its key
 * as a file, with which anybody can check what is said of it. */
#include <string.h>

#include "commands.h"
#include "entry_show.h"
#include "opening.h"
#include "passphrase_option.h"

struct question {
	struct cli *cli;
	struct stored_entry se;
	struct store *log;
	struct opening o;
	struct opened x;
	bool asked_key;
};

/* In this order: what costs no passphrase comes first. */
static enum err
try_all(struct question *q, struct errmsg *m)
{
	const char *file = cli_option(q->cli, "key");
	enum err e;

	if (file)
		return opening_by_file(&q->x, &q->o, &q->se, file, m);
	opening_by_disclosure(&q->x, &q->o, &q->se);
	if (q->x.key.p)
		return ERR_NONE;
	e = opening_load_key(&q->o, m);
	q->asked_key = !e;
	if (!e)
		opening_by_reading_key(&q->x, &q->o, &q->se);
	return e;
}

/* --- who else reads it --------------------------------------------------------------------- */

struct listing {
	const struct question *q;
	json_t *list;
};

static enum err
list_reader(void *ctx, const char *author, const struct public_key *reading)
{
	struct listing *l = ctx;

	if (sealed_body_has_reader(buf_view(&l->q->se.body), reading, l->q->x.key.p))
		json_array_append_new(l->list, json_string(author));
	return ERR_NONE;
}

/* PROTOCOL M5.39: for which reading keys of feeds held there is a right wrap. */
static json_t *
readers(const struct question *q)
{
	struct listing l = { q, json_array() };

	factsdb_keys_each(q->o.facts, list_reader, &l);
	return l.list;
}

/* --- what is said ---------------------------------------------------------------------------- */

static int
say_shut(const struct question *q)
{
	const char *author = q->cli->args[0], *seq = q->cli->args[1];

	if (q->x.verdict == V_SEALED_READER)
		return cli_error(CLI_NO,
		    "%s %s is not sealed to the reading key of this folder (%s): no wrap opens, and no disclosure that is held gives its key",
		    author, seq, q->o.reading.author);
	if (q->x.verdict == V_SEALED_KEY)
		return cli_error(CLI_NO,
		    "%s %s does not open: %s holds a key that its header does not commit to%s",
		    author, seq,
		    q->asked_key ? "the wrap for this reading key" : "what was given",
		    q->asked_key
			? "; its author made it wrong, and the right key, disclosed, shows that"
			: "");
	if (q->x.key.p)
		return cli_error(CLI_NO,
		    "%s %s does not open under the key that its header commits to (%s): its author made it wrong, and whoever has the key can show it, see --export-key",
		    author, seq, verdict_text(q->x.verdict));
	return cli_error(CLI_NO, "%s %s does not open: %s (%s)", author, seq,
	    verdict_text(q->x.verdict), verdict_word(q->x.verdict));
}

static int
export_key(const struct question *q)
{
	const char *path = cli_option(q->cli, "export-key");
	struct errmsg m = { "" };
	enum err e;

	if (!path || !q->x.key.p)
		return CLI_DONE;
	e = opening_export(&q->x, &q->se, path, &m);
	if (e)
		return cli_fail(e, &m);
	fprintf(stderr,
	    "the content key of %s:%s is in %s: whoever gets the file can open this entry, and no other\n",
	    q->cli->args[0], q->cli->args[1], path);
	return CLI_DONE;
}

static int
answer(const struct question *q)
{
	struct buf out = { 0 };
	json_t *j;
	int code = export_key(q);

	if (q->x.wrong)
		fprintf(stderr,
		    "cmsa: %zu disclosures of it that are held give a wrong key\n",
		    q->x.wrong);
	if (code)
		return code;
	if (!q->x.done)
		return say_shut(q);
	j = json_object();
	entry_show_header(j, &q->se);
	json_set_text(j, "opened", q->x.how);
	json_set(j, "readers", readers(q));
	entry_show_body(j, &q->se, buf_view(&q->x.body));
	json_write(&out, j, 0);
	return cli_out(&out, CLI_DONE);
}

static int
run_open(struct question *q)
{
	const char *author = q->cli->args[0], *seq = q->cli->args[1];
	struct errmsg m = { "" };
	enum err e;

	if (q->se.e.audience != AUDIENCE_NAMED)
		return cli_error(CLI_INPUT,
		    "%s %s is not sealed, but for %s: see cmsa show", author, seq,
		    audience_name(q->se.e.audience));
	if (!q->se.body_held)
		return cli_error(
		    CLI_NO, "the body of %s %s is not held here", author, seq);
	e = opening_begin(&q->o, q->cli, q->log);
	if (!e)
		e = try_all(q, &m);
	return e ? cli_fail(e, &m) : answer(q);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct question q = { .cli = cli };
	int code = entry_show_read(&q.se, &q.log, cli);

	(void)c;
	if (code)
		return code;
	code = run_open(&q);
	opened_clear(&q.x);
	opening_end(&q.o);
	stored_entry_clear(&q.se);
	store_close(&q.log);
	return code;
}

static const struct cli_option options[] = {
	{ "incarnation", "N", "of the feed (default: 1)" },
	{ "key", "FILE", "open it with the key that --export-key wrote elsewhere" },
	{ "export-key", "FILE",
	    "write the key of this one entry: with it anybody can check and open it" },
	PASSPHRASE_OPTIONS("of keys/reading.key"),
	{ NULL, NULL, NULL },
};

const struct cli_command open_cmd = { "open", "AUTHOR SEQ",
	"a sealed entry, for its readers or by a disclosure that is held", options, run,
	2, 2 };
