/* doctor_cmd.c - cmsa doctor: gathers what the rules of doctor.h judge, from the disk and from
 * the running node.  Changes nothing. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "cli.h"
#include "clock.h"
#include "commands.h"
#include "date.h"
#include "doctor.h"
#include "file.h"

static const char OWN[] = "this node";

enum {
	HEADER_BYTES = 400, /* of an entry, about, with its signature */
	GAP_LOOKS = 4       /* after the first, 2 s apart */
};

/* --- the disk ----------------------------------------------------------------------- */

static void
look_at_mode(struct ailments *a, const char *path, const char *what_file)
{
	struct stat st;

	if (!*path)
		return;
	if (stat(path, &st))
		doctor_add(a, OWN, "file-missing",
		    "bring it back; of sign.record see keys/README.md, \"Loss\"",
		    "%.200s: the %s is not there", path, what_file);
	else if (st.st_mode & 077)
		doctor_add(a, OWN, "key-permissions", "chmod 600, and ask who read it",
		    "%.200s: others than its owner may read or change it (mode %03o)", path,
		    (unsigned)st.st_mode & 0777);
}

static void
look_at_keys(struct ailments *a, const struct nodeconf *conf)
{
	static const char *const others[] = { "keys/identity.key", "keys/reading.key" };
	char path[4096];

	look_at_mode(a, conf->signing_key, "signing key");
	look_at_mode(a, conf->transport_key, "transport key");
	look_at_mode(a, conf->passphrase_file, "passphrase");
	if (*conf->signing_key)
		look_at_mode(a, conf->sign_record, "record of the sign process");
	if (file_exists(conf->next_signing_key))
		look_at_mode(a, conf->next_signing_key, "next signing key");
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		path_join(path, conf->dir, others[i]);
		if (file_exists(path))
			look_at_mode(a, path, others[i]);
	}
}

static enum err
add_head(void *ctx, const struct store_tip *tip)
{
	position_set(ctx, &tip->place, &tip->id);
	return ERR_NONE;
}

/* By place and seq: how many feeds the facts have not all of. */
static size_t
feeds_behind(const struct position *log, const struct position *facts)
{
	size_t n = 0;

	for (size_t i = 0; i < log->n_heads; i++) {
		const struct place *p = &log->heads[i].place;

		n += position_seq(facts, p->author, p->incarnation) < p->seq;
	}
	return n;
}

static void
look_at_log(struct ailments *a, const struct cli *cli, struct position *held)
{
	struct errmsg m = { "" };
	struct store *s = NULL;
	enum err e = store_open(&s, cli->dir, STORE_READ, &m);

	if (!e)
		e = store_check(s, &m);
	if (!e)
		e = store_tips_each(s, add_head, held);
	if (e)
		doctor_add(a, OWN, "log-damaged",
		    "stop the node, keep the folder, restore a backup into another one "
		    "(RUNBOOK: damaged log.db)",
		    "%s", m.text[0] ? m.text : err_name(e));
	store_close(&s);
}

/* --- growth ------------------------------------------------------------------------- */

struct growth {
	struct doctor_disk *d;
	int64_t since_ms, oldest_ms;
};

static enum err
add_entry(void *ctx, int64_t row, const struct fact_entry *e)
{
	struct growth *g = ctx;
	uint64_t bytes = HEADER_BYTES + (e->body_held ? e->body_size : 0);

	(void)row;
	g->d->all_bytes += bytes;
	if (e->time_ms >= g->since_ms)
		g->d->grown_bytes += bytes;
	if (!g->oldest_ms || e->time_ms < g->oldest_ms)
		g->oldest_ms = e->time_ms;
	return ERR_NONE;
}

static void
look_at_disk(
    struct ailments *a, const struct cli *cli, struct factsdb *facts, int64_t now_ms)
{
	static const char *const names[] = { "log.db", "log.db-wal", "facts.db",
		"facts.db-wal" };
	const int64_t day_ms = 86400 * INT64_C(1000);
	struct doctor_disk d = { .days = DOCTOR_GROWTH_DAYS };
	struct growth g = { &d, now_ms - d.days * day_ms, 0 };
	struct fact_filter all = { 0 };
	struct statvfs fs;

	if (statvfs(cli->dir, &fs))
		return;
	d.free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[4096];
		struct stat st;

		path_join(path, cli->dir, names[i]);
		if (!stat(path, &st))
			d.used_bytes += (uint64_t)st.st_size;
	}
	if (facts && factsdb_entries_each(facts, &all, add_entry, &g))
		return; /* said where facts are looked at */
	if (g.oldest_ms > g.since_ms) /* younger than a week */
		d.days = 1 + (now_ms > g.oldest_ms ? (now_ms - g.oldest_ms) / day_ms : 0);
	doctor_disk(a, &d);
}

static void
look_at_facts(struct ailments *a, const struct cli *cli, const struct position *held)
{
	static const char rebuild[] =
	    "stop the node, remove facts.db and facts.db-wal, start it: they are folded anew "
	    "from the log";
	struct factsdb *f = NULL;
	struct position p = { 0 };
	struct errmsg m = { "" };
	enum err e = factsdb_open(&f, cli->dir, STORE_READ, &m);

	if (e == ERR_NOT_FOUND) {
		doctor_add(a, OWN, "no-facts", "start the node: they are folded from the log",
		    "there is no facts.db");
		look_at_disk(a, cli, NULL, clock_wall_ms());
		return;
	}
	if (!e)
		e = factsdb_check(f, &m);
	if (!e)
		e = factsdb_position(f, &p);
	if (e)
		doctor_add(a, OWN, "facts-damaged", rebuild, "%s",
		    m.text[0] ? m.text : err_name(e));
	else if (feeds_behind(held, &p))
		doctor_add(a, OWN, "facts-behind",
		    "the node folds them by itself, if it runs; if it stays so, node.log says why",
		    "facts of %zu feeds are behind the log", feeds_behind(held, &p));
	look_at_disk(a, cli, e ? NULL : f, clock_wall_ms());
	position_clear(&p);
	factsdb_close(&f);
}

/* --- the running node --------------------------------------------------------------- */

static void
look_at_witnesses(struct ailments *a, const struct cli *cli)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlListed listed;
	const Cmsa__ControlReply *r;
	struct cli_reply *held;
	struct errmsg m = { "" };

	cmsa__control_request__init(&request);
	cmsa__control_listed__init(&listed);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_LISTED;
	request.listed = &listed;
	if (cli_ask(&held, &r, cli, &request, &m))
		return;
	doctor_listed(a, r);
	cli_reply_free(held);
}

static void
look_at_node(struct ailments *a, const struct cli *cli)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlStatus status;
	Cmsa__ControlPeers peers;
	const Cmsa__ControlReply *r;
	const struct timespec pause = { .tv_sec = 2 };
	struct cli_reply *held;
	struct errmsg m = { "" };
	bool stays;
	enum err e;

	cmsa__control_request__init(&request);
	cmsa__control_status__init(&status);
	cmsa__control_peers__init(&peers);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_STATUS;
	request.status = &status;
	e = cli_ask(&held, &r, cli, &request, &m);
	if (e) {
		doctor_add(a, OWN, "no-answer",
		    "start it (cmsad -C DIR, or systemctl start cmsad); if it ends again, "
		    "node.log or journalctl -u cmsad says why",
		    "%s", m.text[0] ? m.text : err_name(e));
		return;
	}
	doctor_status(a, r);
	cli_reply_free(held);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PEERS;
	request.peers = &peers;
	if (cli_ask(&held, &r, cli, &request, &m))
		return;
	doctor_peers(a, r, clock_wall_ms());
	stays = doctor_gaps_stay(a, r);
	cli_reply_free(held);
	for (int i = 0; stays && i < GAP_LOOKS; i++) {
		nanosleep(&pause, NULL);
		if (cli_ask(&held, &r, cli, &request, &m))
			return;
		stays = doctor_gaps_stay(a, r);
		cli_reply_free(held);
	}
	look_at_witnesses(a, cli);
}

static int
say(const struct cli *cli, const struct ailments *a)
{
	struct grid g;

	if (!a->n && cli->format == REPORT_TEXT) {
		struct buf out = { 0 };

		buf_add_str(&out, "nothing is wrong\n");
		return cli_out(&out, CLI_DONE);
	}
	grid_init(&g, NULL, "who what found do");
	for (size_t i = 0; i < a->n; i++) {
		grid_row(&g);
		grid_text(&g, a->v[i].who);
		grid_text(&g, a->v[i].what);
		grid_text(&g, a->v[i].found);
		grid_text(&g, a->v[i].todo);
	}
	return cli_out_grid(cli, &g, a->n ? CLI_NO : CLI_DONE);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct nodeconf *conf = calloc(1, sizeof(*conf));
	struct ailments a = { 0 };
	struct position held = { 0 };
	struct errmsg m = { "" };
	enum err e;
	int code;

	(void)c;
	if (!conf)
		abort();
	e = nodeconf_read(conf, cli->dir, &m);
	if (!e) {
		look_at_log(&a, cli, &held);
		look_at_facts(&a, cli, &held);
		look_at_keys(&a, conf);
		look_at_node(&a, cli);
	}
	code = e ? cli_fail(e, &m) : say(cli, &a);
	position_clear(&held);
	doctor_clear(&a);
	free(conf);
	return code;
}

const struct cli_command doctor_cmd = { "doctor", "",
	"what is wrong with this node and its peers, and what to do; exit 1 when something is",
	NULL, run, 0, 0 };
