/* own_head.pml - accidents do not fork (PROTOCOL.md 6.9; keys/sign_rules.h): a node publishes, dies
 * between any two steps, and comes back with an old log (a backup), on another machine without the
 * record of its sign process, or with a log emptied; two peers of other countries hold what reached
 * them and pass it to each other.  Messages to a peer may be lost; what was under way when a node
 * ended has arrived or is lost when it starts again.
 *
 * Shown: no two entries of one place ever reach anybody.  With -DLYING_NET, where peers seem to hold
 * nothing although they do, the record alone keeps it so; it must not be lost with it.
 *
 * Each of these takes a defence out, and the model must fail: -DNO_OWN_HEAD, -DONE_ANSWER (a quorum
 * of one of two), -DNO_CATCH_UP, -DNO_ID_CHECK; -DLYING_NET -DNO_RECORD; -DLYING_NET -DRECORD_LOST. */

#ifndef PLACES
#define PLACES 3
#endif
#ifndef DRAFTS
#define DRAFTS 4	/* entries ever written: each has an id of its own */
#endif
#ifndef ACCIDENTS
#define ACCIDENTS 2
#endif
#define PEERS 2

#if defined(NO_OWN_HEAD)
#define QUORUM 0
#elif defined(ONE_ANSWER)
#define QUORUM 1
#else
#define QUORUM 2
#endif

#if !defined(LYING_NET) || defined(RECORD_LOST)
#define RECORD_CAN_BE_LOST
#endif

typedef Feed { byte n; byte id[4] };	/* ids by place, from 1 */
Feed log, backup, peer[PEERS];
byte out[4];		/* what reached anybody, by place: of the proof alone */
byte draft, draft_seq;	/* on disk with the log */
byte backup_draft, backup_draft_seq;
byte record_seq, record_id;
bit has_record = 1;
byte drafts, accidents;

inline copy(to, from)
{
	to.n = from.n;
	to.id[1] = from.id[1];
	to.id[2] = from.id[2];
	to.id[3] = from.id[3]
}

inline reaches(p)
{
	at = peer[p].n + 1;
	assert(out[at] == 0 || out[at] == log.id[at]);
	out[at] = log.id[at];
	peer[p].id[at] = log.id[at];
	peer[p].n = at;
	at = 0
}

/* What a peer is heard to hold. */
#ifdef LYING_NET
#define SAID(p) 0
#else
#define SAID(p) peer[p].n
#endif

/* Ids chain: what agrees at the last place that both hold agrees below. */
#define SHARED(p) (SAID(p) < log.n -> SAID(p) : log.n)
#ifdef NO_ID_CHECK
#define AGREES(p) true
#else
#define AGREES(p) (log.id[SHARED(p)] == peer[p].id[SHARED(p)])
#endif

inline hear(p)
{
	heard = heard | (1 << p);
	newest = (SAID(p) > newest -> SAID(p) : newest)
#ifndef NO_CATCH_UP
	;
	do
	:: !AGREES(p) -> two_stories = true; break	/* stopped: the registrars must cut */
	:: AGREES(p) && SAID(p) > log.n -> log.id[log.n + 1] = peer[p].id[log.n + 1]; log.n++
	:: else -> break
	od
#endif
}

#define HEARD ((heard & 1) + (heard >> 1))
#ifdef NO_CATCH_UP
#define LEVEL true
#else
#define LEVEL (log.n >= newest)
#endif

/* The log, its draft and the record tell one story (doubt() of node/core/own.c). */
#ifdef NO_RECORD
#define ONE_STORY true
#else
#define ONE_STORY (!has_record || record_seq < log.n || \
	(record_seq == log.n && (!log.n || record_id == log.id[log.n])) || \
	(record_seq == log.n + 1 && draft && draft_seq == record_seq && draft == record_id))
#endif

inline settle()
{
	known = true;
	if
	:: !has_record || record_seq < log.n ->
		has_record = true;
		record_seq = log.n;
		record_id = log.id[log.n]
	:: else
	fi
}

#ifdef NO_RECORD
#define MAY_SIGN true
#else
#define MAY_SIGN (has_record && (record_seq + 1 == draft_seq || \
	(record_seq == draft_seq && record_id == draft)))
#endif

inline accident()
{
	accidents++;
	if
	:: skip				/* killed */
	:: copy(log, backup); draft = backup_draft; draft_seq = backup_draft_seq
	:: log.n = 0; log.id[1] = 0; log.id[2] = 0; log.id[3] = 0; draft = 0; draft_seq = 0
	fi;
#ifdef RECORD_CAN_BE_LOST
	if
	:: skip
	:: has_record = false; record_seq = 0; record_id = 0
	fi;
#endif
	known = false;
	is_signed = false;
	two_stories = false;
	heard = 0;
	newest = 0
}

active proctype node()
{
	bit known, is_signed, two_stories;
	byte heard, newest, at;

end:
	do
	:: atomic { accidents < ACCIDENTS -> accident() }
	:: atomic { backup.n < log.n -> copy(backup, log); backup_draft = draft;
		backup_draft_seq = draft_seq }
	:: atomic { !known && !(heard & 1) -> hear(0) }
	:: atomic { !known && !(heard & 2) -> hear(1) }
	:: atomic { !known && HEARD >= QUORUM && LEVEL && ONE_STORY && !two_stories -> settle() }
	/* an entry is written, durably, before it is signed */
	:: atomic { known && !draft && log.n < PLACES && drafts < DRAFTS ->
		drafts++; draft = drafts; draft_seq = log.n + 1; is_signed = false }
	/* a draft for a place that is taken is written anew */
	:: atomic { known && draft && draft_seq != log.n + 1 -> draft = 0; draft_seq = 0 }
	/* the record is on disk before the signature leaves the sign process */
	:: atomic { known && draft && draft_seq == log.n + 1 && !is_signed && MAY_SIGN ->
		record_seq = draft_seq; record_id = draft; has_record = true; is_signed = true }
	/* M4.11: on disk, then to anybody */
	:: atomic { known && is_signed && draft && draft_seq == log.n + 1 ->
		log.n++; log.id[log.n] = draft; draft = 0; draft_seq = 0;
		is_signed = false }
	/* live and by catching up, in order; until it arrives it is lost */
	:: atomic { known && peer[0].n < log.n -> reaches(0) }
	:: atomic { known && peer[1].n < log.n -> reaches(1) }
	od
}

/* Peers pass on what they hold. */
active proctype peers()
{
end:
	do
	:: atomic { peer[0].n > peer[1].n && peer[1].n < PLACES ->
		peer[1].id[peer[1].n + 1] = peer[0].id[peer[1].n + 1]; peer[1].n++ }
	:: atomic { peer[1].n > peer[0].n && peer[0].n < PLACES ->
		peer[0].id[peer[0].n + 1] = peer[1].id[peer[0].n + 1]; peer[0].n++ }
	od
}
