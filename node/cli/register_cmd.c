/* register_cmd.c - cmsa register: the acts, the lives of agreements, drafts, invitations. */
#include "register_cmd.h"

#include <stdlib.h>
#include <string.h>

#include "act_text.h"
#include "clock.h"
#include "commands.h"
#include "draft.h"
#include "json.h"
#include "lifecycle.h"
#include "pb_json.h"
#include "registry_open.h"
#include "text.h"
#include "resolution.h"
#include "standing.h"
#include "story.h"

/* --- show --------------------------------------------------------------------------- */

static void
add_act(struct grid *g, const struct registry *r, uint64_t number)
{
	const struct act_record *a = registry_act(r, number);
	char date[11], id[HASH_HEX_LEN];

	date_write(date, a->act->date);
	hash_hex(id, &a->act->id);
	grid_row(g);
	grid_number(g, (int64_t)number);
	grid_text(g, date);
	grid_text(g, act_kind_name(a->act->kind));
	grid_text(g, a->voided ? void_reason_word(a->voided) : "in effect");
	grid_number(g, (int64_t)a->act->n_sigs);
	grid_text(g, id);
	grid_text(g, void_reason_text(a->voided));
}

static int
show_one(const struct cli *cli, const struct registry *r, const char *word)
{
	char *end;
	uint64_t number = strtoull(word, &end, 10);
	const struct act_record *a = *end ? NULL : registry_act(r, number);
	struct buf out = { 0 };
	json_t *o;

	if (!a)
		return cli_error(CLI_INPUT,
		    "register show: expected an act of 1..%llu, found \"%s\"",
		    (unsigned long long)registry_number(r), word);
	if (!cli->json) {
		act_text_write(&out, a->act, true);
		return cli_out(&out, CLI_DONE);
	}
	o = pb_json(&a->act->body->base);
	json_set_hash(o, "id", &a->act->id);
	json_set_text(o, "void", a->voided ? void_reason_word(a->voided) : "");
	json_write(&out, o, 0);
	return cli_out(&out, CLI_DONE);
}

static void
add_author(struct grid *g, const struct author *a)
{
	char key[HASH_HEX_LEN];

	hex_write(key, a->signing_key.b, sizeof(a->signing_key.b));
	grid_row(g);
	grid_text(g, a->name);
	grid_text(g, role_name(a->role));
	grid_number(g, (int64_t)a->since);
	grid_number(g, (int64_t)a->n_nodes);
	grid_text(g, a->n_nodes && a->nodes[0].n_addresses ? a->nodes[0].addresses[0]
							   : "(only dials)");
	grid_text(g, key);
}

static int
show_authors(const struct cli *cli, const struct registry *r)
{
	size_t n;
	const struct author *const *all = registry_authors(r, &n);
	struct grid g;

	grid_init(
	    &g, "Who is enrolled", "author role #since-act #nodes address signing-key");
	for (size_t i = 0; i < n; i++)
		add_author(&g, all[i]);
	return cli_out_grid(cli, &g, CLI_DONE);
}

static void
add_cut(struct grid *g, const struct registry *r, const struct cut *c)
{
	const bool holds = registry_cut(r, c->author, c->incarnation, registry_number(r)) == c;
	char id[HASH_HEX_LEN] = "", what[64] = "closes";

	if (c->last_seq)
		hash_hex(id, &c->last_id);
	if (c->opens)
		snprintf(what, sizeof(what), "opens %u at entry %llu", c->incarnation + 1,
		    (unsigned long long)registry_first_seq(
			r, c->author, c->incarnation + 1));
	grid_row(g);
	grid_number(g, (int64_t)c->act);
	grid_text(g, c->author);
	grid_number(g, c->incarnation);
	grid_number(g, (int64_t)c->last_seq);
	grid_text(g, holds ? what : "a later cut holds");
	grid_text(g, c->reason);
	grid_text(g, c->citation);
	grid_text(g, id);
}

static int
show_cuts(const struct cli *cli, const struct registry *r)
{
	size_t n;
	const struct cut *cuts = registry_cuts(r, &n);
	struct grid g;

	grid_init(&g, "Feeds that were cut: nothing of the incarnation counts beyond its last entry",
	    "#act author #incarnation #last then reason citation id");
	for (size_t i = 0; i < n; i++)
		add_cut(&g, r, &cuts[i]);
	return cli_out_grid(cli, &g, CLI_DONE);
}

/* Acts that are held and stand at no number: second ones, and what a resume put aside. */
static int
show_splits(const struct cli *cli, const struct registry *r)
{
	size_t n;
	const struct act_record *splits = registry_splits(r, &n);
	struct hash ours;
	struct grid g;

	grid_init(&g, "Acts held that are not in the chain, and the act that is in their place",
	    "#number kind id chain");
	for (size_t i = 0; i < n; i++) {
		const struct act *a = splits[i].act;
		char id[HASH_HEX_LEN], chain[HASH_HEX_LEN] = "none";

		hash_hex(id, &a->id);
		if (registry_act_id(&ours, r, a->number))
			hash_hex(chain, &ours);
		grid_row(&g);
		grid_number(&g, (int64_t)a->number);
		grid_text(&g, a->body ? act_kind_name(a->kind) : "unknown");
		grid_text(&g, id);
		grid_text(&g, chain);
	}
	return cli_out_grid(cli, &g, CLI_DONE);
}

int
register_show(struct cli *cli, const struct registry *r)
{
	struct grid g;

	if (cli->n_args > 1 && !strcmp(cli->args[1], "authors"))
		return show_authors(cli, r);
	if (cli->n_args > 1 && !strcmp(cli->args[1], "cuts"))
		return show_cuts(cli, r);
	if (cli->n_args > 1 && !strcmp(cli->args[1], "splits"))
		return show_splits(cli, r);
	if (cli->n_args > 1)
		return show_one(cli, r, cli->args[1]);
	grid_init(&g, NULL, "#number date kind effect #signatures id reason");
	for (uint64_t i = 1; i <= registry_number(r); i++)
		add_act(&g, r, i);
	return cli_out_grid(cli, &g, CLI_DONE);
}

/* --- lifecycle ---------------------------------------------------------------------- */

static void
add_life(struct grid *g, const struct registry *r, const char *country, struct date d)
{
	struct lifecycle l = lifecycle_at(r, country, d);
	char certified[11], earliest[11], in_force[11], withdrawn[11];

	date_write(certified, l.certified);
	date_write(earliest, l.earliest);
	date_write(in_force, l.in_force);
	date_write(withdrawn, l.withdrawn);
	grid_row(g);
	grid_text(g, country);
	grid_text(g, role_name(registry_author(r, country, registry_number(r))->role));
	grid_text(g, life_state_name(l.state));
	grid_text(g, is_member(r, country, d) ? "yes" : "no");
	grid_text(g, certified);
	grid_text(g, l.blocked ? "none (disapproved)" : earliest);
	grid_text(g, in_force);
	grid_text(g, withdrawn);
	grid_number(g, (int64_t)l.certification);
	grid_number(g, (int64_t)l.entry_act);
	grid_text(g, standing_note(r, country, d));
}

static void
add_line(struct grid *g, const struct story_line *l)
{
	char date[11], until[11];

	date_write(date, l->date);
	date_write(until, l->until);
	grid_row(g);
	grid_text(g, date);
	grid_text(g, until);
	grid_text(g, l->clause);
	grid_text(g, story_status_word(l->status));
	grid_number(g, (int64_t)l->act);
	grid_text(g, l->what);
}

static int
story_of(
    const struct cli *cli, const struct registry *r, const char *country, struct date d)
{
	struct story s;
	struct grid g;

	if (!author_is_country(country))
		return cli_error(CLI_INPUT,
		    "register lifecycle: expected an alpha-3 code, found \"%s\"",
		    country);
	story_tell(&s, r, country, d);
	grid_init(&g, NULL, "date until clause status #act what");
	for (size_t i = 0; i < s.n; i++)
		add_line(&g, &s.lines[i]);
	story_clear(&s);
	return cli_out_grid(cli, &g, CLI_DONE);
}

int
register_lifecycle(struct cli *cli, const struct registry *r)
{
	const char *as_of = cli_option(cli, "as-of");
	struct date d = date_of_time_ms(clock_wall_ms());
	const struct author *const *all;
	struct grid g;
	size_t n;

	if (as_of && !date_parse(&d, as_of))
		return cli_error(CLI_INPUT,
		    "--as-of: expected a date YYYY-MM-DD, found \"%s\"", as_of);
	if (cli->n_args > 1)
		return story_of(cli, r, cli->args[1], d);
	all = registry_authors(r, &n);
	grid_init(&g, NULL,
	    "country role state member certified earliest-entry in-force withdrawn "
	    "#certification #entry-act note");
	for (size_t i = 0; i < n; i++)
		if (author_is_country(all[i]->name))
			add_life(&g, r, all[i]->name, d);
	return cli_out_grid(cli, &g, CLI_DONE);
}

/* --- texts -------------------------------------------------------------------------- */

static int
show_texts(
    const struct cli *cli, const struct buf *approval, const struct buf *disapproval)
{
	struct buf out = { 0 };

	if (cli->json) {
		json_t *o = json_object();

		json_set(
		    o, "approval", json_stringn((const char *)approval->p, approval->n));
		json_set(o, "disapproval",
		    json_stringn((const char *)disapproval->p, disapproval->n));
		json_write(&out, o, 0);
		return cli_out(&out, CLI_DONE);
	}
	buf_add_str(&out, "Joint resolution of approval, 4(i)(1)(C):\n\n");
	buf_add(&out, approval->p, approval->n);
	buf_add_str(&out, "\n\nJoint resolution of disapproval, 4(i)(1)(D):\n\n");
	buf_add(&out, disapproval->p, disapproval->n);
	buf_add_str(&out, "\n");
	return cli_out(&out, CLI_DONE);
}

int
register_resolution_text(struct cli *cli, const struct registry *r)
{
	struct buf approval = { 0 }, disapproval = { 0 };
	struct errmsg m = { "" };
	int64_t number = 0;
	enum err e;
	int code;

	if (cli->n_args != 2 || !text_to_i64(&number, cli->args[1]) || number < 1)
		return cli_error(CLI_USAGE,
		    "usage: cmsa register resolution-text N, the number of a certification or "
		    "a modification-notice");
	e = resolution_text(&approval, r, (uint64_t)number, true, &m);
	if (!e)
		e = resolution_text(&disapproval, r, (uint64_t)number, false, &m);
	code = e ? cli_fail(e, &m) : show_texts(cli, &approval, &disapproval);
	buf_clear(&approval);
	buf_clear(&disapproval);
	return code;
}

/* --- the command -------------------------------------------------------------------- */

static const struct {
	const char *name;
	int (*run)(struct cli *cli, const struct registry *r);
} parts[] = {
	{ "show", register_show },
	{ "lifecycle", register_lifecycle },
	{ "resolution-text", register_resolution_text },
	{ "draft", register_draft },
	{ "submit", register_submit },
	{ "invite", register_invite },
};

static int
help_kinds(void)
{
	size_t n;
	const struct draft_kind *k = draft_kinds(&n);

	puts(
	    "cmsa register draft KIND ... --out FILE; date=YYYY-MM-DD goes with every one:");
	for (size_t i = 0; i < n; i++)
		printf("  %-18s %s%s%s\n", k[i].name, k[i].words,
		    k[i].file ? "  --file: " : "", k[i].file ? k[i].file : "");
	return CLI_DONE;
}

/* --at: the register as it was at a position, "register=N..." */
static enum err
go_back(struct registry **r, const struct cli *cli, struct errmsg *m)
{
	const char *at = cli_option(cli, "at");
	struct position p;
	struct registry *then;
	enum err e;

	if (!at)
		return ERR_NONE;
	if (strcmp(cli->args[0], "show") && strcmp(cli->args[0], "lifecycle") &&
	    strcmp(cli->args[0], "resolution-text"))
		return errmsg_set(m, ERR_INPUT,
		    "--at: expected with show, lifecycle or resolution-text, found with %s",
		    cli->args[0]);
	e = position_parse(&p, at, m);
	if (e)
		return e;
	if (p.register_number > registry_number(*r))
		e = errmsg_set(m, ERR_INPUT, "--at: act %llu is not held here",
		    (unsigned long long)p.register_number);
	if (!e) {
		then = registry_at(*r, p.register_number);
		registry_free(*r);
		*r = then;
	}
	position_clear(&p);
	return e;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct registry *r = NULL;
	struct errmsg m = { "" };
	int code = -1;
	enum err e;

	(void)c;
	if (!strcmp(cli->args[0], "draft") && cli_option(cli, "kinds"))
		return help_kinds();
	e = registry_open(&r, cli, &m);
	if (e)
		return cli_fail(e, &m);
	e = go_back(&r, cli, &m);
	if (e) {
		registry_free(r);
		return cli_fail(e, &m);
	}
	for (size_t i = 0; i < ARRAY_LEN(parts) && code < 0; i++)
		if (!strcmp(parts[i].name, cli->args[0]))
			code = parts[i].run(cli, r);
	registry_free(r);
	if (code < 0)
		return cli_error(CLI_USAGE,
		    "register: expected show, lifecycle, resolution-text, draft, submit or invite, found \"%s\"",
		    cli->args[0]);
	return code;
}

static const struct cli_option options[] = {
	{ "at", "POSITION",
	    "show, lifecycle, resolution-text: the register at this position, \"register=N\"" },
	{ "as-of", "DATE", "lifecycle: at this date (default: today, UTC)" },
	{ "file", "FILE", "draft: an application, or a reference table as CSV" },
	{ "out", "FILE", "draft, invite: where to write; never overwritten" },
	{ "kinds", NULL, "draft: list the kinds of acts and what each takes" },
	{ NULL, NULL, NULL },
};

const struct cli_command register_cmd = { "register",
	"show [N|authors|cuts|splits] | lifecycle [COUNTRY] | resolution-text N | draft KIND key=value... | submit FILE | invite",
	"the register: its acts, where each country stands, drafts for the registrars",
	options, run, 1, -1 };
