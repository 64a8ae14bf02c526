/* identifier.c - forms and check digits (PROTOCOL M5.22). */
#include "identifier.h"

#include <string.h>

#include "text.h"

static const char CAPITALS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char DIGITS[] = "0123456789";
static const char BOTH[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* ISO 6346: A is 10, and multiples of 11 are left out, which add nothing modulo 11. */
static unsigned
container_value(char c)
{
	unsigned v;

	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	v = 10 + (unsigned)(c - 'A');
	return v + (v > 10) + (v > 20) + (v > 30);
}

bool
identifier_is_container(const char *s)
{
	unsigned sum = 0;

	if (strlen(s) != 11 || strspn(s, CAPITALS) != 4 || strspn(s + 4, DIGITS) != 7 ||
	    !strchr("UJZ", s[3]))
		return false;
	for (unsigned i = 0; i < 10; i++)
		sum += container_value(s[i]) << i;
	/* a remainder of 10 is written 0 */
	return sum % 11 % 10 == container_value(s[10]);
}

bool
identifier_is_imo(const char *s)
{
	unsigned sum = 0;

	if (!text_is_digits(s, 7, 7))
		return false;
	for (unsigned i = 0; i < 6; i++)
		sum += (7 - i) * (unsigned)(s[i] - '0');
	return sum % 10 == (unsigned)(s[6] - '0');
}

/* ISO 7064, mod 97-10: as a number in which A is 10 and Z is 35 it leaves 1. */
bool
identifier_is_lei(const char *s)
{
	unsigned rest = 0;

	if (strlen(s) != 20 || strspn(s, BOTH) != 20 || strspn(s + 18, DIGITS) != 2)
		return false;
	for (; *s; s++)
		rest = *s <= '9' ? (rest * 10 + (unsigned)(*s - '0')) % 97
				 : (rest * 100 + 10 + (unsigned)(*s - 'A')) % 97;
	return rest == 1;
}

bool
identifier_is_locode(const char *s)
{
	return strlen(s) == 5 && strspn(s, CAPITALS) >= 2 && strspn(s, BOTH) == 5 &&
	       !strpbrk(s, "01");
}

bool
identifier_is_currency(const char *s)
{
	return strlen(s) == 3 && strspn(s, CAPITALS) == 3;
}

bool
identifier_is_hs(const char *s)
{
	return text_is_digits(s, 4, 12) && strlen(s) != 5;
}
