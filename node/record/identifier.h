/* identifier.h - numbers that others give to ships, boxes, firms, ports and money: are they
 * well-formed, check digits included?  (PROTOCOL.md 5.8)
 * Pure.  No list of what was given out is asked: a number that checks may name nothing. */
#ifndef IDENTIFIER_H
#define IDENTIFIER_H

#include <stdbool.h>

/* ISO 6346 freight container: three capital letters of the owner, a category U, J or Z, six
 * digits, and the check digit: 11 characters, without spaces. */
bool identifier_is_container(const char *s);

/* IMO ship number: seven digits, the last of them the check digit, without "IMO". */
bool identifier_is_imo(const char *s);

/* ISO 17442 legal entity identifier: 18 capital letters or digits and two check digits. */
bool identifier_is_lei(const char *s);

/* UN/LOCODE: the two letters of a country, then three capital letters or digits 2 to 9;
 * without the space that lists show. */
bool identifier_is_locode(const char *s);

/* ISO 4217: three capital letters. */
bool identifier_is_currency(const char *s);

/* A Harmonized System code: the 4 digits of a heading, the 6 of a subheading, or the 7 to 12
 * of a national line. */
bool identifier_is_hs(const char *s);

#endif
