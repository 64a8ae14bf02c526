/* The k-th send between the processes of a node fails, for every k of a run: core to net, net to core,
 * core to sign, sign to core.  It takes one byte, takes nothing for now, says that the other end is
 * gone, or half of it goes out and then the connection breaks.  Three members publish, one ends
 * without a word and starts again; a process whose connection broke is started anew, as the
 * parent of cmsad does.  Afterwards no acknowledged entry is lost, no place was signed twice, no
 * frame came that was not sent, and the log verifies from its bytes (PROTOCOL.md 4.3, 6.3, 6.9).
 *
 * What the network does between two net processes is the business of libzmq: here frames pass.
 * Every STRIDE-th k; CMSA_SEND_STRIDE=1 takes them all. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "acts_make.h"
#include "body.h"
#include "check_main.h"
#include "counts_add.h"
#include "kind.h"
#include "net_link.h"
#include "pb.h"
#include "verify.h"

enum {
	AUS, /* whose processes fail, and which ends without a word */
	GBR,
	JPN,
	STATIONS,
	STRIDE = 13,
	MOST_PLACES = 64,
	MOST_ACKNOWLEDGED = 64,
	MOST_FRAME_BYTES = 8 << 20,
	SIGN_TIMEOUT_MS = 5000,
	AGAIN_FOR = 25 /* sends in a row that take nothing */
};

static const char *const names[STATIONS] = { "AUS", "GBR", "JPN" };

enum how {
	ONE_BYTE,
	AGAIN,
	GONE,
	HALF_THEN_GONE,
	HOWS
};

/* --- sends that fail ---------------------------------------------------------------- */

static struct {
	bool on;
	enum how how;
	uint64_t count, first; /* 0: none fails */
	uint64_t failures;
} sends;

ssize_t __real_send(int fd, const void *p, size_t n, int flags);
ssize_t __wrap_send(int fd, const void *p, size_t n, int flags);
int __real_poll(struct pollfd *fds, nfds_t n, int timeout_ms);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout_ms);

ssize_t
__wrap_send(int fd, const void *p, size_t n, int flags)
{
	uint64_t last = sends.first + (sends.how == AGAIN ? AGAIN_FOR : 1);

	if (!sends.on || !sends.first || ++sends.count < sends.first || sends.count >= last)
		return __real_send(fd, p, n, flags);
	sends.failures++;
	switch (sends.how) {
	case ONE_BYTE: return __real_send(fd, p, 1, flags);
	case AGAIN: errno = EAGAIN; return -1;
	case GONE:
		shutdown(fd, SHUT_RDWR);
		errno = EPIPE;
		return -1;
	case HALF_THEN_GONE: {
		ssize_t sent = __real_send(fd, p, (n + 1) / 2, flags);

		shutdown(fd, SHUT_RDWR);
		return sent;
	}
	case HOWS: break;
	}
	abort();
}

/* --- a node of four processes ------------------------------------------------------- */

struct station {
	char dir[32];
	struct maker_pair pair;
	struct key key;
	struct buf statement;
	struct store *store;
	struct factsdb *facts;
	struct core *core;
	struct net_link links; /* core's ends */
	struct link net[2];    /* net's ends: live, bulk */
	bool net_is_up;
	struct signer signer;
	struct sign *sign; /* with its record, which outlives the process */
	int sign_fd;       /* the end of the process; -1: it ended */
	struct frame_reader sign_in;
	struct frame_writer sign_out;
	struct hash signed_id[MOST_PLACES];
};

struct acknowledged {
	struct place place;
	struct hash id;
};

struct scene {
	struct maker maker;
	struct station station[STATIONS];
	int64_t now_ms;
	struct acknowledged acknowledged[MOST_ACKNOWLEDGED];
	size_t n_acknowledged;
};

static struct scene scene; /* __wrap_poll serves its sign processes */

static struct {
	uint64_t runs, faults, acknowledged, lost, own_forks;
} tally;

static struct core_time
now(void)
{
	return (struct core_time){ .wall_ms = INT64_C(1780272000000) + scene.now_ms,
		.mono_ms = 1000 + scene.now_ms };
}

static void
pair_of_sockets(int fds[2])
{
	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
}

/* No place is signed twice, whatever core was told. */
static void
note_signed(struct station *s)
{
	struct sign_reply r;
	struct hash *id;

	sign_status(s->sign, &r);
	if (!r.record.place.seq)
		return;
	ck_assert_uint_lt(r.record.place.seq, MOST_PLACES);
	id = &s->signed_id[r.record.place.seq];
	if (!hash_is_zero(id) && !hash_eq(id, &r.record.id))
		tally.own_forks++;
	*id = r.record.id;
}

static void
sign_ends(struct station *s)
{
	if (s->sign_fd >= 0)
		close(s->sign_fd);
	s->sign_fd = -1;
	frame_reader_clear(&s->sign_in);
	frame_writer_clear(&s->sign_out);
}

static void
sign_starts(struct station *s)
{
	struct hash alliance = registry_alliance(scene.maker.registry);
	int fds[2];

	sign_ends(s);
	pair_of_sockets(fds);
	frame_reader_init(&s->sign_in, MOST_FRAME_BYTES);
	frame_writer_init(&s->sign_out, MOST_FRAME_BYTES);
	s->sign_fd = fds[1];
	signer_clear(&s->signer);
	signer_socket(&s->signer, fds[0], &alliance, SIGN_TIMEOUT_MS);
}

/* What the sign process does when it is its turn (sign_main.h): all that came, answered. */
static void
sign_serves(struct station *s)
{
	struct bytes request;
	enum err e = s->sign_fd < 0 ? ERR_GONE : frame_reader_fill(&s->sign_in, s->sign_fd);

	while (!e && !(e = frame_reader_next(&s->sign_in, &request))) {
		struct buf reply = { 0 };

		sign_answer(s->sign, &reply, request);
		note_signed(s);
		e = frame_writer_put(&s->sign_out, buf_view(&reply));
		buf_clear(&reply);
	}
	if (e == ERR_BUSY)
		e = ERR_NONE;
	while (!e && frame_writer_waiting(&s->sign_out))
		e = frame_writer_flush(&s->sign_out, s->sign_fd);
	if (e)
		sign_ends(s);
}

int
__wrap_poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	for (int i = 0; i < STATIONS; i++)
		sign_serves(&scene.station[i]);
	return __real_poll(fds, n, timeout_ms);
}

/* --- net, and the parent ------------------------------------------------------------ */

static void
say_peer(struct station *to, int about, Cmsa__PeerState state)
{
	Cmsa__NetMessage m;
	Cmsa__NetPeer p;

	cmsa__net_peer__init(&p);
	p.author = pb_text(names[about]);
	p.node = pb_text("main");
	p.state = state;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_PEER;
	m.peer = &p;
	link_send(&to->net[0], &m);
}

/* All others hear that this net came or went; it hears of those that are there. */
static void
net_is(int i, bool up)
{
	scene.station[i].net_is_up = up;
	for (int k = 0; k < STATIONS; k++) {
		if (k == i || !scene.station[k].net_is_up)
			continue;
		say_peer(&scene.station[k], i,
		    up ? CMSA__PEER_STATE__PEER_UP : CMSA__PEER_STATE__PEER_DOWN);
		if (up)
			say_peer(&scene.station[i], k, CMSA__PEER_STATE__PEER_UP);
	}
}

static void
net_starts(int i)
{
	struct station *s = &scene.station[i];

	if (s->net_is_up)
		net_is(i, false);
	for (int k = 0; k < 2; k++) {
		int fds[2];

		pair_of_sockets(fds);
		link_open(&s->net[k], fds[1]);
		net_link_open(&s->links, k == 1, fds[0]);
	}
	net_is(i, true);
}

static void
hand_over(int from, int to, const Cmsa__NetSend *send)
{
	struct station *s = &scene.station[to];
	Cmsa__NetMessage m;
	Cmsa__NetReceived r;

	if (!s->net_is_up)
		return;
	cmsa__net_received__init(&r);
	r.author = pb_text(names[from]);
	r.node = pb_text("main");
	r.frame = send->frame;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_RECEIVED;
	m.received = &r;
	link_send(&s->net[send->live ? 0 : 1], &m);
}

static void
route(int from, const Cmsa__NetMessage *m)
{
	if (m->message_case != CMSA__NET_MESSAGE__MESSAGE_SEND)
		return;
	for (int to = 0; to < STATIONS; to++)
		if (to != from &&
		    (*m->send->author ? !strcmp(m->send->author, names[to])
				      : m->send->role == ROLE_MEMBER) &&
		    strcmp(m->send->except, names[to]) != 0)
			hand_over(from, to, m->send);
}

/* False: this process ended, as net does when a link to core breaks. */
static bool
net_turn(int i)
{
	bool whole = true;

	for (int k = 0; k < 2; k++) {
		struct link *l = &scene.station[i].net[k];
		const Cmsa__NetMessage *m;
		struct arena mem;
		enum link_next got;

		whole &= !link_read(l);
		arena_init(&mem, LINK_ARENA_BYTES);
		while ((got = link_next(l, &m, &mem)) == LINK_MESSAGE)
			route(i, m);
		arena_clear(&mem);
		/* every message is whole, or the stream ends: nothing else may come */
		ck_assert_int_ne(got, LINK_BROKEN);
		whole &= !link_flush(l);
	}
	return whole;
}

static void
core_turn(struct station *s)
{
	struct pollfd fds[2];

	net_link_write(&s->links, s->core);
	net_link_poll(&s->links, fds);
	fds[0].revents = fds[1].revents = POLLIN;
	net_link_read(&s->links, s->core, fds, now());
}

/* The parent starts what ended. */
static void
look_after(int i, bool net_whole)
{
	struct station *s = &scene.station[i];

	if (!net_whole || !link_is_open(&s->links.live) || !link_is_open(&s->links.bulk))
		net_starts(i);
	sign_serves(s); /* the end of its connection is seen also when nobody asks */
	if (s->sign_fd < 0)
		sign_starts(s);
}

static void
pass(int64_t ms)
{
	for (int64_t end = scene.now_ms + ms; scene.now_ms < end;) {
		scene.now_ms += 100;
		for (int i = 0; i < STATIONS; i++) {
			sends.on = i == AUS;
			core_tick(scene.station[i].core, now());
			core_turn(&scene.station[i]);
			look_after(i, net_turn(i));
			core_turn(&scene.station[i]);
		}
		sends.on = false;
	}
}

/* --- set-up ------------------------------------------------------------------------- */

static void
put_acts(struct store *store)
{
	ck_assert_int_eq(store_begin(store, true), ERR_NONE);
	for (uint64_t i = 1; i <= registry_number(scene.maker.registry); i++) {
		const struct act_record *r = registry_act(scene.maker.registry, i);

		ck_assert_int_eq(store_act_put(store, i, &r->act->id, r->signed_act), ERR_NONE);
	}
	ck_assert_int_eq(store_commit(store), ERR_NONE);
}

static void
core_starts(int i, bool fresh)
{
	struct station *s = &scene.station[i];
	struct core_config cfg = { .author = names[i],
		.node = "main",
		.signer = &s->signer,
		.signing_key = s->pair.public_key,
		.keys_body = buf_view(&s->statement),
		.assess_every_ms = -1 };
	struct errmsg m = { "" };

	ck_assert_msg(!store_open(&s->store, s->dir, STORE_WRITE, &m), "%s", m.text);
	ck_assert_msg(!factsdb_open(&s->facts, s->dir, STORE_WRITE, &m), "%s", m.text);
	if (fresh)
		put_acts(s->store);
	cfg.store = s->store;
	cfg.facts = s->facts;
	sign_starts(s);
	ck_assert_msg(!core_new(&s->core, &cfg, now(), &m), "%s", m.text);
	net_starts(i);
}

static void
core_ends(int i)
{
	struct station *s = &scene.station[i];

	net_is(i, false);
	core_free(s->core);
	s->core = NULL;
	net_link_close(&s->links);
	for (int k = 0; k < 2; k++)
		link_close(&s->net[k]);
	store_close(&s->store);
	factsdb_close(&s->facts);
}

static void
station_init(int i)
{
	struct station *s = &scene.station[i];
	struct sign_config cfg = {
		.author = names[i], .incarnation = 1, .generation = 1, .key = &s->key
	};
	struct errmsg m = { "" };

	snprintf(s->dir, sizeof(s->dir), "/tmp/cmsa-send-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(s->dir));
	s->pair = maker_signing(names[i]);
	cfg.alliance = registry_alliance(scene.maker.registry);
	ck_assert_int_eq(key_of_seed(&s->key, KEY_SIGNING, names[i], s->pair.secret), ERR_NONE);
	ck_assert_msg(!sign_open(&s->sign, &cfg, &m), "%s", m.text);
	maker_keys_body(&s->statement, &scene.maker, names[i]);
	s->sign_fd = -1;
	net_link_init(&s->links);
	link_init(&s->net[0]);
	link_init(&s->net[1]);
	core_starts(i, true);
}

static void
station_clear(int i)
{
	struct station *s = &scene.station[i];
	char command[64];

	core_ends(i);
	signer_clear(&s->signer);
	sign_ends(s);
	sign_close(s->sign);
	key_clear(&s->key);
	buf_clear(&s->statement);
	snprintf(command, sizeof(command), "rm -r %s", s->dir);
	ck_assert_int_eq(system(command), 0);
}

/* --- the run ------------------------------------------------------------------------ */

static void
write_review(struct buf *out, const char *country)
{
	Cmsa__CapacityBody b;
	Cmsa__CapacityReview r, *reviews[1] = { &r };
	Cmsa__Quantity q;
	char *subjects[1] = { pb_text("cobalt-0") };
	char figure[24];

	snprintf(figure, sizeof(figure), "%zu", scene.n_acknowledged + 1);
	cmsa__quantity__init(&q);
	q.presence = CMSA__PRESENCE__PRESENCE_REPORTED;
	q.published = figure;
	q.unit = pb_text("t");
	q.grams = 1000000;
	cmsa__capacity_review__init(&r);
	r.subjects = subjects;
	r.n_subjects = 1;
	r.stage = CMSA__STAGE__STAGE_MINED;
	r.capacity = &q;
	r.review_days = date_of_time_ms(now().wall_ms).days - 10;
	cmsa__capacity_body__init(&b);
	b.country = pb_text(country);
	b.reviews = reviews;
	b.n_reviews = 1;
	pb_write(out, &b.base);
}

static void
remember(const Cmsa__PublishedEntry *e)
{
	struct acknowledged *a = &scene.acknowledged[scene.n_acknowledged++];

	ck_assert_uint_le(scene.n_acknowledged, MOST_ACKNOWLEDGED);
	*a = (struct acknowledged){ .place = { .incarnation = e->incarnation, .seq = e->seq } };
	memcpy(a->place.author, e->author, strlen(e->author) + 1);
	ck_assert(hash_from(&a->id, pb_bytes(e->id)));
}

static void
publish(int i)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__ControlReply *r;
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish p;
	ProtobufCBinaryData bodies[1];
	struct buf body = { 0 }, in = { 0 }, out = { 0 };
	struct arena mem;

	write_review(&body, names[i]);
	bodies[0] = pb_data(buf_view(&body));
	cmsa__control_publish__init(&p);
	p.kind = KIND_CAPACITY;
	p.audience = AUDIENCE_PUBLIC;
	p.bodies = bodies;
	p.n_bodies = 1;
	cmsa__control_request__init(&request);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &p;
	pb_write(&in, &request.base);
	sends.on = i == AUS;
	core_control(scene.station[i].core, &out, buf_view(&in), now());
	sends.on = false;
	arena_init(&mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, &mem, &cmsa__control_reply__descriptor, buf_view(&out)), V_OK);
	r = (const Cmsa__ControlReply *)m;
	for (size_t k = 0; !r->exit_code && !r->queued && k < r->n_entries; k++)
		remember(r->entries[k]);
	arena_clear(&mem);
	buf_clear(&body);
	buf_clear(&in);
	buf_clear(&out);
}

static void
steps(void)
{
	pass(1500);
	publish(AUS);
	publish(JPN);
	pass(400);
	core_ends(AUS);
	core_starts(AUS, false);
	publish(GBR);
	pass(2500);
	publish(AUS);
	publish(GBR);
	publish(AUS);
	pass(1000);
}

/* --- afterwards --------------------------------------------------------------------- */

static bool
is_level(void)
{
	struct buf first = { 0 }, other = { 0 };
	bool level = true;

	position_write(&first, core_position(scene.station[0].core));
	for (int i = 0; i < STATIONS; i++) {
		buf_reset(&other);
		position_write(&other, core_position(scene.station[i].core));
		level &= bytes_eq(buf_view(&first), buf_view(&other)) &&
			 core_own_head_known(scene.station[i].core);
	}
	buf_clear(&first);
	buf_clear(&other);
	return level;
}

static void
say(void)
{
	for (int i = 0; i < STATIONS; i++) {
		struct buf text = { 0 };

		position_write(&text, core_position(scene.station[i].core));
		printf("%s: %.*s, own head %s\n", names[i], (int)text.n, (const char *)text.p,
		    core_own_head_known(scene.station[i].core) ? "known" : "not known");
		buf_clear(&text);
	}
	fflush(stdout);
}

static void
look_for_lost(void)
{
	ck_assert_uint_ge(scene.n_acknowledged, 4);
	tally.acknowledged += scene.n_acknowledged;
	for (size_t k = 0; k < scene.n_acknowledged; k++) {
		bool everywhere = true;

		for (int i = 0; i < STATIONS; i++) {
			struct hash id;

			everywhere &= !store_id_get(scene.station[i].store, &id,
					      &scene.acknowledged[k].place) &&
				      hash_eq(&id, &scene.acknowledged[k].id);
		}
		tally.lost += !everywhere;
	}
}

static void
check(void)
{
	struct verify_log v = { 0 };
	struct registry *r = registry_new();

	for (int i = 0; i < 120 && !is_level(); i++)
		pass(1000);
	if (!is_level())
		say();
	ck_assert(is_level());
	publish(AUS);
	pass(7000);
	look_for_lost();
	for (int i = 0; i < STATIONS; i++)
		tally.own_forks += core_refused(scene.station[i].core, V_FORK);
	ck_assert_int_eq(verify_log_run(&v, r, scene.station[AUS].store), ERR_NONE);
	ck_assert_msg(!v.faults, "%s", v.first_fault);
	registry_free(r);
}

/* Returns how many sends there were. */
static uint64_t
run(uint64_t k, enum how how)
{
	uint64_t count;

	scene = (struct scene){ 0 };
	maker_init(&scene.maker, 3, 2);
	for (int i = 0; i < STATIONS; i++)
		make_enrol(&scene.maker, names[i], ROLE_MEMBER);
	make_minerals(&scene.maker, "list", 1, 1, "cobalt", 1);
	for (int i = 0; i < STATIONS; i++)
		scene.station[i].sign_fd = -1;
	for (int i = 0; i < STATIONS; i++)
		station_init(i);
	sends.how = how;
	sends.count = sends.failures = 0;
	sends.first = k ? k : UINT64_MAX - AGAIN_FOR;
	steps();
	count = sends.count;
	ck_assert(!k || sends.failures);
	tally.runs += k > 0;
	tally.faults += sends.failures;
	sends.first = 0;
	check();
	for (int i = 0; i < STATIONS; i++)
		station_clear(i);
	maker_clear(&scene.maker);
	return count;
}

static void
report(void)
{
	const struct count counts[] = { { "runs_with_a_fault", tally.runs },
		{ "faults", tally.faults }, { "acknowledged", tally.acknowledged },
		{ "lost", tally.lost }, { "own_forks", tally.own_forks } };

	counts_add("the k-th send between processes fails",
	    "CMSA_SEND_STRIDE=1 build/gcc/tests/sim_send_test", counts,
	    sizeof(counts) / sizeof(counts[0]));
	ck_assert_uint_eq(tally.lost, 0);
	ck_assert_uint_eq(tally.own_forks, 0);
}

START_TEST(whatever_send_fails_nothing_acknowledged_is_lost) /* _i: how */
{
	const char *s = getenv("CMSA_SEND_STRIDE");
	const uint64_t stride = s ? strtoull(s, NULL, 10) : STRIDE;
	uint64_t most;

	if (freopen("/dev/null", "w", stderr) == NULL)
		ck_abort_msg("no quiet");
	most = run(0, (enum how)_i);
	ck_assert_uint_gt(most, 30);
	for (uint64_t k = 1 + (uint64_t)_i; k <= most; k += stride) {
		printf("fails %d, send %" PRIu64 "\n", _i, k);
		fflush(stdout);
		run(k, (enum how)_i);
	}
	printf("%" PRIu64 " sends, %" PRIu64 " runs\n", most, tally.runs);
	report();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_send");
	TCase *t = tcase_create("send");

	tcase_set_timeout(t, 3000);
	tcase_add_loop_test(t, whatever_send_fails_nothing_acknowledged_is_lost, 0, HOWS);
	suite_add_tcase(s, t);
	return check_main(s);
}
