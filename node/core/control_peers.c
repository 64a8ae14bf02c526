/* control_peers.c - the peers, for the operator (control.proto). */
#include "control_peers.h"

#include <stdlib.h>

#include "control_keys.h"
#include "mem.h"
#include "pb.h"

void
control_peers_list(struct peer_list *out, struct core *c, struct core_time now)
{
	out->peers = mem_array(c->n_peers, sizeof(*out->peers));
	out->list = mem_array(c->n_peers, sizeof(*out->list));
	for (size_t i = 0; i < c->n_peers; i++) {
		struct peer *p = &c->peers[i];
		Cmsa__PeerStatus *s = &out->peers[i];
		const struct core_fork *fork;
		struct heads_want want[1];
		const char *why;
		size_t next = 0;

		cmsa__peer_status__init(s);
		s->author = p->author;
		s->node = p->node;
		s->role = (uint32_t)p->role;
		s->up = p->state == TALK_READY;
		s->behind =
		    s->up && heads_missing(want, 1, &next, &p->heads, &c->held) > 0;
		s->last_seen_ms = p->seen_wall_ms;
		s->register_number = p->register_number;
		s->clock_skew_ms = p->skew_ms;
		s->received_frames = p->received;
		s->refused_frames = p->refused;
		fork = forks_find(c, p->author,
		    registry_incarnation(
			c->registry, p->author, registry_number(c->registry)));
		s->forked_at = fork ? fork->at.seq : 0;
		s->generation = control_keys_generation(c, p->author);
		s->muted_until_ms = budget_is_muted(p, now) ? p->muted_until_wall_ms : 0;
		s->muted_for = pb_text(p->muted_for ? p->muted_for : "");
		why = kept_out_why(c, p->author, p->node);
		s->kept_out = pb_text(why ? why : "");
		out->list[i] = s;
	}
	out->n = c->n_peers;
}

void
control_peers_free(struct peer_list *l)
{
	free(l->peers);
	free(l->list);
	*l = (struct peer_list){ 0 };
}
