/* catch_up.pml - how gaps are filled (PROTOCOL.md 6.3 to 6.5): an author, node 0, publishes; node 1
 * hears it; node 2 hears node 1 alone.  Links, each way its own, may be down and come up one by one;
 * messages are lost, come twice (a few) and in any order.
 *
 * Shown: once every link is up and what is to be lost is lost, all nodes hold all entries.  No node
 * ever leaves a place out.  Under weak fairness: whoever can go on does, some time.
 *
 * Each of these takes a defence out, and the model must fail: -DNO_BEACON -DNO_RELAY
 * -DNOT_ASKED_AGAIN -DNO_GAP_CHECK. */

#ifndef PLACES
#define PLACES 2
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef TWICE
#define TWICE 1
#endif
#define SEGMENT 2	/* entries of one answer */

/* A link is one direction between two neighbours: 0>1, 1>0, 1>2, 2>1. */
#define LINKS 4
#define LINK(from, to) ((from) == 0 -> 0 : ((from) == 2 -> 3 : ((to) == 0 -> 1 : 2)))

chan live0 = [2] of { byte };		/* one entry, of the author to whom it reaches */
chan head[LINKS] = [1] of { byte };	/* beacon and heads in one: the newest place */
chan ask[LINKS] = [1] of { byte };	/* a segment from this place on */
chan seg[LINKS] = [1] of { byte, byte };	/* from the first to the last place */
bit up[LINKS];
byte losses = LOSSES, twice = TWICE;
byte tip[3];

#ifdef NO_RELAY
#define SERVES (me == 0)
#else
#define SERVES true
#endif

/* May this message be sent, or is it lost? */
#define ARRIVES(link, c) (up[link] && nfull(c))
inline lose() { losses-- }

inline take(first, last)
{
#ifdef NO_GAP_CHECK
	if
	:: (last) > tip[me] -> assert((first) <= tip[me] + 1); tip[me] = last
	:: else
	fi
#else
	if
	:: (first) <= tip[me] + 1 && (last) > tip[me] ->
		assert((first) <= tip[me] + 1);
		tip[me] = last
	:: else
	fi
#endif
}

inline question(p)
{
	if
	:: ARRIVES(LINK(me, p), ask[LINK(me, p)]) -> ask[LINK(me, p)]!tip[me] + 1
	:: losses > 0 -> lose()
	:: else
	fi
}

/* M6.9: whoever is ahead is asked, one question at a time. */
inline hear_heads(p, open)
{
	if
	:: head[LINK(p, me)]?x ->
		if
		:: x > tip[me] && !open -> open = true; question(p)
		:: else
		fi
	:: empty(head[LINK(p, me)])
	fi
}

inline answer(p)
{
	if
	:: ask[LINK(p, me)]?x ->
		y = (x + SEGMENT - 1 < tip[me] -> x + SEGMENT - 1 : tip[me]);
		if
		:: SERVES && ARRIVES(LINK(me, p), seg[LINK(me, p)]) && x <= tip[me] ->
			seg[LINK(me, p)]!x, y
		:: losses > 0 -> lose()
		:: else
		fi
	:: empty(ask[LINK(p, me)])
	fi
}

/* M6.10: an answer to no question is ignored; one that came may come again. */
inline hear_run(p, open)
{
	if
	:: nempty(seg[LINK(p, me)]) ->
		if
		:: seg[LINK(p, me)]?x, y
		:: twice > 0 -> twice--; seg[LINK(p, me)]?<x, y>
		fi;
		if
		:: open -> open = false; take(x, y)
		:: else
		fi
	:: empty(seg[LINK(p, me)])
	fi
}

/* A question runs out: later than its answer could still come; now and then sooner. */
inline run_out(p, open)
{
	skip;
#ifndef NOT_ASKED_AGAIN
	if
	:: open && empty(ask[LINK(me, p)]) && empty(seg[LINK(p, me)]) -> open = false
	:: open && twice > 0 -> twice--; open = false
	:: else
	fi
#endif
}

/* M6.7: what is held is told again and again. */
inline beacon(p)
{
	skip;
#ifndef NO_BEACON
	if
	:: ARRIVES(LINK(me, p), head[LINK(me, p)]) -> head[LINK(me, p)]!tip[me]
	:: losses > 0 -> lose()
	:: else
	fi
#endif
}

inline turn(p, open)
{
	atomic {
		hear_heads(p, open);
		hear_run(p, open);
		answer(p);
		run_out(p, open);
		beacon(p);
		x = 0;
		y = 0
	}
}

/* M6.5: live, once, to whoever is linked; in any order. */
inline publish()
{
	atomic {
		if
		:: tip[me] < PLACES ->
			tip[me]++;
			if
			:: ARRIVES(0, live0) -> live0!tip[me]
			:: losses > 0 -> lose()
			:: else
			fi
		:: else
		fi
	}
}

inline hear_live()
{
	atomic {
		if
		:: live0?x -> take(x, x)
		:: len(live0) == 2 -> live0?y; live0?x; live0!y; take(x, x)
		:: empty(live0)
		fi;
		x = 0;
		y = 0
	}
}

active proctype author()
{
	byte me = 0, x, y;
	bit open;

	do
	:: publish(); turn(1, open)
	od
}

active proctype middle()
{
	byte me = 1, x, y;
	bit open_a, open_b;

	do
	:: hear_live(); turn(0, open_a); turn(2, open_b)
	od
}

active proctype far()
{
	byte me = 2, x, y;
	bit open;

	do
	:: turn(1, open)
	od
}

/* Links come up one by one, in any order. */
active proctype weather()
{
	do
	:: !up[0] -> up[0] = true
	:: !up[1] -> up[1] = true
	:: !up[2] -> up[2] = true
	:: !up[3] -> up[3] = true
	:: else -> break
	od
}

ltl filled { <> (tip[1] == PLACES && tip[2] == PLACES) }
