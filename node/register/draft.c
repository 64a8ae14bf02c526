/* draft.c - the table of kinds, what goes with every act, and the kinds that are a few
 * words; people, tables, policy and conduct have files of their own. */
#include "draft.h"

#include <string.h>

#include "act.h"
#include "draft_fill.h"
#include "pb.h"

static void
fill_territory(struct draft *d)
{
	Cmsa__Territory *t = arena_get(d->mem, sizeof(*t));

	cmsa__territory__init(t);
	t->code = draft_args_text(&d->args, "code");
	t->name = draft_args_text(&d->args, "name");
	t->countries = draft_args_set(&d->args, &t->n_countries, "countries");
	d->act.body_case = CMSA__ACT__BODY_TERRITORY;
	d->act.territory = t;
}

static void
fill_certification(struct draft *d)
{
	Cmsa__Certification *c = arena_get(d->mem, sizeof(*c));

	cmsa__certification__init(c);
	c->country = draft_args_text(&d->args, "country");
	c->submitted_finance_days = draft_args_date(&d->args, "finance");
	c->submitted_ways_and_means_days = draft_args_date(&d->args, "ways_and_means");
	d->act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	d->act.certification = c;
}

static void
fill_resolution(struct draft *d)
{
	static const char *const kinds[] = { "approval", "disapproval", NULL };
	Cmsa__Resolution *r = arena_get(d->mem, sizeof(*r));

	cmsa__resolution__init(r);
	r->act_number = draft_args_number(&d->args, "act", 1, INT64_MAX);
	r->kind = draft_args_choice(&d->args, "kind", kinds) == 0
		      ? CMSA__RESOLUTION_KIND__RESOLUTION_APPROVAL
		      : CMSA__RESOLUTION_KIND__RESOLUTION_DISAPPROVAL;
	r->enacted_days = draft_args_date(&d->args, "enacted");
	r->notice_days = draft_args_date(&d->args, "notice");
	r->citation = draft_args_text(&d->args, "citation");
	d->act.body_case = CMSA__ACT__BODY_RESOLUTION;
	d->act.resolution = r;
}

static void
fill_entry_into_force(struct draft *d)
{
	Cmsa__EntryIntoForce *e = arena_get(d->mem, sizeof(*e));

	cmsa__entry_into_force__init(e);
	e->country = draft_args_text(&d->args, "country");
	e->certification = draft_args_number(&d->args, "certification", 1, INT64_MAX);
	e->in_force_days = draft_args_date(&d->args, "in_force");
	d->act.body_case = CMSA__ACT__BODY_ENTRY_INTO_FORCE;
	d->act.entry_into_force = e;
}

static const struct draft_kind kinds[] = {
	{ "genesis", "name=TEXT threshold=K registrar=NAME:KEY (each)", NULL },
	{ "registrars", "threshold=K registrar=NAME:KEY (each)", NULL },
	{ "territory", "code=XEU name=TEXT countries=AUT,BEL,...", NULL },
	{ "enrol",
	    "[role=member|candidate|auditor] with an application; or "
	    "author=AUS role=member|candidate|auditor|removed for one who is in",
	    "a signed application" },
	{ "certification", "country=AUS finance=DATE ways_and_means=DATE", NULL },
	{ "resolution",
	    "act=N kind=approval|disapproval enacted=DATE notice=DATE citation=TEXT",
	    NULL },
	{ "entry-into-force", "country=AUS certification=N in_force=DATE", NULL },
	{ "reference", "table=NAME edition=TEXT [part=P parts=N] [corrects_from=DATE]",
	    "the table as CSV" },
	{ "policy",
	    "any of review_max_age_days= alert_witnesses= own_head_quorum= rules_version= "
	    "hkg_mac_country= hkg_mac_entities= sdp_wider= mixed_floor=highest|lowest "
	    "floor_counts=total|additional hs_edition= kinds=NAME,... "
	    "meetings_may_miss= corrects_from=DATE; the rest as in the policy in force",
	    NULL },
	{ "engagement",
	    "country=AUS engaged=DATE [consulted=DATE] [steps=TEXT] [citation=TEXT]",
	    NULL },
	{ "undertaking",
	    "country=AUS paragraph=b1|b2|b3|b4|b5a|b5b|b5c agreed=DATE sha256=HEX "
	    "[citation=TEXT]",
	    NULL },
	{ "determination", "country=AUS determined=DATE meets=yes|no sha256=HEX", NULL },
	{ "meeting", "held=DATE regular=yes|no [subject=TEXT]", NULL },
	{ "meeting-record", "meeting=N [attendees=AUS,JPN,...]", NULL },
	{ "withdrawal", "country=AUS withdrawn=DATE [citation=TEXT]", NULL },
	{ "termination", "terminated=DATE [citation=TEXT]", NULL },
	{ "modification-notice",
	    "countries=AUS,JPN,... finance=DATE ways_and_means=DATE "
	    "[out=SUBJECT:STAGE[:HS6],...] [in=SUBJECT:STAGE[:HS6:FLOOR_BP],...] "
	    "[citation=TEXT]",
	    NULL },
	{ "modification-effect", "notice=N effect=DATE [citation=TEXT]", NULL },
	{ "allowance",
	    "country=AUS kind=phase-in|comparable products=SUBJECT:STAGE,... [hs6=CODE,...] "
	    "origins=CHN,...|concern,entities; phase-in: step=DATE:SHARE_BP (each); "
	    "comparable: judgement=comparable|greater judged=DATE [end=DATE] [ceiling_t=N] "
	    "[measures=KIND,...]; [citation=TEXT]",
	    NULL },
	{ "report", "kind=annual reported=DATE sha256=HEX", NULL },
	{ "review",
	    "kind=five-year reviewed=DATE sha256=HEX [outcome=keep|modify|terminate]",
	    NULL },
	{ "cut",
	    "author=AUS [incarnation=N] last=SEQ:ID|none then=opens|closes [key=HEX, with opens] "
	    "reason=TEXT [citation=TEXT]",
	    NULL },
	{ "resume",
	    "number=S stands=ID aside=ID,ID member=AUS:SIGNATURE member=... (of cmsa-keys resume)",
	    NULL },
};

/* As `kinds`, row by row. */
static void (*const fills[])(struct draft *d) = {
	draft_people_genesis,
	draft_people_registrars,
	fill_territory,
	draft_people_enrol,
	fill_certification,
	fill_resolution,
	fill_entry_into_force,
	draft_table_reference,
	draft_law_policy,
	draft_conduct_engagement,
	draft_conduct_undertaking,
	draft_conduct_determination,
	draft_conduct_meeting,
	draft_conduct_meeting_record,
	draft_conduct_withdrawal,
	draft_conduct_termination,
	draft_terms_notice,
	draft_terms_effect,
	draft_terms_allowance,
	draft_terms_report,
	draft_terms_review,
	draft_people_cut,
	draft_resume,
};
_Static_assert(ARRAY_LEN(fills) == ARRAY_LEN(kinds), "a row each");

const struct draft_kind *
draft_kinds(size_t *n)
{
	*n = ARRAY_LEN(kinds);
	return kinds;
}

static enum err
write_checked(struct buf *out, const struct draft *d, struct errmsg *m)
{
	enum verdict v = act_check(&d->act);
	struct buf bytes = { 0 };

	if (v)
		return errmsg_set(m, ERR_REFUSED, "the act would be refused: %s (%s)",
		    verdict_text(v), verdict_word(v));
	act_write(&bytes, &d->act);
	if (bytes.n > LIMIT_ACT_BYTES)
		v = V_TOO_LARGE;
	else
		buf_add(out, bytes.p, bytes.n);
	if (v)
		errmsg_set(m, ERR_REFUSED,
		    "expected at most %d bytes in an act, found %zu: give the table in parts",
		    LIMIT_ACT_BYTES, bytes.n);
	buf_clear(&bytes);
	return v ? ERR_REFUSED : ERR_NONE;
}

static enum err
make(struct buf *out, struct draft *d, size_t row, struct errmsg *m)
{
	struct hash prev = registry_id(d->registry);

	cmsa__act__init(&d->act);
	d->act.number = registry_number(d->registry) + 1;
	if (d->act.number > 1)
		d->act.prev = pb_hash_data(prev.b);
	d->act.date_days = draft_args_date(&d->args, "date");
	if (!kinds[row].file && d->in->file.p)
		draft_args_fail(&d->args, "expected no file with %s, found \"%s\"",
		    kinds[row].name, d->in->file_name);
	if (!d->args.err)
		fills[row](d);
	if (draft_args_finish(&d->args))
		return d->args.err;
	return write_checked(out, d, m);
}

enum err
draft_act(struct buf *out, const struct registry *r, const char *kind,
    const struct draft_input *in, struct errmsg *m)
{
	struct errmsg spare;
	struct draft d = { .registry = r, .in = in };
	struct arena mem;
	enum err e;
	size_t row = 0;

	if (!m)
		m = &spare;
	while (row < ARRAY_LEN(kinds) && strcmp(kinds[row].name, kind) != 0)
		row++;
	if (row == ARRAY_LEN(kinds))
		return errmsg_set(
		    m, ERR_INPUT, "expected a kind of act, found \"%s\"", kind);
	if ((registry_number(r) == 0) != (row == 0))
		return errmsg_set(m, ERR_REFUSED, "expected %s, found \"%s\"",
		    row ? "a genesis first: the register is empty"
			: "an empty register for a genesis",
		    kind);
	arena_init(&mem, 0);
	d.mem = &mem;
	draft_args_init(&d.args, in->words, in->n_words, &mem, m);
	e = make(out, &d, row, m);
	arena_clear(&mem);
	return e;
}
