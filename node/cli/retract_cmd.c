/* retract_cmd.c - cmsa retract: own entries, or those of own desks, are taken back. */
#include <string.h>

#include "body.h"
#include "cli.h"
#include "commands.h"
#include "pb.h"
#include "publish.h"
#include "targets.h"

/* What would be taken back, before it is. */
static void
say(const struct targets *t)
{
	for (size_t i = 0; i < t->n; i++)
		fprintf(stderr, "takes back %s:%llu, %s\n", t->at[i].place.author,
		    (unsigned long long)t->at[i].place.seq,
		    kind_name(t->at[i].kind) ? kind_name(t->at[i].kind)
					     : "of a kind not known here");
}

static int
publish(const struct cli *cli, const struct targets *t, const char *reason)
{
	struct body_fault fault = { 0 };
	struct buf body = { 0 };
	struct bodies one = { .at = &body, .n = 1 };
	Cmsa__RetractionBody b;
	int code;

	cmsa__retraction_body__init(&b);
	b.entries = t->refs;
	b.n_entries = t->n;
	b.reason = pb_text(reason);
	b.sample = cli_option(cli, "sample") != NULL;
	if (body_check(KIND_RETRACTION, &b.base, &fault))
		return cli_error(CLI_INPUT, "retract: %s: %s", fault.field, fault.why);
	pb_write(&body, &b.base);
	say(t);
	code = publish_bodies(cli, KIND_RETRACTION, &one);
	buf_clear(&body);
	return code;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const char *reason = cli_option(cli, "reason");
	struct targets t = { 0 };
	struct errmsg m = { "" };
	enum err e;
	int code;

	(void)c;
	if (!reason || !*reason)
		return cli_error(
		    CLI_INPUT, "retract: --reason: expected why they are taken back");
	e = targets_read(&t, cli, cli->args, (size_t)cli->n_args, 0, &m);
	if (e)
		return cli_fail(e, &m);
	code = publish(cli, &t, reason);
	targets_clear(&t);
	return code;
}

static const struct cli_option options[] = {
	{ "reason", "TEXT", "why; everybody reads it" },
	{ "sample", NULL, "made up for a demonstration" },
	{ "dry-run", NULL, "check all, publish nothing, say what would be taken back" },
	{ NULL, NULL, NULL },
};

const struct cli_command retract_cmd = { "retract", "AUTHOR:SEQ...",
	"take back own entries, or those of own desks; nothing is deleted", options, run,
	1, -1 };
