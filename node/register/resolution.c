/* resolution.c - texts of joint resolutions. */
#include "resolution.h"

#include <stdio.h>
#include <string.h>

#include "law.h"

/* A covered action: its agreements, and the appropriate date. */
struct action {
	bool modifies;
	char *const *countries;
	size_t n_countries;
	struct date submitted; /* C or N: the later of the two submissions */
};

static struct date
later(int32_t a, int32_t b)
{
	return (struct date){ a > b ? a : b };
}

static enum err
action_of(struct action *out, const struct registry *r, uint64_t number, struct errmsg *m)
{
	const struct act_record *rec = registry_act(r, number);
	const Cmsa__Act *body = rec ? rec->act->body : NULL;

	if (!rec)
		return errmsg_set(m, ERR_INPUT, "expected an act of 1..%llu, found %llu",
		    (unsigned long long)registry_number(r), (unsigned long long)number);
	if (rec->act->kind == ACT_CERTIFICATION) {
		*out = (struct action){ false, &body->certification->country, 1,
			later(body->certification->submitted_finance_days,
			    body->certification->submitted_ways_and_means_days) };
	} else if (rec->act->kind == ACT_MODIFICATION_NOTICE) {
		const Cmsa__ModificationNotice *n = body->modification_notice;

		*out = (struct action){ true, n->countries, n->n_countries,
			later(n->submitted_finance_days,
			    n->submitted_ways_and_means_days) };
	} else {
		return errmsg_set(m, ERR_INPUT,
		    "act %llu: expected a certification or a modification-notice, found %s",
		    (unsigned long long)number, act_kind_name(rec->act->kind));
	}
	if (rec->voided)
		return errmsg_set(m, ERR_REFUSED, "act %llu is void: %s",
		    (unsigned long long)number, void_reason_text(rec->voided));
	return ERR_NONE;
}

/* Its name in the register's table of countries, or of its territory act; else the code. */
static const char *
name_of(const struct registry *r, const struct law *l, const char *country)
{
	const Cmsa__Territory *t = registry_territory(r, country);

	for (size_t i = 0; i < l->n_iso; i++)
		if (!strcmp(l->iso[i]->alpha3, country))
			return l->iso[i]->name;
	return t ? t->name : country;
}

/* "A", "A and B", "A, B, and C" */
static void
add_names(struct buf *out, const struct registry *r, const struct action *a)
{
	struct law l;

	law_at(&l, r, a->submitted);
	for (size_t i = 0; i < a->n_countries; i++) {
		if (i)
			buf_add_str(out, a->n_countries > 2 ? ", " : " ");
		if (i && i + 1 == a->n_countries)
			buf_add_str(out, "and ");
		buf_add_str(out, name_of(r, &l, a->countries[i]));
	}
	law_clear(&l);
}

/* The first blank: "a brief description of the covered action". */
static void
add_description(struct buf *out, const struct registry *r, const struct action *a)
{
	if (!a->modifies)
		buf_add_str(out, "the entry into an agreement");
	else
		buf_add_str(out, a->n_countries > 1 ? "a modification to the agreements"
						    : "a modification to the agreement");
	buf_add_str(out, " providing for the admittance of ");
	add_names(out, r, a);
	buf_add_str(out, " into the Critical Minerals Security Alliance");
}

/* The second blank, as the Act writes dates: "March 1, 2026". */
static void
add_date(struct buf *out, struct date d)
{
	static const char *const months[] = { "January", "February", "March", "April",
		"May", "June", "July", "August", "September", "October", "November",
		"December" };
	char text[32];
	int year, month, day;

	date_to_ymd(d, &year, &month, &day);
	snprintf(text, sizeof(text), "%s %d, %d", months[month - 1], day, year);
	buf_add_str(out, text);
}

enum err
resolution_text(struct buf *out, const struct registry *r, uint64_t number, bool approval,
    struct errmsg *m)
{
	struct action a = { 0 };
	enum err e = action_of(&a, r, number, m);

	if (e)
		return e;
	buf_add_str(out, approval
			     ? "That Congress approves the covered action relating to "
			     : "That Congress does not approve the covered action "
			       "relating to ");
	add_description(out, r, &a);
	buf_add_str(out, ", notice of which was submitted to Congress on ");
	add_date(out, a.submitted);
	buf_add_str(out,
	    " under section 4 of the Restoring American Mineral Security Act of "
	    "2025.");
	return ERR_NONE;
}
