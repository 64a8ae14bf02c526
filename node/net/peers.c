/* peers.c - the table of peers. */
#include "peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "mem.h"

void
peers_init(struct peers *p, void *ctx, void *router, const struct sock_keys *keys,
    struct counts *counts)
{
	*p = (struct peers){
		.ctx = ctx, .router = router, .keys = keys, .counts = counts
	};
	gauge_init(&p->gauge);
}

static void
hang_up(struct peer *peer)
{
	if (peer->dealer)
		zmq_close(peer->dealer);
	peer->dealer = NULL;
	peer->dealer_fd = -1;
	peer->dealer_heard = false;
	peer->dealer_in_rest = false;
}

static void
dial(struct peers *p, struct peer *peer)
{
	const struct peer_spec *s = &peer->spec;

	if (!s->n_addresses)
		return;
	peer->dealer = sock_dealer(p->ctx, p->keys,
	    &s->keys[peer->turn / s->n_addresses % s->n_keys],
	    s->addresses[peer->turn % s->n_addresses]);
	if (!peer->dealer)
		counts_add(p->counts, COUNT_NO_SOCKET);
}

static void
forget(struct peers *p, struct peer *peer)
{
	hang_up(peer);
	p->held_bytes -= peer->hold.bytes;
	hold_clear(&peer->hold);
	free(peer);
}

void
peers_clear(struct peers *p)
{
	for (size_t i = 0; i < p->n; i++)
		forget(p, p->list[i]);
	free(p->list);
	p->list = NULL;
	p->n = 0;
	gauge_clear(&p->gauge);
}

static struct peer *
add(struct peers *p, const struct peer_spec *spec)
{
	struct peer *peer = mem_new(sizeof(*peer));

	peer->spec = *spec;
	peer->dealer_fd = peer->route_fd = -1;
	dial(p, peer);
	return peer;
}

static bool
has_key(const struct peer_spec *s, const struct curve_key *key)
{
	for (size_t i = 0; i < s->n_keys; i++)
		if (!memcmp(&s->keys[i], key, sizeof(*key)))
			return true;
	return false;
}

static bool
loses_a_key(const struct peer_spec *before, const struct peer_spec *after)
{
	for (size_t i = 0; i < before->n_keys; i++)
		if (!has_key(after, &before->keys[i]))
			return true;
	return false;
}

/* Which key of `after` is the one that is dialled now, by `before`?  SIZE_MAX: none. */
static size_t
dialled_key(const struct peer *peer, const struct peer_spec *after)
{
	const struct peer_spec *before = &peer->spec;
	size_t n = before->n_addresses ? before->n_addresses : 1;
	const struct curve_key *key = &before->keys[peer->turn / n % before->n_keys];

	for (size_t i = 0; i < after->n_keys; i++)
		if (!memcmp(&after->keys[i], key, sizeof(*key)))
			return i;
	return SIZE_MAX;
}

/* May the connection that is dialled stay?  A key that comes beside the one it was dialled with
 * disturbs nobody. */
static bool
is_dialled_alike(const struct peer *peer, const struct peer_spec *b)
{
	const struct peer_spec *a = &peer->spec;

	if (a->n_addresses != b->n_addresses || dialled_key(peer, b) == SIZE_MAX)
		return false;
	for (size_t i = 0; i < a->n_addresses; i++)
		if (strcmp(a->addresses[i], b->addresses[i]) != 0)
			return false;
	return true;
}

/* True when a key of it lost its admission. */
static bool
update(struct peers *p, struct peer *peer, const struct peer_spec *spec)
{
	bool is_alike = is_dialled_alike(peer, spec);
	bool loses = loses_a_key(&peer->spec, spec);

	if (is_alike && spec->n_addresses)
		peer->turn = dialled_key(peer, spec) * spec->n_addresses +
			     peer->turn % spec->n_addresses;
	peer->spec = *spec;
	if (!is_alike && !peer->is_out) {
		peer->turn = 0;
		hang_up(peer);
		dial(p, peer);
		if (!peer->route_n)
			peers_down(p, peer, "changed");
	}
	return loses;
}

static void
tell_removed(const struct peer *peer, struct link *live)
{
	control_put_peer(live, peer->spec.author, peer->spec.node,
	    CMSA__PEER_STATE__PEER_DOWN, "removed");
}

bool
peers_change(struct peers *p, const struct admission *a, struct link *live)
{
	struct peer **fresh = mem_array(a->n, sizeof(struct peer *));
	size_t i = 0, k = 0;
	bool cut = false;

	/* Both lists are sorted alike: one walk. */
	while (i < p->n || k < a->n) {
		int c = i == p->n   ? 1
			: k == a->n ? -1
				    : control_name_cmp(p->list[i]->spec.author,
					  p->list[i]->spec.node, a->specs[k].author,
					  a->specs[k].node);

		if (c < 0) {
			tell_removed(p->list[i], live);
			forget(p, p->list[i++]);
			cut = true;
		} else if (c > 0) {
			fresh[k] = add(p, &a->specs[k]);
			k++;
		} else {
			fresh[k] = p->list[i++];
			cut |= update(p, fresh[k], &a->specs[k]);
			k++;
		}
	}
	free(p->list);
	p->list = fresh;
	p->n = a->n;
	return cut;
}

struct peer *
peers_find(const struct peers *p, const char *author, const char *node)
{
	size_t low = 0, high = p->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct peer_spec *s = &p->list[mid]->spec;
		int c = control_name_cmp(author, node, s->author, s->node);

		if (!c)
			return p->list[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

struct peer *
peers_find_user_id(const struct peers *p, const char *user_id)
{
	char author[USER_ID_LEN];
	char *slash;

	if (strlen(user_id) >= sizeof(author))
		return NULL;
	snprintf(author, sizeof(author), "%s", user_id);
	slash = strchr(author, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	return peers_find(p, author, slash + 1);
}

void
peers_redial(struct peers *p, struct peer *peer, const char *reason)
{
	if (peer->is_out)
		return;
	hang_up(peer);
	peer->route_n = 0;
	peer->is_behind = false;
	peers_down(p, peer, reason);
	peer->turn++;
	dial(p, peer);
}

void
peers_put_out(struct peers *p, struct peer *peer, const char *reason)
{
	char user_id[USER_ID_LEN];

	control_user_id(user_id, peer->spec.author, peer->spec.node);
	gauge_cut(&p->gauge, user_id);
	hang_up(peer);
	p->held_bytes -= peer->hold.bytes;
	hold_clear(&peer->hold);
	peer->route_n = 0;
	peer->is_out = true;
	peers_down(p, peer, reason);
	peer->down_reason = reason; /* also when it was not up */
	peers_note(p, peer, TELL_OFFENDER);
	log_warn("%s/%s is put out: %s", peer->spec.author, peer->spec.node, reason);
}

void
peers_forget_routes(struct peers *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct peer *peer = p->list[i];

		if (!peer->route_n)
			continue;
		peer->route_n = 0;
		if (!peer->dealer_heard)
			peers_down(p, peer, "list-changed");
	}
}

void
peers_note(struct peers *p, struct peer *peer, enum peer_tell what)
{
	peer->tell |= (unsigned)what;
	p->has_news = true;
}

void
peers_heard(struct peers *p, struct peer *peer)
{
	if (peer->is_up)
		return;
	peer->is_up = true;
	peer->is_behind = false;
	peers_note(p, peer, TELL_UP);
	log_info("%s/%s is up", peer->spec.author, peer->spec.node);
}

void
peers_down(struct peers *p, struct peer *peer, const char *reason)
{
	if (!peer->is_up)
		return;
	peer->is_up = false;
	peer->down_reason = reason;
	/* What core was not told yet of an older state no longer matters. */
	peer->tell = 0;
	peers_note(p, peer, TELL_DOWN);
	log_info("%s/%s is down: %s", peer->spec.author, peer->spec.node, reason);
}

/* One message if that bit is set; false when there is no room for it. */
static bool
tell_one(struct peer *peer, struct link *live, enum peer_tell what, Cmsa__PeerState state,
    const char *reason)
{
	if (!(peer->tell & (unsigned)what))
		return true;
	if (control_put_peer(live, peer->spec.author, peer->spec.node, state, reason) !=
	    LINK_SENT)
		return false;
	peer->tell &= ~(unsigned)what;
	return true;
}

static bool
tell_offender(struct peer *peer, struct link *live)
{
	if (!(peer->tell & TELL_OFFENDER))
		return true;
	if (control_put_offender(live, peer->spec.author, peer->spec.node,
		peer->down_reason) != LINK_SENT)
		return false;
	peer->tell &= ~(unsigned)TELL_OFFENDER;
	return true;
}

static bool
tell_all(struct peer *peer, struct link *live)
{
	return tell_one(peer, live, TELL_DOWN, CMSA__PEER_STATE__PEER_DOWN,
		   peer->down_reason) &&
	       tell_offender(peer, live) &&
	       tell_one(peer, live, TELL_UP, CMSA__PEER_STATE__PEER_UP, "heard") &&
	       tell_one(
		   peer, live, TELL_BEHIND, CMSA__PEER_STATE__PEER_BEHIND, "not-taken") &&
	       tell_one(peer, live, TELL_MISSED, CMSA__PEER_STATE__PEER_BEHIND,
		   "live-dropped");
}

void
peers_tell(struct peers *p, struct link *live)
{
	if (!p->has_news)
		return;
	for (size_t i = 0; i < p->n; i++)
		if (!tell_all(p->list[i], live))
			return;
	p->has_news = false;
}

void
peers_start_over(struct peers *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct peer *peer = p->list[i];

		hold_clear(&peer->hold);
		peer->tell = peer->is_out ? TELL_OFFENDER : 0;
		if (peer->is_up)
			peers_note(p, peer, TELL_UP);
		if (peer->is_behind)
			peers_note(p, peer, TELL_BEHIND);
	}
	p->held_bytes = 0;
	p->has_news = true;
}

enum peer_conn
peers_choose(const struct peer *peer)
{
	bool dealer_heard = peer->dealer && peer->dealer_heard;
	bool router_heard = peer->route_n > 0;

	/* PROTOCOL M6.3: both ends must choose the same one */
	if (dealer_heard && router_heard)
		return peer->spec.dial_first ? CONN_DEALER : CONN_ROUTER;
	if (dealer_heard)
		return CONN_DEALER;
	return router_heard ? CONN_ROUTER : CONN_NONE;
}
