/* report_words.c - names, dates and figures as people read them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report_work.h"

const char *
report_words_country(struct report_work *w, const char *code)
{
	const Cmsa__Territory *t = registry_territory(w->registry, code);

	if (t && *t->name)
		return report_text(w->r, "%s (%s)", t->name, code);
	for (size_t i = 0; i < w->law.n_iso; i++)
		if (!strcmp(w->law.iso[i]->alpha3, code))
			return report_text(w->r, "%s (%s)", w->law.iso[i]->name, code);
	return report_text(w->r, "%s", code);
}

const char *
report_words_date(struct report_work *w, struct date d)
{
	static const char *const months[] = { "January", "February", "March", "April",
		"May", "June", "July", "August", "September", "October", "November",
		"December" };
	int year, month, day;

	if (!date_given(d))
		return "";
	date_to_ymd(d, &year, &month, &day);
	return report_text(w->r, "%d %s %d", day, months[month - 1], year);
}

/* Digits with a comma before each three; `n` digits at `text`. */
static size_t
group(char *out, const char *text, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			out[used++] = ',';
		out[used++] = text[i];
	}
	out[used] = '\0';
	return used;
}

void
report_words_amount(char out[static REPORT_AMOUNT_LEN], int64_t amount, bool volume)
{
	const int64_t unit = volume ? 1000 : 1000000;
	const int digits = volume ? 3 : 6;
	char whole[24], part[16];
	size_t n = (size_t)snprintf(whole, sizeof(whole), "%" PRId64, amount / unit);

	n = group(out, whole, n);
	snprintf(part, sizeof(part), ".%0*" PRId64, digits, amount % unit);
	for (size_t k = strlen(part); k && (part[k - 1] == '0' || part[k - 1] == '.');
	     k--)
		part[k - 1] = '\0';
	snprintf(out + n, REPORT_AMOUNT_LEN - n, "%s %s", part, volume ? "m3" : "t");
}

const char *
report_words_percent(struct report_work *w, int64_t bp)
{
	if (bp % 100 == 0)
		return report_text(w->r, "%" PRId64 " %%", bp / 100);
	if (bp % 10 == 0)
		return report_text(
		    w->r, "%" PRId64 ".%" PRId64 " %%", bp / 100, bp % 100 / 10);
	return report_text(w->r, "%" PRId64 ".%02" PRId64 " %%", bp / 100, bp % 100);
}

const char *
report_words_number(struct report_work *w, uint64_t n)
{
	char text[24], out[32];

	group(out, text, (size_t)snprintf(text, sizeof(text), "%" PRIu64, n));
	return report_text(w->r, "%s", out);
}

const char *
report_words_entry(struct report_work *w, fact_source source)
{
	const struct place *p = &w->facts->sources[source].place;

	return report_text(w->r, "%s:%u:%" PRIu64, p->author, p->incarnation, p->seq);
}

void
report_words_cell(struct grid *g, struct date d)
{
	char text[REPORT_DATE_LEN];

	date_write(text, d);
	grid_text(g, text);
}
