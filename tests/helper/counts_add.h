/* counts_add.h - what a test really did, added to the file that CMSA_COUNTS names: one line of JSON a
 * call, which deploy/reliability.py adds up.  Nothing happens when CMSA_COUNTS is not set.
 * Names of counts and how they add up: the head of deploy/reliability.py. */
#ifndef COUNTS_ADD_H
#define COUNTS_ADD_H

#include <stddef.h>
#include <stdint.h>

struct count {
	const char *name; /* "lost"; one that ends in _max keeps the greatest */
	uint64_t value;
};

/* One line: `what` names the row ("disk fails"), `command` is what a person types to repeat it.
 * Neither holds a quote or a backslash.  Time is what the processor spent in this process, in
 * seconds.  Aborts when the file cannot be written: a count that is lost would be a wrong one. */
void counts_add(const char *what, const char *command, const struct count *counts, size_t n);

#endif
