/* audit_cmd.c - cmsa audit: what this node holds as one file that proves itself. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit_export.h"
#include "cli.h"
#include "commands.h"
#include "file.h"
#include "json.h"
#include "mem.h"
#include "registry_open.h"
#include "text.h"

/* --- what is asked for -------------------------------------------------------------- */

static void
add_choice(struct bundle_manifest *m, const char *author, uint64_t first, uint64_t last)
{
	struct bundle_choice *c;

	m->chosen = mem_resize(m->chosen, m->n_chosen + 1, sizeof(*m->chosen));
	c = &m->chosen[m->n_chosen++];
	*c = (struct bundle_choice){ .first = first, .last = last };
	memcpy(c->author, author, strlen(author));
}

/* A country and its desks. */
static enum err
choose_country(struct bundle_manifest *m, const char *country, struct errmsg *why)
{
	if (!author_is_country(country))
		return errmsg_set(why, ERR_INPUT,
		    "--country: expected an alpha-3 code, found \"%.40s\"", country);
	add_choice(m, country, 1, 0);
	for (size_t i = 0; i < m->position.n_heads; i++) {
		const char *a = m->position.heads[i].place.author;

		if (author_is_desk(a) && !strncmp(a, country, 3))
			add_choice(m, a, 1, 0);
	}
	return ERR_NONE;
}

/* "FROM-TO" or "SEQ". */
static bool
parse_range(uint64_t *first, uint64_t *last, const char *text)
{
	char from[24];
	const char *dash = strchr(text, '-');
	const size_t n = dash ? (size_t)(dash - text) : strlen(text);
	int64_t a, b;

	if (n >= sizeof(from))
		return false;
	memcpy(from, text, n);
	from[n] = '\0';
	if (!text_to_i64(&a, from) || !text_to_i64(&b, dash ? dash + 1 : from) || a < 1 ||
	    b < a)
		return false;
	*first = (uint64_t)a;
	*last = (uint64_t)b;
	return true;
}

static enum err
choose_feed(struct bundle_manifest *m, const char *text, struct errmsg *why)
{
	char author[AUTHOR_LEN] = "";
	const char *colon = strchr(text, ':');
	const size_t n = colon ? (size_t)(colon - text) : strlen(text);
	uint64_t first = 1, last = 0;

	if (n < sizeof(author))
		memcpy(author, text, n);
	if (!author_is_valid(author) || (colon && !parse_range(&first, &last, colon + 1)))
		return errmsg_set(why, ERR_INPUT,
		    "--feed: expected AUTHOR or AUTHOR:FROM-TO, found \"%.60s\"", text);
	add_choice(m, author, first, last);
	return ERR_NONE;
}

static enum err
read_choices(struct bundle_manifest *m, const struct cli *cli, struct errmsg *why)
{
	enum err e = ERR_NONE;

	for (int i = 0; i < cli->n_options && !e; i++) {
		if (!strcmp(cli->options[i].name, "country"))
			e = choose_country(m, cli->options[i].value, why);
		else if (!strcmp(cli->options[i].name, "feed"))
			e = choose_feed(m, cli->options[i].value, why);
	}
	if (!e)
		e = bundle_order_choices(m, why);
	if (!e && m->n_chosen && cli_option(cli, "findings"))
		e = errmsg_set(why, ERR_INPUT,
		    "--findings: findings rest on everything at the position: leave out --country"
		    " and --feed");
	m->findings = cli_option(cli, "findings") != NULL;
	return e;
}

/* --- what was written --------------------------------------------------------------- */

static void
say_json(struct buf *out, const struct audit_export *x, const char *path)
{
	json_t *j = json_object();

	json_set_text(j, "file", path);
	json_set_int(j, "bytes", (int64_t)x->counts.bytes);
	json_set_int(j, "acts", (int64_t)x->counts.acts);
	json_set_int(j, "entries", (int64_t)x->counts.entries);
	json_set_int(j, "headers_only", (int64_t)x->headers_only);
	json_set_int(j, "bodies", (int64_t)x->counts.bodies);
	json_set_int(j, "not_public", (int64_t)x->not_public);
	json_set_int(j, "not_held", (int64_t)x->not_held);
	json_set_int(j, "findings", (int64_t)x->counts.findings);
	json_set_bool(j, "whole", !x->manifest->n_chosen);
	json_write(out, j, 0);
}

static int
say(const struct cli *cli, const struct audit_export *x, const char *path)
{
	struct buf out = { 0 };
	char line[512];

	if (cli->json) {
		say_json(&out, x, path);
		return cli_out(&out, CLI_DONE);
	}
	snprintf(line, sizeof(line),
	    "%.256s: %" PRIu64 " acts, %" PRIu64 " entries, %" PRIu64 " bodies, %" PRIu64
	    " findings; %" PRIu64 " bytes\n",
	    path, x->counts.acts, x->counts.entries, x->counts.bodies, x->counts.findings,
	    x->counts.bytes);
	buf_add_str(&out, line);
	snprintf(line, sizeof(line),
	    "not in it: %" PRIu64 " bodies that this node does not hold, %" PRIu64
	    " that are not public and were left out; %s\n",
	    x->not_held, x->not_public,
	    x->manifest->n_chosen ? "what was not asked for"
				  : "nothing else up to its position");
	buf_add_str(&out, line);
	if (x->headers_only) {
		snprintf(line, sizeof(line),
		    "%" PRIu64
		    " of the entries are headers alone: they lead to a signature\n",
		    x->headers_only);
		buf_add_str(&out, line);
	}
	return cli_out(&out, CLI_DONE);
}

/* --- the command -------------------------------------------------------------------- */

static enum err
add_to_file(void *ctx, struct bytes b)
{
	return file_out_add(ctx, b);
}

static enum err
write_file(struct audit_export *x, const char *path, struct errmsg *m)
{
	struct file_out *f = NULL;
	/* bodies that are not public are for who may read them here */
	const mode_t mode = x->manifest->level == LEVEL_PUBLIC_FACTS ? 0644 : 0600;
	enum err e = file_out_open(&f, path, mode, m);

	if (e)
		return e;
	e = audit_export_run(x, add_to_file, f, m);
	if (!e)
		return file_out_finish(&f, m);
	file_out_drop(&f);
	return m->text[0] ? e
			  : errmsg_set(m, e, "cannot write %s: %s", path, err_name(e));
}

static enum err
export_log(struct audit_export *x, struct bundle_manifest *m, const struct cli *cli,
    struct cli_question *q, struct errmsg *why)
{
	struct facts *facts = NULL;
	struct registry *all = NULL;
	struct findings *fs = NULL;
	enum err e = registry_open(&all, cli, why);

	if (!e)
		e = store_open(&x->log, cli->dir, STORE_READ, why);
	if (!e && m->findings)
		e = factsdb_load(
		    q->facts, &facts, q->registry, &q->position, q->level, why);
	if (facts)
		fs = comply_judge(facts, q->as_of);
	x->registry = all;
	x->findings = fs;
	if (!e)
		e = write_file(x, cli_option(cli, "out"), why);
	findings_free(fs);
	facts_free(facts);
	store_close(&x->log);
	registry_free(all);
	return e;
}

static enum err
ask(struct bundle_manifest *m, struct cli_question *q, const struct cli *cli,
    struct errmsg *why)
{
	const char *level = cli_option(cli, "level");
	enum err e = ERR_NONE;

	if (cli_option(cli, "public") && level && strcmp(level, "public") != 0)
		return errmsg_set(why, ERR_INPUT,
		    "--public: expected no other level, found --level %.20s", level);
	e = cli_question_open(q, cli, why);
	if (e)
		return e;
	if (cli_option(cli, "public"))
		q->level = LEVEL_PUBLIC_FACTS;
	m->alliance = registry_alliance(q->registry);
	m->as_of = q->as_of;
	m->level = q->level;
	position_copy(&m->position, &q->position);
	m->position.register_id = registry_id(q->registry);
	return read_choices(m, cli, why);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct bundle_manifest manifest = { 0 };
	struct audit_export x = { .manifest = &manifest };
	struct cli_question q = { 0 };
	struct errmsg m = { "" };
	enum err e;
	int code;

	if (strcmp(cli->args[0], "export") != 0 || !cli_option(cli, "out"))
		return cli_error(CLI_USAGE, "usage: cmsa %s %s", c->name, c->args);
	e = ask(&manifest, &q, cli, &m);
	if (!e)
		e = export_log(&x, &manifest, cli, &q, &m);
	cli_question_close(&q);
	code = e ? cli_fail(e, &m) : say(cli, &x, cli_option(cli, "out"));
	bundle_manifest_clear(&manifest);
	return code;
}

static const struct cli_option options[] = {
	{ "out", "FILE", "the bundle; written whole or not at all" },
	CLI_QUESTION_OPTIONS,
	{ "country", "COUNTRY",
	    "only the feeds of this country and its desks; may be repeated" },
	{ "feed", "FEED[:FROM-TO]",
	    "only the feed of this author, or these entries of it; may be repeated" },
	{ "public", NULL, "public bodies only (as --level public)" },
	{ "findings", NULL, "with the findings at the position, date and level" },
	{ NULL, NULL, NULL },
};

const struct cli_command audit_cmd = { "audit", "export --out FILE",
	"acts, entries and findings as one file that proves itself; cmsa-audit reads it",
	options, run, 1, 1 };
