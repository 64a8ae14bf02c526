/* door.pml - the door of PROTOCOL.md 4.3 before anybody's bytes: two honest nodes, one author who
 * signs two histories, and a network that brings any run of up to three entries, signed or forged,
 * in any order and as often as it likes.  What other honest nodes could send is among that.
 *
 * Shown: no node ever has two entries at one place, what a node holds is one chain, nothing forged is
 * held, nothing is taken of a feed that forked, also after a restart; below the fork all nodes hold
 * the same, and all of it when the author signs one history (-DONE_HISTORY).
 *
 * Each of these takes a defence out, and the model must fail: -DNO_SECOND_CHECK -DNO_PREV_CHECK
 * -DNO_SIGNATURE_CHECK -DNO_STOP -DSTOP_IS_FORGOTTEN. */

#define PLACES 3
#define NODES 2

/* An id stands for a header: its place, what it chains to, and whether its author signed it.
 *   1 <- 2 <- 3 the first history; 1 <- 4 <- 5 the second; 6 signed, at place 3, chained to 1;
 *   7 <- 8 <- 9 forged from the first place on; 10 and 11 forged onto the first history. */
#define IDS 11
#define SEQ(i) (((i) == 1 || (i) == 7) -> 1 : \
	(((i) == 2 || (i) == 4 || (i) == 8 || (i) == 10) -> 2 : 3))
#define PREV(i) (((i) == 1 || (i) == 7) -> 0 : \
	(((i) == 2 || (i) == 4 || (i) == 6 || (i) == 10) -> 1 : \
	(((i) == 3 || (i) == 11) -> 2 : \
	((i) == 5 -> 4 : ((i) == 8 -> 7 : 8)))))
#define FORGED(i) ((i) >= 7)

#ifdef ONE_HISTORY
#define SIGNED(i) ((i) <= 3)
#else
#define SIGNED(i) ((i) <= 6)
#endif
#ifdef NO_SIGNATURE_CHECK
#define VERIFIES(i) true
#else
#define VERIFIES(i) SIGNED(i)
#endif

typedef Log { byte at[4] };	/* by place; 0: nothing there */
Log held[NODES];
bit forked[NODES];	/* two signed entries of one place were at this node's door: of the proof alone */

inline append(id)
{
	assert(held[me].at[SEQ(id)] == 0);			/* M4.9: never two at one place */
	assert(held[me].at[SEQ(id) - 1] == PREV(id));		/* M4.4: one chain */
	assert(!FORGED(id));					/* M4.8 */
	assert(!forked[me]);					/* M4.9: stopped for good */
	held[me].at[SEQ(id)] = id;
	tip = SEQ(id)
}

/* What is held already is passed over; a second entry, if its author signed it, stops the feed. */
inline pass_over()
{
	do
	:: k < n && SEQ(got[k]) <= tip && held[me].at[SEQ(got[k])] == got[k] -> k++
#ifndef NO_SECOND_CHECK
	:: k < n && SEQ(got[k]) <= tip && held[me].at[SEQ(got[k])] != got[k] ->
		if
		:: VERIFIES(got[k]) ->
			forked[me] = SIGNED(got[k]) | forked[me];
#ifndef NO_STOP
			stopped = true;
#ifndef STOP_IS_FORGOTTEN
			stopped_on_disk = true;
#endif
#endif
		:: else
		fi;
		n = 0
#endif
	:: else -> break
	od
}

#ifdef NO_SECOND_CHECK
#define BEFORE_FIRST (SEQ(got[k]) - 1)
#else
#define BEFORE_FIRST tip
#endif
#ifdef NO_PREV_CHECK
#define CHAINS(id) true
#else
#define CHAINS(id) (PREV(id) == last)
#endif

/* How far the run goes on from the tip in one chain. */
inline follow()
{
	m = k;
	at = (k < n -> BEFORE_FIRST : 0);
	last = held[me].at[at];
	do
	:: m < n && SEQ(got[m]) == at + 1 && CHAINS(got[m]) -> last = got[m]; m++; at++
	:: else -> break
	od
}

/* M4.8: entries after the last one whose signature verifies are not taken. */
inline cut_unsigned()
{
	do
	:: m > k && !VERIFIES(got[m - 1]) -> m--
	:: else -> break
	od
}

inline door()
{
	k = 0;
	pass_over();
	follow();
	cut_unsigned();
	do
	:: k < m -> append(got[k]); k++
	:: else -> break
	od
}

active [NODES] proctype node()
{
	byte me = _pid, tip, got[3], n, k, m, at, last, id;
	bit stopped, stopped_on_disk;

	do
	:: atomic {
		n = 0;
		do
		:: n < PLACES -> select(id : 1 .. IDS); got[n] = id; n++
		:: n > 0 -> break
		od;
		if
		:: !stopped -> door()
		:: else
		fi;
		got[0] = 0; got[1] = 0; got[2] = 0;
		n = 0; k = 0; m = 0; at = 0; last = 0; id = 0
	}
	:: stopped -> atomic { stopped = stopped_on_disk }	/* it starts again */
	od
}

#define SAME(s) (!held[0].at[s] || !held[1].at[s] || held[0].at[s] == held[1].at[s])
#ifdef ONE_HISTORY
#define AGREE (SAME(1) && SAME(2) && SAME(3))
#else
#define AGREE SAME(1)
#endif
ltl agree { [] (AGREE) }
