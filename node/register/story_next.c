/* story_next.c - what can happen next to an agreement, and when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "law.h"
#include "lifecycle.h"
#include "modification.h"
#include "story.h"

static void
may(struct story *s, struct date from, struct date until, const char *clause,
    uint64_t act, const char *what)
{
	story_add(s, (struct story_line){ .date = from,
			 .until = until,
			 .clause = clause,
			 .status = STORY_MAY,
			 .act = act,
			 .what = what });
}

static struct date
later(struct date a, struct date b)
{
	return a.days > b.days ? a : b;
}

static const struct date open_end = { 0 };

/* Resolutions on what is submitted and not settled by D: `clauses` of approval and of
 * disapproval. */
static void
may_resolve(struct story *s, const struct certification *c, struct date d,
    const char *const clauses[2], const char *const words[2])
{
	const struct date from = later(c->certified, d);

	if (!date_given(c->earliest) || c->earliest.days > d.days)
		may(s, from, open_end, clauses[0], c->act, words[0]);
	if (c->period_ends.days >= d.days && !date_given(c->disapproved) &&
	    !date_given(c->approved))
		may(s, from, c->period_ends, clauses[1], c->act, words[1]);
}

/* By a certification that is not void, in a country that is not in force. */
static void
may_enter(struct story *s, const struct certification *c, struct date d)
{
	static const char *const clauses[2] = { "4(f)(1)", "4(f)(2)" };
	static const char *const words[2] = {
		"an approval lets the agreement enter into force from its day on",
		"a disapproval keeps the agreement from entering into force"
	};

	may_resolve(s, c, d, clauses, words);
	if (date_given(c->earliest))
		may(s, later(c->earliest, d), open_end, "4(f)", c->act,
		    "the agreement may enter into force");
}

/* Has an entry used it, or did it come before an end? */
static bool
is_used_up(const struct registry *r, const struct certification *c, const char *party,
    const struct lifecycle *l)
{
	if (date_given(l->withdrawn) && c->certified.days < l->withdrawn.days)
		return true;
	for (uint64_t i = c->act + 1; i <= registry_number(r); i++) {
		const struct act_record *rec = registry_act(r, i);

		if (rec->act->kind == ACT_ENTRY_INTO_FORCE && !rec->voided &&
		    rec->act->body->entry_into_force->certification == c->act &&
		    !strcmp(rec->act->body->entry_into_force->country, party))
			return true;
	}
	return false;
}

static void
next_outside(struct story *s, const struct registry *r, const char *party,
    const struct lifecycle *l, struct date d)
{
	size_t n = 0;
	struct certification *list = lifecycle_certifications(r, party, &n);

	for (size_t i = 0; i < n; i++)
		if (!list[i].voided && list[i].certified.days <= d.days &&
		    !is_used_up(r, &list[i], party, l))
			may_enter(s, &list[i], d);
	free(list);
	if (law_is_of_concern_at(r, party, d))
		may(s, d, open_end, "3(4)", 0,
		    "nothing while it is a foreign country of concern: a certification is "
		    "void");
	else
		may(s, d, open_end, "4(d)(1)", 0,
		    l->state == LIFE_CERTIFIED ? "a further certification, with a clock "
						 "of its own"
		    : l->state == LIFE_WITHDRAWN
			? "a new certification brings it back on its way"
			: "a certification");
}

static void
next_inside(struct story *s, const struct registry *r, const char *party, struct date d)
{
	static const char *const clauses[2] = { "4(h)(2)(A)", "4(h)(2)(B)" };
	static const char *const words[2] = {
		"an approval lets the modification take effect on its day",
		"a disapproval keeps the modification from taking effect"
	};
	size_t n = 0;
	struct modification_clock *list = modification_clocks(r, &n, party);

	for (size_t i = 0; i < n; i++)
		if (!list[i].c.voided && list[i].c.certified.days <= d.days)
			may_resolve(s, &list[i].c, d, clauses, words);
	free(list);
	may(s, d, open_end, "4(h)(1)", 0, "notice of a modification");
	may(s, d, open_end, "", 0, "withdrawal, which the Act does not speak of");
	may(s, d, open_end, "4(j)(1)(A)", 0, "termination of all agreements");
}

void
story_next(struct story *s, const struct registry *r, const char *party, struct date d)
{
	const struct lifecycle l = lifecycle_at(r, party, d);

	if (date_given(alliance_terminated(r, d))) {
		may(s, d, open_end, "4(j)(1)(A)", 0,
		    "nothing: all agreements were terminated");
		return;
	}
	if (!strcmp(party, "USA"))
		return;
	if (l.state == LIFE_IN_FORCE)
		next_inside(s, r, party, d);
	else
		next_outside(s, r, party, &l, d);
}
