/* log_cmd.c - cmsa log: the entries held, in the order they came; --follow goes on. */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "beyond.h"
#include "cli.h"
#include "commands.h"
#include "json.h"
#include "kind.h"

enum {
	FOLLOW_MS = 50
};

static const char COLUMNS[] =
    "#row author #incarnation #seq time kind audience #size body fact id";

struct listing {
	const struct cli *cli;
	struct grid g;
	bool follow;
	int64_t last_row;
	bool proof_seen;           /* forks are read again */
	struct registry *registry; /* of the forks */
	struct facts *forks;       /* NULL: could not be read */
	struct beyond *beyond;
};

/* Which feeds are forked, by all that is folded. */
static void
read_forks(struct listing *l, struct factsdb *f)
{
	struct position here = { 0 };

	facts_free(l->forks);
	registry_free(l->registry);
	l->forks = NULL;
	l->registry = NULL;
	if (factsdb_position(f, &here) ||
	    factsdb_registry(f, &l->registry, here.register_number) ||
	    factsdb_forks(f, &l->forks, l->registry, &here))
		l->forks = NULL;
	position_clear(&here);
}

static bool
is_frozen(const struct listing *l, const struct place *p)
{
	for (size_t i = 0; l->forks && i < l->forks->n_forks; i++) {
		const struct fact_fork *k = &l->forks->forks[i];

		if (k->at.incarnation == p->incarnation && p->seq > k->limit &&
		    !strcmp(k->at.author, p->author))
			return true;
	}
	return false;
}

static const char *
body_word(const struct fact_entry *e)
{
	return e->body_held ? "held" : "not held";
}

static void
kind_word(char out[static 16], uint32_t kind)
{
	const char *name = kind_name(kind);

	if (name)
		snprintf(out, 16, "%s", name);
	else
		snprintf(out, 16, "%u", kind);
}

static const char *
fact_word(const struct listing *l, const struct fact_entry *e)
{
	uint64_t act;
	const char *left_out = beyond_word(l->beyond, &act, &e->place);

	if (left_out)
		return left_out;
	if (e->usable)
		return verdict_word(e->usable);
	return is_frozen(l, &e->place) ? "frozen" : "yes";
}

static void
add_row(struct listing *l, int64_t row, const struct fact_entry *e)
{
	char time[25], id[HASH_HEX_LEN], kind[16];

	time_write(time, e->time_ms);
	hash_hex(id, &e->id);
	kind_word(kind, e->kind);
	grid_row(&l->g);
	grid_number(&l->g, row);
	grid_text(&l->g, e->place.author);
	grid_number(&l->g, e->place.incarnation);
	grid_number(&l->g, (int64_t)e->place.seq);
	grid_text(&l->g, time);
	grid_text(&l->g, kind);
	grid_text(&l->g, audience_name(e->audience));
	grid_number(&l->g, e->body_size);
	grid_text(&l->g, body_word(e));
	grid_text(&l->g, fact_word(l, e));
	grid_text(&l->g, id);
}

/* The tap for other systems: one JSON object a line. */
static void
write_line(const struct listing *l, int64_t row, const struct fact_entry *e)
{
	char time[25], kind[16];
	struct buf b = { 0 };
	json_t *o = json_object();

	time_write(time, e->time_ms);
	kind_word(kind, e->kind);
	json_set_int(o, "row", row);
	json_set_text(o, "author", e->place.author);
	json_set_int(o, "incarnation", e->place.incarnation);
	json_set_int(o, "seq", (int64_t)e->place.seq);
	json_set_text(o, "time", time);
	json_set_text(o, "kind", kind);
	json_set_text(o, "audience", audience_name(e->audience));
	json_set_int(o, "size", e->body_size);
	json_set_text(o, "body", body_word(e));
	json_set_text(o, "fact", fact_word(l, e));
	json_set_hash(o, "id", &e->id);
	json_write(&b, o, 1);
	fwrite(b.p, 1, b.n, stdout);
	buf_clear(&b);
}

static enum err
take(void *ctx, int64_t row, const struct fact_entry *e)
{
	struct listing *l = ctx;

	l->last_row = row;
	l->proof_seen |= e->kind == KIND_PROOF;
	if (l->follow && l->cli->json)
		write_line(l, row, e);
	else
		add_row(l, row, e);
	return ERR_NONE;
}

static int
print_new(struct listing *l)
{
	struct buf b = { 0 };

	if (l->cli->json)
		return fflush(stdout) == 0 ? CLI_DONE : CLI_MACHINE;
	if (!l->g.n_rows)
		return CLI_DONE;
	grid_write(&b, &l->g, l->cli->format);
	grid_clear(&l->g);
	grid_init(&l->g, NULL, COLUMNS);
	return cli_out(&b, CLI_DONE);
}

static int
follow(struct listing *l, struct factsdb *f, struct fact_filter *filter)
{
	for (;;) {
		struct pollfd out = { .fd = STDOUT_FILENO };
		enum err e;

		filter->after_row = l->last_row;
		if (l->proof_seen)
			read_forks(l, f);
		l->proof_seen = false;
		e = factsdb_entries_each(f, filter, take, l);
		if (e)
			return cli_fail(e, NULL);
		if (print_new(l) != CLI_DONE)
			return CLI_DONE; /* nobody reads any more */
		if (poll(&out, 1, FOLLOW_MS) > 0 && (out.revents & POLLERR))
			return CLI_DONE;
	}
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct listing l = { .cli = cli, .follow = cli_option(cli, "follow") != NULL };
	struct fact_filter filter = { .author = cli_option(cli, "author") };
	const char *kind = cli_option(cli, "kind");
	struct factsdb *f = NULL;
	struct errmsg m = { "" };
	enum err e;
	int code;

	(void)c;
	if (kind && !(filter.kind = kind_of_name(kind)))
		return cli_error(CLI_INPUT,
		    "log: --kind: expected keys, witness, capacity, duty or assessment, found \"%s\"",
		    kind);
	if (filter.author && !author_is_valid(filter.author))
		return cli_error(CLI_INPUT,
		    "log: --author: expected an author, found \"%s\"", filter.author);
	e = cli_facts(&f, cli, &m);
	if (!e)
		e = beyond_open(&l.beyond, f);
	if (e) {
		factsdb_close(&f);
		return cli_fail(e, &m);
	}
	grid_init(&l.g, NULL, COLUMNS);
	read_forks(&l, f);
	if (l.follow) {
		code = follow(&l, f, &filter);
		grid_clear(&l.g);
	} else {
		e = factsdb_entries_each(f, &filter, take, &l);
		code = e ? cli_fail(e, NULL) : cli_out_grid(cli, &l.g, CLI_DONE);
		grid_clear(&l.g);
	}
	facts_free(l.forks);
	registry_free(l.registry);
	beyond_free(l.beyond);
	factsdb_close(&f);
	return code;
}

static const struct cli_option options[] = {
	{ "author", "AUTHOR", "only entries of this author" },
	{ "kind", "KIND",
	    "only entries of this kind: keys, witness, capacity, duty, assessment" },
	{ "follow", NULL, "go on with what comes; with --json one object a line" },
	{ NULL, NULL, NULL },
};

const struct cli_command log_cmd = { "log", "",
	"the entries held, in the order in which they came", options, run, 0, 0 };
