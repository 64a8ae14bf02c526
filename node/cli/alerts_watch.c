/* alerts_watch.c - cmsa alerts --watch: what comes or changes, as it does.  It looks whether
 * the facts have moved and reads the alerts anew when they have, so facts that are folded anew
 * meanwhile show nothing twice. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alerts_node.h"
#include "alerts_sealed.h"
#include "alerts_show.h"
#include "clock.h"
#include "json.h"
#include "mem.h"
#include "text.h"

enum {
	POLL_MS = 40,
	NODE_MS = 2000, /* between two looks whether the node runs */
	TROUBLE_MS =
	    10000, /* so long facts may be unreadable: they are being made anew */
};

/* What was known of an alert when it was last looked at. */
struct known {
	struct place place;
	enum alert_standing standing;
	enum alert_state state;
	size_t n_answers;
};

struct watch {
	struct cli *cli;
	struct alerts_filter filter;
	struct known *known; /* by place; kept when facts are folded anew and lack some */
	size_t n, n_sorted, room;
	struct hash at; /* of the position and day of the last look */
	int64_t shown, count;
	int64_t until_ms;         /* monotonic; INT64_MAX: no end */
	bool first;               /* what is there at the start is not shown */
	bool node_runs, troubled; /* as was told last */
	int64_t node_ms,
	    good_ms; /* of the last look at the node, of the last good reading */
};

static int
known_cmp(const void *a, const void *b)
{
	return place_cmp(
	    &((const struct known *)a)->place, &((const struct known *)b)->place);
}

/* Each alert is looked at once in a pass, so those added in it need not be found. */
static struct known *
find(struct watch *w, const struct place *p)
{
	const struct known key = { .place = *p };

	return w->n_sorted
		   ? bsearch(&key, w->known, w->n_sorted, sizeof(*w->known), known_cmp)
		   : NULL;
}

static void
sort_known(struct watch *w)
{
	if (w->n != w->n_sorted)
		qsort(w->known, w->n, sizeof(*w->known), known_cmp);
	w->n_sorted = w->n;
}

static struct known *
add_known(struct watch *w)
{
	if (w->n == w->room) {
		w->room = w->room ? w->room * 2 : 64;
		w->known = mem_resize(w->known, w->room, sizeof(*w->known));
	}
	w->known[w->n] = (struct known){ .n_answers = 0 };
	return &w->known[w->n++];
}

/* Takes note of the alert; "" when nothing about it is new. */
static const char *
news(struct watch *w, const struct alerts_line *line)
{
	struct known *k = find(w, &line->view->origin->place);
	struct known now = { .place = line->view->origin->place,
		.standing = line->view->standing };
	const char *word = "changed";

	if (line->clock) {
		now.state = line->clock->state;
		now.n_answers = line->clock->n_answers;
	}
	if (k && k->standing == now.standing && k->state == now.state &&
	    k->n_answers == now.n_answers)
		return "";
	if (!k) {
		k = add_known(w);
		word = "new";
	}
	*k = now;
	return word;
}

static void
print_text(const struct alerts_line *line, const char *word)
{
	const bool terminal = isatty(STDOUT_FILENO);
	const Cmsa__AlertBody *b = line->view->alert->alert;
	char ref[ALERTS_REF_LEN], words[ALERTS_CLOCK_LEN], time[25];

	alerts_list_ref(ref, &line->view->origin->place);
	alerts_list_words(words, line);
	time_write(time, line->view->origin->time_ms);
	/* reverse video, seen across a room; no sound */
	printf("%s %-7s %s %s  %s  %s  %s>%s  %s%s%s\n", terminal ? "\x1b[7m" : "", word,
	    terminal ? "\x1b[0m" : "", ref, alerts_list_severity(b->severity),
	    b->n_subjects ? b->subjects[0] : b->codes[0],
	    *b->declared_origin ? b->declared_origin : "?",
	    *b->suspected_origin ? b->suspected_origin : "?", alerts_list_state(line),
	    *words ? ": " : "", words);
}

static void
print(struct watch *w, const struct alerts_node *a, const struct alerts_line *line,
    const char *word)
{
	struct buf b = { 0 };
	json_t *o;

	w->shown++;
	if (!w->cli->json) {
		print_text(line, word);
		return;
	}
	o = json_object();
	json_set_text(o, "event", word);
	json_set(o, "alert", alerts_show_json(a->facts, line));
	json_write(&b, o, 1);
	fwrite(b.p, 1, b.n, stdout);
	buf_clear(&b);
}

static bool
is_done(const struct watch *w)
{
	return w->count && w->shown >= w->count;
}

static void
show_news(struct watch *w, const struct alerts_node *a)
{
	static const struct alerts_filter all;
	size_t n;
	struct alerts_line *lines =
	    alerts_list(a->alerts, a->q.registry, a->country, &all, true, &n);

	for (size_t i = 0; i < n && !is_done(w); i++) {
		const char *word = news(w, &lines[i]);

		if (*word && !w->first &&
		    alerts_filter_matches(&w->filter, lines[i].view, lines[i].clock))
			print(w, a, &lines[i], word);
	}
	sort_known(w);
	free(lines);
}

/* A sealed one is new once, and never opened here: a watch asks for no passphrase. */
static void
print_sealed(struct watch *w, const struct fact_entry *e)
{
	char ref[ALERTS_REF_LEN];
	struct buf b = { 0 };
	json_t *o;

	w->shown++;
	alerts_list_ref(ref, &e->place);
	if (!w->cli->json) {
		printf(" new      %s  sealed: cmsa open %s %llu\n", ref, e->place.author,
		    (unsigned long long)e->place.seq);
		return;
	}
	o = json_object();
	json_set_text(o, "event", "new");
	json_set_text(o, "sealed", ref);
	json_write(&b, o, 1);
	fwrite(b.p, 1, b.n, stdout);
	buf_clear(&b);
}

static void
show_sealed(struct watch *w, const struct alerts_node *a)
{
	struct alerts_sealed s;
	struct errmsg m = { "" };

	if (!alerts_sealed_list(&s, a, false, &m))
		for (size_t i = 0; i < s.n && !is_done(w); i++) {
			if (find(w, &s.list[i].place))
				continue;
			if (!w->first)
				print_sealed(w, &s.list[i]);
			add_known(w)->place = s.list[i].place;
		}
	sort_known(w);
	alerts_sealed_clear(&s);
}

/* Where the facts stand, and which day it is: a clock runs out at midnight. */
static enum err
look(struct hash *out, const struct cli *cli, struct errmsg *m)
{
	struct factsdb *f = NULL;
	struct position p = { 0 };
	struct hash_state h;
	const int32_t day = date_of_time_ms(clock_wall_ms()).days;
	enum err e = cli_facts(&f, cli, m);

	if (!e)
		e = factsdb_position(f, &p);
	hash_begin(&h, "cmsa/watch");
	hash_add(&h, &day, sizeof(day));
	hash_add(&h, &p.register_number, sizeof(p.register_number));
	for (size_t i = 0; i < p.n_heads && !e; i++)
		hash_add(&h, p.heads[i].id.b, sizeof(p.heads[i].id.b));
	*out = hash_end(&h);
	position_clear(&p);
	factsdb_close(&f);
	return e;
}

static enum err
step(struct watch *w, struct errmsg *m)
{
	struct alerts_node a;
	struct hash now;
	enum err e = look(&now, w->cli, m);

	if (e || hash_eq(&now, &w->at))
		return e;
	e = alerts_node_open(&a, w->cli, m);
	if (e)
		return e;
	w->at = now;
	show_news(w, &a);
	show_sealed(w, &a);
	alerts_node_close(&a);
	return ERR_NONE;
}

/* Silence must not look like calm: that nothing can come is told, and its end. */
static void
tell_node(struct watch *w, int64_t now)
{
	bool runs;

	if (now < w->node_ms + NODE_MS)
		return;
	w->node_ms = now;
	runs = cli_node_runs(w->cli);
	if (runs == w->node_runs)
		return;
	w->node_runs = runs;
	if (runs)
		fputs("cmsa: the node runs again\n", stderr);
	else
		fprintf(stderr,
		    "cmsa: the node does not run, so nothing new is shown: start it with cmsad -C %s\n",
		    w->cli->dir);
}

static void
tell_trouble(struct watch *w, int64_t now, enum err e, const struct errmsg *m)
{
	if (!e)
		w->good_ms = now;
	if (!e == !w->troubled || (e && now < w->good_ms + TROUBLE_MS))
		return;
	w->troubled = e != ERR_NONE;
	if (e)
		fprintf(
		    stderr, "cmsa: the alerts cannot be read, trying on: %s\n", m->text);
	else
		fputs("cmsa: the alerts can be read again\n", stderr);
}

/* Did what was shown arrive?  CLI_NO: yes, and somebody still reads. */
static int
flush(int wait_ms)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	if (fflush(stdout) != 0)
		return errno == EPIPE
			   ? CLI_DONE /* nobody reads any more */
			   : cli_error(CLI_MACHINE, "cannot write the alerts: %s",
				 strerror(errno));
	return poll(&out, 1, wait_ms) > 0 && (out.revents & POLLERR) ? CLI_DONE : CLI_NO;
}

static int
watch(struct watch *w)
{
	struct errmsg m = { "" };
	enum err e = step(w, &m);
	int code = CLI_NO;

	if (e)
		return cli_fail(e, &m);
	w->first = false;
	if (isatty(STDERR_FILENO))
		fprintf(stderr,
		    "cmsa: %zu alerts are there; what comes from now on is shown, ctrl-C ends\n",
		    w->n);
	w->good_ms = clock_monotonic_ms();
	while (!is_done(w) && clock_monotonic_ms() < w->until_ms) {
		tell_node(w, clock_monotonic_ms());
		code = flush(POLL_MS);
		if (code != CLI_NO)
			return code;
		e = step(w, &m);
		tell_trouble(w, clock_monotonic_ms(), e, &m);
	}
	code = flush(0);
	if (code == CLI_MACHINE || w->shown)
		return code == CLI_MACHINE ? code : CLI_DONE;
	return w->node_runs && !w->troubled ? CLI_NO : CLI_MACHINE;
}

static int
read_number(int64_t *out, const struct cli *cli, const char *name, int64_t absent)
{
	const char *s = cli_option(cli, name);

	*out = absent;
	if (s && (!text_to_i64(out, s) || *out < 1 || *out > INT32_MAX))
		return cli_error(CLI_INPUT,
		    "alerts: --%s: expected a number from 1 on, found \"%s\"", name, s);
	return CLI_DONE;
}

int
alerts_watch_run(struct cli *cli)
{
	struct watch w = { .cli = cli,
		.first = true,
		.node_runs = true,
		.until_ms = INT64_MAX,
		.node_ms = -NODE_MS };
	struct errmsg m = { "" };
	int64_t seconds;
	enum err e = alerts_node_filter(&w.filter, cli, &m);
	int code;

	if (e)
		return cli_fail(e, &m);
	code = read_number(&w.count, cli, "count", 0);
	if (!code)
		code = read_number(&seconds, cli, "timeout", 0);
	if (code)
		return code;
	if (seconds)
		w.until_ms = clock_monotonic_ms() + seconds * 1000;
	signal(SIGPIPE, SIG_IGN); /* who reads may go at any time: that is no fault */
	code = watch(&w);
	free(w.known);
	return code;
}
