/* verify.h - the log, checked again from its bytes with the rules of the door. */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdint.h>

#include "registry.h"
#include "store.h"

struct verify_log {
	uint64_t acts, entries, signatures, bodies;
	uint64_t forks,
	    proofs; /* second histories that are kept; entries that prove them */
	uint64_t faults;
	char first_fault[160]; /* "AUS 1:7: the signature does not verify" */
};

/* Folds all acts into `r` (empty before) and checks every entry held against it.  Faults
 * are counted; an error is only of the machine. */
enum err verify_log_run(struct verify_log *v, struct registry *r, struct store *log);

#endif
