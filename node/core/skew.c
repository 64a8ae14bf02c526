/* skew.c - whose clock is wrong (PROTOCOL.md 6.4).  Times of a feed never fall: one entry dated
 * years ahead would date all that follow it, so none is made by a clock that most others
 * contradict. */
#include "core_priv.h"
#include "log.h"

#define DAY_MS (24 * 3600 * INT64_C(1000))

enum {
	LEAST_CLOCKS = 2, /* one peer alone decides nothing */
	START_DAYS = 30,  /* so much later than all that is held, a clock is not believed
			     before others are heard; an earlier one dates by the tip */
};

int64_t
skew_of(const struct peer *p, struct core_time now)
{
	return p->clock_known ? p->clock_ms + now.mono_ms - now.wall_ms : 0;
}

static int64_t
newest_time(const struct core *c)
{
	int64_t newest = 0;

	for (size_t i = 0; i < c->n_feeds; i++)
		if (c->feeds[i].tip.time_ms > newest)
			newest = c->feeds[i].tip.time_ms;
	return newest;
}

bool
skew_is_ours(const struct core *c, struct core_time now)
{
	size_t members = 0, known = 0, ahead = 0, behind = 0;
	int64_t newest = newest_time(c);

	for (size_t i = 0; i < c->n_peers; i++) {
		const struct peer *p = &c->peers[i];
		int64_t skew = skew_of(p, now);

		if (p->role != ROLE_MEMBER)
			continue;
		members++;
		if (p->state != TALK_READY || !p->clock_known)
			continue;
		known++;
		ahead += skew > DAY_MS;
		behind += skew < -DAY_MS;
	}
	if (!known) /* just started: a beacon is on its way */
		return members && newest && now.wall_ms - newest > START_DAYS * DAY_MS;
	return (ahead >= LEAST_CLOCKS && ahead * 2 > known) ||
	       (behind >= LEAST_CLOCKS && behind * 2 > known);
}

void
skew_tick(struct core *c, struct core_time now)
{
	bool ours = skew_is_ours(c, now);

	if (ours == c->clock_doubted)
		return;
	c->clock_doubted = ours;
	if (ours)
		log_error("this clock is more than a day off those of most members: own "
			  "entries wait until it is set");
	else
		log_info("this clock agrees with those of other members");
}
