/* figure.c - the grammar of figures, and the unit table. */
#include "figure.h"

#include <stddef.h>
#include <string.h>

#include "attr.h"
#include "text.h"

/* A label of the USGS files stands before the short one of the same size. */
static const struct figure_unit UNITS[] = {
	{ "metric tons", FIGURE_MASS, 1000000 },
	{ "thousand metric tons", FIGURE_MASS, 1000000000 },
	{ "million metric tons", FIGURE_MASS, 1000000000000 },
	{ "thousand metric dry tons", FIGURE_MASS, 1000000000 },
	{ "kilograms", FIGURE_MASS, 1000 },
	{ "thousand carats", FIGURE_MASS, 200 },
	{ "thousands of carats", FIGURE_MASS, 200 },
	{ "million carats", FIGURE_MASS, 200000 },
	{ "million cubic meters", FIGURE_VOLUME, 1000000000 },
	{ "t", FIGURE_MASS, 1000000 },
	{ "kt", FIGURE_MASS, 1000000000 },
	{ "kg", FIGURE_MASS, 1000 },
	{ "g", FIGURE_MASS, 1 },
	{ "m3", FIGURE_VOLUME, 1000 },
	{ "l", FIGURE_VOLUME, 1 },
};

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

static bool
is_number(const char *s, bool commas)
{
	size_t n = digits(s);

	if (!n)
		return false;
	s += n;
	if (commas && *s == ',' && n <= 3)
		for (; *s == ','; s += 4)
			if (digits(s + 1) != 3)
				return false;
	if (*s == '.') {
		n = digits(s + 1);
		if (!n)
			return false;
		s += 1 + n;
	}
	return *s == '\0';
}

enum figure_verdict
figure_parse(int64_t *out, const char *s, int64_t scale, bool commas)
{
	if (!is_number(s, commas))
		return FIGURE_NO_NUMBER;
	return text_to_scaled(out, s, scale, commas) ? FIGURE_OK : FIGURE_NOT_EXACT;
}

const struct figure_unit *
figure_unit_find(const char *label)
{
	for (size_t i = 0; i < ARRAY_LEN(UNITS); i++)
		if (!strcmp(UNITS[i].label, label))
			return &UNITS[i];
	return NULL;
}

const struct figure_unit *
figure_unit_of_grams(int64_t scale)
{
	for (size_t i = 0; i < ARRAY_LEN(UNITS); i++)
		if (UNITS[i].quantity == FIGURE_MASS && UNITS[i].scale == scale)
			return &UNITS[i];
	return NULL;
}
