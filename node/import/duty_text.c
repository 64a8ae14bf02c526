/* duty_text.c - the grammar of printed duties. */
#include "duty_text.h"

#include <assert.h>
#include <string.h>

#include "attr.h"
#include "figure.h"
#include "limit.h"
#include "text.h"

enum {
	MAX_RATE_BP = 1000000,
	MAX_FIGURE = 24 /* digits of one figure: more is none */
};

char *
duty_text_trim(struct arena *mem, const char *s, size_t n)
{
	char *out = arena_get(mem, n + 1);
	size_t k = 0;

	assert(out);
	for (size_t i = 0; i < n; i++) {
		bool blank = strchr(" \t\r\n", s[i]) && s[i];

		if (!blank)
			out[k++] = s[i];
		else if (k && out[k - 1] != ' ')
			out[k++] = ' ';
	}
	while (k && out[k - 1] == ' ')
		k--;
	out[k] = '\0';
	return out;
}

static bool
begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* The length of the figure that `s` begins with: "5.5" of "5.5%". */
static size_t
figure_span(const char *s)
{
	return strspn(s, "0123456789.,");
}

/* *out = the figure of `n` characters times `scale`; false when it is none or not exact. */
static bool
figure_of(int64_t *out, const char *s, size_t n, int64_t scale)
{
	char figure[MAX_FIGURE + 1] = "";

	if (!n || n > MAX_FIGURE)
		return false;
	memcpy(figure, s, n);
	return !figure_parse(out, figure, scale, true);
}

/* "5.5%" and nothing more. */
static bool
is_ad_valorem(uint32_t *bp, const char *part)
{
	size_t n = figure_span(part);
	int64_t v;

	if (strcmp(part + n, "%") != 0 || !figure_of(&v, part, n, 100) || v > MAX_RATE_BP)
		return false;
	*bp = (uint32_t)v;
	return true;
}

/* What follows an amount of money: a unit, each piece, or a part of the value. */
static bool
is_unit(const char *s)
{
	static const char *const begin[] = { "/", " /", " each" };

	for (size_t i = 0; i < ARRAY_LEN(begin); i++)
		if (begins(s, begin[i]) && s[strspn(s, " /")])
			return !strpbrk(s, "%+");
	return false;
}

/* "$1.10/kg on tungsten content", "3.6¢/kg", "8.00 GBP / 100 kg", "2.5% on the value of ...". */
static bool
is_specific(const char *part)
{
	static const char *const before[] = { "$", "\xc2\xa3", "\xe2\x82\xac" },
				 *const after[] = { "\xc2\xa2", " GBP", " EUR",
					 " cents" };
	bool money = false;
	int64_t amount;
	size_t n;

	for (size_t i = 0; i < ARRAY_LEN(before) && !money; i++)
		if (begins(part, before[i])) {
			part += strlen(before[i]);
			money = true;
		}
	n = figure_span(part);
	if (!figure_of(&amount, part, n, 1000000))
		return false;
	part += n;
	for (size_t i = 0; i < ARRAY_LEN(after) && !money; i++)
		if (begins(part, after[i])) {
			part += strlen(after[i]);
			money = true;
		}
	return money ? is_unit(part) : begins(part, "% on the ") && part[9];
}

/* Duties that say where they stand, or bound one by another: words that no sum can hold. */
static bool
is_told(const char *s)
{
	static const char *const words[] = { "See ", "The duty ", "The rate ",
		"The column ", "A duty ", "No change", "Free, under bond" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (begins(s, words[i]))
			return true;
	return figure_span(s + (*s == '$')) &&
	       (strstr(s, " but not ") || strstr(s, ", whichever is "));
}

static char *
joined(struct arena *mem, const char *a, const char *b)
{
	size_t n = strlen(a), size = n + strlen(b) + 4;
	char *out;

	if (!n)
		return duty_text_trim(mem, b, strlen(b));
	out = arena_get(mem, size);
	assert(out);
	memcpy(out, a, n);
	memcpy(out + n, " + ", 3);
	memcpy(out + n + 3, b, strlen(b));
	return out;
}

/* Parts parted by " + ": at most one of them ad valorem. */
static bool
read_sum(Cmsa__DutyLine *l, struct arena *mem, const char *text)
{
	char *specific = duty_text_trim(mem, "", 0);
	bool rate = false;
	uint32_t bp = 0;

	for (const char *p = text, *end; p; p = end ? end + 1 : NULL) {
		char *part;

		end = strchr(p, '+');
		part = duty_text_trim(mem, p, end ? (size_t)(end - p) : strlen(p));
		if (is_ad_valorem(&bp, part) && !rate)
			rate = true;
		else if (is_specific(part))
			specific = joined(mem, specific, part);
		else
			return false;
	}
	l->specific = specific;
	l->ad_valorem_bp = bp;
	if (!*specific)
		l->combination = CMSA__COMBINATION__COMBINATION_AD_VALOREM;
	else
		l->combination = rate ? CMSA__COMBINATION__COMBINATION_PLUS
				      : CMSA__COMBINATION__COMBINATION_SPECIFIC;
	return true;
}

bool
duty_text_read(Cmsa__DutyLine *l, struct arena *mem, const char *text)
{
	char *whole = duty_text_trim(mem, text, strlen(text));

	if (strlen(whole) > LIMIT_TEXT_BYTES ||
	    !text_is_clean((const uint8_t *)whole, strlen(whole)))
		return false;
	if (!strcmp(whole, "Free")) {
		l->combination = CMSA__COMBINATION__COMBINATION_AD_VALOREM;
		l->ad_valorem_bp = 0;
		l->specific = whole + strlen(whole);
	} else if (is_told(whole)) {
		l->combination = CMSA__COMBINATION__COMBINATION_SPECIFIC;
		l->ad_valorem_bp = 0;
		l->specific = whole;
	} else if (!read_sum(l, mem, whole)) {
		return false;
	}
	l->published = whole;
	return true;
}
