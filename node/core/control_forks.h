/* control_forks.h - inside core: forks and claims of them for status. */
#ifndef CONTROL_FORKS_H
#define CONTROL_FORKS_H

#include "core_priv.h"

enum {
	CLAIMS_SHOWN = 64
};

/* What a reply borrows until it is written. */
struct fork_list {
	Cmsa__ForkStatus *forks, **fork_list;
	char (*proofs)[64];
	size_t n_forks;
	Cmsa__ClaimStatus *claims, **claim_list;
	char (*by)[64];
	size_t n_claims;
};
void control_forks_list(struct fork_list *out, struct core *c);
void control_forks_free(struct fork_list *l);

#endif
