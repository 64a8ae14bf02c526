/* disclose_cmd.c - cmsa disclose: the key of one sealed entry is told to others, as an entry. */
#include <sodium.h>
#include <string.h>

#include "commands.h"
#include "entry_show.h"
#include "opening.h"
#include "passphrase_option.h"
#include "publish.h"

static enum err
find_key(struct opened *x, struct opening *o, const struct cli *cli,
    const struct stored_entry *se, struct errmsg *m)
{
	const char *file = cli_option(cli, "key");
	enum err e;

	if (file)
		return opening_by_file(x, o, se, file, m);
	e = opening_load_key(o, m);
	if (!e)
		opening_by_reading_key(x, o, se);
	return e;
}

static int
publish(const struct cli *cli, const struct opened *x, const struct stored_entry *se)
{
	struct buf body = { 0 };
	struct bodies one = { .at = &body, .n = 1 };
	int code;

	opening_write_disclosure(&body, &se->e, &x->key, cli_option(cli, "reason"),
	    cli_option(cli, "sample") != NULL);
	code = publish_bodies(cli, KIND_DISCLOSURE, &one);
	sodium_memzero(body.p, body.n);
	buf_clear(&body);
	return code;
}

static int
disclose(struct cli *cli, const struct stored_entry *se, struct store *log)
{
	struct opening o = { 0 };
	struct opened x = { 0 };
	struct errmsg m = { "" };
	enum err e = opening_begin(&o, cli, log);
	int code;

	if (!e)
		e = find_key(&x, &o, cli, se, &m);
	if (e)
		code = cli_fail(e, &m);
	else if (!x.key.p)
		code = cli_error(CLI_NO, "%s %s is not disclosed: %s (%s)", cli->args[0],
		    cli->args[1], verdict_text(x.verdict), verdict_word(x.verdict));
	else
		code = publish(cli, &x, se);
	opened_clear(&x);
	opening_end(&o);
	return code;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const char *reason = cli_option(cli, "reason");
	struct stored_entry se = { 0 };
	struct store *log = NULL;
	int code;

	(void)c;
	if (!reason || !*reason)
		return cli_error(
		    CLI_INPUT, "disclose: --reason: expected why it is disclosed");
	if (!cli_option(cli, "to") && !cli_option(cli, "audience"))
		return cli_error(CLI_INPUT,
		    "disclose: expected to whom: --to AUTHORS, or --audience public, customs or alliance");
	code = publish_check_options(cli, KIND_DISCLOSURE);
	if (!code)
		code = entry_show_read(&se, &log, cli);
	if (code)
		return code;
	if (se.e.audience == AUDIENCE_NAMED && se.body_held)
		code = disclose(cli, &se, log);
	else
		code = cli_error(CLI_INPUT, "disclose: %s %s is %s", cli->args[0],
		    cli->args[1],
		    se.body_held ? "not sealed" : "an entry whose body is not held here");
	stored_entry_clear(&se);
	store_close(&log);
	return code;
}

static const struct cli_option options[] = {
	PUBLISH_OPTIONS,
	PUBLISH_READERS("to"),
	{ "reason", "TEXT", "why; whoever reads the disclosure reads it" },
	{ "incarnation", "N", "of the feed (default: 1)" },
	{ "key", "FILE", "its key as cmsa open --export-key wrote it" },
	{ "sample", NULL, "made up for a demonstration" },
	PASSPHRASE_OPTIONS("of keys/reading.key"),
	{ NULL, NULL, NULL },
};

const struct cli_command disclose_cmd = { "disclose", "AUTHOR SEQ",
	"tell others the key of one sealed entry", options, run, 2, 2 };
