/* replay_cmd.c - cmsa replay: another's assessment computed again, at its position, its date,
 * its level and its rules (PROTOCOL M7.14). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "cli.h"
#include "commands.h"
#include "json.h"
#include "pb.h"
#include "proof.h"
#include "question.h"
#include "replay.h"
#include "text.h"

struct replay {
	struct place place; /* of the assessment */
	struct stored_entry entry;
	struct arena mem;
	const Cmsa__AssessmentBody *theirs;
	struct factsdb *factsdb;
	struct registry *registry;
	struct position position;
	struct facts *facts;
	struct findings *ours;
	struct proof *bundle; /* NULL: none was given */
	struct replay_gap gap, fact, finding;
};

static void
replay_clear(struct replay *r)
{
	findings_free(r->ours);
	facts_free(r->facts);
	proof_free(r->bundle);
	position_clear(&r->position);
	registry_free(r->registry);
	factsdb_close(&r->factsdb);
	arena_clear(&r->mem);
	stored_entry_clear(&r->entry);
}

/* --- what they say ------------------------------------------------------------------ */

static enum err
get_entry(
    struct stored_entry *out, struct store *log, const struct place *at, struct errmsg *m)
{
	enum err e = store_entry_get(log, out, at);

	if (e == ERR_NOT_FOUND)
		return errmsg_set(m, ERR_INPUT, "no entry %s:%" PRIu64 " is held here",
		    at->author, at->seq);
	if (!e && !out->body_held)
		return errmsg_set(m, ERR_INPUT,
		    "the body of %s:%" PRIu64 " is not held here", at->author, at->seq);
	return e;
}

static enum err
read_assessment(struct replay *r, struct store *log, struct errmsg *m)
{
	const ProtobufCMessage *value = NULL;
	enum err e = get_entry(&r->entry, log, &r->place, m);

	if (e)
		return e;
	if (r->entry.e.kind != KIND_ASSESSMENT ||
	    body_parse(&value, &r->mem, r->entry.e.kind, r->entry.e.schema,
		buf_view(&r->entry.body), NULL) ||
	    !value)
		return errmsg_set(m, ERR_INPUT,
		    "replay: expected an assessment, found another entry at %s:%" PRIu64,
		    r->place.author, r->place.seq);
	r->theirs = (const Cmsa__AssessmentBody *)(const void *)value;
	return ERR_NONE;
}

/* PROTOCOL M5.14: the full witness entry that it names. */
static enum err
read_position(struct replay *r, struct store *log, struct errmsg *m)
{
	const Cmsa__Ref *ref = r->theirs->position;
	struct place at = { .incarnation = ref->incarnation, .seq = ref->seq };
	struct stored_entry se = { 0 };
	enum err e;

	memcpy(at.author, ref->author, strlen(ref->author));
	e = get_entry(&se, log, &at, m);
	if (!e && (strcmp(at.author, r->place.author) != 0 ||
		      date_of_time_ms(se.e.time_ms).days != r->theirs->as_of_days))
		e = errmsg_set(m, ERR_REFUSED,
		    "expected the position and the day of a witness entry of its author's own,"
		    " found %s:%" PRIu64 " and another day or author",
		    at.author, at.seq);
	if (!e && !bytes_eq(pb_bytes(ref->id), bytes_of(se.e.id.b, sizeof(se.e.id.b))))
		e = errmsg_set(m, ERR_REFUSED,
		    "the assessment names another %s:%" PRIu64
		    " than the one held here: a fork",
		    at.author, at.seq);
	if (!e)
		e = question_of_witness(&r->position, &se.e, buf_view(&se.body), m);
	stored_entry_clear(&se);
	return e;
}

/* --- the same here ------------------------------------------------------------------ */

static enum err
judge(struct replay *r, const struct cli *cli, struct errmsg *m)
{
	const enum facts_level level = r->theirs->level == CMSA__LEVEL__LEVEL_PUBLIC
					   ? LEVEL_PUBLIC_FACTS
					   : LEVEL_MEMBER_FACTS;
	const struct date d = { r->theirs->as_of_days };
	enum err e = cli_facts(&r->factsdb, cli, m);

	if (!e)
		e = factsdb_registry(
		    r->factsdb, &r->registry, r->position.register_number);
	if (!e)
		e = factsdb_load(
		    r->factsdb, &r->facts, r->registry, &r->position, level, m);
	if (!e) {
		cli_note_frozen(r->facts);
		r->ours = comply_judge(r->facts, d);
		replay_assessment(&r->gap, r->theirs, r->ours);
	}
	return e;
}

static enum err
read_piece(void *ctx, uint8_t *to, size_t n, size_t *got)
{
	FILE *f = ctx;

	*got = fread(to, 1, n, f);
	return ferror(f) ? ERR_IO : ERR_NONE;
}

/* Another's bundle of the same position and day. */
static enum err
read_bundle(struct replay *r, const char *path, struct errmsg *m)
{
	const struct hash alliance = registry_alliance(r->registry);
	const struct proof_ask ask = { .alliance = &alliance, .judge = true };
	struct errmsg why = { "" };
	FILE *f = fopen(path, "rbe");
	enum err e;

	if (!f)
		return errmsg_set(m, ERR_INPUT, "--against: cannot open %s", path);
	e = proof_read(&r->bundle, read_piece, f, &ask, &why);
	fclose(f);
	if (e)
		return errmsg_set(m, e == ERR_REFUSED ? ERR_INPUT : e,
		    "--against: %.200s: %.280s", path,
		    why.text[0] ? why.text : err_name(e));
	if (!r->bundle->findings ||
	    r->bundle->manifest.as_of.days != r->ours->as_of.days ||
	    r->bundle->manifest.level != r->facts->level)
		return errmsg_set(m, ERR_INPUT,
		    "--against: expected everything at the assessment's position, date and level,"
		    " found another bundle");
	replay_facts(&r->fact, r->bundle->facts, r->facts);
	replay_findings(&r->finding, r->bundle->findings, r->ours);
	return ERR_NONE;
}

/* --- the answer --------------------------------------------------------------------- */

static void
digests(char theirs[static HASH_HEX_LEN], char ours[static HASH_HEX_LEN],
    const struct replay *r)
{
	struct hash h;

	snprintf(theirs, HASH_HEX_LEN, "none: incomplete");
	snprintf(ours, HASH_HEX_LEN, "none: incomplete");
	if (hash_from(&h, pb_bytes(r->theirs->digest)))
		hash_hex(theirs, &h);
	if (!r->ours->incomplete)
		hash_hex(ours, &r->ours->digest);
}

static void
set_gap(json_t *j, const char *name, const struct replay_gap *g)
{
	json_t *o = json_object();

	if (!g->found) {
		json_decref(o);
		return;
	}
	json_set_text(o, "country", g->country);
	json_set_text(o, "criterion", g->criterion ? criterion_name(g->criterion) : "");
	json_set_text(o, "text", g->text);
	json_set(j, name, o);
}

static void
write_json(struct buf *out, const struct replay *r)
{
	char theirs[HASH_HEX_LEN], ours[HASH_HEX_LEN];
	struct buf position = { 0 };
	json_t *j = json_object();

	digests(theirs, ours, r);
	position_write(&position, &r->position);
	buf_add(&position, "", 1);
	json_set_bool(j, "equal", !r->gap.found);
	json_set_text(j, "author", r->place.author);
	json_set_int(j, "seq", (int64_t)r->place.seq);
	json_set_text(j, "position", (const char *)position.p);
	json_set_date(j, "as_of", r->ours->as_of);
	json_set_text(
	    j, "level", r->facts->level == LEVEL_PUBLIC_FACTS ? "public" : "member");
	json_set_int(j, "rules_version", r->theirs->rules_version);
	json_set_text(j, "their_digest", theirs);
	json_set_text(j, "digest", ours);
	set_gap(j, "first_difference", &r->gap);
	set_gap(j, "first_fact", &r->fact);
	set_gap(j, "first_finding", &r->finding);
	json_write(out, j, 0);
	buf_clear(&position);
}

static void
add_line(struct buf *out, const char *label, const char *text)
{
	buf_add_str(out, label);
	buf_add_str(out, text);
	buf_add_str(out, "\n");
}

static void
write_gaps(struct buf *out, const struct replay *r)
{
	char text[200];

	if (r->gap.found)
		add_line(out, "first difference: ", r->gap.text);
	if (r->gap.found && r->ours->incomplete && r->facts->n_missing) {
		const struct fact_missing *x = &r->facts->missing[0];

		snprintf(
		    text, sizeof(text), "%s:%" PRIu64, x->place.author, x->place.seq);
		add_line(out, "this node lacks bodies, the first that of ", text);
	}
	if (!r->bundle)
		return;
	add_line(out, "against the bundle, first fact: ",
	    r->fact.found ? r->fact.text : "both rest on the same facts");
	add_line(out, "against the bundle, first finding: ",
	    r->finding.found ? r->finding.text : "all findings are equal");
}

static void
write_text(struct buf *out, const struct replay *r)
{
	char theirs[HASH_HEX_LEN], ours[HASH_HEX_LEN], head[256], date[11];

	digests(theirs, ours, r);
	date_write(date, r->ours->as_of);
	snprintf(head, sizeof(head),
	    "assessment %s:%" PRIu64 " of %s, level %s, rules %u, at the position\n  ",
	    r->place.author, r->place.seq, date,
	    r->facts->level == LEVEL_PUBLIC_FACTS ? "public" : "member",
	    r->theirs->rules_version);
	buf_add_str(out, head);
	position_write(out, &r->position);
	add_line(out, "\ntheir digest ", theirs);
	add_line(out, "digest here  ", ours);
	if (r->gap.found)
		buf_add_str(out, "NOT EQUAL\n");
	else
		buf_add_str(out,
		    r->ours->incomplete
			? "equal counts; both lack bodies, and have no digest\n"
			: "equal: digest, and counts of every country and criterion\n");
	write_gaps(out, r);
}

static enum err
replay(struct replay *r, const struct cli *cli, struct errmsg *m)
{
	const char *against = cli_option(cli, "against");
	struct store *log = NULL;
	enum err e = store_open(&log, cli->dir, STORE_READ, m);

	if (!e)
		e = read_assessment(r, log, m);
	if (!e)
		e = read_position(r, log, m);
	store_close(&log);
	if (!e)
		e = judge(r, cli, m);
	if (!e && against)
		e = read_bundle(r, against, m);
	return e;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct replay r = { .place = { .incarnation = 1 } };
	struct errmsg m = { "" };
	struct buf out = { 0 };
	int64_t seq;
	int code;
	enum err e;

	(void)c;
	if (!author_is_valid(cli->args[0]) || !text_to_i64(&seq, cli->args[1]) || seq < 1)
		return cli_error(CLI_INPUT,
		    "replay: expected an author and a number, found \"%.40s %.40s\"",
		    cli->args[0], cli->args[1]);
	memcpy(r.place.author, cli->args[0], strlen(cli->args[0]));
	r.place.seq = (uint64_t)seq;
	arena_init(&r.mem, LIMIT_BODY_ARENA);
	e = replay(&r, cli, &m);
	if (e) {
		replay_clear(&r);
		return cli_fail(e, &m);
	}
	code = r.gap.found || r.fact.found || r.finding.found ? CLI_NO : CLI_DONE;
	if (cli->json)
		write_json(&out, &r);
	else
		write_text(&out, &r);
	replay_clear(&r);
	return cli_out(&out, code);
}

static const struct cli_option options[] = {
	{ "against", "BUNDLE",
	    "also compare with the findings and facts of this audit bundle, of the same position,"
	    " date and level" },
	{ NULL, NULL, NULL },
};

const struct cli_command replay_cmd = { "replay", "AUTHOR SEQ",
	"an assessment computed again at its own position: equal, or the first difference",
	options, run, 2, 2 };
