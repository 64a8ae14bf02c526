/* Door: what people type or files say in one word: dates, figures, names, addresses, numbers of
 * ships, boxes, firms and ports, codes of goods, duties as they are printed.  Each is taken or
 * not; what is taken means one thing and is written as it was read. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "date.h"
#include "duty_text.h"
#include "identifier.h"
#include "mem.h"
#include "name.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_date(const char *s)
{
	char again[11];
	struct date d;

	if (!date_parse(&d, s))
		return;
	assert(d.days >= DATE_MIN_DAYS && d.days <= DATE_MAX_DAYS);
	date_write(again, d);
	assert(!d.days || !strcmp(again, s)); /* 1970-01-01 cannot be said */
}

static void
try_numbers(const char *s)
{
	char text[24];
	int64_t n, scaled;

	if (text_to_i64(&n, s)) {
		snprintf(text, sizeof(text), "%lld", (long long)n);
		assert(text_to_i64(&scaled, text) && scaled == n);
		/* with "-0" and leading zeros it is a figure all the same */
		assert(!text_to_scaled(&scaled, s, 1, false) || scaled == n);
	}
	if (text_to_scaled(&scaled, s, 100, true) && text_to_scaled(&n, s, 1, true))
		assert(scaled / 100 == n);
}

static void
try_names(const char *s)
{
	char country[COUNTRY_LEN];

	if (author_is_valid(s)) {
		assert(strlen(s) < AUTHOR_LEN);
		assert(!(author_is_country(s) && author_is_desk(s)));
		author_country(country, s);
		assert(!country[0] || author_is_country(country));
	}
	assert(!country_is_territory_code(s) || author_is_country(s));
	assert(!node_name_is_valid(s) || strlen(s) < NODE_NAME_LEN);
	(void)subject_is_valid(s);
}

static void
try_identifiers(const char *s)
{
	size_t n = strlen(s);

	assert(!identifier_is_container(s) || n == 11);
	assert(!identifier_is_imo(s) || n == 7);
	assert(!identifier_is_lei(s) || n == 20);
	assert(!identifier_is_locode(s) || n == 5);
	assert(!identifier_is_currency(s) || n == 3);
	assert(!identifier_is_hs(s) || (n >= 4 && n <= 12));
}

static void
try_address(const char *s)
{
	char self[ADDRESS_LEN];

	assert(!address_is_literal(s) || (address_is_bindable(s) && strlen(s) < ADDRESS_LEN));
	if (!address_is_literal(s))
		return;
	address_of_self(self, s);
	assert(address_is_literal(self) && address_is_ipv6(self) == address_is_ipv6(s));
}

static void
try_duty(const char *s)
{
	Cmsa__DutyLine l;
	struct arena mem;

	arena_init(&mem, 0);
	cmsa__duty_line__init(&l);
	if (duty_text_read(&l, &mem, s))
		assert(l.ad_valorem_bp || l.specific[0] || l.published[0] ||
		    l.combination != CMSA__COMBINATION__COMBINATION_SPECIFIC);
	arena_clear(&mem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = mem_new(size + 1);

	if (size)
		memcpy(s, data, size);
	try_date(s);
	try_numbers(s);
	try_names(s);
	try_identifiers(s);
	try_address(s);
	/* a cell of a CSV file is text */
	if (text_is_clean(data, size))
		try_duty(s);
	free(s);
	return 0;
}
