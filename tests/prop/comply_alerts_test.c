/* comply_alerts_test.c - properties of (b)(5)(A): findings follow neither from the order in
 * which entries came nor from whether a country or its desk wrote them; and less evidence
 * makes no criterion better and no clock earlier. */
#include <stdio.h>

#include "unit/conduct_fixture.h"
#include "unit/measure_rows.h"

enum {
	F0 = 20454, /* all in force */
	D0 = F0 + 100,
	ALERTS = 4,
	RESPONSES = 8,
	WITNESSES = 16,
	RETRACTIONS = 2,
	ROUNDS = 30
};

static uint64_t state;

static uint32_t
roll(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 33) % n;
}

/* CMSA_SEED or a constant, and printed: a failure can be run again. */
static void
seed(const char *what)
{
	const char *given = getenv("CMSA_SEED");

	state = given ? strtoull(given, NULL, 10) | 1 : 20261126;
	printf("%s: CMSA_SEED=%llu\n", what, (unsigned long long)state);
}

static const char *const members[] = { "AUS", "CAN", "GBR", "JPN", "USA" };

static void
make_alliance(struct maker *m)
{
	maker_init(m, 3, 2);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (strcmp(members[i], "USA") != 0)
			make_member_on(m, members[i], F0);
	make_enrol(m, "USA", ROLE_MEMBER);
}

/* A story: JPN alerts, AUS and GBR answer, anybody witnesses.  `gone`: not written at all.
 * Entry i of each kind has the same seq whoever writes it: 10 + i, 50 + i, ... */
struct alert {
	int64_t time_ms;
	const char *action;
	size_t corrects; /* an alert before it; ALERTS: none */
	bool gone;
};
struct response {
	int64_t time_ms;
	const char *author;
	Cmsa__ResponseState state;
	size_t alert;
	bool gone;
};
struct witness {
	const char *author;
	uint64_t seq;
	int64_t time_ms;
	uint64_t jpn, aus, gbr; /* heads; 0: not listed */
	bool gone;
};
struct story {
	struct alert alerts[ALERTS];
	struct response responses[RESPONSES];
	struct witness witnesses[WITNESSES];
	size_t retracted[RETRACTIONS]; /* a response */
};

static int64_t
any_time(int32_t days)
{
	return day_ms(D0 + (int32_t)roll((uint32_t)days)) + (int64_t)roll(80000000) -
	       3600000;
}

static void
invent(struct story *s)
{
	static const char *const action[] = { "AUS", "AUS", "GBR" };
	uint64_t seq[ARRAY_LEN(members)] = { 0 };

	*s = (struct story){ 0 };
	for (size_t i = 0; i < ALERTS; i++)
		s->alerts[i] = (struct alert){ any_time(5), action[roll(3)],
			i && !roll(4) ? roll((uint32_t)i) : ALERTS, false };
	for (size_t i = 0; i < RESPONSES; i++) {
		struct response *r = &s->responses[i];

		r->alert = roll(ALERTS);
		r->author = s->alerts[r->alert].action;
		r->state = (Cmsa__ResponseState)(1 + roll(5));
		r->time_ms = any_time(roll(2) ? 6 : 40);
	}
	for (size_t i = 0; i < WITNESSES; i++) {
		size_t who = roll(ARRAY_LEN(members));

		s->witnesses[i] = (struct witness){ .author = members[who],
			.seq = 1000 + ++seq[who],
			.time_ms = any_time(i < WITNESSES / 2 ? 6 : 45),
			.jpn = who == 3 ? 0 : 10 + roll(ALERTS),
			.aus = who == 0 ? 0 : 50 + roll(RESPONSES),
			.gbr = who == 2 ? 0 : 50 + roll(RESPONSES) };
	}
	for (size_t i = 0; i < RETRACTIONS; i++)
		s->retracted[i] = roll(RESPONSES);
}

/* Who writes: a country itself or its desk. */
struct hands {
	bool alerts, responses; /* by desks */
};

static const char *
hand(const char *country, bool desk)
{
	if (!desk)
		return country;
	return !strcmp(country, "AUS")   ? "AUS.customs"
	       : !strcmp(country, "GBR") ? "GBR.customs"
					 : "JPN.customs";
}

static void
tell_witness(struct facts *f, const struct witness *w, struct hands h)
{
	struct named feeds[3];
	size_t n = 0;

	if (w->aus)
		feeds[n++] = (struct named){ hand("AUS", h.responses), w->aus, false };
	if (w->gbr)
		feeds[n++] = (struct named){ hand("GBR", h.responses), w->gbr, false };
	if (w->jpn)
		feeds[n++] = (struct named){ hand("JPN", h.alerts), w->jpn, false };
	if (!w->gone)
		add_witness(f, w->author, w->seq, w->time_ms, feeds, n);
}

static void
tell_alert(struct facts *f, const struct story *s, size_t i, struct hands h)
{
	const struct alert *a = &s->alerts[i];
	const struct named before = { hand("JPN", h.alerts), 10 + a->corrects, false };

	if (!a->gone)
		add_alert(f, before.author, 10 + i, a->time_ms, a->action,
		    a->corrects < ALERTS ? &before : NULL);
}

static void
tell_response(struct facts *f, const struct story *s, size_t i, struct hands h)
{
	const struct response *r = &s->responses[i];
	const struct named to = { hand("JPN", h.alerts), 10 + r->alert, false };

	if (!r->gone)
		add_response(
		    f, hand(r->author, h.responses), 50 + i, r->time_ms, r->state, &to);
}

enum {
	DESKS = 3,
	TERMS = 3 * DESKS,
	TOLD = ALERTS + RESPONSES + WITNESSES + RETRACTIONS + TERMS
};

/* Each desk is granted, withdrawn and granted again, all of it before it writes. */
static void
tell_terms(struct facts *f, size_t i)
{
	static const char *const desks[DESKS] = { "AUS.customs", "GBR.customs",
		"JPN.customs" };

	if (i / DESKS == 1)
		add_desk_end(f, desks[i % DESKS], 3);
	else
		add_desk(f, desks[i % DESKS], 2 + i / DESKS);
}

static void
tell(struct facts *f, const struct story *s, size_t i, struct hands h)
{
	const struct response *r;

	if (i < ALERTS)
		tell_alert(f, s, i, h);
	else if ((i -= ALERTS) < RESPONSES)
		tell_response(f, s, i, h);
	else if ((i -= RESPONSES) < WITNESSES)
		tell_witness(f, &s->witnesses[i], h);
	else if ((i -= WITNESSES) < TERMS) {
		if (i % DESKS < 2 ? h.responses : h.alerts)
			tell_terms(f, i);
	} else {
		r = &s->responses[s->retracted[i - TERMS]];
		add_retraction(f, hand(r->author, h.responses), 80 + i,
		    &(struct named){ hand(r->author, h.responses),
			50 + s->retracted[i - TERMS], false });
	}
}

static void
shuffle(size_t order[TOLD])
{
	for (size_t i = TOLD; i > 1; i--) {
		size_t k = roll((uint32_t)i), t = order[i - 1];

		order[i - 1] = order[k];
		order[k] = t;
	}
}

static struct facts *
facts_told(const struct maker *m, const struct story *s, struct hands h, bool shuffled)
{
	struct facts *f = facts_of_register(m);
	size_t order[TOLD];

	for (size_t i = 0; i < TOLD; i++)
		order[i] = i;
	if (shuffled)
		shuffle(order);
	for (size_t i = 0; i < TOLD; i++)
		tell(f, s, order[i], h);
	facts_finish(f);
	return f;
}

/* --- a finding as text, the desk in it named as its country ------------------------- */

static void
add_canonical(struct buf *b, const char *text)
{
	for (const char *p = text; *p;) {
		if (!strncmp(p, ".customs", 8))
			p += 8;
		else
			buf_add(b, p++, 1);
	}
	buf_add_str(b, "|");
}

static void
add_finding(struct buf *b, const struct finding *x)
{
	const Cmsa__Finding *p = &x->pb;

	add_canonical(b, p->country);
	add_canonical(b, status_name(p->status));
	add_canonical(b, p->reason);
	add_canonical(b, p->measured);
	add_canonical(b, p->required);
	add_canonical(b, x->sentence);
	for (size_t i = 0; i < p->n_partners; i++)
		add_canonical(b, p->partners[i]);
	for (size_t i = 0; i < p->n_flags; i++)
		add_canonical(b, p->flags[i]);
	for (size_t i = 0; i < p->n_evidence; i++) {
		const Cmsa__Ref *e = p->evidence[i];
		char text[48];

		/* the id of the fixture says author and seq in its first bytes */
		ck_assert_uint_eq(e->id.len, 32);
		snprintf(text, sizeof(text), "%llu=%02x%02x%02x",
		    (unsigned long long)e->seq, e->id.data[0], e->id.data[1],
		    e->id.data[2]);
		add_canonical(b, e->author);
		add_canonical(b, text);
	}
	buf_add_str(b, "\n");
}

/* All findings of (b)(5)(A) at some days. */
static void
findings_text(struct buf *b, struct facts *f)
{
	static const int32_t days[] = { 2, 4, 6, 33, 36, 70, 400, 420 };

	for (size_t k = 0; k < ARRAY_LEN(days); k++) {
		struct findings *fs = comply_judge(f, (struct date){ D0 + days[k] });

		for (size_t i = 0; i < fs->n_list; i++)
			if (fs->list[i].pb.criterion == CMSA__CRITERION__CRITERION_B5A)
				add_finding(b, &fs->list[i]);
		buf_add_str(b, "--\n");
		findings_free(fs);
	}
	buf_add(b, "", 1); /* a text */
}

static void
compare_texts(const struct buf *a, const struct buf *b, int round, uint32_t way)
{
	size_t i = 0;

	if (bytes_eq(buf_view(a), buf_view(b)))
		return;
	while (i < a->n && i < b->n && a->p[i] == b->p[i])
		i++;
	while (i && a->p[i - 1] != '\n')
		i--;
	ck_abort_msg("round %d, way %u: expected %.300s\nfound %.300s", round, way,
	    (const char *)a->p + i, (const char *)b->p + i);
}

START_TEST(neither_order_nor_hand_changes_a_finding)
{
	struct maker m;

	make_alliance(&m);
	seed("order and hand");
	for (int round = 0; round < ROUNDS; round++) {
		struct buf first = { 0 };
		struct story s;

		invent(&s);
		for (uint32_t way = 0; way < 8; way++) {
			const struct hands h = { way & 1, way & 2 };
			struct facts *f = facts_told(&m, &s, h, way > 0);
			struct buf now = { 0 };

			findings_text(&now, f);
			if (!way)
				buf_add(&first, now.p, now.n);
			compare_texts(&first, &now, round, way);
			buf_clear(&now);
			facts_free(f);
		}
		buf_clear(&first);
	}
	maker_clear(&m);
}
END_TEST

/* Stories in which nothing happens would prove nothing. */
START_TEST(stories_reach_every_answer)
{
	static const char *const wanted[] = { "ack-open", "ack-in-time", "ack-overdue",
		"ack-late", "ack-late-past", "outcome-open", "outcome-in-time",
		"outcome-overdue", "outcome-late", "outcome-late-past", "corrected" };
	struct buf all = { 0 };
	struct maker m;

	make_alliance(&m);
	seed("answers");
	for (int round = 0; round < ROUNDS; round++) {
		struct buf one = { 0 };
		struct facts *f;
		struct story s;

		invent(&s);
		f = facts_told(&m, &s, (struct hands){ false, false }, false);
		findings_text(&one, f);
		buf_add(&all, one.p, one.n - 1);
		buf_clear(&one);
		facts_free(f);
	}
	buf_add(&all, "", 1);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		char word[32];

		snprintf(word, sizeof(word), "|%s|", wanted[i]);
		ck_assert_msg(strstr((const char *)all.p, word), "never %s", wanted[i]);
	}
	buf_clear(&all);
	maker_clear(&m);
}
END_TEST

/* --- less evidence ------------------------------------------------------------------ */

/* Elementary findings of AUS and GBR in that criterion that leave a country complying. */
static uint32_t
good_ones(const struct findings *fs, Cmsa__Criterion c)
{
	uint32_t n = 0;

	for (size_t i = 0; i < fs->n_counts; i++)
		if (fs->counts[i].criterion == c &&
		    fs->counts[i].status >= CMSA__STATUS__STATUS_PHASING_IN)
			n += fs->counts[i].count;
	return n;
}

static uint32_t
good_at(struct facts *f, int32_t day, Cmsa__Criterion c)
{
	struct findings *fs = comply_judge(f, (struct date){ day });
	uint32_t n = good_ones(fs, c);

	findings_free(fs);
	return n;
}

START_TEST(a_response_less_makes_nothing_better)
{
	struct maker m;

	make_alliance(&m);
	seed("a response less");
	for (int round = 0; round < ROUNDS; round++) {
		const struct hands h = { round & 1, round & 2 };
		struct story s;

		invent(&s);
		for (int taken = 0; taken < 3; taken++) {
			const int32_t day = D0 + (int32_t)roll(roll(2) ? 60 : 500);
			struct facts *f = facts_told(&m, &s, h, false), *less;

			s.responses[roll(RESPONSES)].gone = true;
			less = facts_told(&m, &s, h, false);
			ck_assert_uint_le(
			    good_at(less, day, CMSA__CRITERION__CRITERION_B5A),
			    good_at(f, day, CMSA__CRITERION__CRITERION_B5A));
			facts_free(f);
			facts_free(less);
		}
	}
	maker_clear(&m);
}
END_TEST

/* Days of alerts and responses, in order of place; far away when there is none. */
static size_t
days_of(int32_t out[static ALERTS + RESPONSES], const struct facts *f)
{
	struct law law;
	struct alerts *a;
	size_t n = 0;

	law_at(&law, f->registry, (struct date){ D0 + 500 });
	a = alerts_new(f, &law, (struct date){ D0 + 500 });
	for (size_t i = 0; i < a->n; i++)
		out[n++] = date_given(a->list[i].day) ? a->list[i].day.days : INT32_MAX;
	for (size_t i = 0; i < f->n_responses; i++) {
		const struct fact_origin *o = &f->sources[f->responses[i].source];
		const int32_t own = date_of_time_ms(o->time_ms).days;

		out[n++] = !date_given(o->witnessed) ? INT32_MAX
			   : o->witnessed.days > own ? o->witnessed.days
						     : own;
	}
	alerts_free(a);
	law_clear(&law);
	return n;
}

/* The last entry of a witness that has not gone. */
static void
drop_last(struct story *s, const char *author)
{
	for (size_t i = WITNESSES; i-- > 0;)
		if (!s->witnesses[i].gone && !strcmp(s->witnesses[i].author, author)) {
			s->witnesses[i].gone = true;
			return;
		}
}

/* A feed has no holes: what is not there is its end.  (In the middle, one whose time lies far
 * ahead keeps those behind it from counting.) */
START_TEST(the_end_of_a_witness_feed_less_makes_no_day_earlier)
{
	struct maker m;

	make_alliance(&m);
	seed("a witness less");
	for (int round = 0; round < ROUNDS; round++) {
		int32_t before[ALERTS + RESPONSES], after[ALERTS + RESPONSES];
		const struct hands h = { round & 1, round & 2 };
		struct story s;

		invent(&s);
		for (int taken = 0; taken < WITNESSES; taken++) {
			struct facts *f = facts_told(&m, &s, h, false), *less;
			size_t n = days_of(before, f);

			drop_last(&s, members[roll(ARRAY_LEN(members))]);
			less = facts_told(&m, &s, h, false);
			ck_assert_uint_eq(days_of(after, less), n);
			for (size_t i = 0; i < n; i++)
				ck_assert_int_ge(after[i], before[i]);
			facts_free(f);
			facts_free(less);
		}
	}
	maker_clear(&m);
}
END_TEST

/* --- measures and attendance -------------------------------------------------------- */

enum {
	MEETINGS = 5,
	MEASURES = 6
};

struct conduct {
	uint64_t meetings[MEETINGS];
	bool word[MEETINGS], word_there[MEETINGS], measure_there[MEASURES];
	struct measure_row measures[MEASURES];
};

static void
invent_conduct(struct conduct *c, struct maker *m)
{
	static const Cmsa__MeasureKind kinds[] = { ENFORCE, SCREEN, REMEDY };
	static const char *const ids[MEASURES] = { "a", "b", "c", "d", "e", "f" };

	*c = (struct conduct){ 0 };
	for (size_t i = 0; i < MEETINGS; i++) {
		bool there = roll(3) > 0;

		c->meetings[i] = make_meeting(m, D0 - 50 + (int32_t)roll(40), true);
		if (roll(6))
			make_meeting_record(m, c->meetings[i], there ? "AUS" : NULL);
		c->word[i] = roll(6) ? there : !there;
		c->word_there[i] = true;
	}
	for (size_t i = 0; i < MEASURES; i++) {
		c->measures[i] = (struct measure_row){ .id = ids[i],
			.kind = kinds[i % 3],
			.minerals = roll(4),
			.derivatives = roll(4),
			.concern = roll(2),
			.entities = roll(3),
			.toward = roll(2) ? "CHN" : NULL,
			.uncited = !roll(4),
			.no_hash = !roll(4),
			.end = roll(4) ? 0 : D0 - 1 };
		c->measure_there[i] = true;
	}
}

static void
count_good(uint32_t good[4], const struct conduct *c, const struct maker *m)
{
	static const Cmsa__Criterion of[] = { CMSA__CRITERION__CRITERION_B2,
		CMSA__CRITERION__CRITERION_B5A, CMSA__CRITERION__CRITERION_B5B,
		CMSA__CRITERION__CRITERION_B5C };
	struct facts *f = facts_of_register(m);

	for (size_t i = 0; i < MEETINGS; i++)
		if (c->word_there[i])
			add_attendance(f, "AUS", 10 + i, c->meetings[i], c->word[i]);
	for (size_t i = 0; i < MEASURES; i++)
		if (c->measure_there[i])
			add_measure(f, 30 + i, &c->measures[i]);
	facts_finish(f);
	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		good[i] = good_at(f, D0, of[i]);
	facts_free(f);
}

START_TEST(a_word_or_a_measure_less_makes_nothing_better)
{
	seed("a word or a measure less");
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t before[4], after[4];
		struct conduct c;
		struct maker m;

		make_alliance(&m);
		make_concern(&m, "1", "CHN,RUS");
		invent_conduct(&c, &m);
		count_good(before, &c, &m);
		for (int taken = 0; taken < 8; taken++) {
			size_t i = roll(MEETINGS + MEASURES);

			if (i < MEETINGS)
				c.word_there[i] = false;
			else
				c.measure_there[i - MEETINGS] = false;
			count_good(after, &c, &m);
			for (size_t k = 0; k < 4; k++)
				ck_assert_uint_le(after[k], before[k]);
			memcpy(before, after, sizeof(before));
		}
		maker_clear(&m);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("alerts");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, neither_order_nor_hand_changes_a_finding);
	tcase_add_test(t, stories_reach_every_answer);
	tcase_add_test(t, a_response_less_makes_nothing_better);
	tcase_add_test(t, the_end_of_a_witness_feed_less_makes_no_day_earlier);
	tcase_add_test(t, a_word_or_a_measure_less_makes_nothing_better);
	return run_suite("comply_alerts", &t, 1);
}
