/* status_cmd.c - cmsa status, peers, assess: what the running node says of itself. */
#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "clock.h"
#include "commands.h"
#include "control.pb-c.h"
#include "forks_show.h"
#include "json.h"
#include "kind.h"
#include "pb.h"
#include "processes_show.h"
#include "published.h"
#include "text.h"

/* A question without words of its own. */
static enum err
ask(struct cli_reply **held, const Cmsa__ControlReply **reply, const struct cli *cli,
    Cmsa__ControlRequest__RequestCase what, struct errmsg *m)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlStatus status;
	Cmsa__ControlPeers peers;
	Cmsa__ControlAssess assess;

	cmsa__control_request__init(&request);
	cmsa__control_status__init(&status);
	cmsa__control_peers__init(&peers);
	cmsa__control_assess__init(&assess);
	request.request_case = what;
	if (what == CMSA__CONTROL_REQUEST__REQUEST_STATUS)
		request.status = &status;
	else if (what == CMSA__CONTROL_REQUEST__REQUEST_PEERS)
		request.peers = &peers;
	else
		request.assess = &assess;
	return cli_ask(held, reply, cli, &request, m);
}

static void
add_counts(struct grid *g, const Cmsa__ControlReply *r)
{
	grid_init(g,
	    "Refused, dropped or not delivered since the processes started, by reason",
	    "#count reason");
	for (size_t i = 0; i < r->n_counts; i++) {
		grid_row(g);
		grid_number(g, (int64_t)r->counts[i]->count);
		grid_text(g, r->counts[i]->what);
	}
}

static void
add_aside(struct grid *g, const Cmsa__ControlReply *r)
{
	grid_init(g,
	    "Waited to be published and may not be any more; see cmsa status --help",
	    "#number kind audience since #bytes reason");
	for (size_t i = 0; i < r->n_aside; i++) {
		const Cmsa__SetAside *s = r->aside[i];
		char since[25];

		time_write(since, s->time_ms);
		grid_row(g);
		grid_number(g, (int64_t)s->number);
		grid_text(g, kind_name(s->kind));
		grid_text(g, audience_name(s->audience));
		grid_text(g, since);
		grid_number(g, (int64_t)s->body_bytes);
		grid_text(g, s->reason);
	}
}

static json_t *
aside_json(const Cmsa__ControlReply *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->n_aside; i++) {
		const Cmsa__SetAside *s = r->aside[i];
		json_t *o = json_object();
		char since[25];

		time_write(since, s->time_ms);
		json_set_int(o, "number", (int64_t)s->number);
		json_set_text(o, "kind", kind_name(s->kind));
		json_set_text(o, "audience", audience_name(s->audience));
		json_set_text(o, "since", since);
		json_set_int(o, "bytes", (int64_t)s->body_bytes);
		json_set_text(o, "reason", s->reason);
		json_array_append_new(list, o);
	}
	return list;
}

static void
add_branches(struct grid *g, const Cmsa__ControlReply *r)
{
	grid_init(g, "Set aside: of another branch than the one that an act names",
	    "author #incarnation #first #last #entries #act");
	for (size_t i = 0; i < r->n_branches; i++) {
		const Cmsa__BranchAside *b = r->branches[i];

		grid_row(g);
		grid_text(g, b->author);
		grid_number(g, b->incarnation);
		grid_number(g, (int64_t)b->first);
		grid_number(g, (int64_t)b->last);
		grid_number(g, (int64_t)b->entries);
		grid_number(g, (int64_t)b->act);
	}
}

static json_t *
branches_json(const Cmsa__ControlReply *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->n_branches; i++) {
		const Cmsa__BranchAside *b = r->branches[i];
		json_t *o = json_object();

		json_set_text(o, "author", b->author);
		json_set_int(o, "incarnation", b->incarnation);
		json_set_int(o, "first", (int64_t)b->first);
		json_set_int(o, "last", (int64_t)b->last);
		json_set_int(o, "entries", (int64_t)b->entries);
		json_set_int(o, "act", (int64_t)b->act);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
counts_json(const Cmsa__ControlReply *r)
{
	json_t *o = json_object();

	for (size_t i = 0; i < r->n_counts; i++)
		json_set_int(o, r->counts[i]->what, (int64_t)r->counts[i]->count);
	return o;
}

static void
status_json(struct buf *out, const struct nodeconf *conf, const Cmsa__ControlReply *r,
    const char *position, const struct processes *processes)
{
	json_t *o = json_object();
	char hex[HASH_HEX_LEN] = "";

	if (r->register_id.len == 32)
		hex_write(hex, r->register_id.data, 32);
	json_set_text(o, "author", conf->author);
	json_set_text(o, "node", conf->node);
	json_set_text(o, "state", r->state);
	json_set_int(o, "register", (int64_t)r->register_number);
	json_set_text(o, "register_id", hex);
	json_set_text(o, "position", position);
	json_set_text(o, "publishes_nothing", r->message);
	json_set(o, "refused", counts_json(r));
	json_set(o, "set_aside", aside_json(r));
	json_set(o, "forks", forks_show_json(r));
	json_set(o, "claims", forks_show_claims_json(r));
	json_set(o, "branches", branches_json(r));
	json_set(o, "processes", processes_show_json(processes));
	json_write(out, o, 0);
}

static void
status_text(struct buf *out, const struct nodeconf *conf, const Cmsa__ControlReply *r,
    const char *position, const struct processes *processes)
{
	char line[256];
	struct grid g;

	snprintf(line, sizeof(line), "%s/%s: %s, register at act %" PRIu64 "\nposition ",
	    conf->author, conf->node, r->state, r->register_number);
	buf_add_str(out, line);
	buf_add_str(out, position);
	buf_add_str(out, "\n");
	if (*r->message)
		buf_add_line(out, "It publishes nothing: %s", r->message);
	forks_show_text(out, r);
	if (processes->n)
		processes_show_text(out, processes);
	if (r->n_counts) {
		add_counts(&g, r);
		grid_write(out, &g, REPORT_TEXT);
		grid_clear(&g);
	}
	if (r->n_aside) {
		add_aside(&g, r);
		grid_write(out, &g, REPORT_TEXT);
		grid_clear(&g);
	}
	if (r->n_branches) {
		add_branches(&g, r);
		grid_write(out, &g, REPORT_TEXT);
		grid_clear(&g);
	}
}

/* The position up to which facts are folded, as text; "" when there are none yet. */
static void
facts_position(struct buf *out, const struct cli *cli)
{
	struct factsdb *f = NULL;
	struct position p = { 0 };

	if (!factsdb_open(&f, cli->dir, STORE_READ, NULL) && !factsdb_position(f, &p))
		position_write(out, &p);
	buf_add(out, "", 1);
	position_clear(&p);
	factsdb_close(&f);
}

/* --again NUMBER or --drop NUMBER, before the state is shown. */
static int
decide(const struct cli *cli)
{
	const char *again = cli_option(cli, "again"), *drop = cli_option(cli, "drop");
	Cmsa__ControlRequest request;
	Cmsa__ControlAside aside;
	const Cmsa__ControlReply *r;
	struct cli_reply *reply;
	struct errmsg m = { "" };
	int64_t number = 0;
	int code = CLI_DONE;
	enum err e;

	if (!again && !drop)
		return CLI_DONE;
	if ((again && drop) || !text_to_i64(&number, again ? again : drop) || number < 1)
		return cli_error(CLI_INPUT,
		    "status: expected the number of one that is set aside, found \"%s\"",
		    again ? again : drop);
	cmsa__control_request__init(&request);
	cmsa__control_aside__init(&aside);
	aside.number = (uint64_t)number;
	aside.again = again != NULL;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_ASIDE;
	request.aside = &aside;
	e = cli_ask(&reply, &r, cli, &request, &m);
	if (e)
		return cli_fail(e, &m);
	if (r->exit_code)
		code = cli_error((int)r->exit_code, "status: %s", r->message);
	cli_reply_free(reply);
	return code;
}

/* Core does not answer; what the parent said last may tell why. */
static int
fail_status(const struct cli *cli, const struct processes *processes, enum err e,
    const struct errmsg *m)
{
	struct buf out = { 0 };
	const int code = cli_fail(e, m);

	if (!processes->n || cli->json)
		return code;
	buf_add_str(&out, "What cmsad said last:\n");
	processes_show_text(&out, processes);
	return cli_out(&out, code);
}

static int
run_status(const struct cli_command *c, struct cli *cli)
{
	const Cmsa__ControlReply *r;
	struct cli_reply *reply;
	struct buf out = { 0 }, position = { 0 };
	struct processes processes = { 0 };
	struct nodeconf conf;
	struct errmsg m = { "" };
	enum err e = nodeconf_read(&conf, cli->dir, &m);

	int code = e ? CLI_DONE : decide(cli);

	(void)c;
	if (code)
		return code;
	if (!e)
		e = ask(&reply, &r, cli, CMSA__CONTROL_REQUEST__REQUEST_STATUS, &m);
	(void)processes_read(&processes, cli->dir, NULL); /* none: the table is left out */
	if (e)
		return fail_status(cli, &processes, e, &m);
	facts_position(&position, cli);
	if (cli->json)
		status_json(&out, &conf, r, (const char *)position.p, &processes);
	else
		status_text(&out, &conf, r, (const char *)position.p, &processes);
	buf_clear(&position);
	cli_reply_free(reply);
	return cli_out(&out, CLI_DONE);
}

static void
add_peer(struct grid *g, const Cmsa__PeerStatus *p)
{
	char seen[25] = "never", muted[25] = "";

	if (p->last_seen_ms)
		time_write(seen, p->last_seen_ms);
	grid_row(g);
	grid_text(g, p->author);
	grid_text(g, p->node);
	grid_text(g, role_name((enum role)p->role));
	grid_text(g, p->kept_out[0] ? "kept-out" : p->up ? "up" : "down");
	grid_text(g, p->up ? p->behind ? "behind" : "level" : "");
	if (p->muted_until_ms)
		time_write(muted, p->muted_until_ms);
	grid_text(g, seen);
	grid_number(g, (int64_t)p->register_number);
	grid_number(g, p->clock_skew_ms);
	grid_number(g, (int64_t)p->received_frames);
	grid_number(g, (int64_t)p->refused_frames);
	grid_text(g, muted);
	grid_text(g, p->kept_out[0] ? p->kept_out : p->muted_for);
	if (p->forked_at)
		grid_format(g, "forked at 1:%" PRIu64, p->forked_at);
	else
		grid_text(g, "");
	grid_number(g, p->generation);
}

/* --admit-again AUTHOR/NODE, before the peers are shown. */
static int
admit_again(const struct cli *cli)
{
	const char *who = cli_option(cli, "admit-again");
	const char *slash = who ? strchr(who, '/') : NULL;
	Cmsa__ControlRequest request;
	Cmsa__ControlAdmitAgain again;
	const Cmsa__ControlReply *r;
	struct cli_reply *reply;
	struct errmsg m = { "" };
	char author[AUTHOR_LEN];
	int code = CLI_DONE;
	enum err e;

	if (!who)
		return CLI_DONE;
	if (!slash || (size_t)(slash - who) >= sizeof(author))
		return cli_error(
		    CLI_INPUT, "peers: expected a node, AUTHOR/NODE, found \"%s\"", who);
	snprintf(author, sizeof(author), "%.*s", (int)(slash - who), who);
	cmsa__control_request__init(&request);
	cmsa__control_admit_again__init(&again);
	again.author = author;
	again.node = pb_text(slash + 1);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_ADMIT_AGAIN;
	request.admit_again = &again;
	e = cli_ask(&reply, &r, cli, &request, &m);
	if (e)
		return cli_fail(e, &m);
	if (r->exit_code)
		code = cli_error((int)r->exit_code, "peers: %s", r->message);
	cli_reply_free(reply);
	return code;
}

static int
run_peers(const struct cli_command *c, struct cli *cli)
{
	const Cmsa__ControlReply *r;
	struct cli_reply *reply;
	struct errmsg m = { "" };
	struct grid g;
	enum err e;

	int code = admit_again(cli);

	(void)c;
	if (code)
		return code;
	e = ask(&reply, &r, cli, CMSA__CONTROL_REQUEST__REQUEST_PEERS, &m);
	if (e)
		return cli_fail(e, &m);
	grid_init(&g, NULL,
	    "author node role state feeds last-seen #register #clock-skew-ms #received #refused "
	    "muted-until for fork #keys");
	for (size_t i = 0; i < r->n_peers; i++)
		add_peer(&g, r->peers[i]);
	cli_reply_free(reply);
	return cli_out_grid(cli, &g, CLI_DONE);
}

static int
run_assess(const struct cli_command *c, struct cli *cli)
{
	const Cmsa__ControlReply *r;
	struct cli_reply *reply;
	struct errmsg m = { "" };
	struct grid g;
	int code;
	enum err e;

	(void)c;
	e = ask(&reply, &r, cli, CMSA__CONTROL_REQUEST__REQUEST_ASSESS, &m);
	if (e)
		return cli_fail(e, &m);
	code = (int)r->exit_code;
	if (code) {
		cli_error(code, "%s", r->message);
		cli_reply_free(reply);
		return code;
	}
	published_grid(&g, r);
	cli_reply_free(reply);
	return cli_out_grid(cli, &g, CLI_DONE);
}

static const struct cli_option status_options[] = {
	{ "again", "NUMBER", "have what is set aside tried again, after what waits" },
	{ "drop", "NUMBER", "drop what is set aside, for good" },
	{ NULL, NULL, NULL },
};

static const struct cli_option peers_options[] = {
	{ "admit-again", "AUTHOR/NODE", "let in again a node that is kept out for what it did" },
	{ NULL, NULL, NULL },
};

const struct cli_command status_cmd = { "status", "",
	"what this node is doing, its position, what it refused and set aside",
	status_options, run_status, 0, 0 };
const struct cli_command peers_cmd = { "peers", "",
	"the other nodes: up or down, level or behind, clock skew", peers_options, run_peers, 0,
	0 };
const struct cli_command assess_cmd = { "assess", "",
	"publish a full witness entry and this country's assessment at it", NULL,
	run_assess, 0, 0 };
