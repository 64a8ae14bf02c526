/* show_cmd.c - cmsa show: one entry, header and body; a sealed one when its key was disclosed to
 * this node in the clear. */
#include <inttypes.h>

#include "beyond.h"
#include "commands.h"
#include "entry_show.h"
#include "forks_show.h"
#include "opening.h"

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
	struct stored_entry se = { 0 };
	struct opening o = { 0 };
	struct opened x = { 0 };
	struct store *log = NULL;
	struct buf out = { 0 }, words = { 0 };
	json_t *j;
	int code = entry_show_read(&se, &log, cli);

	(void)c;
	if (code)
		return code;
	j = json_object();
	entry_show_header(j, &se);
	if (se.e.audience == AUDIENCE_NAMED && se.body_held &&
	    !opening_begin(&o, cli, log))
		opening_by_disclosure(&x, &o, &se);
	if (x.done)
		json_set_text(j, "opened", x.how);
	forks_show_entry(&words, cli->dir, &se.e.place, se.e.kind);
	if (words.n) {
		buf_add(&words, "", 1);
		json_set_text(j, se.e.kind == KIND_PROOF ? "says" : "frozen",
		    (const char *)words.p);
	}
	entry_show_body(j, &se, buf_view(&x.body));
	buf_clear(&words);
	if (se.e.audience == AUDIENCE_NAMED && !x.done)
		fprintf(stderr,
		    "sealed to named readers: cmsa open %s %" PRIu64
		    " opens it for one of them\n",
		    se.e.place.author, se.e.place.seq);
	cut_json(j, cli, &se.e.place);
	json_write(&out, j, 0);
	opened_clear(&x);
	opening_end(&o);
	stored_entry_clear(&se);
	store_close(&log);
	return cli_out(&out, CLI_DONE);
}

static const struct cli_option options[] = {
	{ "incarnation", "N", "of the feed (default: 1)" },
	{ NULL, NULL, NULL },
};

const struct cli_command show_cmd = { "show", "AUTHOR SEQ | AUTHOR:SEQ",
	"one entry, header and body, as JSON", options, run, 1, 2 };
