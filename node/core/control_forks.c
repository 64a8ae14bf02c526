/* control_forks.c - what is known of forked feeds, for the operator. */
#include "control_forks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "mem.h"
#include "pb.h"

static void
write_place(char out[static 64], const struct place *p)
{
	snprintf(out, 64, "%s:%u:%" PRIu64, p->author, p->incarnation, p->seq);
}

static uint64_t
held_of(struct core *c, const struct place *p)
{
	const struct own_feed *f = feeds_find(c, p->author, p->incarnation);

	return f ? f->tip.seq : 0;
}

static void
fill_fork(struct core *c, Cmsa__ForkStatus *s, char proof[static 64], struct core_fork *k)
{
	const struct own_feed *f = feeds_find(c, k->at.author, k->at.incarnation);

	cmsa__fork_status__init(s);
	s->author = k->at.author;
	s->incarnation = k->at.incarnation;
	s->seq = k->at.seq;
	s->id = pb_hash_data(k->ids[0].b);
	s->other_id = pb_hash_data(k->ids[1].b);
	s->from = k->from;
	s->since_ms = k->since_ms;
	if (k->proof.seq)
		write_place(proof, &k->proof);
	s->proof = proof;
	s->witnessed = k->witnessed;
	s->counts_up_to = forks_limit(k);
	s->held = held_of(c, &k->at);
	s->frozen = f && f->frozen;
}

static void
fill_claim(struct core *c, Cmsa__ClaimStatus *s, char by[static 64], struct core_proof *p)
{
	cmsa__claim_status__init(s);
	write_place(by, &p->by);
	s->by = by;
	s->author = p->of.author;
	s->incarnation = p->of.incarnation;
	s->seq = p->of.seq;
	s->open = p->state == FORK_OPEN;
	s->held = held_of(c, &p->of);
}

void
control_forks_list(struct fork_list *out, struct core *c)
{
	*out = (struct fork_list){
		.forks = mem_array(c->n_forks, sizeof(*out->forks)),
		.fork_list = mem_array(c->n_forks, sizeof(*out->fork_list)),
		.proofs = mem_array(c->n_forks, sizeof(*out->proofs)),
		.claims = mem_array(CLAIMS_SHOWN, sizeof(*out->claims)),
		.claim_list = mem_array(CLAIMS_SHOWN, sizeof(*out->claim_list)),
		.by = mem_array(CLAIMS_SHOWN, sizeof(*out->by)),
	};
	for (size_t i = 0; i < c->n_forks; i++) {
		fill_fork(c, &out->forks[i], out->proofs[i], &c->forks[i]);
		out->fork_list[out->n_forks++] = &out->forks[i];
	}
	for (size_t i = 0; i < c->n_proofs && out->n_claims < CLAIMS_SHOWN; i++) {
		const size_t n = out->n_claims;

		if (c->proofs[i].state == FORK_PROVEN)
			continue;
		fill_claim(c, &out->claims[n], out->by[n], &c->proofs[i]);
		out->claim_list[out->n_claims++] = &out->claims[n];
	}
}

void
control_forks_free(struct fork_list *l)
{
	free(l->forks);
	free(l->fork_list);
	free(l->proofs);
	free(l->claims);
	free(l->claim_list);
	free(l->by);
}
