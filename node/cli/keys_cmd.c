/* keys_cmd.c - cmsa keys: which keys are whose; the next ones of this node. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "file.h"
#include "limit.h"
#include "pb.h"
#include "processes.h"
#include "published.h"

static void
list_grid(struct grid *g, const Cmsa__ControlReply *r)
{
	grid_init(g, "The keys in force, by the keys entries held here",
	    "author #incarnation #generation #since-entry here #transport-keys signing-key reading-key");
	for (size_t i = 0; i < r->n_keys; i++) {
		const Cmsa__KeyStatus *s = r->keys[i];
		char signing[65] = "", reading[65] = "";

		if (s->signing_key.len == 32)
			hex_write(signing, s->signing_key.data, 32);
		if (s->reading_key.len == 32)
			hex_write(reading, s->reading_key.data, 32);
		grid_row(g);
		grid_text(g, s->author);
		grid_number(g, s->incarnation);
		grid_number(g, s->generation);
		grid_number(g, (int64_t)s->seq);
		grid_text(g, s->open_here ? "open" : "");
		grid_number(g, s->transport_keys);
		grid_text(g, signing);
		grid_text(g, reading);
	}
}

static int
ask(struct cli *cli, struct bytes body)
{
	const Cmsa__ControlReply *reply = NULL;
	struct cli_reply *held = NULL;
	struct errmsg m = { "" };
	Cmsa__ControlRequest request;
	Cmsa__ControlKeys keys;
	struct grid g;
	int code;
	enum err e;

	cmsa__control_request__init(&request);
	cmsa__control_keys__init(&keys);
	keys.body = pb_data(body);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_KEYS;
	request.keys = &keys;
	e = cli_ask(&held, &reply, cli, &request, &m);
	if (e) {
		code = cli_fail(e, &m);
	} else if (reply->exit_code) {
		code = cli_error((int)reply->exit_code, "%s", reply->message);
	} else {
		if (reply->n_entries)
			published_grid(&g, reply);
		else
			list_grid(&g, reply);
		code = cli_out_grid(cli, &g, CLI_DONE);
	}
	cli_reply_free(held);
	return code;
}

static int
rotate(struct cli *cli)
{
	struct errmsg m = { "" };
	struct buf body = { 0 };
	enum err e = file_read(&body, cli->args[1], LIMIT_BODY_BYTES, &m);
	int code = e ? cli_fail(e, &m) : ask(cli, buf_view(&body));

	buf_clear(&body);
	return code;
}

/* Their parent starts them again at once, and they read node.conf and the key files anew. */
static int
reopen(struct cli *cli)
{
	struct processes all;
	struct errmsg m = { "" };
	enum err e = processes_read(&all, cli->dir, &m);

	if (e)
		return cli_error(CLI_MACHINE, "no cmsad runs in %s", cli->dir);
	for (size_t i = 0; i < all.n; i++) {
		const struct process *p = &all.list[i];

		if ((strcmp(p->role, "sign") != 0 && strcmp(p->role, "net") != 0) ||
		    p->pid <= 1)
			continue;
		if (kill((pid_t)p->pid, SIGTERM) && errno != ESRCH)
			return cli_error(CLI_MACHINE,
			    "cannot end %s, pid %" PRId64 ": %s", p->role, p->pid,
			    strerror(errno));
		printf("%s opens its key again\n", p->role);
	}
	return CLI_DONE;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	(void)c;
	if (!strcmp(cli->args[0], "list") && cli->n_args == 1)
		return ask(cli, bytes_of(NULL, 0));
	if (!strcmp(cli->args[0], "rotate") && cli->n_args == 2)
		return rotate(cli);
	if (!strcmp(cli->args[0], "reopen") && cli->n_args == 1)
		return reopen(cli);
	return cli_error(CLI_USAGE,
	    "keys: expected list, rotate STATEMENT or reopen, see cmsa help keys");
}

static const struct cli_option options[] = {
	{ NULL, NULL, NULL },
};

const struct cli_command keys_cmd = { "keys", "list | rotate STATEMENT | reopen",
	"keys of authors; the next ones of this node, made with cmsa-keys rotate",
	options, run, 1, 2 };
