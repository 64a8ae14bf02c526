/* net_canary_test.c - the measured traps of the door: CURVE without a ZAP handler lets
 * everybody in, and the start finds out. */
#include "canary.h"
#include "check_main.h"
#include "net_harness.h"

enum {
	TRIAL_MS = 1500,
	SAFE_MS = 30000
};

struct door {
	void *ctx;
	struct zap *zap;
	void *router;
	struct pair keys;
	char endpoint[ADDRESS_LEN];
};

static void
door_open(struct door *d, bool has_handler, bool enforces)
{
	size_t size = sizeof(d->endpoint);
	struct sock_keys keys;

	*d = (struct door){ .ctx = sock_context() };
	pair_make(&d->keys);
	keys = pair_keys(&d->keys);
	if (has_handler)
		d->zap = zap_start(d->ctx);
	d->router = sock_router(d->ctx, &keys, enforces);
	ck_assert_ptr_nonnull(d->router);
	ck_assert_int_eq(zmq_bind(d->router, "tcp://127.0.0.1:*"), 0);
	ck_assert_int_eq(
	    zmq_getsockopt(d->router, ZMQ_LAST_ENDPOINT, d->endpoint, &size), 0);
}

static void
door_close(struct door *d)
{
	zmq_close(d->router);
	zmq_ctx_shutdown(d->ctx);
	zap_stop(d->zap);
	zmq_ctx_term(d->ctx);
}

static enum canary
door_try(struct door *d, int64_t most_ms)
{
	struct sock_keys keys = pair_keys(&d->keys);

	return canary_run(d->ctx, d->router, &keys, d->zap, d->endpoint, most_ms);
}

START_TEST(a_door_with_a_handler_is_safe)
{
	struct door d;

	door_open(&d, true, true);
	ck_assert_int_eq(door_try(&d, SAFE_MS), CANARY_SAFE);
	ck_assert_uint_eq(zap_totals(d.zap).unknown_keys, 0);
	/* The canary's own key is no longer on the list: it would be safe again. */
	ck_assert_int_eq(door_try(&d, SAFE_MS), CANARY_SAFE);
	door_close(&d);
}
END_TEST

START_TEST(a_domain_alone_admits_strangers_when_no_handler_is_bound)
{
	struct door d;

	door_open(&d, false, false);
	ck_assert_int_eq(door_try(&d, SAFE_MS), CANARY_STRANGER_ADMITTED);
	door_close(&d);
}
END_TEST

/* PROTOCOL M6.1 */
START_TEST(an_enforced_domain_without_a_handler_is_found_not_to_work)
{
	struct door d;
	enum canary c;

	door_open(&d, false, true);
	c = door_try(&d, TRIAL_MS);
	ck_assert_int_ne(c, CANARY_SAFE);
	ck_assert_int_ne(c, CANARY_STRANGER_ADMITTED);
	door_close(&d);
}
END_TEST

START_TEST(a_handler_that_admits_everybody_is_found)
{
	struct door d;
	struct zap_entry all = { .user_id = "AUS/main" };
	struct pair known;
	struct raw r;
	struct sock_keys keys;

	/* Somebody who is admitted knocks: to the canary it is a stranger inside. */
	door_open(&d, true, true);
	pair_make(&known);
	all.key = known.public_key;
	zap_set(d.zap, &all, 1);
	keys = pair_keys(&known);
	r.ctx = zmq_ctx_new();
	r.sock = sock_dealer(r.ctx, &keys, &d.keys.public_key, d.endpoint);
	for (int events = 0; !(events & ZMQ_POLLOUT);) {
		zmq_pollitem_t item = { .socket = r.sock, .events = ZMQ_POLLOUT };

		ck_assert_int_eq(zmq_poll(&item, 1, DEADLINE_MS), 1);
		events = item.revents;
	}
	zmq_pollitem_t item = { .socket = d.router, .events = ZMQ_POLLIN };
	ck_assert_int_eq(zmq_poll(&item, 1, DEADLINE_MS), 1);
	ck_assert_int_eq(door_try(&d, SAFE_MS), CANARY_STRANGER_ADMITTED);
	zmq_close(r.sock);
	zmq_ctx_term(r.ctx);
	door_close(&d);
}
END_TEST

START_TEST(an_address_that_is_a_name_is_refused_at_the_start)
{
	struct pair keys;
	struct net_config config = { .endpoint = "tcp://localhost:*" };
	int parent, give;

	pair_make(&keys);
	config.public_key = keys.public_key.b;
	config.secret_key = keys.secret_key.b;
	stream_pair(&parent, &give);
	ck_assert_int_eq(net_main(&config, give, -1, -1), NET_EXIT_FAILED);
	close(parent);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("net canary");
	TCase *t = tcase_create("canary");

	tcase_set_timeout(t, 200);
	tcase_add_test(t, a_door_with_a_handler_is_safe);
	tcase_add_test(t, a_domain_alone_admits_strangers_when_no_handler_is_bound);
	tcase_add_test(t, an_enforced_domain_without_a_handler_is_found_not_to_work);
	tcase_add_test(t, a_handler_that_admits_everybody_is_found);
	tcase_add_test(t, an_address_that_is_a_name_is_refused_at_the_start);
	suite_add_tcase(s, t);
	return check_main(s);
}
